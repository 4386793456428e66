"""How people stand with their pages, whatever the level: missed in a row, and up at night (round-robin, rule 5)."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Who missed so many pages in a row is spared until they say that they can be reached.
MISSES = 2

#: The night, by the wall clock of the person's own zone.
NIGHT_FROM, NIGHT_UNTIL = time(22), time(7)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Pages missed since the last one that was answered, and when one was last answered at night.

    `wondered_at`: when they were last asked why they said *Not me*.
    """

    missed: int = 0
    up_at: datetime | None = None
    wondered_at: datetime | None = None

    @property
    def is_lost(self) -> bool:
        """Whether they are taken for unreachable until they say otherwise."""
        return self.missed >= MISSES

    def rests(self, rest: timedelta | None, at: datetime) -> bool:
        """Whether they were up in the night, and have not rested since."""
        return rest is not None and self.up_at is not None and at < self.up_at + rest


def missed(standing: Standing) -> Standing:
    """One more page without an answer."""
    return replace(standing, missed=standing.missed + 1)


def answered(standing: Standing, at: datetime, timezone: str) -> Standing:
    """They answered a page; in their night they were up."""
    return replace(standing, missed=0, up_at=at if is_night(at, timezone) else standing.up_at)


def is_night(at: datetime, timezone: str) -> bool:
    """Whether it is between 22:00 and 07:00 there."""
    clock = at.astimezone(ZoneInfo(timezone)).time()
    return clock >= NIGHT_FROM or clock < NIGHT_UNTIL
