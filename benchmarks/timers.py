"""100,000 open timers: how late the last of those that are due is committed, and what an empty look costs."""

import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.stand import CONFIGURATION
from bot import store as stores
from bot.config import read
from bot.domain import events as e
from bot.domain.alerts import Alert
from bot.domain.incident.state import Incident, Status
from bot.engine import Engine
from bot.ports import Changes, Delivery, Done, Promise, TimerRow
from bot.store import Store

DUE, SECOND = 200, timedelta(seconds=1)


class Told:
    """A clock that is told."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    async def now(self) -> datetime:
        return self.at


class Nobody:
    """Sends nothing: what is owed waits."""

    async def wait(self, promise: Promise, now: datetime) -> timedelta:
        return timedelta(days=1)

    async def perform(self, *_: object) -> Delivery:
        return Done()


async def timers(open_: int) -> tuple[float, float]:
    """With so many open: seconds from the tick to the last of 200 that are due; processor seconds of an idle second."""
    settings = read(CONFIGURATION, name="bench", environ={}).settings
    with tempfile.TemporaryDirectory(prefix="rondo-timers-") as folder:
        store, clock = stores.open(f"sqlite:///{Path(folder)}/t.db", settings, owner="bench"), Told()
        parts = {"begin": store.begin, "outbox": store.outbox, "reads": store.reads}
        engine = Engine(**parts, messenger=Nobody(), clock=clock)
        await asyncio.gather(*(engine.handle(_fired(number)) for number in range(DUE)))
        await engine.idle()
        _fill(store, open_ - DUE, clock.at)
        due = min(one.due[e.TimerKind.RESPONSE] for one in await _incidents(store))
        idle = time.process_time()
        for _ in range(40):
            await engine.tick()
        idle = (time.process_time() - idle) / 10
        clock.at = due + timedelta(seconds=1)
        begun = time.perf_counter()
        while await store.reads.due(clock.at, limit=1):
            await engine.tick()
        took = time.perf_counter() - begun
        await engine.stop()
        store.close()
    return took, idle


async def _incidents(store: Store) -> list[Incident]:
    return list(await store.reads.incidents(statuses=frozenset({Status.OPEN}), limit=DUE))


def _fired(number: int) -> e.AlertFired:
    alert = Alert(source="generic", group=f"k{number}", key=f"k{number}", firing=True, title=f"Alert {number}")
    return e.AlertFired(alert=alert)


def _fill(store: Store, number: int, now: datetime) -> None:
    """Timers of incidents that are none of today's: rows alone, which is all that a look sees."""
    later = now + timedelta(hours=9)
    for start in range(0, max(number, 0), 5000):
        numbers = range(start, min(start + 5000, number))
        rows = tuple(
            TimerRow(incident=1_000_000 + one, kind=e.TimerKind.RESPONSE, generation=1, due_at=later + one * SECOND)
            for one in numbers
        )
        with store.begin() as transaction:
            transaction.write(Changes(timers=rows), now)
