"""Slack over Socket Mode: connected in the background, so that starting and stopping never wait for Slack."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.api import retry_after
from bot.slack.listeners.gate import DELIVERY

log = structlog.get_logger()

#: apps.connections.open is limited to one a minute by the stricter of Slack's two figures.
_SPACING_SECONDS = 60.0
_LONGEST_BACKOFF_SECONDS = 30.0
_PING_SECONDS = 5.0

#: So often `Socket.look` should be called; and a socket on which nothing was heard for so long is replaced.
LOOK_SECONDS, SILENCE_SECONDS = 5.0, 30.0

#: Closing waits so long for Slack's farewell: a socket that is silent sends none.
_FAREWELL_SECONDS = 2.0

Pause = Callable[[float], Awaitable[None]]
Seconds = Callable[[], float]


@dataclass
class Pace:
    """When the next address may be asked for: a minute after Slack last answered, or later if it says so.

    Sooner, where it was not reached.
    """

    answered_at: float | None = None
    failures: int = 0
    rests_until: float = 0.0

    def wait(self, now: float) -> float:
        """How many seconds from `now` (any clock that only goes forward)."""
        backoff = min(2.0**self.failures, _LONGEST_BACKOFF_SECONDS) if self.failures else 0.0
        spacing = self.answered_at + _SPACING_SECONDS - now if self.answered_at is not None else 0.0
        return max(0.0, backoff, spacing, self.rests_until - now)

    def answered(self, now: float, *, well: bool, rest: timedelta | None = None) -> None:
        """Slack answered, with an address or with a no, and may ask for a rest."""
        self.answered_at, self.failures = now, 0 if well else self.failures + 1
        self.rests_until = now + rest.total_seconds() if rest else 0.0

    def unreached(self) -> None:
        """The call never got an answer."""
        self.failures += 1


class PacedClient(AsyncWebClient):
    """Asks for a socket's address no more often than Slack allows; the SDK's reconnecting goes through here too."""

    def __init__(self, *, base_url: str, pace: Pace, pause: Pause, seconds: Seconds, proxy: str | None = None) -> None:
        super().__init__(base_url=base_url, retry_handlers=[], timeout=10)
        self.proxy = proxy  # whatever the SDK found in the process's environment
        self._pace, self._pause, self._seconds = pace, pause, seconds
        self._in_turn, self._asking = asyncio.Lock(), 0

    @property
    def asking(self) -> bool:
        """Whether somebody waits for an address."""
        return self._asking > 0

    async def apps_connections_open(self, *, app_token: str, **more: Any) -> AsyncSlackResponse:
        """One try, after the wait that is due; who asks meanwhile waits in turn, a minute each.

        Raises:
            slack_sdk.errors.SlackApiError: Slack said no.
        """
        self._asking += 1
        try:
            async with self._in_turn:
                return await self._ask(app_token, more)
        finally:
            self._asking -= 1

    async def _ask(self, app_token: str, more: dict[str, Any]) -> AsyncSlackResponse:
        await self._pause(self._pace.wait(self._seconds()))
        try:
            answer = await super().apps_connections_open(app_token=app_token, **more)
        except SlackApiError as refused:
            rest = retry_after(refused.response.headers.get("Retry-After"))
            self._pace.answered(self._seconds(), well=False, rest=rest)
            raise
        except Exception:
            self._pace.unreached()
            raise
        self._pace.answered(self._seconds(), well=True)
        return answer


class _Handler(AsyncSocketModeHandler):
    """Bolt's handler, with the envelope's id kept as the delivery's."""

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        request = AsyncBoltRequest(
            mode="socket_mode", body=req.payload, headers=build_headers(req), context={DELIVERY: req.envelope_id}
        )
        answer = await self.app.async_dispatch(request)
        await send_async_response(client, req, answer, 0.0)


class _Heard(aiohttp.ClientWebSocketResponse):
    """A socket that says what is heard on it: anything at all, or nothing even after a ping."""

    def __init__(self, *given: Any, heard: Callable[[], None], silent: Callable[[], None], **more: Any) -> None:
        super().__init__(*given, **more)
        self._say_heard, self._say_silent = heard, silent

    async def receive(self, timeout: float | None = None) -> aiohttp.WSMessage:  # noqa: ASYNC109  (the library's own)
        message = await super().receive(timeout)
        if message.type in _SIGNS_OF_LIFE:
            self._say_heard()
        elif isinstance(self.exception(), aiohttp.ServerTimeoutError):
            self._say_silent()
            self._say_silent = _nothing  # it would be said again with every further attempt to read
        return message


_SIGNS_OF_LIFE = {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.PING, aiohttp.WSMsgType.PONG}


def _nothing() -> None:
    """Nobody counts."""


class Socket:
    """The socket's life: `start` returns at once, `stop` within a moment, whatever Slack does meanwhile.

    The SDK comes back by itself after drops, and when its pings are not answered; `look` sees to what it does not see.
    `replaced` is called for every socket that was given up because nothing was heard on it.
    """

    def __init__(
        self,
        app: AsyncApp,
        client: PacedClient,
        *,
        app_token: str,
        seconds: Seconds,
        replaced: Callable[[], None] = _nothing,
        ping_seconds: float = _PING_SECONDS,
    ) -> None:
        self._app, self._client, self._app_token = app, client, app_token
        self._seconds, self._replaced, self._ping_seconds = seconds, replaced, ping_seconds
        self._handler: _Handler | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._heard_at = seconds()

    def start(self) -> None:
        """Begin to connect, in the background, until it works."""
        self._handler = _Handler(self._app, self._app_token, web_client=self._client, ping_interval=self._ping_seconds)
        client = self._handler.client
        client.proxy = self._client.proxy
        client.aiohttp_client_session.detach()
        hearing = partial(_Heard, heard=self._hear, silent=self._silent)
        client.aiohttp_client_session = aiohttp.ClientSession(ws_response_class=hearing)  # type: ignore[arg-type]
        self._hear()
        self._connecting = asyncio.create_task(self._handler.connect_async(), name="socket mode")  # type: ignore[no-untyped-call]

    def _hear(self) -> None:
        self._heard_at = self._seconds()

    def _silent(self) -> None:
        log.warning("a socket fell silent and is replaced")
        self._replaced()

    async def connected(self) -> bool:
        """Whether a socket is up."""
        return self._handler is not None and bool(await self._handler.client.is_connected())

    async def look(self) -> None:
        """Replace a socket on which nothing was heard for `SILENCE_SECONDS`, or that in that time did not come about.

        Whoever waits for an address waits because Slack limits how often it is asked for, or is away.
        """
        if self._client.asking:
            self._hear()
        if self._handler is None or self._seconds() - self._heard_at < SILENCE_SECONDS:
            return
        self._silent()
        leaving = asyncio.create_task(_leave(self._handler, self._connecting))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
        self.start()

    async def stop(self) -> None:
        """Close the socket; what was not acknowledged comes again on another."""
        if self._handler:
            await asyncio.gather(_leave(self._handler, self._connecting), *self._leaving)


async def _leave(handler: _Handler, connecting: asyncio.Task[None] | None) -> None:
    if connecting:
        connecting.cancel()
        with suppress(asyncio.CancelledError):
            await connecting
    try:
        async with asyncio.timeout(_FAREWELL_SECONDS):
            await handler.close_async()  # type: ignore[no-untyped-call]
    except TimeoutError:
        await handler.close_async()  # type: ignore[no-untyped-call]
