"""The addresses at which shifts can be read as calendars, for whoever may open the installation's database."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing

from bot.cli.process import Process
from bot.cli.starting import Opened, Stopped, links_of, opened
from bot.domain.errors import Unavailable
from bot.domain.feeds import Feed, FeedKind, address
from bot.domain.situation import Settings


def main(arguments: Sequence[str], environ: Mapping[str, str], _: Process) -> int:
    """`python app.py calendar [ana]`."""
    parser = argparse.ArgumentParser(prog="python app.py calendar", description=__doc__)
    parser.add_argument("name", nargs="?", metavar="NAME", help="a person or a schedule of rondo.yml; else all of them")
    options = parser.parse_args(arguments[1:])
    try:
        installation = opened(environ, serving=False)
        with closing(installation.store):
            lines = asyncio.run(_lines(installation, options.name))
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.code
    except Unavailable as error:
        print(f"The database can't be reached: {error}", file=sys.stderr)
        return 1
    print(*lines, sep="\n")
    return 0


async def _lines(installation: Opened, name: str | None) -> list[str]:
    links = await links_of(installation.store, installation.settings)
    if not links.base:
        raise Stopped("Rondo does not know its own address: set RONDO_PUBLIC_URL")
    found = [feed for feed in _feeds(installation.settings) if name in (None, feed.name)]
    if not found:
        raise Stopped(f"There is no person and no schedule called {name} in the configuration")
    return [f"{feed.kind} {feed.name}: {address(feed, links)}" for feed in found]


def _feeds(settings: Settings) -> list[Feed]:
    schedules = [Feed(FeedKind.SCHEDULE, name) for name in settings.schedules]
    return [*schedules, *(Feed(FeedKind.PERSON, name) for name in settings.people)]
