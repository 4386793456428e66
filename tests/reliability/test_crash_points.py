"""Killed at any named point while any write to Slack fails in any way, every journey ends as if nothing had happened.

Opening and escalating in full: every named point (around every commit and every call out) x every write x {429, 5xx,
request lost, response lost, late landing}: the life ends where the point is passed first once the fault has struck
(and, where it is passed no more, when the step is over). Of the other journeys' pairs of write and fault RONDO_SEED
draws a few, each with every point; `make soak PART=points` walks all of them. Without a fault, every journey ends at
every single passing of a point.

A kill leaves what lies in the database's files and in Slack; so a step is lived once per fault, what a kill would leave
is kept at every point, and from each of these moments the next life begins. Points between which nothing was written
and nothing called leave the same, and are tried once.
"""

from itertools import product

import pytest

from tests.conftest import chance
from tests.reliability.journeys import AROUND_SLACK, JOURNEYS, SILENT, TAKEN
from tests.reliability.trials import FAULTS, lived, walked

IN_FULL = ("opening", "escalating")
#: How many pairs of write and fault are drawn of every other journey.
SAMPLE = 6


@pytest.mark.parametrize("name", JOURNEYS)
def test_killed_at_any_point_a_journey_ends_as_if_nothing_had_happened(name):
    found, tried = lived(name, lambda journey: journey.disturbed())
    assert found == []
    assert tried > 3


@pytest.mark.parametrize("name", AROUND_SLACK)
def test_every_named_point_of_a_way_around_slack_is_passed(name):

    async def work(journey):
        await journey.disturbed()
        return journey

    journey = lived(name, work)
    assert journey.passed >= AROUND_SLACK[name]
    assert journey.usual["rang"] != []
    assert (":raising_hand: *Ana has it*" in journey.usual["said"]) is (name in TAKEN)


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("name", IN_FULL)
def test_whatever_write_fails_and_wherever_it_is_killed_then_nothing_is_lost_and_nothing_is_doubled(name, kind):
    found, tried = lived(name, lambda journey: walked(journey, product([kind], journey.writes)))
    assert found == []
    assert tried >= 20


@pytest.mark.parametrize("name", sorted(JOURNEYS.keys() - SILENT - set(IN_FULL)))
def test_the_same_of_every_other_journey_by_a_sample(name):

    async def work(journey):
        everything = list(product(FAULTS, journey.writes))
        return await walked(journey, chance(name).sample(everything, min(SAMPLE, len(everything))))

    found, tried = lived(name, work)
    assert found == []
    assert tried >= SAMPLE
