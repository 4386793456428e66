"""Faults of Rondo's own: counted apart from Slack's refusals, and what a page of them is followed by."""

from bot.domain.errors import Unavailable
from bot.sandbox import Failing

ALONE = ("targets: [ana, ben, chi]\n        round_robin: cycle", "targets: [ana]\n        round_robin: off")
MAIL, PUSH = "mailto://ana@example.com", "ntfy://rondo-ana"
CONTACT = ("ana: {slack: U0ANA}", f'ana: {{slack: U0ANA, contact: ["{MAIL}", {{url: "{PUSH}", after: 10m}}]}}')


class Busy:
    """Reads that have no connection free so often."""

    def __init__(self, reads, times):
        self.reads, self.times = reads, times

    def __getattr__(self, name):
        return getattr(self.reads, name)

    async def situation(self):
        if self.times:
            self.times -= 1
            raise Unavailable("every connection is busy")
        return await self.reads.situation()


class Faulty:
    """A hand that fails within Rondo itself so often, before it is as good as the real one."""

    def __init__(self, hand, error, when, times=1000):
        self.hand, self.error, self.when, self.times = hand, error, when, times

    async def wait(self, promise, now):
        return await self.hand.wait(promise, now)

    async def perform(self, promise, incident, situation, now):
        if self.times and self.when == type(promise.effect).__name__:
            self.times -= 1
            raise self.error
        return await self.hand.perform(promise, incident, situation, now)


def breaks(world, error, *, when="ShowPage", times=1000):
    """From now on."""
    performing = world.house.engine._performing
    performing._messenger = Faulty(performing._messenger, error, when, times)


async def test_a_database_that_is_away_for_a_moment_after_an_outage_gives_no_page_up(changed):
    world = await changed(ALONE)
    away = world.fails(Failing.AWAY, times=None)
    await world.alert("checkout", severity="high")
    await world.passes(minutes=2)
    world.slack.faults.remove(away)
    performing = world.house.engine._performing
    performing._reads = Busy(performing._reads, times=30)
    await world.passes(minutes=1)
    assert world.slack.paged == ["ana"]


async def test_a_database_that_goes_away_during_a_send_leaves_a_doubt_and_no_fault(changed):
    world = await changed(ALONE)
    breaks(world, Unavailable("every connection is busy"), times=9)
    await world.alert("checkout", severity="high")
    await world.passes(minutes=4)
    assert world.slack.paged == ["ana"]
    assert not [line for line in await world.timeline() if "could not" in line or "refused" in line]


async def test_a_fault_after_an_outage_is_the_first_one(changed):
    world = await changed(ALONE)
    away = world.fails(Failing.AWAY, times=None)
    await world.alert("checkout", severity="high")
    await world.passes(minutes=2)
    world.slack.faults.remove(away)
    breaks(world, RuntimeError("a fault"), times=3)
    await world.passes(minutes=1)
    assert world.slack.paged == ["ana"]


async def test_a_page_that_rondo_can_not_make_is_followed_by_the_next_candidate(changed):
    world = await changed(("timeout: 5m", "timeout: 50m"))
    breaks(world, RuntimeError("a fault"), times=8)
    await world.alert("checkout", severity="high")
    await world.passes(minutes=2)
    assert world.slack.paged == ["ben"]
    assert "the page to Ana was refused: internal" in await world.timeline()


async def test_another_way_that_rondo_can_not_go_is_followed_by_the_next(changed):
    world = await changed(CONTACT)
    breaks(world, RuntimeError("a fault"), when="ReachPerson", times=8)
    await world.alert("checkout", severity="high")
    await world.passes(minutes=4)
    assert "Ana can't be reached by mail" in await world.timeline()
    assert [one.url for one in world.phones.rang] == [PUSH]
