"""The queue of security: on working days, in the morning, whoever is on call for it reads what stands there, once."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.effects import RemindQueue
from bot.domain.escalation import Walk
from bot.domain.ladder import advance
from bot.engine.work import Handle
from bot.ports import Clock, Facts, Reads

#: Under this name the day that was looked at last is kept.
LOOKED = "security queue"

#: From then on, by the clock of whoever is on call; who was away then says it later, until that hour.
FROM, TO = time(9, 30), time(18)

_FRIDAY = 4


@dataclass(frozen=True, kw_only=True)
class Mornings:
    """One per process; the message of a day has one id, so that several replicas, or a restart, send it once."""

    reads: Reads
    engine: Handle
    facts: Facts
    clock: Clock

    async def look(self) -> None:
        """Sends it if it is time, nobody has looked today, and something stands in the queue.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached; the next look tries again.
        """
        now, situation = await self.clock.now(), await self.reads.situation()
        security = situation.settings.security
        called = advance(Walk(policy=security.policy), situation, now).called if security else ()
        person = next((one for one in called if not one.startswith("#")), None)
        day = _day(now.astimezone(ZoneInfo(situation.timezone_of(person)))) if person else None
        if person is None or day is None or await self.facts.get(LOOKED) == day:
            return
        if await self.reads.queued():
            await self.engine.promise(RemindQueue(person=person), delivery=f"queue/{day}")
        await self.facts.put(LOOKED, day)


def _day(local: datetime) -> str | None:
    """`2026-11-24`, while it is time for that day's message."""
    if local.weekday() > _FRIDAY or not FROM <= local.time() < TO:
        return None
    return local.date().isoformat()
