"""Timers that are due become events; one whose decision fails is tried again later, and silences no other."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.domain.errors import Unavailable
from bot.domain.events import Event, TimerDue
from bot.engine.measuring import Measures
from bot.ports import Clock, Reads, TimerRow

log = structlog.get_logger()

#: How many timers are taken up at once; while there are more, it is looked again at once.
CLAIM = 200

#: A timer whose decision failed is tried again after so long.
BROKEN_TIMER_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Ticks:
    """`happens` commits an event, `put_off` a timer's new instant."""

    reads: Reads
    clock: Clock
    measures: Measures
    happens: Callable[[Event], Awaitable[object]]
    put_off: Callable[[TimerRow], Awaitable[object]]

    async def tick(self) -> None:
        """Everything that is due now, and how late it was decided."""
        now = await self.clock.now()
        while rows := await self.reads.due(now, limit=CLAIM):
            decided = await asyncio.gather(*(self._due(row, now) for row in rows))
            ended = await self.clock.now()
            on_time = [due_at for due_at in decided if due_at is not None]
            for due_at in on_time:
                self.measures.late(ended - due_at)
            if len(on_time) < CLAIM:  # that was all, or something stands in the way
                return

    async def _due(self, row: TimerRow, now: datetime) -> datetime | None:
        """When it was due, if it is decided now."""
        try:
            await self.happens(TimerDue(incident=row.incident, kind=row.kind, generation=row.generation))
        except Unavailable:
            log.warning("a timer waits for the database", incident=row.incident, kind=row.kind)
        except Exception:
            log.exception("timer failed", incident=row.incident, kind=row.kind)
            again = now + BROKEN_TIMER_AGAIN
            await self.put_off(TimerRow(incident=row.incident, kind=row.kind, generation=row.generation, due_at=again))
        else:
            return row.due_at
        return None
