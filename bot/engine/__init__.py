"""The heart: what happened is decided, remembered and promised in one commit; then the promises are kept."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import structlog

from bot.domain.effects import Effect
from bot.domain.errors import Unavailable, Uncertain
from bot.domain.events import Event
from bot.domain.retry import SOON
from bot.engine.desk import Desk
from bot.engine.gate import Gate
from bot.engine.keeping import postpone, settle, tells
from bot.engine.measuring import Measures, Unmeasured, first_pages
from bot.engine.performing import Look, Performing
from bot.engine.ticking import Ticks
from bot.engine.work import Handle, Result, Unit, wanted
from bot.ports import Begin, Clock, Conflict, Done, Messenger, Never, Outbox, Promise, Reads, TimerRow

__all__ = ["Engine", "Handle", "Result"]

log = structlog.get_logger()

#: The writer takes up to so many units at once, without waiting for more.
BATCH = 32

#: How often a unit is done again when somebody else changed the same incident.
TRIES = 8

#: How many promises a look at the outbox takes up, and how many may wait for their turn here.
CLAIM = 50

#: What could not be begun without the database is begun after so long.
AWAY_AGAIN = timedelta(seconds=1)

#: What is being sent may take so many seconds more when we stop.
STOP_WITHIN = 3


class _Committed(NamedTuple):
    at: datetime
    results: list[list[Result] | BaseException]
    promises: list[Promise]
    look: Look


class Engine:
    """Handles what happened, what is due, and what is owed; built once, handed everything."""

    def __init__(
        self,
        *,
        begin: Begin,
        outbox: Outbox,
        reads: Reads,
        messenger: Messenger,
        clock: Clock,
        workspace: str = "main",
        measures: Measures | None = None,
    ) -> None:
        self._begin, self._outbox, self._reads = begin, outbox, reads
        self._messenger, self._clock, self._workspace = messenger, clock, workspace
        self._measures = measures or Unmeasured()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._waiting: list[Unit] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._writing = False
        self._stopping = False
        self._gate = Gate(self._start)
        self._ours: dict[UUID, int] = {}  # fences of what we are at: a clock that is set forward ends none
        self._performing = Performing(reads, messenger)
        self._ticks = Ticks(
            reads=reads, clock=clock, measures=self._measures, happens=self.handle, put_off=self._put_off
        )

    async def handle(self, *events: Event, delivery: str | None = None, answer_to: str | None = None) -> list[Result]:
        """Something happened; see `Handle`."""
        return await self._submit(Unit(events=events, delivery=delivery, answer_to=answer_to, future=_future()))

    async def promise(self, *effects: Effect, delivery: str | None = None) -> None:
        """Owe effects that belong to no incident; see `Handle`."""
        await self._submit(Unit(effects=effects, delivery=delivery, future=_future()))

    async def tick(self) -> None:
        """Time passed: every timer that is due becomes an event."""
        await self._ticks.tick()

    async def deliver(self) -> None:
        """The world must be told: take up what is owed and nobody is at."""
        now = await self._clock.now()
        self._gate.release(lambda promise: promise.runs_short(now))
        for promise in await self._outbox.claim(now, limit=CLAIM, room=self._gate.room(CLAIM), busy=self._ours):
            self._enter(promise, None)

    async def idle(self) -> None:
        """Returns when nothing waits to be written and nothing is being sent."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self) -> None:
        """Finish what is being sent, within 3 seconds; nothing new is begun, and the next start takes it up."""
        self._stopping = True
        self._gate.release(lambda promise: True)
        try:
            async with asyncio.timeout(STOP_WITHIN):
                await self.idle()
        except TimeoutError:
            late = set(self._tasks)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._thread.shutdown(wait=True, cancel_futures=True)

    async def _submit(self, unit: Unit) -> list[Result]:
        self._waiting.append(unit)
        if not self._writing:
            self._writing = True
            self._start(self._write())
        return await unit.future

    async def _write(self) -> None:
        batch: list[Unit] = []
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                await self._commit(batch)
        except asyncio.CancelledError:  # we stop: whether the batch was committed nobody knows
            for unit in batch:
                unit.answer(Uncertain("Rondo is stopping"))
            for unit in self._waiting:
                unit.answer(Unavailable("Rondo is stopping"))
            raise
        finally:
            self._writing = False

    async def _commit(self, batch: list[Unit]) -> None:
        """Commit a batch; where the database objects, its units one by one, so that a broken one silences nobody."""
        try:
            committed = await self._transact(batch)
        except Exception as error:  # noqa: BLE001  (the writer must go on, whatever one unit does)
            await self._singly(batch, error)
            return
        for unit, result in zip(batch, committed.results, strict=True):
            unit.answer(result)
        for took in first_pages(batch, committed.results, committed.at):
            self._measures.paged(took)
        promises = sorted(committed.promises, key=lambda promise: promise.lane)
        for promise in promises:
            self._enter(promise, committed)

    async def _singly(self, batch: list[Unit], error: Exception) -> None:
        """What the database could not take whole; when it is away, everybody is told at once."""
        if len(batch) == 1 or isinstance(error, Unavailable):
            for unit in batch:
                unit.answer(error)
            return
        for unit in batch:
            await self._commit([unit])

    async def _transact(self, batch: list[Unit]) -> _Committed:
        loop = asyncio.get_running_loop()
        for _ in range(TRIES):
            now = await self._clock.now()
            try:
                return await loop.run_in_executor(self._thread, self._decide_and_write, batch, now)
            except Conflict:
                if len(batch) > 1:
                    raise
        raise Unavailable("the same incident is being changed by too many at once")

    def _decide_and_write(self, batch: list[Unit], now: datetime) -> _Committed:
        """In the writer's thread: one transaction."""
        with self._begin() as transaction:
            desk = Desk(transaction.load(wanted(batch, transaction.settings), now), now, self._workspace)
            fences = transaction.fences([unit.settled.id for unit in batch if unit.settled])
            results: list[list[Result] | BaseException] = []
            for unit in batch:
                try:
                    stale = unit.settled is not None and fences.get(unit.settled.id) != unit.settled.fence
                    results.append([] if stale else desk.work(unit))
                except Exception as error:
                    log.exception("decision failed", events=[type(event).__name__ for event in unit.events])
                    results.append(error)
            promises = list(transaction.write(desk.changes(), now, room=self._gate.room(CLAIM // 2), busy=self._ours))
        return _Committed(now, results, promises, desk.look())

    async def _put_off(self, timer: TimerRow) -> None:
        await self._submit(Unit(timers=(timer,), future=_future()))

    def _enter(self, promise: Promise, born: _Committed | None) -> None:
        self._ours[promise.id] = promise.fence
        self._gate.enter(promise, lambda: self._keep(promise, born))

    async def _keep(self, promise: Promise, born: _Committed | None) -> None:
        """Perform one promise and commit what became of it; what can't be committed is taken up when its lease ends."""
        try:
            await self._kept(promise, born)
        except Unavailable as error:
            log.warning("a delivery waits for the database", incident=promise.incident, error=str(error))
        finally:
            if self._ours.get(promise.id) == promise.fence:  # else it came back while this one was being settled
                del self._ours[promise.id]

    async def _kept(self, promise: Promise, born: _Committed | None) -> None:
        now, wait = await self._clock.now(), timedelta(0)
        if not promise.runs_short(now):
            wait = await self._messenger.wait(promise, now)
        now = await self._clock.now()  # we may have stood still, and somebody else be at it
        if self._stopping or promise.runs_short(now) or wait > timedelta(0):
            waits = await self._performing.put_off(promise) if wait > SOON else ()
            await self._settle(Unit(settled=postpone(promise, now + wait), events=waits, future=_future()))
            return
        outcome = await self._performing.perform(promise, born and born.look, now)
        if outcome is None:
            await self._submit(Unit(settled=postpone(promise, now + AWAY_AGAIN), future=_future()))
            return
        if isinstance(outcome, Never):
            what = type(promise.effect).__name__
            log.warning("given up", effect=what, incident=promise.incident, code=outcome.code, remedy=outcome.remedy)
        settled, events = settle(promise, outcome, await self._clock.now())
        members = outcome.members if isinstance(outcome, Done) else {}
        told = tells(promise, outcome)
        await self._settle(Unit(settled=settled, events=events, effects=told, members=members, future=_future()))

    async def _settle(self, unit: Unit) -> None:
        """Commit an outcome; if what follows from it can't be decided, at least that it was done."""
        try:
            await self._submit(unit)
        except Unavailable:
            raise
        except Exception:
            log.exception("what follows from a delivery could not be decided")
            await self._submit(Unit(settled=unit.settled, future=_future()))

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _future() -> "asyncio.Future[list[Result]]":
    return asyncio.get_running_loop().create_future()
