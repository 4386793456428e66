"""Two replicas of one installation: the same PostgreSQL, the same Slack, the same time; either can stand still."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from bot.domain.incident import Incident
from bot.domain.situation import Situation
from bot.ports import Delivery, Messenger, Promise
from bot.sandbox import Workspace
from bot.slack.allowance import SharedAllowance
from bot.slack.api import PATIENCE, Reply
from tests.slack.sandboxed import SandboxApi
from tests.world import RONDO_YML, World

#: Many incidents of one service are no storm here.
CALM = RONDO_YML.replace("services:\n", "storm: off\n\nservices:\n")

#: Seconds that a busy machine's database may take to answer here.
UNHURRIED = 60.0


class Stopping(SandboxApi):
    """Stands still at its next call of a method, before or after Slack did it, until it is woken."""

    def __init__(self, slack: Workspace) -> None:
        super().__init__(slack)
        self.method, self.applied = "", False
        self.reached, self.woken = asyncio.Event(), asyncio.Event()
        self.made = 0

    async def call(self, method: str, /, *, patience: float = PATIENCE, **arguments: Any) -> Reply:
        self.made += 1
        if method != self.method:
            return await super().call(method, patience=patience, **arguments)
        self.method = ""
        answer = await super().call(method, patience=patience, **arguments) if self.applied else None
        self.reached.set()
        await self.woken.wait()
        return answer or await super().call(method, patience=patience, **arguments)


class Pair:
    """`one` and `two`; whoever is in `alive` beats, ticks and delivers as time passes."""

    def __init__(self, url: str, **more: Any) -> None:
        self.one, self.two = World(url, api=Stopping, **more), World(url, api=Stopping, **more)
        self.alive = [self.one, self.two]

    async def starts(self) -> "Pair":
        one, two = self.one, self.two
        await two.dies()
        two.slack, two.clock, two.api = one.slack, one.clock, Stopping(one.slack)
        await one.starts()
        await two.starts_again()
        two.site = two.house.web
        for world in self.alive:
            assert isinstance(world.house.allowance, SharedAllowance)
            world.house.allowance.patience = UNHURRIED
        return self

    async def pass_(self, seconds: int) -> None:
        """Second by second; each replica looks after its own, and one that is down or stands still does nothing."""
        for second in range(seconds):
            for world in self.alive:
                await world.house.engine.idle()
            self.one.clock.at += timedelta(seconds=1)
            self.alive.append(self.alive.pop(0))  # whoever comes first takes up what is due
            for world in self.alive:
                if second % 3 == 0:
                    await world.house._beat()
                await world.house.engine.tick()
                await world.house.engine.deliver()
            await self.one.slack.flush()
        for world in self.alive:
            await world.house.engine.idle()

    async def stops(self, world: World, step: Callable[[], Awaitable[Any]], *, at: str, applied: bool) -> Any:
        """SIGSTOP, as the database and Slack see it: in the middle of that call; returns what is left to be done."""
        api = world.api
        assert isinstance(api, Stopping)
        api.method, api.applied = at, applied
        return await self._until(world, api.reached, step)

    async def stops_before_a_call(self, world: World, step: Callable[[], Awaitable[Any]]) -> Any:
        """The same, once its database has said that it may call."""
        still = StandingStill(world.house.engine._messenger)
        world.house.engine._messenger = still
        world.api.woken = still.woken  # type: ignore[attr-defined]
        return await self._until(world, still.reached, step)

    async def _until(self, world: World, reached: asyncio.Event, step: Callable[[], Awaitable[Any]]) -> Any:
        left = asyncio.ensure_future(step())
        await reached.wait()
        self.alive.remove(world)
        self.one.slack.transport = self.alive[0].bolt
        return left

    async def wakes(self, world: World, left: "asyncio.Future[Any]") -> None:
        """SIGCONT."""
        api = world.api
        assert isinstance(api, Stopping)
        api.woken.set()
        self.alive.append(world)
        await left
        await world.house.engine.idle()

    async def ends(self) -> None:
        for world in (self.one, self.two):
            tasks = [*world.house.engine._tasks] if world not in self.alive else []
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await world.house.close()


class StandingStill:
    """A messenger whose process stands still, when it has been allowed to call, until it is woken."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger
        self.reached, self.woken = asyncio.Event(), asyncio.Event()

    async def wait(self, promise: Promise, now: datetime) -> timedelta:
        wait = await self._messenger.wait(promise, now)
        self.reached.set()
        await self.woken.wait()
        return wait

    async def perform(
        self, promise: Promise, incident: Incident | None, situation: Situation, now: datetime
    ) -> Delivery:
        return await self._messenger.perform(promise, incident, situation, now)
