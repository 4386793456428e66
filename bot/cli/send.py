"""A payload file to the running bot, as its source would send it; prints the answer."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import aiohttp

from bot.cli.process import Process
from bot.cli.starting import Stopped, configured, environment
from bot.domain.text import showable
from bot.web.pipelines import PIPELINES


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py send alertmanager body.json`."""
    parser = argparse.ArgumentParser(prog="python app.py send", description=__doc__)
    parser.add_argument("source", metavar="SOURCE", help="alertmanager, generic, github …, as under `sources`")
    parser.add_argument("file", metavar="FILE", help="the body, as the source would post it; - for standard input")
    options = parser.parse_args(arguments[1:])
    try:
        env = environment(environ, serving=False)
        source = configured(env, environ).sources.get(options.source)
        body = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.code
    except OSError as error:
        print(f"{options.file} can't be read: {error.strerror}", file=sys.stderr)
        return 2
    token = source.token.reveal() if source and source.token else None
    where = "deploys" if options.source in PIPELINES else "alerts"
    return asyncio.run(_send(f"http://{env.host}:{env.port}/{where}/{options.source}", body, token))


async def _send(url: str, body: bytes, token: str | None) -> int:
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    try:
        async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
            print(f"{answer.status} {showable(await answer.text())}")
            return 0 if answer.status < 300 else 1
    except aiohttp.ClientError as error:
        print(f"No bot answers at {url}: {error}. Start it with `python app.py serve`", file=sys.stderr)
        return 1
