"""A journey's last step, disturbed: with a fault or without, killed at every point, and what was broken by it."""

import asyncio
from collections import Counter
from datetime import timedelta

from bot.sandbox import Failing, Fault
from tests.reliability.journeys import AFTERWARDS, JOURNEYS, settings_of
from tests.reliability.lives import Life, room
from tests.reliability.promises import broken, picture
from tests.stories.dying import READS

FAULTS = (
    Failing.RATE_LIMITED,
    Failing.SERVER_ERROR,
    Failing.REQUEST_LOST,
    Failing.RESPONSE_LOST,
    Failing.LATE,
)
#: A late call lands within the half minute that the bot waits for it.
LATE_BY = 25.0


class Kept:
    """Hears the points of a life, and keeps what a kill at each would leave, by the changes that were made so far."""

    def __init__(self, life, fault=None):
        self.life, self.fault = life, fault
        self.points, self.moments, self._changes = [], {}, 0

    def __call__(self, point):
        self._changes += point.startswith("after")
        struck = self.fault is not None and self.fault not in self.life.slack.faults.active
        if self.fault is None or (struck and point not in self.points):
            self.keeps(point)
        if struck or self.fault is None:
            self.points.append(point)
        return False

    def keeps(self, point):
        if self._changes not in self.moments:
            self.moments[self._changes] = point, self.life.keeps()


class Journey:
    """One journey, lived to its last step, which is then lived as often as one likes."""

    def __init__(self, name, life):
        self.steps, self.life = JOURNEYS[name], life
        self.passed = set()

    async def undisturbed(self):
        """The last step as it usually goes: its picture, and the writes it makes."""
        life = self.life
        await life.starts()
        for step in self.steps[:-1]:
            await step(life)
        self.moment, before = life.keeps(), len(life.slack.calls)
        await self.steps[-1](life)
        heard = [call for call in life.slack.calls[before:] if call.fault is not Failing.AWAY]
        self.writes = list(_numbered(call.method for call in heard if call.method not in READS))
        self.ends = life.clock.at + AFTERWARDS
        await life.passes(minutes=AFTERWARDS.total_seconds() / 60)
        self.usual = picture(life)
        return self

    async def disturbed(self, fault=None, *, rest=0.0):
        """The last step with a fault, killed at every point: (where, what was broken), and how many were tried."""
        life = self.life
        await life.begins(self.moment)
        if fault is not None:
            life.slack.faults.add(fault)
        kept = Kept(life, fault)
        life.fate.anew(kept)
        await self.steps[-1](life)
        kept.keeps("at the end")
        self.passed.update(kept.points)
        found = []
        for point, moment in list(kept.moments.values()):
            await life.begins(moment, rest=timedelta(seconds=rest))
            await life.wakes()
            await self.steps[-1](life)
            await life.passes(minutes=(self.ends - life.clock.at).total_seconds() / 60)
            found += [(point, one) for one in await broken(life, self.usual, deaths=1, later=rest > 0)]
        return found, len(kept.moments)


def _numbered(names):
    """(name, how many of that name came before), in order."""
    seen = Counter()
    for name in names:
        yield name, seen[name]
        seen[name] += 1


def lived(name, work, url=None):
    """What `work` makes of a journey in a life of its own; on SQLite unless there is another address."""

    async def whole():
        with room() as folder:
            life = Life(url or f"sqlite:///{folder}/rondo.db", settings=settings_of(name))
            try:
                return await work(await Journey(name, life).undisturbed())
            finally:
                life.closes()

    return asyncio.run(whole())


async def walked(journey, pairs, *, rest=0.0):
    """Every one of those faults at those writes, killed at every point; what was broken, and how many were tried."""
    found, tried = [], 0
    for kind, (method, number) in pairs:
        fault = Fault(kind=kind, method=method, after_calls=number, seconds=LATE_BY if kind is Failing.LATE else 0)
        wrong, trials = await journey.disturbed(fault, rest=rest)
        assert fault not in journey.life.slack.faults.active
        found += [f"{kind} at {method} {number}, killed {point}: {one}" for point, one in wrong]
        tried += trials
    return found, tried
