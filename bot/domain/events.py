"""Everything that can happen, in the past tense: alerts, what people did, timers that are due, answers of the world."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.domain.alerts import Alert, Severity


class Via(StrEnum):
    """The road an action came by; it is claimed, and the record says so."""

    SLACK = "slack"
    LINK = "link"
    SESSION = "session"
    TOKEN = "token"  # noqa: S105
    CLI = "cli"


@dataclass(frozen=True, kw_only=True)
class By:
    """Who did something: a name of the roster, else a Slack id; `token` names the bearer token that claimed it.

    `channel` is where in Slack they did it, so that acting in an incident's channel counts as being there. `confirmed`
    says that they were told what it does (contract §5, "Who"); outside Slack nobody is asked.
    """

    person: str
    via: Via = Via.SLACK
    token: str | None = None
    channel: str | None = None
    confirmed: bool = False

    @property
    def named(self) -> str:
        """The words for the record: the person, and through which token if through one."""
        return f"token {self.token}, on behalf of {self.person}" if self.token else self.person


# ── from senders of alerts ──


@dataclass(frozen=True, kw_only=True)
class AlertFired:
    """A sender says that something is wrong."""

    alert: Alert


@dataclass(frozen=True, kw_only=True)
class AlertResolved:
    """A sender says that something is well again."""

    alert: Alert


# ── from people; `incident` is the number ──


@dataclass(frozen=True, kw_only=True)
class Declared:
    """Somebody says that there is an incident; `security_concern` pages security whatever the severity."""

    by: By
    title: str
    service: str | None = None
    severity: Severity | None = None
    private: bool = False
    security_concern: bool = False


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """Somebody takes it."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class EscalationAsked:
    """Somebody wants the next in the ladder at once, or that person, or that level."""

    incident: int
    by: By
    person: str | None = None
    level: int | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class NotMeSaid:
    """Somebody who was paged on the response ladder can't take it."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class SecurityArrived:
    """The security engineer is here."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class SecurityNotMeSaid:
    """The security engineer who was asked can't."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class StillOnItSaid:
    """The responder answered the question whether they are still on it."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """The incident goes to `to`: by its responder (hand over) or by anybody (assign)."""

    incident: int
    by: By
    to: str


@dataclass(frozen=True, kw_only=True)
class SeverityChanged:
    """A person set the severity; only a person lowers it."""

    incident: int
    by: By
    severity: Severity


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A line for the record; `link` when it is a message that somebody picked in Slack."""

    incident: int
    by: By
    text: str
    link: str | None = None


@dataclass(frozen=True, kw_only=True)
class UpdatePosted:
    """Words for everybody: they stand in the announcement and go to the channel."""

    incident: int
    by: By
    text: str


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """Somebody says that it is over."""

    incident: int
    by: By
    summary: str = ""


@dataclass(frozen=True, kw_only=True)
class Reopened:
    """Somebody says that it is not over."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class MadeIncident:
    """Somebody made a low line an incident: a channel is made and they have it."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class PostmortemWritten:
    """The form came back; `fields` are impact, factors, actions and the like; `publish` posts it to the channel."""

    incident: int
    by: By
    fields: Mapping[str, str]
    publish: bool = False


@dataclass(frozen=True, kw_only=True)
class PostmortemWaived:
    """Somebody said that none is needed."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class ChannelActive:
    """Somebody wrote in the incident's channel."""

    incident: int
    by: By


# ── from time ──


class TimerKind(StrEnum):
    """The clocks of an incident; each has a generation that is bumped by what ends it."""

    RESPONSE = "response"
    HELP = "help"
    SECURITY = "security"
    ATTENTION = "attention"
    POSTMORTEM = "postmortem"
    ARCHIVE = "archive"


@dataclass(frozen=True, kw_only=True)
class TimerDue:
    """A timer came due; of an older generation than the incident's it means nothing."""

    incident: int
    kind: TimerKind
    generation: int


# ── from the world: what became of an effect; `effect` is its id in the outbox ──


@dataclass(frozen=True, kw_only=True)
class ChannelOpened:
    """The incident's channel exists."""

    incident: int
    channel: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ChannelRefused:
    """Slack will not make the channel; the incident goes on without one."""

    incident: int
    code: str


@dataclass(frozen=True, kw_only=True)
class ChannelLost:
    """The channel is gone, archived by somebody, or we were removed from it."""

    incident: int
    code: str


@dataclass(frozen=True, kw_only=True)
class PeopleInvited:
    """Who is in the channel now, by name; and who could not be brought in, with Slack's code."""

    incident: int
    people: tuple[str, ...]
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MessagePosted:
    """A message of ours stands in Slack: its slot (`card`, `announcement`, `brief:PERSON`), and where."""

    incident: int
    slot: str
    channel: str
    ts: str


@dataclass(frozen=True, kw_only=True)
class MessageGone:
    """Slack no longer has the message of that slot; a new one takes its place."""

    incident: int
    slot: str


@dataclass(frozen=True, kw_only=True)
class PageDelivered:
    """A page reached the person's direct messages."""

    incident: int
    step: int
    person: str
    channel: str
    ts: str


@dataclass(frozen=True, kw_only=True)
class PageDoubtful:
    """Nobody knows whether a page arrived; it is being looked for and sent again."""

    incident: int
    step: int
    person: str


@dataclass(frozen=True, kw_only=True)
class PageFailed:
    """A page was refused for good."""

    incident: int
    step: int
    person: str
    code: str


@dataclass(frozen=True, kw_only=True)
class ChannelArchived:
    """The channel was archived, as it should."""

    incident: int


@dataclass(frozen=True, kw_only=True)
class FilePosted:
    """The postmortem's file stands in the channel."""

    incident: int
    file: str


@dataclass(frozen=True, kw_only=True)
class DeliveryGivenUp:
    """Something that we owed will not be delivered; said in the timeline and to operators."""

    incident: int
    what: str
    code: str
    remedy: str = ""


AlertEvent = AlertFired | AlertResolved
PersonEvent = (
    Declared
    | Acknowledged
    | EscalationAsked
    | NotMeSaid
    | SecurityArrived
    | SecurityNotMeSaid
    | StillOnItSaid
    | HandedOver
    | SeverityChanged
    | Noted
    | UpdatePosted
    | Resolved
    | Reopened
    | MadeIncident
    | PostmortemWritten
    | PostmortemWaived
    | ChannelActive
)
WorldEvent = (
    ChannelOpened
    | ChannelRefused
    | ChannelLost
    | PeopleInvited
    | MessagePosted
    | MessageGone
    | PageDelivered
    | PageDoubtful
    | PageFailed
    | ChannelArchived
    | FilePosted
    | DeliveryGivenUp
)
Event = AlertEvent | PersonEvent | TimerDue | WorldEvent

Ladder = Literal["response", "security", "last_resort"]
