"""Killed while it speaks with Slack, it goes on at the next start: one channel, one card, one page for everybody.

Every journey, killed at every point under every fault, is in `tests/reliability/`; here are the ways to go on.
"""

import pytest

from tests.stories.dying import Mortal, census, killed
from tests.world import World


async def opening(world):
    await world.alert("checkout")
    await world.settles()


WHEN = pytest.mark.parametrize("applied", [False, True], ids=["before it was done", "before the answer came"])


@pytest.fixture
async def lives(tmp_path):
    """Worlds, one life each."""
    made = []

    async def begin(url=None):
        world = World(url or f"sqlite:///{tmp_path}/{len(made)}.db", api=Mortal)
        made.append(world)
        await world.starts()
        return world

    yield begin
    for world in made:
        await world.house.close()


@WHEN
@pytest.mark.parametrize("at", [1, 4, 8])
async def test_on_postgresql_another_process_takes_over_after_ten_silent_seconds(lives, postgresql, at, applied):
    usual, end = await undisturbed(lives)
    world = await lives(postgresql.fresh())
    assert await killed(world, opening, at, applied=applied, rest=11)
    await world.passes(minutes=(end - world.clock.at).total_seconds() / 60)
    assert census(world) == usual


@WHEN
async def test_killed_again_and_again_it_gets_there(lives, applied):
    usual, _end = await undisturbed(lives)
    world, step = await lives(), opening
    for _times in range(60):
        if not await killed(world, step, 2, applied=applied):
            break
        step = World.settles
    await world.passes(minutes=2)
    assert census(world) == usual


async def test_killed_with_a_timer_overdue_it_takes_one_step_and_not_the_whole_ladder(lives):
    world = await lives()
    await opening(world)
    await world.dies()
    world.clock.at = world.clock.at.replace(hour=9)
    await world.starts_again()
    assert world.slack.paged.count("ben") == 1
    assert "chi" not in world.slack.paged


async def test_killed_before_the_commit_the_sender_sends_again_and_nothing_is_doubled(lives):
    world = await lives()
    await killed(world, opening, 1, applied=False)
    assert (await world.alert("checkout"))["disposition"] == "repeated"
    await world.passes(minutes=2)
    assert world.slack.paged.count("ana") == 1


async def undisturbed(lives):
    world = await lives()
    await opening(world)
    await world.passes(minutes=2)
    return census(world), world.clock.at
