"""Hand-offs: where a shift ends, the team's channel reads who goes, who comes, what is open and what was loud."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from bot.domain.duties import on_duty
from bot.domain.hand_offs import LATE, SURE, Change, hand_off
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

Who: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Look:
    """Who had the schedules at an instant; `unsure`: who has one since when, if the next looks find the same."""

    at: datetime
    on_call: Mapping[str, Who]
    unsure: Mapping[str, tuple[Who, datetime]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class HandOffs:
    """One per process; a hand-off has one id, so that several replicas, or a restart, say it once."""

    reads: Reads
    engine: Handle
    facts: Facts
    clock: Clock

    async def look(self) -> None:
        """Says what changed since the last look, of each schedule the newest change alone, if it is not too late.

        What changed at no shift's end is said when it was the same for a minute: replicas that go by different files,
        or calendars, for a while would take turns in saying so.
        A schedule that is looked at for the first time says nothing.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached; the next look tries again.
        """
        now, situation, kept = await self.clock.now(), await self.reads.situation(), await self.facts.get(LOOKED)
        before, schedules = _read(kept, now), situation.settings.schedules
        here = {name: tuple(sorted(on_duty(name, situation, now))) for name in schedules}
        on_call, unsure = dict(here), dict[str, tuple[Who, datetime]]()
        for name, comes in here.items():
            goes, since = before.on_call.get(name, comes), _since(before, name, comes)
            change = Change(schedule=name, goes=goes, comes=comes, looked=before.at, now=now, situation=situation)
            if goes == comes:
                continue
            if change.edge is None and (since is None or now - since < SURE):
                on_call[name], unsure[name] = goes, (comes, since or before.at)
            elif schedules[name].hand_off:
                await self._say(change if change.edge else replace(change, looked=since or before.at))
        await self.facts.follow(LOOKED, kept, _written(_Look(at=now, on_call=on_call, unsure=unsure)))

    async def _say(self, change: Change) -> None:
        if change.now - change.at > LATE:
            return
        incidents = await self.reads.incidents(statuses=_OPEN, limit=ENOUGH)
        began, called = change.began, []
        if began is not None:
            called = [one async for one in called_since(self.reads, began - _LONG_OPEN)]
        said = hand_off(change, incidents, called)
        await self.engine.promise(said, delivery=said.once)


def _since(before: _Look, schedule: str, comes: Who) -> datetime | None:
    who, since = before.unsure.get(schedule, ((), None))
    return since if who == comes else None


def _written(look: _Look) -> str:
    unsure = {name: [who, since.isoformat()] for name, (who, since) in look.unsure.items()}
    return json.dumps({"at": look.at.isoformat(), "on_call": look.on_call, "unsure": unsure})


def _read(kept: str | None, now: datetime) -> _Look:
    found: dict[str, Any] = json.loads(kept) if kept else {"at": now.isoformat(), "on_call": {}}
    unsure = found.get("unsure", {}).items()
    return _Look(
        at=datetime.fromisoformat(found["at"]),
        on_call={name: tuple(who) for name, who in found["on_call"].items()},
        unsure={name: (tuple(who), datetime.fromisoformat(since)) for name, (who, since) in unsure},
    )
