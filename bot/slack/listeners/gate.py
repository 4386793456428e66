"""The gate: is it Slack, is it our workspace and our app, and who are we there; nothing of it asks Slack."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.domain.text import clean
from bot.ports import Directory, Identity

DELIVERY = "delivery"
"""Where a socket's envelope id stands in Bolt's context."""


class Ourselves:
    """Who we are in Slack, looked up until it is known and then kept: every delivery asks."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._known: Identity | None = None

    async def identity(self) -> Identity | None:
        """As stored; `None` before first contact."""
        self._known = self._known or await self._directory.identity()
        return self._known


class Gate:
    """Checks a request before any listener sees it. Bolt's own check is off: it writes bodies into the log."""

    def __init__(self, ourselves: Ourselves, signing_secret: str) -> None:
        self._ourselves = ourselves
        self._verifier = SignatureVerifier(signing_secret) if signing_secret else None

    async def check(self, req: AsyncBoltRequest, next: Callable[[], Awaitable[None]]) -> BoltResponse | None:  # noqa: A002
        """401 for what Slack did not sign, 403 for another workspace's or another app's; else goes on, cleaned."""
        if req.mode != "socket_mode" and not self._signed(req):
            return BoltResponse(status=401, body={"error": "invalid request"})
        if await self._foreign(req):
            return BoltResponse(
                status=403, body={"error": "another workspace or app"}, headers={"x-slack-no-retry": "1"}
            )
        req.body = _cleaned(req.body)
        await next()
        return None

    def _signed(self, req: AsyncBoltRequest) -> bool:
        headers = {name: values[0] for name, values in req.headers.items() if values}
        stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        try:
            return self._verifier is not None and self._verifier.is_valid(req.raw_body, stamp, signature)
        except Exception:  # noqa: BLE001 - malformed headers make the verifier raise in many ways; every one is a no
            return False

    async def _foreign(self, req: AsyncBoltRequest) -> bool:
        identity = await self._ourselves.identity()
        if identity is None:
            return False
        team, app = req.context.team_id, _app_of(req.body)
        return bool(team and team != identity.team_id) or bool(app and identity.app_id and app != identity.app_id)


class Stored(AsyncAuthorize):
    """Who we are, from what was stored at first contact; before that, from what the request itself says."""

    def __init__(self, ourselves: Ourselves) -> None:
        self._ourselves = ourselves

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult:
        """Never asks Slack, never refuses: the gate has done that."""
        identity = await self._ourselves.identity()
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=identity.team_id if identity else team_id,
            bot_user_id=identity.bot_user_id if identity else None,
            bot_id=(identity.bot_id or None) if identity else None,
        )


def _cleaned(part: Any) -> Any:
    """What Slack sent, with every text in it such as a database takes."""
    if isinstance(part, str):
        return clean(part)
    if isinstance(part, dict):
        return {name: _cleaned(value) for name, value in part.items()}
    return [_cleaned(one) for one in part] if isinstance(part, list) else part


def _app_of(body: Mapping[str, Any]) -> str | None:
    app = body.get("api_app_id")
    return app if isinstance(app, str) else None


def us(context: AsyncBoltContext, body: Mapping[str, Any]) -> str:
    """Our own user id: as stored, else as the event's authorization names it; empty while nobody says."""
    authorizations = body.get("authorizations") or [{}]
    return str(context.bot_user_id or authorizations[0].get("user_id") or "")


def delivery_of(req: AsyncBoltRequest) -> str | None:
    """Slack's id of a delivery: an event's, a socket envelope's, else a hash of the signature, as replays have it."""
    event = req.body.get("event_id")
    if event:
        return f"event:{event}"
    envelope = req.context.get(DELIVERY)
    if envelope:
        return f"envelope:{envelope}"
    signature = (req.headers.get("x-slack-signature") or [""])[0]
    return f"signature:{hashlib.sha256(signature.encode()).hexdigest()}" if signature else None
