"""One call of Slack's Web API, which ends yes, no or unknown; nothing of the client's exceptions gets past here."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

import aiohttp
from yarl import URL

#: How long a call may take, in seconds (design §4.7): what pages somebody, and everything else.
PAGE_PATIENCE, PATIENCE = 4.0, 10.0

#: A `Retry-After` beyond this is senseless, and treated as none.
_LONGEST_WAIT = 3600
_BROKEN = (TimeoutError, aiohttp.ClientError, OSError, ValueError)
_UNKNOWN_CODES = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


@dataclass(frozen=True, kw_only=True)
class Yes:
    """Slack did it. `scopes` are the token's, as every answer carries them."""

    data: Mapping[str, Any] = field(default_factory=dict)
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class No:
    """Slack did not do it, and says why."""

    code: str
    retry_after: timedelta | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """Nobody knows whether it was done: a time-out, a reset, a 5xx, or Slack says so itself."""

    reason: str


Reply = Yes | No | Unknown

#: A method by name, with its arguments: `Api.call`, or one that keeps the limits for a job.
Call = Callable[..., Awaitable[Reply]]


class Api(Protocol):
    """The Web API of one workspace, as the bot. Arguments may be text, numbers, booleans, lists and mappings."""

    async def call(self, method: str, /, *, patience: float = PATIENCE, **arguments: Any) -> Reply:
        """Call a method; gives up waiting after `patience` seconds."""

    async def respond(self, url: str, body: Mapping[str, Any]) -> Reply:
        """Post to a response_url."""

    async def upload(self, url: str, content: bytes) -> Reply:
        """Send a file's bytes to the address that files.getUploadURLExternal gave."""


def answered(status: int, headers: Mapping[str, str], body: Any) -> Reply:
    """What an HTTP answer of the Web API means; the one place where statuses and codes become yes, no or unknown."""
    data = body if isinstance(body, Mapping) else {}
    code = str(data.get("error") or "")
    lower = {name.lower(): value for name, value in headers.items()}
    if status == 429:
        return No(code="ratelimited", retry_after=retry_after(lower.get("retry-after")), data=data)
    if status >= 500 or code in _UNKNOWN_CODES:
        return Unknown(reason=code or f"http_{status}")
    if data.get("ok") is True:
        scopes = lower.get("x-oauth-scopes", "").replace(" ", "").split(",")
        return Yes(data=data, scopes=frozenset(filter(None, scopes)))
    if not data:
        return Unknown(reason=f"http_{status}")
    return No(code=code or f"http_{status}", retry_after=retry_after(lower.get("retry-after")), data=data)


def retry_after(header: str | None) -> timedelta | None:
    """How long a `Retry-After` asks to wait; `None` where there is none, or a senseless one."""
    words = (header or "").strip()
    seconds = int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None
    return timedelta(seconds=seconds) if seconds is not None and seconds <= _LONGEST_WAIT else None


def form(arguments: Mapping[str, Any]) -> dict[str, str]:
    """Arguments as a form, which every method takes: lists of text joined by commas, everything else as JSON."""
    return {name: _field(value) for name, value in arguments.items() if value is not None}


def _field(value: Any) -> str:
    if isinstance(value, str):
        return value
    flat = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    return ",".join(value) if flat else json.dumps(value)


class WebApi:
    """The real one, on a shared session: nothing is sent twice by itself, because that doubles posts.

    Not the SDK's client: with it a call takes nearly three times the processor. `base_url` ends in `/api/`. The
    session's owner closes it.
    """

    def __init__(self, *, token: str, base_url: str, session: aiohttp.ClientSession, proxy: str | None = None) -> None:
        self._session, self._proxy = session, proxy
        self._base = URL(base_url)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-www-form-urlencoded"}

    async def call(self, method: str, /, *, patience: float = PATIENCE, **arguments: Any) -> Reply:
        """Call a method; gives up waiting after `patience` seconds."""
        body = URL.build(query=form(arguments)).raw_query_string.encode()
        try:
            async with (
                asyncio.timeout(patience),
                self._post(self._base / method, data=body, headers=self._headers) as answer,
            ):
                return answered(answer.status, answer.headers, _read(await answer.read()))
        except _BROKEN as broken:
            return Unknown(reason=type(broken).__name__)

    async def respond(self, url: str, body: Mapping[str, Any]) -> Reply:
        """Post to a response_url; anything but a 200 is a no with its status."""
        return await self._send(url, json=dict(body))

    async def upload(self, url: str, content: bytes) -> Reply:
        """Send a file's bytes."""
        return await self._send(url, data=content)

    async def _send(self, url: str, **body: Any) -> Reply:
        try:
            async with asyncio.timeout(PATIENCE), self._post(url, **body) as answer:
                return _plain(answer.status, answer.headers)
        except _BROKEN as broken:
            return Unknown(reason=type(broken).__name__)

    def _post(self, url: URL | str, **what: Any) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        return self._session.post(url, proxy=self._proxy, allow_redirects=False, **what)


def _read(body: bytes) -> Any:
    """The answer as JSON; what is none, such as a proxy's page, says nothing."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _plain(status: int, headers: Mapping[str, str]) -> Reply:
    if status < 300:
        return Yes()
    lower = {name.lower(): value for name, value in headers.items()}
    wait = retry_after(lower.get("retry-after"))
    return Unknown(reason=f"http_{status}") if status >= 500 else No(code=f"http_{status}", retry_after=wait)
