"""Slack over Socket Mode: connected in the background, so that starting and stopping never wait for Slack."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.listeners.gate import DELIVERY

#: apps.connections.open is limited to one a minute by the stricter of Slack's two figures.
_SPACING_SECONDS = 60.0
_LONGEST_BACKOFF_SECONDS = 30.0
_PING_SECONDS = 5.0

Pause = Callable[[float], Awaitable[None]]
Seconds = Callable[[], float]


@dataclass
class Pace:
    """When the next address may be asked for: a minute after Slack last answered, sooner where it was not reached."""

    answered_at: float | None = None
    failures: int = 0

    def wait(self, now: float) -> float:
        """How many seconds from `now` (any clock that only goes forward)."""
        backoff = min(2.0**self.failures, _LONGEST_BACKOFF_SECONDS) if self.failures else 0.0
        spacing = self.answered_at + _SPACING_SECONDS - now if self.answered_at is not None else 0.0
        return max(0.0, backoff, spacing)

    def answered(self, now: float, *, well: bool) -> None:
        """Slack answered, with an address or with a no."""
        self.answered_at, self.failures = now, 0 if well else self.failures + 1

    def unreached(self) -> None:
        """The call never got an answer."""
        self.failures += 1


class PacedClient(AsyncWebClient):
    """Asks for a socket's address no more often than Slack allows; the SDK's reconnecting goes through here too."""

    def __init__(self, *, base_url: str, pace: Pace, pause: Pause, seconds: Seconds, proxy: str | None = None) -> None:
        super().__init__(base_url=base_url, retry_handlers=[], timeout=10)
        self.proxy = proxy  # whatever the SDK found in the process's environment
        self._pace, self._pause, self._seconds = pace, pause, seconds

    async def apps_connections_open(self, *, app_token: str, **more: Any) -> AsyncSlackResponse:
        """One try, after the wait that is due.

        Raises:
            slack_sdk.errors.SlackApiError: Slack said no.
        """
        await self._pause(self._pace.wait(self._seconds()))
        try:
            answer = await super().apps_connections_open(app_token=app_token, **more)
        except SlackApiError:
            self._pace.answered(self._seconds(), well=False)
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


class Socket:
    """The socket's life: `start` returns at once, `stop` within a moment, whatever Slack does meanwhile."""

    def __init__(self, app: AsyncApp, client: PacedClient, *, app_token: str) -> None:
        self._app, self._client, self._app_token = app, client, app_token
        self._handler: _Handler | None = None
        self._connecting: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to connect, in the background, until it works; the SDK comes back by itself after drops."""
        self._handler = _Handler(self._app, self._app_token, web_client=self._client, ping_interval=_PING_SECONDS)
        self._handler.client.proxy = self._client.proxy
        self._connecting = asyncio.create_task(self._handler.connect_async(), name="socket mode")  # type: ignore[no-untyped-call]

    async def connected(self) -> bool:
        """Whether a socket is up."""
        return self._handler is not None and bool(await self._handler.client.is_connected())

    async def stop(self) -> None:
        """Close the socket; what was not acknowledged comes again on another."""
        if self._connecting:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting
        if self._handler:
            await self._handler.close_async()  # type: ignore[no-untyped-call]
