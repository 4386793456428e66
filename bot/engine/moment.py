"""What the clock said, and whether that was just now."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.ports import Clock

#: For so many seconds nobody asks again: on PostgreSQL the clock is the database's, and asking takes a page's time.
FRESH = 0.25


@dataclass(frozen=True)
class Moment:
    """An instant, and by the event loop's clock when it was read."""

    at: datetime
    read_at: float

    @classmethod
    async def of(cls, clock: Clock, known: "Moment | None" = None) -> "Moment":
        """The present; as it is known, if that is fresh."""
        present = asyncio.get_running_loop().time()
        return known if known and present - known.read_at < FRESH else cls(await clock.now(), present)
