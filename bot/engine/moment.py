"""What the clock said, and how long ago that was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.ports import Clock

#: For so many seconds nobody asks again: on PostgreSQL the clock is the database's, and asking takes a page's time.
FRESH = 0.25


@dataclass(frozen=True)
class Moment:
    """An instant, and when by the process's own seconds it was asked for."""

    at: datetime
    asked_at: float


@dataclass(frozen=True)
class Moments:
    """The clock, for whoever must not go by what it said before the process stood still. `seconds` only go forward."""

    clock: Clock
    seconds: Callable[[], float]

    async def now(self, known: Moment | None = None) -> Moment:
        """The present; as it is `known`, if that is fresh. An answer that was long on its way is asked for again."""
        if known is not None and self._is_fresh(known):
            return known
        first = await self._asked()
        return first if self._is_fresh(first) else await self._asked()

    async def _asked(self) -> Moment:
        asked_at = self.seconds()
        return Moment(await self.clock.now(), asked_at)

    def _is_fresh(self, moment: Moment) -> bool:
        return self.seconds() - moment.asked_at < FRESH
