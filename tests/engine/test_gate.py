"""Who goes first: what pages somebody never waits behind what can wait."""

import asyncio

from bot.domain.effects import Lane
from bot.engine.gate import FEW, Gate


def gate(tasks):
    return Gate(lambda work: tasks.append(asyncio.ensure_future(work)))


async def test_pages_begin_at_once_however_much_waits():
    tasks, begun, hold = [], [], asyncio.Event()
    way = gate(tasks)
    for number in range(20):
        way.enter(Lane.EXTRAS, lambda number=number: _noted(begun, f"extra {number}", hold))
    way.enter(Lane.PAGE, lambda: _noted(begun, "page", hold))
    await asyncio.sleep(0)
    assert begun == [*(f"extra {number}" for number in range(FEW)), "page"]
    hold.set()
    while len(begun) < 21:
        await asyncio.sleep(0)


async def test_of_what_waits_the_most_urgent_comes_next():
    tasks, begun, hold = [], [], asyncio.Event()
    way = gate(tasks)
    for number in range(FEW):
        way.enter(Lane.SYNC, lambda number=number: _noted(begun, f"first {number}", hold))
    way.enter(Lane.REMINDERS, lambda: _noted(begun, "reminder", hold))
    way.enter(Lane.REFRESH, lambda: _noted(begun, "refresh", hold))
    hold.set()
    while len(begun) < FEW + 2:
        await asyncio.sleep(0)
    assert begun[-2:] == ["refresh", "reminder"]


async def test_closed_it_begins_nothing_more_of_what_waits():
    tasks, begun, hold = [], [], asyncio.Event()
    way = gate(tasks)
    for number in range(FEW + 1):
        way.enter(Lane.EXTRAS, lambda number=number: _noted(begun, str(number), hold))
    way.close()
    hold.set()
    await asyncio.gather(*tasks)
    assert len(begun) == FEW


async def _noted(begun, name, hold):
    begun.append(name)
    await hold.wait()
