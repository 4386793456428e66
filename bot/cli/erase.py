"""`erase`: names and texts out of a record that privacy demands to forget; the record still chains, and says so."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing

from bot.cli.act import commit
from bot.cli.process import Process
from bot.cli.starting import Opened, Stopped, opened
from bot.domain.erasure import fixed, pieces_naming, pieces_of
from bot.domain.errors import Unavailable
from bot.domain.events import By, RecordErased, Via
from bot.domain.incident.state import number_of


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py erase INC-7 LINE… | --person NAME --as dora`."""
    options = _parser().parse_args(arguments[1:])
    number = number_of(options.incident)
    if number is None or not (options.lines or options.person):
        print(
            "Say what to erase: `erase INC-7 12 13 --as dora`, or `erase INC-7 --person ana --as dora`", file=sys.stderr
        )
        return 2
    try:
        installation = opened(environ, serving=False)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.code
    with closing(installation.store):
        return asyncio.run(_erase(installation, number, options, process))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python app.py erase", description=__doc__)
    parser.add_argument("incident", metavar="INC-7")
    parser.add_argument("lines", nargs="*", type=int, metavar="LINE", help="numbers of its timeline")
    parser.add_argument("--person", default="", metavar="ana", help="whose name goes, wherever it stands")
    parser.add_argument("--as", dest="by", required=True, metavar="dora", help="who you are, as rondo.yml names you")
    return parser


async def _erase(installation: Opened, number: int, options: argparse.Namespace, process: Process) -> int:
    try:
        record = await installation.store.reads.timeline(number)
        situation = await installation.store.reads.situation()
    except Unavailable as error:
        print(f"The database can't be reached, nothing was changed: {error}", file=sys.stderr)
        return 1
    shown = situation.shown(options.person)
    named = pieces_naming(record, options.person, shown) if options.person else {}
    pieces = {**named, **{at: (*named.get(at, ()), *names) for at, names in pieces_of(record, options.lines).items()}}
    by = By(person=options.by, via=Via.CLI)
    event = RecordErased(incident=number, by=by, pieces=pieces, person=options.person, shown=shown)
    code = await commit(installation, event, process)
    if left := fixed(record):
        numbers = f"1 to {left[-1]}"
        print(f"Lines {numbers} are of an older Rondo, which chained the words themselves: nothing was erased there.")
    return code
