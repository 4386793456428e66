"""PostgreSQL's instant is counted on for a moment, and asked for again by a process that stood still since."""

from datetime import timedelta

from bot.store.clock import FRESH, DatabaseClock
from tests.world import NIGHT


class Clocks:
    """The database's clock, which answers after `takes` seconds, and the process's own."""

    def __init__(self, *takes: float) -> None:
        self.takes, self.passed, self.asked = list(takes), 0.0, 0
        self.clock = DatabaseClock(self.ask, lambda: self.passed)

    async def ask(self):
        self.asked += 1
        told = NIGHT + timedelta(seconds=self.passed)
        self.passed += self.takes.pop(0) if self.takes else 0.0
        return told


async def test_for_a_moment_the_process_counts_on_by_itself():
    clocks = Clocks()
    await clocks.clock.now()
    clocks.passed += FRESH / 2
    assert await clocks.clock.now() == NIGHT + timedelta(seconds=FRESH / 2)
    assert clocks.asked == 1


async def test_after_a_while_or_when_it_stood_still_it_asks_again():
    clocks = Clocks()
    await clocks.clock.now()
    clocks.passed += 60
    assert await clocks.clock.now() == NIGHT + timedelta(minutes=1)
    assert clocks.asked == 2


async def test_an_answer_that_was_under_way_while_the_process_stood_still_is_asked_for_again():
    assert await Clocks(60).clock.now() == NIGHT + timedelta(minutes=1)


async def test_a_slow_database_is_asked_twice_and_no_more():
    clocks = Clocks(1, 1, 1)
    assert await clocks.clock.now() == NIGHT + timedelta(seconds=1)
    assert clocks.asked == 2
