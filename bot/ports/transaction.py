"""One transaction: what a batch wants to see, what it found, and all that it writes."""

from collections.abc import Container, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from bot.domain.alerts import Disposition
from bot.domain.errors import GoAhead
from bot.domain.events import TimerKind
from bot.domain.incident.state import Incident
from bot.domain.members import Member
from bot.domain.plans import Plan
from bot.domain.record import Line
from bot.domain.releases import Deploy, Release
from bot.domain.roundrobin import Book
from bot.domain.silences import Silence
from bot.domain.situation import Settings, Situation
from bot.domain.standings import Standing
from bot.domain.storms import Sent
from bot.ports.delivery import Promise


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What an event brought: kept with the delivery's id, so that a repeat gets the first answer."""

    incident: int | None = None
    text: str = ""
    disposition: Disposition | None = None
    reason: str | None = None
    refused: bool = False
    confirm: GoAhead | None = None


class About(NamedTuple):
    """A release that something is decided about, and where it is deployed, if it is."""

    service: str
    version: str
    environment: str = ""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a batch needs to see: incidents by number and (source, group), openings, a silence's number, deliveries.

    With `releases` come their services' newest incidents that are not resolved. Of the services in `flagged` the ledger
    comes where a version of them has a page in it.
    """

    numbers: frozenset[int] = frozenset()
    keys: frozenset[tuple[str, str]] = frozenset()
    services: frozenset[str] = frozenset()
    silences: bool = False
    plans: bool = False
    releases: frozenset[About] = frozenset()
    flagged: frozenset[str] = frozenset()
    deliveries: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What was found. `latest` is, per key, the incident that is open, else the one resolved last.

    `busy` is, per person, the number of incidents that are not resolved and whose primary they are. `answered` are
    deliveries of Slack seen before, with what was answered.
    """

    incidents: Mapping[int, Incident]
    latest: Mapping[tuple[str, str], int]
    situation: Situation
    busy: Mapping[str, int]
    answered: Mapping[str, tuple[Answered, ...]]


@dataclass(frozen=True, kw_only=True)
class Paging:
    """A page, as the limit of a storm and the digests need to find it again; `within` is the digest it stands in."""

    person: str
    sent: Sent
    within: tuple[int, int] | None = None


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
    `posted` counts one more post without an answer.
    """

    id: UUID
    fence: int
    done: bool
    generation: int
    due_at: datetime | None = None
    digest: str | None = None
    attempted: bool = True
    doubtful_since: datetime | None = None
    posted: bool = False
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
    pagings: Sequence[Paging] = ()
    answered: Mapping[str, tuple[Answered, ...]] = field(default_factory=dict)
    members: Mapping[str, Member] = field(default_factory=dict)
    silences: Sequence[Silence] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)
    plans: Sequence[Plan] = ()
    deploys: Sequence[Deploy] = ()
    releases: Sequence[Release] = ()
    erased: Mapping[int, Mapping[int, tuple[str, ...]]] = field(default_factory=dict)
    next_number: int | None = None


class Conflict(Exception):
    """Somebody else changed the same incident, or opened one of the same key, since it was read: do it again."""


class Transaction(Protocol):
    """One transaction, used in the writer's thread only; `settings` are the configuration's at this moment."""

    @property
    def settings(self) -> Settings:
        """What is decided by."""

    def load(self, wanted: Wanted, now: datetime) -> Loaded:
        """Read for writing: books are locked in key order, then incidents by number."""

    def fences(self, ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """The present fences of those promises."""

    def write(
        self, changes: Changes, now: datetime, *, room: int | None = None, busy: Container[UUID] = ()
    ) -> Sequence[Promise]:
        """Write it all, one `executemany` per table; returns the promises as they are due now, leased.

        Of those that wait for their turn at most `room`: the others are claimed when there is some. What the caller is
        `busy` with and does not settle here stays theirs, whatever the clock says by now.

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
