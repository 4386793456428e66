"""Reading for pages, cards and answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.incident.state import Incident, Status
from bot.domain.marks import Called
from bot.domain.record import Line
from bot.domain.releases import Deploy, Release, Running
from bot.domain.security import Heard
from bot.domain.silences import Silence
from bot.domain.situation import Situation
from bot.ports.delivery import OutboxState
from bot.ports.transaction import TimerRow


class Reads(Protocol):
    """Reading for pages, cards and answers; needs no decision."""

    async def incident(self, number: int) -> Incident | None:
        """One incident."""

    async def incidents(
        self, *, statuses: frozenset[Status], limit: int, before: int | None = None
    ) -> Sequence[Incident]:
        """The newest first, of those statuses, with numbers below `before`."""

    async def called_since(self, since: datetime, *, before: int | None = None, limit: int) -> Sequence[Called]:
        """Who was called for the newest `limit` incidents below `before`, of those opened since then, newest first.

        Fewer than `limit`: there are no more.
        """

    async def counts(self) -> Mapping[Status, int]:
        """How many incidents there are of each status."""

    async def in_channel(self, channel: str) -> Incident | None:
        """The incident whose channel that is."""

    async def concerning(self, person: str) -> Sequence[Incident]:
        """Incidents that are not resolved and that paged, are held or were declared by that person, newest first."""

    async def owing(self, limit: int) -> Sequence[Incident]:
        """Incidents that are over, or whose service is back, and whose security review is owed; newest first."""

    async def within(self, number: int, step: int, person: str) -> Sequence[Incident]:
        """The incidents that are not resolved and whose page to somebody stands within that digest, oldest first."""

    async def timeline(self, number: int, *, after: int = 0, limit: int = 1000) -> Sequence[Line]:
        """The record's lines with numbers above `after`."""

    async def silences(self, now: datetime) -> Sequence[Silence]:
        """The silences in force, in order."""

    async def release(self, service: str, version: str) -> Release:
        """The ledger's page of a version; an empty one where nothing is known."""

    async def running(self, service: str) -> Sequence[Deploy]:
        """What runs of a service: the last deploy of each environment, by its name."""

    async def runs(self, service: str) -> Sequence[Running]:
        """The same, each with the ledger's page of its version: what is known against it, when it was last scanned."""

    async def queued(self) -> Sequence[Incident]:
        """What stands in the queue of security, oldest first, among the newest few thousand incidents."""

    async def heard(self, since: datetime, *, besides: int) -> Sequence[Heard]:
        """What the security sources and services of the file said in incidents opened since then, by source.

        The incident itself is left out (`besides`), and so are private ones.
        """

    async def pages(self, service: str) -> Sequence[Release]:
        """The ledger's pages of a service, at most 500: every version that something was ever known of."""

    async def situation(self) -> Situation:
        """The present situation, as of the last commit."""

    async def due(self, now: datetime, *, limit: int) -> Sequence[TimerRow]:
        """Timers that are due, the oldest first; a look that costs nothing when there are none."""

    async def outbox(self, now: datetime) -> OutboxState:
        """What is owed: for metrics and the set-up's state."""

    async def ready(self) -> None:
        """Returns when alerts can be accepted.

        Raises:
            bot.domain.errors.Unavailable: with the reason.
        """
