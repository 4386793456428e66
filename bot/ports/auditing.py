"""What the auditor reads: a look at the database that is bounded in time and in size."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.audit import Look


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far earlier looks came: the last incident of each round (0: it begins), and when the last look was."""

    timers: int = 0
    channels: int = 0
    records: int = 0
    seals: int = 0
    since: datetime | None = None


class Audit(Protocol):
    """Looks for what should have happened, with a query time-out of its own."""

    async def look(self, now: datetime, progress: Progress, *, again: frozenset[int]) -> tuple[Look, Progress]:
        """What is late or suspect now, and a part of everything.

        That is: what changed since the last look, the next of the round, and around those incidents `again`.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached, or it took too long.
        """
