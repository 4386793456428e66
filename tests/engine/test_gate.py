"""Who goes first: what pages somebody never waits behind what can wait."""

from collections.abc import Awaitable, Callable, Coroutine

from bot.domain.effects import Lane
from bot.engine.gate import FEW, Gate


class Road:
    """Work that was begun, run only when the test says so."""

    def __init__(self) -> None:
        self.begun: list[Coroutine[None, None, None]] = []
        self.done: list[str] = []
        self.gate = Gate(self.begun.append)

    def named(self, name: str) -> Callable[[], Awaitable[None]]:
        async def work() -> None:
            self.done.append(name)

        return work

    async def all_done(self) -> list[str]:
        while self.begun:
            await self.begun.pop(0)
        return self.done


async def test_pages_begin_at_once_however_much_waits():
    road = Road()
    for number in range(20):
        road.gate.enter(Lane.EXTRAS, road.named(f"extra {number}"))
    assert len(road.begun) == FEW
    road.gate.enter(Lane.PAGE, road.named("page"))
    assert len(road.begun) == FEW + 1
    assert (await road.all_done()).index("page") == FEW


async def test_of_what_waits_the_most_urgent_comes_next():
    road = Road()
    for number in range(FEW):
        road.gate.enter(Lane.SYNC, road.named(f"first {number}"))
    for lane in (Lane.SYNC, Lane.REMINDERS, Lane.REFRESH):
        road.gate.enter(lane, road.named(lane.name))
    assert (await road.all_done())[FEW:] == ["REFRESH", "REMINDERS", "SYNC"]
