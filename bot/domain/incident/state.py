"""An incident as it stands: one frozen value, changed by `evolve` only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.alerts import Link, Severity
from bot.domain.effects import ShowSummary
from bot.domain.escalation import Walk
from bot.domain.events import TimerKind, Via
from bot.domain.incident.held import AlertState
from bot.domain.incident.hold import Hold
from bot.domain.incident.pages import Page, Reach
from bot.domain.incident.recorded import Recorded
from bot.domain.incident.report import Postmortem
from bot.domain.proposals import Proposal
from bot.domain.reasons import Question
from bot.domain.record import BEGINNING
from bot.domain.reviews import Review
from bot.domain.roundrobin import Explanation
from bot.domain.routing import DEFAULT
from bot.domain.secrecy import Secrecy
from bot.domain.security import Security
from bot.domain.situation import Urgency


class Status(StrEnum):
    """Open: nobody has it. Acknowledged: somebody has. Resolved: over."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class ChannelState(StrEnum):
    """`refused`: Slack would not make it, or it was taken from us; the incident goes on in direct messages."""

    NONE = "none"
    WANTED = "wanted"
    OPEN = "open"
    REFUSED = "refused"
    ARCHIVED = "archived"


@dataclass(frozen=True, kw_only=True)
class Message:
    """Where a message of ours stands."""

    channel: str
    ts: str


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One incident, whole. `version` is the store's; `lines` and `digest` are the end of its record.

    `acknowledged_by` has it, since `acknowledged_at`; who had it first stays known when it is handed over or reopened.
    `pages` is everybody who was called, in order; `messages` where ours stand, by slot; `due` the timers that run,
    `generations` how often each kind was ended. `storm_at` marks an umbrella: when its newest alert joined. `outage` is
    the newest time in which Slack could not be told. Until `settles_at` nothing follows from it; `changes` is when it
    lately began or ceased to fire, `flaps_since` when it was first held back for that, or last paged in spite of it.
    Pages up to `reopened_step` are of an earlier life. `learners` shadow who was called; `questions` ask *Why not you?*
    `security_why` says why security is paged whatever the severity: a clause each.
    """

    number: int
    title: str
    status: Status
    severity: Severity
    stated: bool
    urgency: Urgency
    service: str | None
    source: str
    key: str
    opened_at: datetime
    version: int = 0
    private: bool = False
    description: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    alerts: Mapping[str, AlertState] = field(default_factory=dict)
    deliveries: int = 0
    storm_at: datetime | None = None
    walk: Walk = field(default_factory=lambda: Walk(policy=None))
    hold: Hold | None = None
    settles_at: datetime | None = None
    changes: tuple[datetime, ...] = ()
    flaps_since: datetime | None = None
    last_resort_calls: int = 0
    security: Security | None = None
    security_why: tuple[str, ...] = ()
    review: Review = field(default_factory=Review)
    secrecy: Secrecy = field(default_factory=Secrecy)
    proposals: tuple[Proposal, ...] = ()
    declared_by: str | None = None
    primary: str | None = None
    responders: tuple[str, ...] = ()
    learners: tuple[str, ...] = ()
    acknowledged_by: str | None = None
    acknowledged_via: Via | None = None
    acknowledged_at: datetime | None = None
    acknowledged_step: int = 0
    reopened_step: int = 0
    first_acknowledged_by: str | None = None
    first_acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    summary: str = ""
    update: str = ""
    channel: str | None = None
    channel_name: str | None = None
    channel_state: ChannelState = ChannelState.NONE
    invited: frozenset[str] = frozenset()
    messages: Mapping[str, Message] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    reaches: tuple[Reach, ...] = ()
    step: int = 0
    first_paged_at: datetime | None = None
    active_at: datetime | None = None
    asked_at: datetime | None = None
    outage: ShowSummary | None = None
    due: Mapping[TimerKind, datetime] = field(default_factory=dict)
    generations: Mapping[TimerKind, int] = field(default_factory=dict)
    picks: tuple[Explanation, ...] = ()
    questions: tuple[Question, ...] = ()
    postmortem: Postmortem = field(default_factory=Postmortem)
    lines: int = 0
    digest: str = BEGINNING
    recorded: Recorded = field(default_factory=Recorded)
    pins: tuple[str, ...] = ()

    def evolve(self, **changes: Any) -> "Incident":
        """A copy with those fields changed; cheaper than `replace`, of which a decision makes a dozen.

        Raises:
            TypeError: there is no such field.
        """
        if unknown := changes.keys() - self.__dict__.keys():
            raise TypeError(f"an incident has no {', '.join(sorted(unknown))}")
        changed = object.__new__(Incident)
        changed.__dict__.update(self.__dict__)
        changed.__dict__.update(changes)
        return changed

    @property
    def id(self) -> str:
        """What people call it: `INC-7`."""
        return f"INC-{self.number}"

    @property
    def held(self) -> bool:
        """Whether its ladder waits for something."""
        return self.hold is not None

    @property
    def firing(self) -> int:
        """How many of its alerts fire."""
        return sum(alert.firing for alert in self.alerts.values())

    @property
    def current_pages(self) -> tuple[Page, ...]:
        """The pages of the last step of the response ladder (last resort included)."""
        newest = next((page.step for page in reversed(self.pages) if page.ladder != "security"), None)
        return tuple(page for page in self.pages if page.step == newest)

    @property
    def waited_for(self) -> tuple[Page, ...]:
        """Who was called and has neither come nor declined: of the last step while nobody has the incident.

        Afterwards, of all the hands that were called since the ladder last moved by itself.
        """
        if self.status is Status.OPEN:
            return tuple(page for page in self.current_pages if page.person not in self.walk.declined)
        hands = [page for page in self.pages if page.help and page.step > self.acknowledged_step]
        moved = max((page.step for page in hands if page.by is None), default=0)
        waits = [page for page in hands if page.step >= moved and page.answered_at is None]
        return tuple(page for page in waits if page.person not in self.walk.declined)

    @property
    def given_by(self) -> str | None:
        """Who gave it to whoever has it, as long as they have not answered the page that tells them."""
        told = [page for page in self.pages if page.given and page.step > self.acknowledged_step]
        return told[-1].by if told and told[-1].answered_at is None else None

    @property
    def named_service(self) -> str:
        """The service as people know it; nothing where it is `default`, which is all that has no name."""
        return "" if self.service in (None, DEFAULT) else str(self.service)

    def escalate_at(self) -> datetime | None:
        """When the next step of the response ladder is taken, by itself."""
        return self.due.get(TimerKind.RESPONSE)

    def ladders_of(self, person: str) -> frozenset[str]:
        """The ladders somebody was paged on; the last resort belongs to the response's."""
        return frozenset("security" if p.ladder == "security" else "response" for p in self.pages if p.person == person)


def number_of(text: str) -> int | None:
    """The number in `INC-7`, in any case; `None` when it is no such id."""
    head, _, tail = text.strip().upper().partition("-")
    return int(tail) if head == "INC" and tail.isascii() and tail.isdigit() and len(tail) < 10 else None
