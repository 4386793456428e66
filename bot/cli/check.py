"""`check`: a configuration's faults with file and line, then holes in coverage and what is probably not meant."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot.cli.files import with_files
from bot.cli.process import Process
from bot.cli.report import Report, report
from bot.config import Fault, Faulty, json_schema, read


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py check [FILE] [--schema]`."""
    parser = argparse.ArgumentParser(prog="python app.py check", description=__doc__)
    parser.add_argument("file", nargs="?", metavar="FILE", default=environ.get("RONDO_CONFIG") or "rondo.yml")
    parser.add_argument("--schema", action="store_true", help="print a JSON Schema of the file, for editors")
    options = parser.parse_args(arguments[1:])
    return run(options.file, environ=environ, now=process.instant(), out=sys.stdout, schema=options.schema)


def run(file: str, *, environ: Mapping[str, str], now: datetime, out: TextIO, schema: bool = False) -> int:
    """Print the report, or every fault, or the JSON Schema; returns the exit code, which is 1 on a fault."""
    if schema:
        _say(out, json.dumps(json_schema(), indent=2))
        return 0
    try:
        configuration = read(_text(file), name=file, environ=environ)
    except Faulty as faulty:
        for fault in faulty.faults:
            _say(out, f"✗ {fault}")
        _say(out, f"{len(faulty.faults)} {'fault' if len(faulty.faults) == 1 else 'faults'} in {file}")
        return 1
    read_in, notices = with_files(configuration, Path(file).parent, now)
    _tell(report(read_in, now, notices), file, out)
    return 0


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _unreadable(file, "there is no such file", "copy docs/rondo.example.yml, or set RONDO_CONFIG") from None
    except UnicodeDecodeError:
        raise _unreadable(file, "this is not UTF-8", "save it as UTF-8") from None
    except OSError as error:
        raise _unreadable(file, str(error.strerror).lower(), "name a file that can be read") from error


def _unreadable(file: str, message: str, remedy: str) -> Faulty:
    return Faulty([Fault(file=file, line=None, message=message, remedy=remedy)])


def _tell(told: Report, file: str, out: TextIO) -> None:
    for warning in told.warnings:
        _say(out, f"! {warning}")
    _say(out, "Until the last resort hears of an incident that nobody acknowledges:")
    for line in told.reach:
        _say(out, f"  {line}")
    _say(out, "The clocks change next (hand-offs keep their local hour):")
    for line in told.clocks:
        _say(out, f"  {line}")
    _say(out, f"✓ {file} has no faults" + _warned(len(told.warnings)))


def _say(out: TextIO, line: str) -> None:
    print(line, file=out)


def _warned(number: int) -> str:
    return f", {number} warning{'s' if number > 1 else ''}" if number else ""
