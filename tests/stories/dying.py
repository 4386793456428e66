"""A program that is killed at a chosen call of Slack: nothing gets out and nothing is committed from then on."""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, NoReturn

from bot.sandbox import Applied, Done, Workspace
from bot.slack.api import Reply
from tests.slack.sandboxed import SandboxApi
from tests.world import World, words

Step = Callable[[World], Awaitable[None]]

#: Calls that change nothing in Slack; the program can be killed there too, and nothing would differ.
READS = frozenset({"auth.test", "users.info", "users.lookupByEmail", "users.conversations", "conversations.list"})


class Mortal(SandboxApi):
    """Dies at the `at`th write from when it was armed; `applied`: after Slack did it, before the answer came."""

    def __init__(self, slack: Workspace) -> None:
        super().__init__(slack)
        self.left, self.applied, self.dead = 0, False, asyncio.Event()

    def arm(self, world: World, at: int, *, applied: bool) -> None:
        self.left, self.applied = at, applied
        begin = world.house.engine._begin
        world.house.engine._begin = lambda: self._alive(begin)

    def _alive(self, begin: Callable[[], AbstractContextManager[Any]]) -> AbstractContextManager[Any]:
        if self.dead.is_set():
            raise ConnectionAbortedError("killed")
        return begin()

    async def call(self, method: str, /, *, patience: float = 10.0, **arguments: Any) -> Reply:
        if self.dead.is_set():
            await _never()
        if self.left and method not in READS:
            self.left -= 1
            if not self.left:
                await self._die(method, arguments)
        return await super().call(method, patience=patience, **arguments)

    async def _die(self, method: str, arguments: dict[str, Any]) -> NoReturn:
        if self.applied:
            await super().call(method, **arguments)
        self.dead.set()
        await _never()


async def _never() -> NoReturn:
    await asyncio.Event().wait()
    raise AssertionError("never")


async def killed(world: World, step: Step, at: int, *, applied: bool, rest: float = 0) -> bool:
    """Live through a step and be killed at that write; whether there were so many. Up again after `rest` seconds."""
    program = world.api
    assert isinstance(program, Mortal)
    program.arm(world, at, applied=applied)
    life = asyncio.ensure_future(step(world))
    death = asyncio.ensure_future(program.dead.wait())
    await asyncio.wait({life, death}, return_when=asyncio.FIRST_COMPLETED)
    died = program.dead.is_set()
    death.cancel()
    if not died:
        await life
        program.left = 0
        return False
    tasks = [life, *world.house.engine._tasks]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await world.dies()
    world.clock.at += timedelta(seconds=rest)
    world.api = Mortal(world.slack)
    await world.starts_again()
    return True


def census(world: World, number: int = 1) -> dict[str, Any]:
    """Everything that stands in Slack for an incident, so that two lives can be compared."""
    (channel,) = [c for c in world.slack.channels if c.name.startswith(f"inc-{number}")]
    return {
        "name": channel.name,
        "members": sorted(world.slack.members(channel)),
        "said": sorted(_first(m) for m in world.slack.messages(channel)),
        "pins": [_first(channel.messages[ts]) for ts in channel.pins],
        "marks": [mark.title for mark in channel.bookmarks.values()],
        "topic": channel.topic,
        "paged": sorted(world.slack.paged),
        "pages": sorted(_first(page.message) for page in world.slack.pages),
        "line": [_first(m) for m in world.slack.messages("incidents")],
        "operators": [_first(m) for m in world.slack.messages("rondo-operators")],
        "topics set": _often(world.slack.effects, Done.TOPIC_SET),
        "archived": channel.archived,
    }


def _first(message: Any) -> str:
    line = words(message).split("\n")[0].replace("Possible repeat: ", "").replace("Second call: ", "")
    return re.sub(r"<#C\w+>", "#channel", line)


def _often(effects: list[Applied], done: Done) -> int:
    return min(1, Counter(effect.done for effect in effects)[done])
