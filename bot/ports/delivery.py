"""What is owed, what became of an attempt, and the hand that performs it."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from bot.domain.effects import Effect, Lane
from bot.domain.events import WorldEvent
from bot.domain.incident.state import Incident
from bot.domain.members import Member
from bot.domain.situation import Situation

#: No call is begun with less of its promise's lease left (design §4.7): its time-out, and a second to write it down.
LEFT_FOR_PAGES, LEFT = timedelta(seconds=5), timedelta(seconds=15)

#: Up to this lane everything goes at once; what is less urgent waits for its turn, and is taken up as there is room.
AT_ONCE = Lane.ANSWER


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A row of the outbox: an effect that is owed.

    `id` is stable over repeats and stands in the message's metadata. `doubtful_since` is when the newest attempt ended
    without an answer, `unanswered` how many did in all: so many copies of its message may stand. `generation` counts
    the changes of a slot; `digest` is what the slot's message showed last. `owner`, `lease_until` and `fence` say who
    is at it; a stale fence settles nothing.
    """

    id: UUID
    incident: int | None
    effect: Effect
    lane: Lane
    due_at: datetime
    born_at: datetime
    generation: int = 1
    attempts: int = 0
    doubtful_since: datetime | None = None
    unanswered: int = 0
    digest: str | None = None
    owner: str | None = None
    lease_until: datetime | None = None
    fence: int = 0

    def runs_short(self, now: datetime) -> bool:
        """Whether too little of its lease is left to begin a call."""
        left = LEFT_FOR_PAGES if self.lane is Lane.PAGE else LEFT
        return self.lease_until is not None and self.lease_until - now < left


@dataclass(frozen=True, kw_only=True)
class Done:
    """Slack said yes (or it was so already): what became true, and what the message shows now."""

    events: tuple[WorldEvent, ...] = ()
    digest: str | None = None
    members: Mapping[str, Member] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Later:
    """Slack said no for now, or asked us to wait `after`; nothing was done."""

    code: str
    after: timedelta | None = None
    events: tuple[WorldEvent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Doubtful:
    """Nobody knows whether it was done: a time-out, a reset, a 5xx. `after`: wait so long before looking.

    `posted` says that it was a post; `looked`, that nothing was sent now: an earlier attempt was looked for.
    """

    code: str
    after: timedelta = timedelta(0)
    posted: bool = False
    looked: bool = False
    events: tuple[WorldEvent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Never:
    """Slack said no for good. `events` is what follows from it; without any, it is told as a delivery given up."""

    code: str
    remedy: str = ""
    events: tuple[WorldEvent, ...] = ()


Delivery = Done | Later | Doubtful | Never


class Messenger(Protocol):
    """The hand that performs effects in Slack."""

    async def wait(self, promise: Promise, now: datetime) -> timedelta:
        """How long Slack's limits ask this promise to wait; zero reserves its place."""

    async def perform(
        self, promise: Promise, incident: Incident | None, situation: Situation, now: datetime
    ) -> Delivery:
        """Render and send; never raises for what Slack does."""


class Outbox(Protocol):
    """Taking promises up for delivery; on connections of its own."""

    async def claim(
        self, now: datetime, *, limit: int, room: int | None = None, busy: Container[UUID] = ()
    ) -> Sequence[Promise]:
        """Promises that are due and that nobody is at, most urgent first, leased to us with a new fence.

        At most `room` of them are such as wait for their turn. What the caller is `busy` with stays theirs, whatever
        the clock says by now.
        One that was in flight when its owner's lease ran out comes back doubtful.
        """

    async def adopt(self) -> None:
        """At a start: void the leases of our earlier life; what was in flight is doubtful."""


@dataclass(frozen=True, kw_only=True)
class OutboxState:
    """Undelivered promises and the age of the oldest, per lane; how many were given up; how many replicas live."""

    waiting: Mapping[Lane, int]
    oldest: Mapping[Lane, timedelta]
    given_up: int
    replicas: int = 0
