"""Lives on a clock that is told, more and longer ones than a commit has time for."""

import asyncio
import logging
import os
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import timedelta
from itertools import product
from typing import Any

import structlog

from bot.domain import events as e
from bot.sandbox import Fault
from tests.conftest import Chance, chance
from tests.databases import PostgreSQL
from tests.reliability.journeys import JOURNEYS, settings_of
from tests.reliability.lives import REACHABLE, Life, room
from tests.reliability.promises import kept, pages
from tests.reliability.stories import KINDS, SITUATIONS, Story
from tests.reliability.trials import FAULTS, Journey, walked

STORIES, DAYS, DAY_SEEDS = 1000, 30, 100
#: A tenth of these calls fails in each way: three of ten in all.
SHARE = 0.06


def quiet() -> None:
    """What is given up and what is killed is logged; here nobody reads that."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def by_one_of(draw: Chance) -> e.By:
    """One of the responders, by the API."""
    return e.By(person=draw.choice(("ana", "ben", "chi")), via=e.Via.TOKEN)


def figures(**shown: object) -> None:
    """A line of figures."""
    print("  " + " · ".join(f"{name.replace('_', ' ')} {value}" for name, value in shown.items()), flush=True)


async def seeds(end: float) -> list[str]:
    """1,000 stories with several deaths and faults each."""
    quiet()
    found, reached, told, deaths = [], Counter[str](), 0, 0
    with room() as folder:
        life = Life(f"sqlite:///{folder}/rondo.db", settings=REACHABLE)
        await life.starts()
        beginning = life.keeps()
        for number in range(STORIES):
            if time.monotonic() > end:
                break
            await life.begins(beginning)
            story = Story(life, chance(f"story {number}"))
            found += [f"story {number}: {one}" for one in await story.told()]
            reached, told, deaths = reached + story.reached, told + 1, deaths + story.deaths
        life.closes()
    figures(stories=told, deaths=deaths, **reached)
    return [*found, *(f"never reached: {one}" for one in SITUATIONS if not reached[one])]


async def points(end: float, url: Callable[[], str] | None = None, rest: float = 0.0) -> list[str]:
    """The product in full: every point x every write x every fault, for every journey; a process for each core."""
    found, tried = [], 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        walks = {pool.submit(_walk, name, url() if url else None, rest, end): name for name in JOURNEYS}
        for walk in as_completed(walks):
            wrong, times = walk.result()
            found, tried = found + wrong, tried + times
            figures(journey=walks[walk], trials=times, broken=len(wrong), trials_so_far=tried)
    return found


def _walk(name: str, url: str | None, rest: float, end: float) -> tuple[list[str], int]:
    """One journey: what was broken, and how many were tried."""
    quiet()
    return asyncio.run(_walked(name, url, rest, end))


async def _walked(name: str, url: str | None, rest: float, end: float) -> tuple[list[str], int]:
    with room() as folder:
        life = Life(url or f"sqlite:///{folder}/rondo.db", settings=settings_of(name))
        journey = await Journey(name, life).undisturbed()
        alone, tried = await journey.disturbed(rest=rest)
        found = [f"{name}, killed {at}: {one}" for at, one in alone]
        for pair in product(FAULTS, journey.writes):
            if time.monotonic() > end:
                found.append(f"{name}: not walked to its end in time")
                break
            wrong, times = await walked(journey, [pair], rest=rest)
            found, tried = found + [f"{name}: {one}" for one in wrong], tried + times
        life.closes()
    return found, tried


async def postgresql(end: float) -> list[str]:
    """The same on PostgreSQL, where another process takes over after ten silent seconds."""
    server = PostgreSQL()
    try:
        return await points(end, server.fresh, rest=11)
    finally:
        server.stop()


async def days(end: float) -> list[str]:
    """30 days of an ordinary life, with a death and a few faults a day, as often as there is time for."""
    quiet()
    found, lived, incidents, deaths = [], 0, 0, 0
    with room() as folder:
        life = Life(f"sqlite:///{folder}/rondo.db")
        await life.starts()
        beginning = life.keeps()
        for number in range(DAY_SEEDS):
            if time.monotonic() > end:
                break
            await life.begins(beginning)
            story = Month(life, chance(f"month {number}"))
            found += [f"month {number}: {one}" for one in await story.told()]
            lived, deaths = lived + 1, deaths + story.deaths
            incidents += (await life.store.reads.situation()).next_number - 1
        life.closes()
    figures(months=lived, incidents=incidents, deaths=deaths)
    return found


class Month(Story):
    """A month: a few alerts a day, each acknowledged and resolved by somebody, sooner or later."""

    async def told(self) -> list[str]:
        """The month, and what was broken at its end."""
        draw = self.chance
        for day in range(DAYS):
            self.deaths = 0
            self._mortal()
            for _ in range(draw.choice((0, 1, 1, 2, 3))):
                await self._endured(self._alert(f"{day} {draw.random()}"))
                if draw.random() < 0.3:
                    self._trouble()
                await self._endured(self._passing(draw.choice((1, 4, 20, 50))))
                number = (await self.life.store.reads.situation()).next_number - 1
                about: dict[str, Any] = {
                    "incident": number,
                    "by": by_one_of(draw),
                }
                await self._endured(lambda life, about=about: life.says(e.Acknowledged(**about)))
                await self._endured(self._passing(draw.choice((5, 25, 45))))
                await self._endured(lambda life, about=about: life.says(e.Resolved(**about)))
                await self._endured(lambda life, about=about: life.says(e.PostmortemWaived(**about)))
            self.life.slack.faults.clear()
            morning = self.life.clock.at.replace(hour=8, minute=0) + timedelta(days=1)
            await self._endured(self._passing((morning - self.life.clock.at).total_seconds() / 60))
        self.life.fate.ends = lambda point: False
        await self._endured(self._passing(3))
        whole = [one for one in await kept(self.life) if not one.startswith("I9")]
        return [*pages(self.life, deaths=4, at_least=0), *whole, *self._once(), *await self._lost()]

    def _passing(self, minutes: float) -> Callable[[Life], Any]:
        """So many minutes from now on, however often the program dies in them."""
        until = self.life.clock.at + timedelta(minutes=minutes)

        async def passing(life: Life) -> None:
            left = (until - life.clock.at).total_seconds() / 60
            if left > 0:
                await life.passes(minutes=left)

        return passing


async def faults(end: float) -> list[str]:
    """24 hours in which three calls of ten fail in some way, and then Slack is well."""
    quiet()
    draw = chance("faults")
    with room() as folder:
        life = Life(f"sqlite:///{folder}/rondo.db")
        await life.starts()
        for kind in KINDS:
            life.slack.faults.add(Fault(kind=kind, times=None, seconds=25.0, where=lambda given: draw.random() < SHARE))
        story, begun = Story(life, draw), life.clock.at
        while life.clock.at < begun + timedelta(hours=24) and time.monotonic() < end:
            await story._endured(story._alert(f"{life.clock.at}"))
            await life.passes(minutes=draw.choice((1, 7, 15)))
            number = draw.randint(1, (await life.store.reads.situation()).next_number - 1)
            for event in (e.Acknowledged, e.Resolved)[: draw.randint(0, 2)]:
                by = by_one_of(draw)
                await story._endured(
                    lambda life, event=event, by=by, number=number: life.says(event(incident=number, by=by))
                )
        hours = (life.clock.at - begun).total_seconds() / 3600
        life.slack.faults.clear()
        await life.passes(minutes=10)
        failed = Counter(call.fault for call in life.slack.calls if call.fault)
        share = failed.total() / len(life.slack.calls)
        figures(hours=f"{hours:.1f}", calls=len(life.slack.calls), failed=f"{share:.0%}")
        story._look_back()
        whole = [one for one in await kept(life) if not one.startswith("I9")]
        found = [*pages(life, deaths=0, at_least=0), *whole, *story._once(), *await story._lost()]
        life.closes()
    return found if share > 0.2 else [*found, f"only {share:.0%} of all calls failed"]
