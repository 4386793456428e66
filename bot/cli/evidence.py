"""The package of evidence of an incident, for an auditor: works whether the bot runs or not."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bot.cli.process import Process
from bot.cli.starting import Stopped, opened
from bot.domain.errors import Refused, Unavailable
from bot.domain.incident.state import number_of
from bot.engine.evidence import Evidence
from bot.store import Store


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py evidence INC-7 -o inc-7.zip [--as-of 42]`."""
    options = _parser().parse_args(arguments[1:])
    number = number_of(options.incident)
    if number is None:
        print(f"{options.incident} is no incident's id; write it as INC-7", file=sys.stderr)
        return 2
    try:
        installation = opened(environ, serving=False)
        with closing(installation.store) as store:
            data = asyncio.run(_package(store, number, options.as_of))
        path = Path(options.output or f"inc-{number}.zip")
        path.write_bytes(data)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.code
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    except Unavailable as error:
        print(f"The database can't be reached: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{options.output} can't be written: {error.strerror}", file=sys.stderr)
        return 1
    print(f"{path}: {len(data)} bytes. Check it with: python app.py verify {path}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python app.py evidence", description=__doc__)
    parser.add_argument("incident", metavar="INC-7")
    parser.add_argument("-o", "--output", metavar="inc-7.zip", help="where to write it; without it, here by that name")
    words = "the last line of its record that goes in, a number of its timeline; without it the newest"
    parser.add_argument("--as-of", type=int, metavar="SEQ", help=words)
    return parser


async def _package(store: Store, number: int, as_of: int | None) -> bytes:
    incident = await store.reads.incident(number)
    if incident is None:
        raise Refused(f"There is no INC-{number}.")
    return await Evidence(reads=store.reads, facts=store.facts, proofs=store.proofs).package(incident, as_of)
