"""Looking at who carries how much: 90 days of incidents in one pass, a chunk at a time, kept for a minute."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.escalation import Policy
from bot.domain.fairness import LONGEST, Fairness, fairness
from bot.domain.marks import Called, Mark, marks
from bot.domain.situation import Situation
from bot.ports import Reads

#: So many incidents are read at once, so that neither the reader's thread nor ours is away for long.
CHUNK = 250

#: What was read is good for so long.
KEPT = timedelta(seconds=60)


@dataclass(kw_only=True)
class Loads:
    """One per whoever shows it; several who look at once wait for one reading."""

    reads: Reads
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _kept: tuple[datetime, Sequence[Mark]] | None = None

    async def of(self, policy: Policy, situation: Situation, now: datetime, days: int) -> Fairness:
        """A policy's last days, with everything in it: what is not to be seen is taken out by `seen_by`.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached.
        """
        return fairness(policy, await self._marks(situation, now), situation, now=now, days=days)

    async def _marks(self, situation: Situation, now: datetime) -> Sequence[Mark]:
        async with self._lock:
            if self._kept is None or not timedelta(0) <= now - self._kept[0] < KEPT:
                self._kept = now, await _read(self.reads, situation, now)
            return self._kept[1]


async def _read(reads: Reads, situation: Situation, now: datetime) -> Sequence[Mark]:
    found = list[Mark]()
    async for called in called_since(reads, now - timedelta(days=LONGEST)):
        found += marks(called, situation, now)
    return found


async def called_since(reads: Reads, since: datetime) -> AsyncIterator[Called]:
    """Who was called for each incident that was opened since then, the newest first, read a chunk at a time."""
    before = None
    while True:
        chunk = await reads.called_since(since, before=before, limit=CHUNK)
        for called in chunk:
            yield called
        if len(chunk) < CHUNK:
            return
        before = chunk[-1].number
