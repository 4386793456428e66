"""What the engine measures of itself: how soon somebody was paged, and how late timers are."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.events import PageDelivered
from bot.domain.incident import Incident
from bot.engine.work import Result, Unit


class Measures(Protocol):
    """Who is told of it."""

    def paged(self, after: timedelta) -> None:
        """An incident's first page was delivered so long after it was decided, which is when the alert was accepted.

        One that was held for working hours, or until an alert settled, is decided when that is over.
        """

    def late(self, by: timedelta) -> None:
        """A timer was decided so long after it was due."""


class Unmeasured:
    """Nobody is told."""

    def paged(self, after: timedelta) -> None:
        """Not kept."""

    def late(self, by: timedelta) -> None:
        """Not kept."""


def first_pages(
    units: Sequence[Unit], results: Sequence[list[Result] | BaseException], now: datetime
) -> Iterator[timedelta]:
    """Of the incidents whose first page was delivered in the transaction of `now`: how long that took."""
    for unit, decided in zip(units, results, strict=True):
        if isinstance(decided, BaseException):
            continue
        # A repeat of a known delivery has the results of then, and a stale outcome none.
        for event, result in zip(unit.events, decided, strict=False):
            if isinstance(event, PageDelivered) and result.incident and _is_first(result.incident, now):
                yield now - result.incident.pages[0].at


def _is_first(incident: Incident, now: datetime) -> bool:
    return incident.first_paged_at == now and sum(page.delivered_at is not None for page in incident.pages) == 1
