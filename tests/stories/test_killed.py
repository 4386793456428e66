"""Killed at any word to Slack, it goes on at the next start: one channel, one card, one page for everybody."""

from collections import Counter
from itertools import count

import pytest

from tests.stories.dying import Mortal, census, killed
from tests.world import World


async def opening(world):
    await world.alert("checkout")
    await world.settles()


async def escalation(world):
    await world.passes(minutes=5)


async def acknowledgement(world):
    await world.post("/api/v1/incidents/INC-1/acknowledge", {"as": "ana"})
    await world.settles()


async def resolving(world):
    await world.post("/api/v1/incidents/INC-1/resolve", {"as": "ana"})
    await world.settles()


async def reopening(world):
    await world.post("/api/v1/incidents/INC-1/reopen", {"as": "ana"})
    await world.settles()


async def archiving(world):
    await world.passes(days=8)


JOURNEYS = {
    "opening": (opening,),
    "escalation": (opening, escalation),
    "acknowledgement": (opening, acknowledgement),
    "resolving": (opening, acknowledgement, resolving),
    "reopening": (opening, acknowledgement, resolving, reopening),
    "archiving": (opening, acknowledgement, resolving, archiving),
}
WHEN = pytest.mark.parametrize("applied", [False, True], ids=["before it was done", "before the answer came"])


@pytest.fixture
async def lives(tmp_path):
    """Worlds, one life each; all but the last step of a journey lived through."""
    made = []

    async def begin(journey, url=None):
        world = World(url or f"sqlite:///{tmp_path}/{len(made)}.db", api=Mortal)
        made.append(world)
        await world.starts()
        for step in JOURNEYS[journey][:-1]:
            await step(world)
        return world

    yield begin
    for world in made:
        await world.house.close()


@WHEN
@pytest.mark.parametrize("journey", JOURNEYS)
async def test_killed_at_any_write_it_ends_as_if_nothing_had_happened(lives, journey, applied):
    usual, end = await undisturbed(lives, journey)
    for at in count(1):
        world = await lives(journey)
        died = await killed(world, JOURNEYS[journey][-1], at, applied=applied)
        await world.passes(minutes=(end - world.clock.at).total_seconds() / 60)
        assert (at, census(world)) == (at, usual)
        if not died:
            break
    assert at > 3


@WHEN
@pytest.mark.parametrize("at", [1, 4, 8])
async def test_on_postgresql_another_process_takes_over_after_ten_silent_seconds(lives, postgresql, at, applied):
    usual, end = await undisturbed(lives, "opening")
    world = await lives("opening", postgresql.fresh())
    assert await killed(world, opening, at, applied=applied, rest=11)
    await world.passes(minutes=(end - world.clock.at).total_seconds() / 60)
    assert census(world) == usual


@WHEN
async def test_killed_again_and_again_it_gets_there(lives, applied):
    usual, _end = await undisturbed(lives, "opening")
    world, step = await lives("opening"), opening
    for _times in range(60):
        if not await killed(world, step, 2, applied=applied):
            break
        step = World.settles
    await world.passes(minutes=2)
    assert census(world) == usual


@WHEN
async def test_a_page_comes_once_or_says_that_it_may_be_a_repeat(lives, applied):
    for at in range(1, 8):
        world = await lives("opening")
        await killed(world, opening, at, applied=applied)
        await world.passes(minutes=2)
        assert Counter(world.slack.paged) == {"ana": 1, "sol": 1}


async def test_killed_with_a_timer_overdue_it_takes_one_step_and_not_the_whole_ladder(lives):
    world = await lives("escalation")
    await world.dies()
    world.clock.at = world.clock.at.replace(hour=9)
    await world.starts_again()
    assert world.slack.paged.count("ben") == 1
    assert "chi" not in world.slack.paged


async def test_killed_before_the_commit_the_sender_sends_again_and_nothing_is_doubled(lives):
    world = await lives("opening")
    await killed(world, opening, 1, applied=False)
    assert (await world.alert("checkout"))["disposition"] == "repeated"
    await world.passes(minutes=2)
    assert world.slack.paged.count("ana") == 1


async def undisturbed(lives, journey):
    world = await lives(journey)
    await JOURNEYS[journey][-1](world)
    await world.passes(minutes=2)
    return census(world), world.clock.at
