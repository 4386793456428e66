"""What scanners know against a version, into the ledger of releases; works whether the bot runs or not."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bot.cli.act import commit
from bot.cli.process import Process
from bot.cli.starting import Stopped, opened
from bot.cli.trivy import LARGEST, Found, NoScan, read_scan
from bot.domain.alerts import Severity
from bot.domain.events import By, ReleaseScanned, Via


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py flags import scan.json --service checkout --version 1.4.2`."""
    options = _parser().parse_args(arguments[1:])
    try:
        found = _read(options)
        installation = opened(environ, serving=False)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.code
    with closing(installation.store):
        if options.person and options.person not in installation.settings.people:
            people = ", ".join(installation.settings.people)
            print(f"There is nobody called {options.person} in the configuration; there are {people}", file=sys.stderr)
            return 2
        event = ReleaseScanned(
            by=By(person=options.person, via=Via.CLI),
            service=options.service,
            version=options.version,
            what=found.what,
            at=found.at,
            found=found.weaknesses,
        )
        return asyncio.run(commit(installation, event, process))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python app.py flags", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="import")
    words = "A scan of Trivy's (`--format json`); the same file twice changes nothing."
    imports = commands.add_parser("import", help=words, description=words)
    imports.add_argument("file", metavar="FILE", help="what Trivy wrote; - for standard input")
    imports.add_argument("--service", required=True, metavar="checkout", help="a service, as rondo.yml names it")
    imports.add_argument("--version", required=True, metavar="1.4.2", help="the version that was scanned")
    imports.add_argument("--severity", default="HIGH,CRITICAL", metavar="HIGH,CRITICAL", help="which weaknesses count")
    imports.add_argument("--as", dest="person", default="", metavar="ana", help="who you are, as rondo.yml names you")
    return parser


def _read(options: argparse.Namespace) -> Found:
    """The file's scan.

    Raises:
        Stopped: it can't be read, or is none.
    """
    try:
        severities = {Severity(word.strip().lower()) for word in options.severity.split(",")}
    except ValueError:
        raise Stopped("--severity takes CRITICAL, HIGH, MEDIUM and LOW, with commas between them") from None
    try:
        if options.file == "-":
            return read_scan(sys.stdin.buffer.read(LARGEST + 1), severities)
        with Path(options.file).open("rb") as file:
            return read_scan(file.read(LARGEST + 1), severities)
    except OSError as error:
        raise Stopped(f"{options.file} can't be read: {error.strerror}") from None
    except NoScan as error:
        raise Stopped(f"{options.file}: {error}") from None
