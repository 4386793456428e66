"""Hand-offs: where a shift ends, the team's channel reads who goes, who comes, what is open and what was loud."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.domain.duties import on_duty
from bot.domain.hand_offs import LATE, Change, hand_off
from bot.domain.incident.state import Status
from bot.engine.loads import called_since
from bot.engine.work import Handle
from bot.ports import Clock, Facts, Reads

#: Under this name is kept when schedules were looked at last, and who had them then.
LOOKED = "hand-offs"

#: So many open incidents are looked through, the newest.
ENOUGH = 500

#: An incident may have been opened so long before the shift in which it pages.
_LONG_OPEN = timedelta(days=2)

_OPEN = frozenset({Status.OPEN, Status.ACKNOWLEDGED})


class _Look(NamedTuple):
    at: datetime
    on_call: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class HandOffs:
    """One per process; a hand-off has one id, so that several replicas, or a restart, say it once."""

    reads: Reads
    engine: Handle
    facts: Facts
    clock: Clock

    async def look(self) -> None:
        """Says what changed since the last look, of each schedule the newest change alone, if it is not too late.

        A schedule that is looked at for the first time says nothing.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached; the next look tries again.
        """
        now, situation = await self.clock.now(), await self.reads.situation()
        before, schedules = _read(await self.facts.get(LOOKED), now), situation.settings.schedules
        here = {name: tuple(sorted(on_duty(name, situation, now))) for name in schedules}
        for name, comes in here.items():
            goes = before.on_call.get(name, comes)
            change = Change(schedule=name, goes=goes, comes=comes, looked=before.at, now=now, situation=situation)
            if goes != comes and schedules[name].hand_off and now - change.at <= LATE:
                await self._say(change)
        await self.facts.put(LOOKED, json.dumps({"at": now.isoformat(), "on_call": here}))

    async def _say(self, change: Change) -> None:
        incidents = await self.reads.incidents(statuses=_OPEN, limit=ENOUGH)
        began, called = change.began, []
        if began is not None:
            called = [one async for one in called_since(self.reads, began - _LONG_OPEN)]
        said = hand_off(change, incidents, called)
        await self.engine.promise(said, delivery=said.once)


def _read(kept: str | None, now: datetime) -> _Look:
    found: dict[str, Any] = json.loads(kept) if kept else {"at": now.isoformat(), "on_call": {}}
    return _Look(datetime.fromisoformat(found["at"]), {name: tuple(who) for name, who in found["on_call"].items()})
