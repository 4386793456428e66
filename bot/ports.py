"""What the engine needs from outside, as Protocols of few methods; the adapters implement them."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from bot.domain.alerts import Disposition
from bot.domain.effects import Effect, Lane
from bot.domain.events import TimerKind, WorldEvent
from bot.domain.incident.state import Incident, Status
from bot.domain.record import Line
from bot.domain.roundrobin import Book
from bot.domain.situation import Member, Situation


class Clock(Protocol):
    """The one clock decisions are made by: aware, UTC."""

    async def now(self) -> datetime:
        """The present instant, read once per transaction."""


# ── the outbox ──


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A row of the outbox: an effect that is owed.

    `id` is stable over repeats and stands in the message's metadata. `doubtful_since` is set when an attempt ended
    without an answer. `generation` counts the changes of a slot; `digest` is what the slot's message showed last.
    `owner`, `lease_until` and `fence` say who is at it; a stale fence settles nothing.
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
    digest: str | None = None
    owner: str | None = None
    lease_until: datetime | None = None
    fence: int = 0


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


@dataclass(frozen=True, kw_only=True)
class Doubtful:
    """Nobody knows whether it was done: a time-out, a reset, a 5xx. `after`: wait so long before looking."""

    code: str
    after: timedelta = timedelta(0)
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

    def wait(self, promise: Promise, now: datetime) -> timedelta:
        """How long Slack's limits ask this promise to wait; zero reserves its place."""

    async def perform(
        self, promise: Promise, incident: Incident | None, situation: Situation, now: datetime
    ) -> Delivery:
        """Render and send; never raises for what Slack does."""


# ── the transaction ──


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a batch needs to see: incidents by number, by (source, group), deliveries of Slack, policies' books."""

    numbers: frozenset[int] = frozenset()
    keys: frozenset[tuple[str, str]] = frozenset()
    deliveries: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What was found. `latest` is, per key, the incident that is open, else the one resolved last.

    `busy` is, per person, the numbers of the incidents that are not resolved and whose primary they are. `answered` are
    deliveries of Slack seen before, with what was answered.
    """

    incidents: Mapping[int, Incident]
    latest: Mapping[tuple[str, str], int]
    situation: Situation
    busy: Mapping[str, frozenset[int]]
    answered: Mapping[str, tuple["Answered", ...]]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What an event brought: kept with the delivery's id, so that a repeat gets the first answer."""

    incident: int | None = None
    text: str = ""
    disposition: Disposition | None = None
    reason: str | None = None
    refused: bool = False
    confirm: str | None = None


@dataclass(frozen=True, kw_only=True)
class TimerRow:
    """A timer to set (or, without `due_at`, to take away)."""

    incident: int
    kind: TimerKind
    generation: int
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The end, or the postponement, of an attempt, valid only under its fence.

    `done` with a `generation` older than the row's leaves the row due again. Without `done` the row is due at `due_at`.
    """

    id: UUID
    fence: int
    done: bool
    generation: int
    due_at: datetime | None = None
    digest: str | None = None
    attempted: bool = True
    doubtful_since: datetime | None = None
    failed: str | None = None


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Everything a batch writes, in one commit. Incidents carry the version they were read with (0: new)."""

    incidents: Sequence[Incident] = ()
    lines: Sequence[tuple[int, Line]] = ()
    timers: Sequence[TimerRow] = ()
    promises: Sequence[Promise] = ()
    settled: Sequence[Settled] = ()
    books: Mapping[tuple[str, int], Book] = field(default_factory=dict)
    answered: Mapping[str, tuple[Answered, ...]] = field(default_factory=dict)
    members: Mapping[str, Member] = field(default_factory=dict)
    next_number: int | None = None


class Conflict(Exception):
    """Somebody else changed the same incident, or opened one of the same key, since it was read: do it again."""


