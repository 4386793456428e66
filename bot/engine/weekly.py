"""The weekly note: on Monday the team reads whether somebody carries too much, and nothing when nobody does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.effects import TellTeam
from bot.domain.fairness import WINDOWS, Fairness
from bot.domain.situation import Situation
from bot.engine.loads import Loads
from bot.engine.work import Handle
from bot.ports import Clock, Facts, Reads

#: Under this name the week that was looked at last is kept.
LOOKED = "fairness"

#: Monday from 09:30 on, by the file's clock; who was away then says it later on that day.
MONDAY, FROM = 0, time(9, 30)


@dataclass(frozen=True, kw_only=True)
class Weekly:
    """One per process; the note of a week has one id, so that several replicas, or a restart, say it once."""

    reads: Reads
    engine: Handle
    facts: Facts
    clock: Clock

    async def look(self) -> None:
        """Says it if it is time, and nobody has looked this week.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached; the next look tries again.
        """
        now, situation = await self.clock.now(), await self.reads.situation()
        week = _week(now.astimezone(ZoneInfo(situation.settings.timezone)))
        if week is None or await self.facts.get(LOOKED) == week:
            return
        loads = Loads(reads=self.reads)
        policies = situation.settings.policies.values()
        found = [await loads.of(policy, situation, now, WINDOWS[0]) for policy in policies]
        lines = [line for one in found for line in _lines(one, situation)]
        if lines:
            await self.engine.promise(TellTeam(text="\n".join([*lines, _MORE])), delivery=f"fairness/{week}")
        await self.facts.put(LOOKED, week)


def _week(local: datetime) -> str | None:
    """`2026-W48`, while it is time for that week's note."""
    if local.weekday() != MONDAY or local.time() < FROM:
        return None
    year, week, _ = local.isocalendar()
    return f"{year}-W{week:02}"


def _lines(found: Fairness, situation: Situation) -> Iterator[str]:
    for one in found.overloaded:
        pages = f"{one.pages} of {found.pages} pages on {found.policy} in {found.days} days"
        yield f"{situation.shown(one.person)} had {pages}: {one.times:.1f} times their share ({one.night} at night)."


_MORE = "`/rondo oncall fairness` shows everybody's. An override, a weight or another schedule spreads it."
