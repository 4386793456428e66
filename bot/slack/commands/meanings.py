"""What was typed or clicked comes down to one of these: an event, a form, something to read, a question, a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.events import EscalationAsked, PersonEvent, Proposed
from bot.domain.incident.state import Incident


class FormKind(StrEnum):
    """Our forms; the values are their `callback_id`s and the `action_id`s of the buttons that open them."""

    RESOLVE = "resolve"
    HAND_OVER = "hand_over"
    ESCALATE = "escalate_form"
    DECLARE = "declare"
    POSTMORTEM = "postmortem"
    TIMELINE = "add_to_timeline"
    SILENCE = "silence"
    TAKE = "take_over"
    GIVE = "give_away"
    SWAP = "swap_shifts"
    AWAY = "say_away"
    REASON = "reason_other"
    EXCUSE = "security_excuse"
    QUEUE = "review_queue"
    CONCLUDE = "conclude"
    CONCERN = "concern"
    WITHOUT = "resolve_without"
    SECURITY_INCIDENT = "security_incident"
    TAKE_THERE = "take_to_security_incident"
    PROPOSE = "propose"
    APPROVE = "approve_proposal"
    OBJECT = "object_to_proposal"
    PROCEED = "proceed_anyway"


class Look(StrEnum):
    """What can be read."""

    OVERVIEW = "overview"
    HELP = "help"
    LIST = "list"
    STATUS = "status"
    TIMELINE = "timeline"
    WHY = "why"
    EVIDENCE = "evidence"
    ONCALL = "oncall"
    FAIRNESS = "fairness"
    SECURITY = "security"
    SEVERITY = "severity"
    WEB = "web"
    DOCTOR = "doctor"
    HELLO = "hello"
    SILENCES = "silences"
    CALENDAR = "calendar"
    RELEASES = "releases"


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something happened, `also` to further incidents: the engine decides."""

    event: PersonEvent
    also: tuple[PersonEvent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenForm:
    """A form is wanted; `instead` are the words that do the same where none can be opened, after `root` or our own.

    `about` is the schedule or policy of a form about being on call, the proposal of one about that.
    """

    kind: FormKind
    incident: int | None = None
    title: str = ""
    about: str = ""
    instead: str = ""
    root: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Something is to be read; `about` narrows it (a schedule's name)."""

    look: Look
    incident: int | None = None
    about: str = ""
    root: str = "/rondo"


@dataclass(frozen=True, kw_only=True)
class Choose:
    """Which incident? Each gets a button with that `action_id`; `asked` is, by number, what more was said of it."""

    text: str
    incidents: tuple[Incident, ...]
    action: str = "open_incident"
    asked: Mapping[int, EscalationAsked | Proposed] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Say:
    """A sentence for that person alone, in mrkdwn."""

    text: str


Meaning = Act | OpenForm | Reading | Choose | Say
