"""The scheduler calls jobs, and goes on whatever one of them does."""

import asyncio
from datetime import timedelta

from bot.scheduler import Job, Scheduler


async def test_a_job_is_called_again_and_again():
    calls, enough = [], asyncio.Event()

    async def run() -> None:
        calls.append(1)
        if len(calls) == 3:
            enough.set()

    scheduler = Scheduler((Job(name="tick", seconds=0.01, run=run),))
    scheduler.start()
    await asyncio.wait_for(enough.wait(), 5)
    scheduler.stop()


async def test_a_job_that_raises_is_called_again_and_harms_no_other():
    calls, enough = {"broken": 0, "counted": 0}, asyncio.Event()

    def count(name: str) -> None:
        calls[name] += 1
        if min(calls.values()) == 3:
            enough.set()

    async def broken() -> None:
        count("broken")
        raise RuntimeError("no")

    async def counted() -> None:
        count("counted")

    scheduler = Scheduler(
        (Job(name="broken", seconds=0.01, run=broken), Job(name="counted", seconds=0.01, run=counted))
    )
    scheduler.start()
    await asyncio.wait_for(enough.wait(), 5)
    scheduler.stop()


async def test_a_clock_that_is_set_back_holds_no_job():
    """The scheduler goes by the machine's clock: set back, every turn would be as far ahead as here."""
    calls, once, again = [], asyncio.Event(), asyncio.Event()

    async def run() -> None:
        calls.append(1)
        (again if len(calls) > 1 else once).set()

    scheduler = Scheduler((Job(name="beat", seconds=0.01, run=run),))
    scheduler.start()
    await asyncio.wait_for(once.wait(), 5)
    [job] = scheduler._scheduler.get_jobs()
    calls.clear()
    again.clear()
    once.clear()
    job.modify(next_run_time=job.next_run_time + timedelta(hours=1))
    await asyncio.wait_for(again.wait(), 5)
    scheduler.stop()


async def test_a_turn_that_was_missed_is_made_up_for_at_once():
    """The process stood still, or the clock was set forward: a heartbeat or an audit comes late rather than not."""
    called = asyncio.Event()

    async def run() -> None:
        called.set()

    scheduler = Scheduler((Job(name="audit", seconds=3600, run=run),))
    scheduler.start()
    [job] = scheduler._scheduler.get_jobs()
    job.modify(next_run_time=job.next_run_time - timedelta(minutes=90))
    await asyncio.wait_for(called.wait(), 5)
    scheduler.stop()
