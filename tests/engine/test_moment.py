"""What the clock said is good for a moment, and not for a process that stood still since."""

from datetime import timedelta

from bot.engine.moment import FRESH, Moments
from tests.world import NIGHT


class Clocks:
    """The database's clock, which answers after `takes` seconds, and the process's own."""

    def __init__(self, *takes: float) -> None:
        self.takes, self.passed, self.asked = list(takes), 0.0, 0

    async def now(self):
        self.asked += 1
        told = NIGHT + timedelta(seconds=self.passed)
        self.passed += self.takes.pop(0) if self.takes else 0.0
        return told

    def moments(self):
        return Moments(self, lambda: self.passed)


async def test_what_was_just_said_is_not_asked_again():
    clocks = Clocks()
    first = await clocks.moments().now()
    clocks.passed += FRESH / 2
    assert await clocks.moments().now(first) == first
    assert clocks.asked == 1


async def test_after_a_while_it_is_asked_again():
    clocks = Clocks()
    first = await clocks.moments().now()
    clocks.passed += 60
    assert (await clocks.moments().now(first)).at == NIGHT + timedelta(minutes=1)


async def test_an_answer_that_was_under_way_while_the_process_stood_still_is_asked_for_again():
    clocks = Clocks(60)
    assert (await clocks.moments().now()).at == NIGHT + timedelta(minutes=1)


async def test_a_slow_database_is_asked_twice_and_no_more():
    clocks = Clocks(1, 1, 1)
    assert (await clocks.moments().now()).at == NIGHT + timedelta(seconds=1)
    assert clocks.asked == 2
