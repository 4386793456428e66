"""`report`: evidence that events were evaluated, by whom, when; from the database, whether the bot runs or not."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.cli.process import Process
from bot.cli.starting import Opened, Stopped, opened
from bot.domain.errors import Unavailable
from bot.domain.evaluations import YEARS, Report
from bot.engine.evaluating import report
from bot.web.pages.evaluation import as_file
from bot.web.reports import as_csv, as_json


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py report --from 2026-07-01 --to 2026-09-30`."""
    options = _parser().parse_args(arguments[1:])
    if options.to < options.since:
        print(f"--to {options.to} is before --from {options.since}", file=sys.stderr)
        return 2
    try:
        installation = opened(environ, serving=False)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.code
    with closing(installation.store):
        try:
            text = asyncio.run(_text(installation, options, process))
        except Unavailable as error:
            print(error, file=sys.stderr)
            return 1
    return _out(text, options.output)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python app.py report", description=__doc__)
    parser.add_argument("--from", dest="since", type=_day, required=True, metavar="2026-07-01", help="the first day")
    parser.add_argument("--to", type=_day, required=True, metavar="2026-09-30", help="the last day, whole")
    parser.add_argument("--format", choices=("html", "csv", "json"), default="html", help="html is to be printed")
    parser.add_argument(
        "-o", dest="output", default="-", metavar="FILE", help="where it is written; else it is printed"
    )
    words = "with the titles of private incidents; without it they are only counted"
    parser.add_argument("--private", action="store_true", help=words)
    return parser


def _day(written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is no day; write one like 2026-07-01") from None
    if day.year not in YEARS:
        raise argparse.ArgumentTypeError(f"{written!r} is not within the years {YEARS[0]} to {YEARS[-1]}")
    return day


async def _text(installation: Opened, options: argparse.Namespace, process: Process) -> str:
    store, zone = installation.store, ZoneInfo(installation.settings.timezone)
    since = datetime.combine(options.since, time(), zone)
    until = datetime.combine(options.to + timedelta(days=1), time(), zone)
    now = await store.clock(process, process.seconds).now()
    made = await report(
        store.reads,
        store.facts,
        since,
        until,
        now,
        sees=lambda one: options.private or not one.private,
        knows=lambda _: True,
    )
    return await _drawn(made, options.format, installation)


async def _drawn(made: Report, form: str, installation: Opened) -> str:
    match form:
        case "csv":
            return as_csv(made)
        case "json":
            return as_json(made)
        case _:
            return as_file(made, await installation.store.reads.situation())


def _out(text: str, output: str) -> int:
    if output == "-":
        sys.stdout.write(text)
        return 0
    try:
        Path(output).write_text(text, encoding="utf-8", errors="replace", newline="")
    except OSError as error:
        print(f"{output} can't be written: {error.strerror}", file=sys.stderr)
        return 1
    print(f"Written to {output}")
    return 0
