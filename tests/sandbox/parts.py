"""A clock that moves only when told to, an app that only listens, and short words for calls and blocks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.sandbox import Answer, Envelope, Reply, Workspace


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


class Ear:
    """An app that keeps what it hears and answers what it was told to answer."""

    def __init__(self) -> None:
        self.heard: list[Envelope] = []
        self.reply: Reply | None = Reply()
        self.answer: Callable[[Envelope], Reply | None] | None = None

    async def deliver(self, envelope: Envelope) -> Reply | None:
        self.heard.append(envelope)
        return self.answer(envelope) if self.answer else self.reply

    @property
    def last(self) -> dict[str, Any]:
        return self.heard[-1].payload

    def events(self, kind: str) -> list[dict[str, Any]]:
        inner = (each.payload.get("event", {}) for each in self.heard)
        return [each for each in inner if each.get("type") == kind]


class Bot:
    """Short words for the calls that tests make often; each fails when Slack refuses."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    async def ask(self, method: str, **arguments: Any) -> Answer:
        return await self.workspace.call(method, arguments, token=self.workspace.app.bot_token)

    async def error(self, method: str, **arguments: Any) -> str:
        return str((await self.ask(method, **arguments)).body.get("error", "none"))

    async def do(self, method: str, **arguments: Any) -> dict[str, Any]:
        answer = await self.ask(method, **arguments)
        assert answer.ok, answer
        return answer.body

    async def channel(self, name: str = "inc-1", *, private: bool = False) -> str:
        made = await self.do("conversations.create", name=name, is_private=private)
        return str(made["channel"]["id"])

    async def dm(self, person: str) -> str:
        user = self.workspace.state.user(person).id
        return str((await self.do("conversations.open", users=user))["channel"]["id"])

    async def post(self, channel: str, text: str = "hello", **more: Any) -> str:
        return str((await self.do("chat.postMessage", channel=channel, text=text, **more))["ts"])


def button(action_id: str = "acknowledge", **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": "Press"}, "action_id": action_id, **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def page(incident: str = "INC-1") -> dict[str, Any]:
    return {"event_type": "rondo", "event_payload": {"op": "1", "incident": incident, "kind": "page"}}


def form(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    title, submit = ({"type": "plain_text", "text": text} for text in ("Resolve", "Send"))
    return {"type": "modal", "callback_id": "resolve", "title": title, "submit": submit, "blocks": list(blocks), **more}


def field(block_id: str = "summary", **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "text"}
    label = {"type": "plain_text", "text": "What happened"}
    return {"type": "input", "block_id": block_id, "label": label, "element": element, **more}