class Transaction(Protocol):
    """One transaction, used in the writer's thread only."""

    def load(self, wanted: Wanted) -> Loaded:
        """Read for writing: books are locked in key order, then incidents by number."""

    def fences(self, ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """The present fences of those promises."""

    def write(self, changes: Changes, now: datetime) -> Sequence[Promise]:
        """Write it all, one `executemany` per table; returns the promises as they are due now, leased.

        Raises:
            Conflict: a version was not the one that was read, or a key was opened by somebody else.
        """


class Begin(Protocol):
    """Begins a transaction that commits at its end and rolls back on any exception.

    Raises:
        bot.domain.errors.Unavailable: the database can't be reached.
    """

    def __call__(self) -> AbstractContextManager[Transaction]:
        """Enter to begin, leave to commit."""


class Outbox(Protocol):
    """Taking promises up for delivery; on connections of its own."""

    async def claim(self, now: datetime, *, limit: int) -> Sequence[Promise]:
        """Promises that are due and that nobody is at, most urgent first, leased to us with a new fence.

        One that was in flight when its owner's lease ran out comes back doubtful.
        """

    async def adopt(self) -> None:
        """At a start: void the leases of our earlier life; what was in flight is doubtful."""


class Reads(Protocol):
    """Reading for pages, cards and answers; needs no decision."""

    async def incident(self, number: int) -> Incident | None:
        """One incident."""

    async def incidents(
        self, *, statuses: frozenset[Status], limit: int, before: int | None = None
    ) -> Sequence[Incident]:
        """The newest first, of those statuses, with numbers below `before`."""

    async def in_channel(self, channel: str) -> Incident | None:
        """The incident whose channel that is."""

    async def concerning(self, person: str) -> Sequence[Incident]:
        """Incidents that are not resolved and that paged or are held by that person, newest first."""

    async def timeline(self, number: int, *, after: int = 0, limit: int = 1000) -> Sequence[Line]:
        """The record's lines with numbers above `after`."""

    async def situation(self) -> Situation:
        """The present situation, as of the last commit."""

    async def due(self, now: datetime, *, limit: int) -> Sequence[TimerRow]:
        """Timers that are due, the oldest first; a look that costs nothing when there are none."""

    async def outbox(self, now: datetime) -> "OutboxState":
        """What is owed: for metrics and the set-up's state."""

    async def ready(self) -> None:
        """Returns when alerts can be accepted.

        Raises:
            bot.domain.errors.Unavailable: with the reason.
        """


@dataclass(frozen=True, kw_only=True)
class OutboxState:
    """Undelivered promises and the age of the oldest, per lane; and how many were given up."""

    waiting: Mapping[Lane, int]
    oldest: Mapping[Lane, timedelta]
    given_up: int


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who we are in Slack, learned at first contact."""

    team_id: str
    team: str
    bot_user_id: str
    bot_id: str = ""
    app_id: str = ""
    url: str = ""
    scopes: frozenset[str] = frozenset()


class Directory(Protocol):
    """Who is who in Slack: kept in the database, so that a pick never waits for Slack."""

    async def remember(self, members: Mapping[str, Member | None]) -> None:
        """Keep what Slack said, by the roster's name or, for others, the Slack id; `None`: Slack does not know them."""

    async def identity(self) -> Identity | None:
        """Who we are, if we ever knew."""

    async def remember_identity(self, identity: Identity) -> None:
        """Keep who we are."""

    async def channel(self, name: str) -> str | None:
        """The id of a channel named in the configuration (`#ops`), if it was found."""

    async def remember_channel(self, name: str, channel: str) -> None:
        """Keep the id of a configured channel."""


class Facts(Protocol):
    """Small things that are kept by name: the last good configuration, when a command first arrived."""

    async def get(self, name: str) -> str | None:
        """The text kept under that name."""

    async def put(self, name: str, text: str) -> None:
        """Keep it, over what was there."""


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody with a session on the dashboard; `person` is `None` for whoever signed in from the command line."""

    person: str | None


class Sessions(Protocol):
    """Sign-in links (once, 2 minutes) and sessions (12 hours); only hashes are stored."""

    async def invite(self, person: str | None, now: datetime) -> str:
        """A new secret for a sign-in link."""

    async def redeem(self, secret: str, now: datetime) -> str | None:
        """The cookie of a new session, or `None` when the link was used, is too old or was never made."""

    async def visitor(self, cookie: str, now: datetime) -> Visitor | None:
        """Whose session it is, while it lasts."""
