"""The two variations, cell by cell, and the walk along a policy (docs/round-robin)."""

from datetime import time, timedelta

import pytest

from bot.domain import events
from bot.domain.escalation import Target, TargetKind
from bot.domain.ladder import forecast
from bot.domain.members import Member
from tests.domain.stage import Stage, level, settings

DORA = level("dora", minutes=10)
LAST = ["dora", "#ops"]

#: round_robin → who is paged for the 1st, 2nd and 4th incident when nobody answers, and for the 3rd, taken at once.
TABLE = {
    "alert": (["ana", "dora"], ["ben", "dora"], ["chi"], ["ana", "dora"]),
    "cycle": (["ana", "ben", "chi", "dora"], ["ben", "chi", "ana", "dora"], ["chi"], ["ana", "ben", "chi", "dora"]),
    "off": (["ana", "ben", "chi", "dora"], ["ana", "ben", "chi", "dora"], ["ana", "ben", "chi"], None),
}


@pytest.mark.parametrize("turns", TABLE)
def test_the_variations_page_whom_the_table_says(turns):
    stage = Stage(settings(level("ana", "ben", "chi", turns=turns), DORA))
    for number, expected in enumerate(TABLE[turns], start=1):
        if expected is None:
            continue
        stage.alert(f"g{number}")
        if number == 3:
            stage.happens(ack(3, "chi"))
        stage.passes(minutes=29)
        assert stage.paged(number) == expected


def ack(number, person):
    return events.Acknowledged(incident=number, by=events.By(person=person))


def test_each_step_lasts_the_levels_timeout():
    stage = Stage(settings(level("ana", minutes=3), level("ben", minutes=7), DORA))
    opened = stage.alert().opened_at
    stage.passes(minutes=19)
    pages = [page for page in stage.incidents[1].pages if page.ladder == "response"]
    assert [(page.person, (page.at - opened) / timedelta(minutes=1)) for page in pages] == [
        ("ana", 0),
        ("ben", 3),
        ("dora", 10),
    ]


def test_the_ladder_is_repeated_with_the_same_first_person_and_no_new_turn():
    stage = Stage(settings(level("ana", "ben", turns="alert"), DORA, repeat=1))
    stage.alert()
    stage.passes(minutes=31)
    assert stage.paged() == ["ana", "dora", "ana", "dora"]
    assert stage.paged(ladder="last_resort") == LAST
    assert {name: tally.turns for name, tally in stage.books["oncall", 1].tallies.items()} == {"ana": 1, "ben": 0}


def test_the_last_resort_is_called_every_15_minutes_until_somebody_answers():
    stage = Stage()
    stage.alert()
    stage.passes(minutes=15 + 45)
    assert stage.paged(ladder="last_resort") == LAST * 4
    stage.happens(ack(1, "ana"))
    stage.passes(minutes=20)
    assert stage.paged(ladder="last_resort") == LAST * 4


def test_laps_go_round_the_level_before_it_is_left():
    stage = Stage(settings(level("ana", "ben", turns="cycle", laps=2), DORA))
    stage.alert()
    stage.passes(minutes=24)
    assert stage.paged() == ["ana", "ben", "ana", "ben", "dora"]


def test_a_level_with_nobody_left_is_skipped_at_once():
    stage = Stage(settings(level("ana", "ben", turns="alert"), DORA))
    stage.members = {name: Member(slack_id=name, deactivated=True) for name in ("ana", "ben")}
    stage.alert()
    assert stage.paged() == ["dora"]
    assert "level 1 of oncall skipped: nobody there can be called now" in [line.text for line in stage.last.record]


def test_nobody_at_all_means_the_last_resort_at_once():
    stage = Stage(settings(level("ana")))
    stage.members = {"ana": Member(slack_id="U0ANA", deactivated=True)}
    stage.alert()
    assert stage.paged(ladder="last_resort") == LAST


def test_a_busy_primary_is_spared_and_still_next_in_line():
    stage = Stage()
    for number in (1, 2):
        stage.alert(f"g{number}")
        stage.happens(ack(number, stage.paged(number)[0]))
    stage.happens(events.Resolved(incident=2, by=stage.by("ben")))
    stage.alert("g3")
    stage.alert("g4")
    assert (stage.paged(3), stage.paged(4)) == (["chi"], ["ben"])


def test_hours_of_a_target_are_a_hard_reason():
    day = Target(kind=TargetKind.PERSON, name="ana", hours=(time(9), time(17)))
    by_day = level("ben", turns="alert")
    stage = Stage(settings(type(by_day)(targets=(day, *by_day.targets), round_robin=by_day.round_robin), DORA))
    stage.alert()
    assert stage.paged() == ["ben"]


@pytest.mark.parametrize("turns", ["alert", "cycle"])
def test_not_me_pages_the_next_of_the_same_level_at_once(turns):
    stage = Stage(settings(level("ana", "ben", "chi", turns=turns), DORA))
    stage.alert()
    stage.passes(minutes=2)
    stage.happens(events.NotMeSaid(incident=1, by=stage.by("ana")))
    assert stage.paged() == ["ana", "ben"]
    assert stage.incidents[1].escalate_at() == stage.now + timedelta(minutes=5)


def test_after_not_me_by_everybody_the_next_level_is_called():
    stage = Stage(settings(level("ana", "ben", turns="alert"), DORA))
    stage.alert()
    for person in ("ana", "ben"):
        stage.happens(events.NotMeSaid(incident=1, by=stage.by(person)))
    assert stage.paged() == ["ana", "ben", "dora"]


def test_who_said_not_me_is_spared_for_12_hours_and_then_first_in_line():
    stage = Stage()
    stage.alert("g1")
    stage.happens(events.NotMeSaid(incident=1, by=stage.by("ana")))
    for number in range(1, 4):
        stage.alert(f"g{number}")
        stage.happens(events.Resolved(incident=number, by=stage.by("ben")))
    assert (stage.paged(2), stage.paged(3)) == (["chi"], ["ben"])
    stage.passes(minutes=12 * 60 + 1)
    stage.alert("g4")
    assert stage.paged(4) == ["ana"]


def test_the_forecast_says_what_then_happens():
    stage = Stage()
    stage.alert("g1")
    policy = stage.settings.policies["oncall"]
    coming = [one.name for one in forecast(policy, 1, stage.situation(), stage.now, 2)]
    for number in (2, 3):
        stage.alert(f"g{number}")
    assert [stage.paged(2)[0], stage.paged(3)[0]] == coming == ["ben", "chi"]
