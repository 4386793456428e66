"""Reminders: some hours before a shift whoever comes next is told of it, once."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.reminding import coming, end_of
from bot.engine.work import Handle
from bot.ports import Clock, Facts, Reads

#: Under this name is kept who was reminded of which shift that is still to come.
REMINDED = "reminders"


@dataclass(frozen=True, kw_only=True)
class Reminders:
    """One per process; a reminder has one id, so that several replicas, or a restart, say it once."""

    reads: Reads
    engine: Handle
    facts: Facts
    clock: Clock

    async def look(self) -> None:
        """Reminds whoever is to be by now and was not yet.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached; the next look tries again.
        """
        now, situation = await self.clock.now(), await self.reads.situation()
        told: dict[str, str] = json.loads(await self.facts.get(REMINDED) or "{}")
        found = (one for name in situation.settings.schedules for one in coming(name, situation, now))
        due = [one for one in found if one.once not in told]
        for one in due:
            await self.engine.promise(replace(one, ends=end_of(one, situation)), delivery=one.once)
        if due:
            still = {name: starts for name, starts in told.items() if datetime.fromisoformat(starts) > now}
            kept = still | {one.once: one.starts.isoformat() for one in due}
            await self.facts.put(REMINDED, json.dumps(kept))
