"""The bytes of a calendar, from a file or from the web: so many at most, in so much time, and no secret in an error."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.calendars.limits import LARGEST
from bot.calendars.reading import Unread

#: How long an answer may take in all, in seconds, and how often it may send us elsewhere.
_SECONDS, _REDIRECTS = 20, 3

_MOVED = frozenset({301, 302, 303, 307, 308})
_CHUNK = 2**16
_AWAY = "look whether it is away"
_COPY = "copy the address again from where the calendar is kept"
_TOO_LARGE = f"it is larger than {LARGEST // 10**6} MB → export fewer events"

Proxy = Callable[[str], str | None]


def is_on_the_web(address: str) -> bool:
    """Whether a calendar is fetched, rather than a file."""
    return urlsplit(address).scheme.lower() in {"http", "https"}


def said_of(address: str) -> str:
    """What an address is called by where people read it: whatever follows the host may be a secret."""
    return urlsplit(address).hostname or "?" if is_on_the_web(address) else address


async def fetched(address: str, *, folder: Path, session: aiohttp.ClientSession, proxy: Proxy) -> bytes:
    """The calendar as it is now; a file's path begins at `folder`.

    Raises:
        Unread: it can't be had, or is too large.
    """
    if not is_on_the_web(address):
        return await asyncio.to_thread(read_file, folder / address)
    try:
        async with asyncio.timeout(_SECONDS):
            return await _from_web(address, session, proxy)
    except TimeoutError:
        raise Unread(f"{said_of(address)} did not answer within {_SECONDS} s → {_AWAY}") from None
    except (aiohttp.ClientError, OSError, ValueError):
        raise Unread(f"{said_of(address)} can't be reached → {_AWAY}, and whether Rondo may reach it") from None


def read_file(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        Unread: there is none, it can't be read, or it is too large.
    """
    try:
        if not path.is_file():
            raise Unread("there is no such file → correct the path, which begins where rondo.yml is")
        with path.open("rb") as file:
            found = file.read(LARGEST + 1)
    except (OSError, ValueError):
        raise Unread("the file can't be read → let Rondo read it") from None
    if len(found) > LARGEST:
        raise Unread(_TOO_LARGE)
    return found


async def _from_web(address: str, session: aiohttp.ClientSession, proxy: Proxy) -> bytes:
    url = address
    for _ in range(_REDIRECTS + 1):
        headers = {"Accept": "text/calendar, */*;q=0.5", "Accept-Encoding": "identity"}
        async with session.get(url, allow_redirects=False, proxy=proxy(url), headers=headers) as answer:
            if answer.status in _MOVED:
                url = _next(url, answer.headers.get("Location", ""))
            elif answer.status == 200:
                return await _body(answer)
            else:
                remedy = _AWAY if answer.status >= 500 else _COPY
                raise Unread(f"{said_of(url)} answers {answer.status} → {remedy}")
    raise Unread(f"{said_of(address)} sends us from address to address → {_COPY}")


def _next(url: str, location: str) -> str:
    """Where we are sent, which must be as safe as where we were."""
    found = urljoin(url, location)
    if not is_on_the_web(found) or (url.startswith("https:") and not found.startswith("https:")):
        raise Unread(f"{said_of(url)} sends us to an address that is not safe → {_COPY}")
    return found


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    found = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        found += chunk
        if len(found) > LARGEST:
            raise Unread(_TOO_LARGE)
    return bytes(found)
