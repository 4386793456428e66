"""How a call ends: an answer as Slack gives it, a refusal with Slack's code, or nothing at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.records import Json


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Status, headers and JSON body, exactly as they would cross the wire."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.status == 200 and bool(self.body.get("ok"))


class Lost(Exception):
    """The connection broke or timed out: the caller can't know whether anything happened."""


class Refusal(Exception):
    """Slack says no, with a code of its own and whatever else belongs into the body."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more

    def answer(self) -> Answer:
        return Answer(body={"ok": False, "error": self.code, **self.more})


def invalid(*messages: str, code: str = "invalid_arguments") -> Refusal:
    """A refusal that says what is wrong where Slack says it, in `response_metadata.messages`."""
    shown = [f"[ERROR] {message}" for message in messages]
    return Refusal(code, errors=list(messages), response_metadata={"messages": shown})
