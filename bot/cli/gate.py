"""Whether something is known against a version: for a pipeline, before it deploys that. 0: no, 1: yes, 3: no answer."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.cli.process import Process
from bot.cli.starting import Stopped, environment
from bot.domain.releases import scanned
from bot.domain.text import showable

CLEAR, FLAGGED, NO_ANSWER = 0, 1, 3

#: A pipeline does not wait longer.
SECONDS = 5


class _Silent(Exception):
    """There is no answer; the message says why."""


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py gate checkout 1.4.2`."""
    options = _parser().parse_args(arguments[1:])
    try:
        env = environment(environ, serving=False)
        token = env.api_token.reveal() if env.api_token else ""
        if not token:
            raise _Silent("set RONDO_API_TOKEN to a token with the right `gate`")
        base = options.url or env.public_url or f"http://{env.host}:{env.port}"
        address = (
            f"{base.rstrip('/')}/api/v1/releases/{quote(options.service, safe='')}/{quote(options.version, safe='')}"
        )
        return asyncio.run(_pass(address, token, options, process.instant()))
    except (_Silent, Stopped) as silent:
        print(showable(f"no answer: {silent}"), file=sys.stderr)
        return NO_ANSWER


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python app.py gate", description=__doc__)
    parser.add_argument("service", metavar="SERVICE", help="a service, as rondo.yml names it")
    parser.add_argument("version", metavar="VERSION", help="what is about to be deployed, as deploys name it")
    parser.add_argument("--url", metavar="URL", help="where Rondo is; without it RONDO_PUBLIC_URL, else this machine")
    parser.add_argument(
        "--proceed", metavar="REASON", help="go on with what is flagged (0), and put the reason on record"
    )
    return parser


async def _pass(address: str, token: str, options: argparse.Namespace, now: datetime) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
        known = await _ask(session, "GET", address)
        if known.get("verdict") == "clear":
            print(showable(f"nothing known against {options.version} ({_scanned(known.get('last_scan'), now)})"))
            return CLEAR
        print(*(showable(line) for line in _against(options, known)), sep="\n")
        if options.proceed is None:
            return FLAGGED
        await _ask(session, "POST", f"{address}/proceed", {"reason": options.proceed})
        print(showable(f"goes on, and the release's page says why: {options.proceed}"))
        return CLEAR


async def _ask(session: aiohttp.ClientSession, method: str, address: str, body: Any = None) -> dict[str, Any]:
    try:
        url = URL(address, encoded=True)
        async with session.request(method, url, json=body, allow_redirects=False) as answer:
            said = await answer.json(content_type=None)
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise _Silent(f"{address} does not answer as Rondo does ({str(error) or 'too slow'})") from None
    if status != 200 or not isinstance(said, dict) or said.get("verdict") not in ("clear", "flagged"):
        detail = said.get("detail") if isinstance(said, dict) else None
        raise _Silent(str(detail or f"{address} answers {status}"))
    return said


def _scanned(at: object, now: datetime) -> str:
    if not isinstance(at, str):
        return scanned(None, now)
    try:
        return scanned(datetime.fromisoformat(at), now)
    except (ValueError, TypeError):
        return "when it was scanned is not known"


def _against(options: argparse.Namespace, known: Mapping[str, Any]) -> list[str]:
    flags = [flag for flag in known.get("flags", ()) if isinstance(flag, dict)]
    return [f"{options.service} {options.version} is flagged", *(f"  {_line(flag)}" for flag in flags)]


def _line(flag: Mapping[str, Any]) -> str:
    said = [*flag.get("cves", ()), flag.get("incident"), flag.get("severity"), flag.get("note")]
    known = ", ".join(str(one) for one in said if one)
    return f"{flag.get('kind')}{f': {known}' if known else ''}, by {flag.get('by')}"
