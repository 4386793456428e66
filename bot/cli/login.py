"""A one-time link to the dashboard, for whoever may open the installation's database."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing

from bot.cli.process import Process
from bot.cli.starting import Stopped, opened
from bot.domain.errors import Unavailable
from bot.store import Store


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py login [--as ana]`."""
    parser = argparse.ArgumentParser(prog="python app.py login", description=__doc__)
    parser.add_argument("--as", dest="person", metavar="ana", help="somebody of rondo.yml, to act as them")
    options = parser.parse_args(arguments[1:])
    try:
        installation = opened(environ, serving=False)
        with closing(installation.store) as store:
            if options.person and options.person not in installation.settings.people:
                raise Stopped(f"There is nobody called {options.person} in the configuration")
            secret = asyncio.run(_invite(store, options.person, process))
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.code
    except Unavailable as error:
        print(f"The database can't be reached: {error}", file=sys.stderr)
        return 1
    env = installation.environment
    base = env.public_url or f"http://{env.host}:{env.port}"
    print(f"{base}/sign-in?token={secret}   (once, within 2 minutes)")
    return 0


async def _invite(store: Store, person: str | None, process: Process) -> str:
    return await store.sessions.invite(person, await store.clock(process, process.seconds).now())
