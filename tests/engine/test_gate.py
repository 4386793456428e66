"""Who goes first: what pages somebody never waits behind what can wait."""

from collections.abc import Callable, Coroutine

from bot.domain.effects import Lane
from bot.engine.gate import FEW, Gate
from bot.ports import Promise
from tests.store.samples import promise


class Road:
    """Work that was begun, run only when the test says so."""

    def __init__(self) -> None:
        self.begun: list[Coroutine[None, None, None]] = []
        self.done: list[str] = []
        self.gate = Gate(self.begun.append)

    def named(self, name: str) -> Callable[[], Coroutine[None, None, None]]:
        async def work() -> None:
            self.done.append(name)

        return work

    def enters(self, lane: Lane, name: str) -> Promise:
        entered = promise(name=name, lane=lane)
        self.gate.enter(entered, self.named(name))
        return entered

    async def all_done(self) -> list[str]:
        while self.begun:
            await self.begun.pop(0)
        return self.done


async def test_pages_begin_at_once_however_much_waits():
    road = Road()
    for number in range(20):
        road.enters(Lane.EXTRAS, f"extra {number}")
    assert len(road.begun) == FEW
    road.enters(Lane.PAGE, "page")
    assert len(road.begun) == FEW + 1
    assert (await road.all_done()).index("page") == FEW


async def test_of_what_waits_the_most_urgent_comes_next():
    road = Road()
    for number in range(FEW):
        road.enters(Lane.SYNC, f"first {number}")
    for lane in (Lane.SYNC, Lane.REMINDERS, Lane.REFRESH):
        road.enters(lane, lane.name)
    assert (await road.all_done())[FEW:] == ["REFRESH", "REMINDERS", "SYNC"]


async def test_there_is_room_for_so_many_to_wait_and_no_more():
    road = Road()
    for number in range(FEW + 3):
        road.enters(Lane.EXTRAS, f"extra {number}")
    assert (road.gate.room(5), road.gate.room(2)) == (2, 0)
    await road.all_done()


async def test_a_promise_that_is_taken_up_again_waits_once():
    road = Road()
    for name in [*(f"extra {number}" for number in range(FEW)), "again", "again"]:
        road.enters(Lane.EXTRAS, name)
    assert (await road.all_done()).count("again") == 1


async def test_what_is_released_waits_no_longer():
    road = Road()
    last = [road.enters(Lane.EXTRAS, f"extra {number}") for number in range(FEW + 2)][-1]
    road.gate.release(lambda one: one.id == last.id)
    assert (road.gate.room(5), len(road.begun)) == (4, FEW + 1)
    assert len(await road.all_done()) == FEW + 2
