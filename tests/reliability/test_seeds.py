"""Stories drawn by chance, with several deaths and faults each: 200, and together they reach what they are about."""

import asyncio
from collections import Counter

import pytest

from tests.conftest import chance, seed
from tests.reliability.lives import REACHABLE, Life, room
from tests.reliability.stories import SITUATIONS, Story

#: Stories of one test; there are four tests.
STORIES = 50


async def stories(numbers):
    """What was broken in which story, what all of them reached, and how often they died."""
    found, reached, deaths = [], Counter(), 0
    with room() as folder:
        life = Life(f"sqlite:///{folder}/rondo.db", settings=REACHABLE)
        await life.starts()
        beginning = life.keeps()
        for number in numbers:
            await life.begins(beginning)
            story = Story(life, chance(f"story {number}"))
            found += [f"RONDO_SEED={seed()} story {number}: {one}" for one in await story.told()]
            reached += story.reached
            deaths += story.deaths
        life.closes()
    return found, reached, deaths


@pytest.mark.parametrize("block", range(4))
def test_whatever_happens_whenever_it_is_killed_the_promises_are_kept(block):
    found, reached, deaths = asyncio.run(stories(range(block * STORIES, (block + 1) * STORIES)))
    assert found == []
    assert deaths > 2 * STORIES
    assert [one for one in SITUATIONS if not reached[one]] == []
