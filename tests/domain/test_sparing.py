"""Weights, counted pages, rest, missed pages, and the same trouble again (docs/round-robin, "The turn")."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.effects import TellOperators, TellPerson
from bot.domain.escalation import Count, Policy
from bot.domain.standings import Standing, answered
from tests.domain.stage import NIGHT, Stage, level, settings, target

THREE = ("ana", "ben", "chi")
DAY = NIGHT.replace(hour=12)


def ring(*, turns="alert", weights=None, now=DAY, affinity=None, **more):
    """A stage whose first level is ana, ben and chi."""
    rung = level(*THREE, turns=turns, **more)
    rung = replace(rung, targets=tuple(replace(target(one), weight=(weights or {}).get(one, 1)) for one in THREE))
    known = settings(rung, level("dora", minutes=10))
    policy = Policy(name="oncall", levels=known.policies["oncall"].levels, affinity=affinity)
    return Stage(replace(known, policies={**known.policies, "oncall": policy}), now=now)


def first_paged(stage, group):
    """Open an incident, see whom it pages, and end it without an answer."""
    opened = stage.alert(group)
    stage.alert(group, firing=False)
    return opened.pages[0].person


def turns(stage):
    return {name: tally.turns for name, tally in stage.books["oncall", 1].tallies.items()}


def ack(stage, number, person):
    stage.happens(e.Acknowledged(incident=number, by=stage.by(person)))


def test_half_a_weight_is_half_the_turns():
    stage = ring(weights={"chi": 0.5})
    paged = [first_paged(stage, f"g{number}") for number in range(10)]
    assert {name: paged.count(name) for name in THREE} == {"ana": 4, "ben": 4, "chi": 2}
    assert turns(stage) == {"ana": 4, "ben": 4, "chi": 4}


def test_where_turns_are_counted_standing_in_for_a_miss_is_none():
    stage = ring(turns="cycle")
    stage.alert()
    stage.passes(minutes=9)
    assert (stage.paged(), turns(stage)) == (["ana", "ben"], {"ana": 1, "ben": 0, "chi": 0})


def test_where_pages_are_counted_standing_in_for_a_miss_is_one():
    stage = ring(turns="cycle", count=Count.PAGES)
    stage.alert()
    stage.passes(minutes=9)
    assert (stage.paged(), turns(stage)) == (["ana", "ben"], {"ana": 1, "ben": 1, "chi": 0})


@pytest.mark.parametrize(("count", "after"), [(Count.TURNS, (0, 1, 0)), (Count.PAGES, (1, 1, 0))])
def test_not_me_gives_the_turn_back_but_a_waking_that_is_counted_stays(count, after):
    stage = ring(count=count)
    stage.alert()
    stage.happens(e.NotMeSaid(incident=1, by=stage.by("ana")))
    assert stage.paged() == ["ana", "ben"]
    assert tuple(turns(stage).values()) == after


def test_who_was_up_at_night_is_spared_until_they_have_rested():
    stage = ring(rest=timedelta(hours=11), now=NIGHT)
    stage.alert("g1")
    ack(stage, 1, "ana")
    stage.alert("g1", firing=False)
    stage.happens(e.Resolved(incident=1, by=stage.by("ana")))
    assert [first_paged(stage, f"night {number}") for number in range(4)] == ["ben", "chi", "ben", "chi"]
    stage.now += timedelta(hours=11)
    assert first_paged(stage, "day") == "ana"


def test_who_answered_by_day_takes_their_turns_as_ever():
    stage = ring(rest=timedelta(hours=11))
    stage.alert("g1")
    ack(stage, 1, "ana")
    stage.happens(e.Resolved(incident=1, by=stage.by("ana")))
    assert [first_paged(stage, f"g{number}") for number in range(2, 5)] == ["ben", "chi", "ana"]


def test_night_is_the_persons_own():
    up = answered(Standing(), NIGHT, "Asia/Tokyo")
    assert (up.up_at, answered(Standing(), NIGHT, "Europe/Berlin").up_at) == (None, NIGHT)


def missed(stage, *groups):
    """Incidents whose first page arrives and is answered by nobody."""
    for group in groups:
        stage.alert(group, severity="high")
        stage.delivers()
        stage.passes(minutes=5)
        stage.delivers()


def test_who_missed_two_pages_in_a_row_is_spared():
    stage = ring(spare_busy=False)
    missed(stage, "g1", "g2", "g3", "g4")
    assert [stage.standings[name].missed for name in THREE] == [2, 1, 1]
    assert [first_paged(stage, f"then {number}") for number in range(4)] == ["ben", "chi", "ben", "chi"]


def test_the_second_miss_is_told_once():
    stage = ring()
    told = []
    decide = stage.happens

    def happens(event):
        decision = decide(event)
        told.extend(one for one in decision.effects if isinstance(one, TellPerson | TellOperators))
        return decision

    stage.happens = happens
    missed(stage, "g1", "g2", "g3", "g4")
    anas = [one for one in told if isinstance(one, TellPerson) and one.person == "ana"]
    assert [one.action for one in anas] == ["reachable"]
    assert any(isinstance(one, TellOperators) and "Ana missed 2 pages" in one.text for one in told)


def test_who_says_that_they_can_be_reached_takes_their_turn():
    stage = ring(spare_busy=False)
    stage.standings["ana"] = Standing(missed=2)
    assert first_paged(stage, "g1") == "ben"
    decision = stage.happens(e.ReachableSaid(by=stage.by("ana")))
    assert decision.said == "Good. You take your turns again."
    assert first_paged(stage, "g2") == "ana"


def test_a_page_that_never_arrived_was_not_missed():
    stage = ring()
    for group in ("g1", "g2", "g3", "g4"):
        stage.alert(group)
        stage.passes(minutes=5)
    assert stage.standings == {}


def test_an_answer_ends_the_row_and_not_me_is_an_answer():
    stage = ring()
    stage.standings = {name: Standing(missed=1) for name in THREE}
    stage.alert("g1")
    ack(stage, 1, "ana")
    stage.alert("g2")
    stage.happens(e.NotMeSaid(incident=2, by=stage.by("ben")))
    assert [stage.standings[name].missed for name in THREE] == [0, 0, 1]


def handled(stage, person="ben"):
    """The trouble that ben had."""
    stage.alert("g1")
    ack(stage, 1, person)
    stage.alert("g1", firing=False)
    stage.happens(e.Resolved(incident=1, by=stage.by(person)))


def test_the_same_trouble_again_goes_to_whoever_had_it_without_a_turn():
    stage = ring(affinity=timedelta(hours=1))
    handled(stage)
    before = turns(stage)
    stage.now += timedelta(minutes=40)
    again = stage.alert("g1")
    assert (again.number, again.pages[0].person, turns(stage)) == (2, "ben", before)
    assert again.picks[0].again


def test_when_they_say_not_me_the_next_one_has_the_turn():
    stage = ring(affinity=timedelta(hours=1))
    handled(stage)
    stage.now += timedelta(minutes=40)
    stage.alert("g1")
    stage.happens(e.NotMeSaid(incident=2, by=stage.by("ben")))
    assert (stage.paged(2), turns(stage)) == (["ben", "chi"], {"ana": 1, "ben": 0, "chi": 1})


@pytest.mark.parametrize(("affinity", "later"), [(None, 40), (timedelta(hours=1), 61)])
def test_without_affinity_or_after_it_the_turn_moves(affinity, later):
    stage = ring(affinity=affinity)
    handled(stage)
    stage.now += timedelta(minutes=later)
    stage.alert("g1")
    assert (stage.paged(2), turns(stage)) == (["ben"], {"ana": 1, "ben": 1, "chi": 0})


def test_in_a_cycle_the_walk_goes_on_from_whoever_had_it():
    stage = ring(turns="cycle", affinity=timedelta(hours=1))
    handled(stage, "chi")
    stage.now += timedelta(minutes=40)
    stage.alert("g1")
    stage.passes(minutes=14)
    assert stage.paged(2) == ["chi", "ana", "ben"]


def test_in_somebodys_stead_or_a_second_time_in_one_incident_nothing_is_missed():
    stage = ring(turns="cycle", laps=2)
    stage.alert(severity="high")
    for _ in range(6):
        stage.delivers()
        stage.passes(minutes=5)
    assert stage.paged()[:6] == ["ana", "ben", "chi", "ana", "ben", "chi"]
    assert {name: stage.standings[name].missed for name in stage.standings} == {"ana": 1}
