"""Everything Slack can send us, and where it goes: translated, handed to the engine, answered."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.listeners import failed, happened, pressed, typed
from bot.slack.listeners.gate import Gate, Stored, delivery_of, us
from bot.slack.listeners.reception import Reception
from bot.slack.readings import said

_ANYTHING = re.compile(".*", re.DOTALL)


def build(reception: Reception, *, signing_secret: str = "", client: AsyncWebClient | None = None) -> AsyncApp:
    """The Bolt app. Slack hears "ok" only after our commit; without a `signing_secret` no HTTP request is taken."""
    app = AsyncApp(
        name="rondo",
        client=client or AsyncWebClient(retry_handlers=[]),
        signing_secret=signing_secret,
        process_before_response=True,
        request_verification_enabled=False,
        before_authorize=Gate(reception.directory, signing_secret).check,
        authorize=Stored(reception.directory),
    )
    _listen(app, reception)
    return app


def _listen(app: AsyncApp, reception: Reception) -> None:
    @app.command(_ANYTHING)
    async def command(body: dict[str, Any], ack: AsyncAck, req: AsyncBoltRequest) -> BoltResponse:
        shown = await typed.command(reception, body, delivery_of(req))
        return await ack(said.ephemeral(shown)) if shown else await ack()

    @app.action(_ANYTHING)
    async def click(body: dict[str, Any], ack: AsyncAck, req: AsyncBoltRequest) -> BoltResponse:
        await pressed.click(reception, body, delivery_of(req))
        return await ack()

    @app.view(_ANYTHING)
    async def form(body: dict[str, Any], req: AsyncBoltRequest) -> BoltResponse:
        answer = await pressed.submit(reception, body, delivery_of(req))
        return BoltResponse(status=200, body=dict(answer) if answer else "")

    @app.shortcut(_ANYTHING)
    async def shortcut(body: dict[str, Any], ack: AsyncAck, req: AsyncBoltRequest) -> BoltResponse:
        await pressed.shortcut(reception, body, delivery_of(req))
        return await ack()

    @app.event(_ANYTHING)
    async def event(body: dict[str, Any], context: AsyncBoltContext, req: AsyncBoltRequest) -> None:
        await happened.happened(reception, body, us(context, body), delivery_of(req))

    @app.error
    async def error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        return await failed.failed(reception, error, body)
