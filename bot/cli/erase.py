"""`erase`: names and texts out of a record that privacy demands to forget; the record still chains, and says so."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing

from bot.cli.act import commit, known
from bot.cli.process import Process
from bot.cli.starting import Opened, Stopped, opened
from bot.domain.erasure import fixed, pieces_naming, pieces_of
from bot.domain.errors import Unavailable
from bot.domain.events import By, RecordErased, Via
from bot.domain.incident.state import number_of
from bot.engine.evidence import record
from bot.ports import Reads


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
        if not known(installation, options.by):
            return 2
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
        event, left = await demand(installation.store.reads, number, options)
    except Unavailable as error:
        print(f"The database can't be reached, nothing was changed: {error}", file=sys.stderr)
        return 1
    code = await commit(installation, event, process)
    if left:
        numbers = f"1 to {left[-1]}"
        print(f"Lines {numbers} are of an older Rondo, which chained the words themselves: nothing was erased there.")
    return code


async def demand(reads: Reads, number: int, options: argparse.Namespace) -> tuple[RecordErased, Sequence[int]]:
    """What of the whole record is to go, and the lines in which nothing can.

    Raises:
        bot.domain.errors.Unavailable: the database can't be reached.
    """
    lines, situation = await record(reads, number), await reads.situation()
    shown = situation.shown(options.person)
    named = pieces_naming(lines, options.person, shown) if options.person else {}
    pieces = {**named, **{at: (*named.get(at, ()), *names) for at, names in pieces_of(lines, options.lines).items()}}
    by = By(person=options.by, via=Via.CLI)
    return RecordErased(incident=number, by=by, pieces=pieces, person=options.person, shown=shown), fixed(lines)
