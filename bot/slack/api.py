"""One call of Slack's Web API, which ends yes, no or unknown; nothing of the SDK's exceptions gets past here."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

#: How long a call may take, in seconds (design §4.7): what pages somebody, and everything else.
PAGE_PATIENCE, PATIENCE = 4.0, 10.0

#: A `Retry-After` beyond this is senseless, and treated as none.
_LONGEST_WAIT = 3600
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
        return No(code="ratelimited", retry_after=_wait(lower.get("retry-after")), data=data)
    if status >= 500 or code in _UNKNOWN_CODES:
        return Unknown(reason=code or f"http_{status}")
    if data.get("ok") is True:
        scopes = lower.get("x-oauth-scopes", "").replace(" ", "").split(",")
        return Yes(data=data, scopes=frozenset(filter(None, scopes)))
    if not data:
        return Unknown(reason=f"http_{status}")
    return No(code=code or f"http_{status}", retry_after=_wait(lower.get("retry-after")), data=data)


def _wait(header: str | None) -> timedelta | None:
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
    """The real one: slack_sdk's client on a shared session, its own retries off because they double posts.

    `base_url` ends in `/api/`. The session's owner closes it.
    """

    def __init__(self, *, token: str, base_url: str, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._client = AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[])

    async def call(self, method: str, /, *, patience: float = PATIENCE, **arguments: Any) -> Reply:
        """Call a method; gives up waiting after `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                response = await self._client.api_call(method, data=form(arguments))
        except SlackApiError as refused:
            return _refused(refused)
        except (TimeoutError, SlackClientError, aiohttp.ClientError, OSError, ValueError, AttributeError) as broken:
            return Unknown(reason=type(broken).__name__)
        return answered(response.status_code, response.headers, response.data)

    async def respond(self, url: str, body: Mapping[str, Any]) -> Reply:
        """Post to a response_url; anything but a 200 is a no with its status."""
        return await self._post(url, json=dict(body))

    async def upload(self, url: str, content: bytes) -> Reply:
        """Send a file's bytes."""
        return await self._post(url, data=content)

    async def _post(self, url: str, **body: Any) -> Reply:
        try:
            async with asyncio.timeout(PATIENCE), self._session.post(url, **body) as response:
                return _plain(response.status, response.headers)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as broken:
            return Unknown(reason=type(broken).__name__)


def _refused(refused: SlackApiError) -> Reply:
    """The SDK's response, or aiohttp's where the body was no JSON."""
    response = refused.response
    status: int = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    headers: Mapping[str, str] = getattr(response, "headers", None) or {}
    return answered(status, headers, getattr(response, "data", None))


def _plain(status: int, headers: Mapping[str, str]) -> Reply:
    if status < 300:
        return Yes()
    lower = {name.lower(): value for name, value in headers.items()}
    wait = _wait(lower.get("retry-after"))
    return Unknown(reason=f"http_{status}") if status >= 500 else No(code=f"http_{status}", retry_after=wait)
