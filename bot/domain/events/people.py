"""What people did; `incident` is the number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.alerts import Severity
from bot.domain.events.by import By
from bot.domain.events.excuses import ExcuseEvent
from bot.domain.events.oncall import OnCallEvent
from bot.domain.events.pins import MessagePinned
from bot.domain.events.proposals import ProposalEvent
from bot.domain.events.records import RecordEvent
from bot.domain.events.releases import ReleaseEvent
from bot.domain.events.reviews import ReviewEvent
from bot.domain.reasons import Reason


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
    """Somebody wants the next in the ladder at once, or that person, or that level.

    `seen` is the step that the card showed when it was pressed: a click that comes after another changes nothing.
    """

    incident: int
    by: By
    person: str | None = None
    level: int | None = None
    reason: str = ""
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class NotMeSaid:
    """Somebody who was paged on the response ladder can't take it."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class ReasonGiven:
    """Somebody who said *Not me*, on either ladder, says why; `text` are words of their own."""

    incident: int
    by: By
    reason: Reason
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class SecurityArrived:
    """The security engineer is here."""

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
    reason: str = ""


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
class SilenceAsked:
    """Somebody wants alerts of those labels to page nobody for so long; `incident` is whose card it was, 0 for none."""

    by: By
    match: Mapping[str, str]
    lasts: timedelta
    why: str = ""
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class SilenceEnded:
    """Somebody ends a silence before its time."""

    by: By
    number: int
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class SilenceLifted:
    """A silence that held an incident back was ended; what it demands follows now, unless another one covers it."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class ChannelActive:
    """Somebody wrote in the incident's channel."""

    incident: int
    by: By


PersonEvent = (
    Declared
    | Acknowledged
    | EscalationAsked
    | NotMeSaid
    | ReasonGiven
    | SecurityArrived
    | ExcuseEvent
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
    | SilenceAsked
    | SilenceEnded
    | SilenceLifted
    | OnCallEvent
    | ReleaseEvent
    | ReviewEvent
    | ProposalEvent
    | RecordEvent
    | ChannelActive
    | MessagePinned
)
