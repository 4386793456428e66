"""Everything Slack can send us, and where it goes: translated, handed to the engine, answered."""

import logging
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.listeners import failed, happened, pressed, typed
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.gate import Gate, Ourselves, Stored, delivery_of, us
from bot.slack.readings import said

_ANYTHING = re.compile(".*", re.DOTALL)


def build(desk: Desk, *, signing_secret: str = "", client: AsyncWebClient | None = None) -> AsyncApp:
    """The Bolt app. Slack hears "ok" only after our commit; without a `signing_secret` no HTTP request is taken."""
    ourselves = Ourselves(desk.directory)
    app = AsyncApp(
        name="rondo",
        logger=logging.getLogger("rondo.bolt"),
        client=client or AsyncWebClient(retry_handlers=[]),
        signing_secret=signing_secret,
        process_before_response=True,
        request_verification_enabled=False,
        before_authorize=Gate(ourselves, signing_secret).check,
        authorize=Stored(ourselves),
    )
    _listen(app, desk)
    return app


def _listen(app: AsyncApp, desk: Desk) -> None:
    @app.command(_ANYTHING)
    async def command(body: dict[str, Any], ack: AsyncAck, req: AsyncBoltRequest) -> BoltResponse:
        shown = await typed.command(desk, body, delivery_of(req))
        return await ack(said.ephemeral(shown)) if shown else await ack()

    @app.action(_ANYTHING)
    async def click(body: dict[str, Any], ack: AsyncAck, req: AsyncBoltRequest) -> BoltResponse:
        await pressed.click(desk, body, delivery_of(req))
        return await ack()

    @app.view(_ANYTHING)
    async def form(body: dict[str, Any], req: AsyncBoltRequest) -> BoltResponse:
        answer = await pressed.submit(desk, body, delivery_of(req))
        return BoltResponse(status=200, body=dict(answer) if answer else "")

    @app.shortcut(_ANYTHING)
    async def shortcut(body: dict[str, Any], ack: AsyncAck, req: AsyncBoltRequest) -> BoltResponse:
        await pressed.shortcut(desk, body, delivery_of(req))
        return await ack()

    @app.event(_ANYTHING)
    async def event(body: dict[str, Any], context: AsyncBoltContext, req: AsyncBoltRequest) -> None:
        await happened.happened(desk, body, us(context, body), delivery_of(req))

    @app.error
    async def error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        return await failed.failed(desk, error, body)
