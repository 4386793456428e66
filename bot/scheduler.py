"""APScheduler's few interval jobs; it knows when, and nothing of what."""

from asyncio import CancelledError
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Job:
    """Something to call every so many seconds; a call that is still running is not joined by another."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[None]]


class Scheduler:
    """Calls jobs; one that raises is called again at its next turn, and logged once until it works again."""

    def __init__(self, jobs: tuple[Job, ...]) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC", jobstores={"default": _Turns()})
        for job in jobs:
            self._scheduler.add_job(
                _guarded(job),
                "interval",
                seconds=job.seconds,
                id=job.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        """From now on, in the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """No more calls."""
        self._scheduler.shutdown(wait=False)


class _Turns(MemoryJobStore):  # type: ignore[misc]
    """When it is whose turn, by the machine's clock: set back, it would hold every job until it is that late again."""

    def get_due_jobs(self, now: datetime) -> Any:
        """Those whose turn it is; a turn further ahead than its job's interval is now."""
        for job in self.get_all_jobs():
            if job.next_run_time > now + job.trigger.interval:
                job._modify(next_run_time=now)
                self.update_job(job)
        return super().get_due_jobs(now)


def _guarded(job: Job) -> Callable[[], Awaitable[None]]:
    failing: list[str] = []

    async def run() -> None:
        try:
            await job.run()
        except CancelledError:
            log.info("job ended in the middle", job=job.name)
        except Exception as error:  # noqa: BLE001  (the loop must go on, and says what happened)
            words = str(error) or type(error).__name__
            if words not in failing:
                log.warning("job fails", job=job.name, error=words)
            failing[:] = [words]
        else:
            if failing:
                log.info("job works again", job=job.name)
            failing.clear()

    return run
