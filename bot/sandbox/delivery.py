"""What Slack sends to the app: envelopes, the answer to them, and events that come again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from bot.sandbox.records import Json


class Sort(StrEnum):
    """The three kinds of envelope, in Socket Mode's words."""

    EVENT = "events_api"
    COMMAND = "slash_commands"
    INTERACTIVE = "interactive"


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One delivery. A repeat has the same payload and `event_id`, another `id`, and says why it comes."""

    kind: Sort
    id: str
    payload: Json
    retry_attempt: int = 0
    retry_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The app's answer: HTTP's status and body, or what rode along with a socket's acknowledgement."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def message(self) -> Json:
        """The body as an object; plain text counts as a message's text."""
        if isinstance(self.body, dict):
            return self.body
        return {"text": self.body} if isinstance(self.body, str) and self.body else {}


class Transport(Protocol):
    """How an envelope reaches the app; None when it was not answered in time."""

    async def deliver(self, envelope: Envelope) -> Reply | None: ...


@runtime_checkable
class Droppable(Protocol):
    """A transport with connections that can be cut."""

    def drop(self) -> None: ...


class Nobody:
    """The transport before an app is connected: everything stays unanswered."""

    async def deliver(self, envelope: Envelope) -> Reply | None:
        return None


RETRIES = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
"""When an event comes again after a failure: three times, then never (https://docs.slack.dev/apis/events-api)."""


@dataclass(frozen=True, kw_only=True)
class Undelivered:
    """An event that the app has not answered, and when it comes again."""

    envelope: Envelope
    due: datetime

    def again(self, envelope_id: str) -> Envelope:
        attempt = self.envelope.retry_attempt + 1
        return replace(self.envelope, id=envelope_id, retry_attempt=attempt)


def postponed(envelope: Envelope, reply: Reply | None, now: datetime) -> Undelivered | None:
    """The next try of an event that was answered so, or None when there is none."""
    if reply and (reply.ok or reply.headers.get("x-slack-no-retry") == "1"):
        return None
    if envelope.retry_attempt >= len(RETRIES):
        return None
    reason = "http_error" if reply else "http_timeout"
    failed = replace(envelope, retry_reason=reason)
    return Undelivered(envelope=failed, due=now + RETRIES[envelope.retry_attempt])
