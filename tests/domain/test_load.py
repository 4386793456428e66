"""Who carries how much beside their share, what is worth a warning, and what of it others may see."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import events as e
from bot.domain.escalation import Target, TargetKind
from bot.domain.fairness import ENOUGH, FLOOR, Answers, Fairness, Load, fairness
from bot.domain.marks import Mark, What, When, marks, when
from bot.domain.openness import Openness
from bot.domain.roundrobin import Why
from bot.domain.schedules import Rotation, Schedule, Unit
from tests.domain.stage import NIGHT, Stage, level, settings, target

DAY = NIGHT.replace(hour=12)


def seen(stage, *, days=30, policy="oncall"):
    """The fairness of the stage's incidents, as it is now."""
    situation = stage.situation()
    left = [mark for one in stage.incidents.values() for mark in marks(one, situation, stage.now)]
    return fairness(situation.settings.policies[policy], left, situation, now=stage.now, days=days)


def of(found, person):
    return next(load for load in found.loads if load.person == person)


def left(person, pages, *, rung=1, about=When.DAY, what=What.PAGE, at=DAY):
    return [Mark(at, "oncall", rung, person, what, about)] * pages


def counted(*left_on, given=None, days=30):
    """The fairness of marks that lie in the day."""
    situation = Stage(given or settings()).situation()
    every = [mark for some in left_on for mark in some]
    return fairness(situation.settings.policies["oncall"], every, situation, now=DAY + timedelta(days=1), days=days)


@pytest.mark.parametrize(
    ("at", "zone", "kind"),
    [
        (datetime(2026, 11, 23, 21, 59, tzinfo=UTC), "UTC", When.DAY),  # a Monday
        (datetime(2026, 11, 23, 22, 0, tzinfo=UTC), "UTC", When.NIGHT),
        (datetime(2026, 11, 24, 6, 59, tzinfo=UTC), "UTC", When.NIGHT),
        (datetime(2026, 11, 24, 7, 0, tzinfo=UTC), "UTC", When.DAY),
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), "UTC", When.WEEKEND),  # Saturday
        (datetime(2026, 11, 28, 23, 0, tzinfo=UTC), "UTC", When.NIGHT),  # a weekend's night is night
        (datetime(2026, 11, 29, 16, 0, tzinfo=UTC), "Asia/Tokyo", When.NIGHT),  # Monday 01:00 there
        (datetime(2026, 11, 27, 22, 30, tzinfo=UTC), "Asia/Tokyo", When.WEEKEND),  # Saturday 07:30 there
    ],
)
def test_night_and_weekend_are_of_the_persons_own_clock(at, zone, kind):
    assert when(at, zone) is kind


def test_a_turn_with_its_page_is_counted_where_it_was_picked():
    stage = Stage()
    stage.alert("g1")
    ana = of(seen(stage), "ana")
    assert (ana.turns, ana.pages, ana.night, ana.carried) == (1, 1, 1, 0)
    assert [one.person for one in seen(stage).loads] == ["ana", "ben", "chi", "dora"]


def test_standing_in_for_somebodys_turn_is_carried():
    stage = Stage(settings(level("ana", "ben", "chi", turns="cycle")), now=DAY)
    stage.alert("g1")
    stage.delivers()
    stage.passes(minutes=5)
    found = seen(stage)
    assert (of(found, "ben").pages, of(found, "ben").carried, of(found, "ben").turns) == (1, 1, 0)


def test_a_call_by_hand_is_carried():
    stage = Stage(now=DAY)
    stage.alert("g1")
    stage.happens(e.EscalationAsked(incident=1, by=stage.by("ana"), person="tam", level=None, reason="help"))
    tam = of(seen(stage), "tam")
    assert (tam.pages, tam.carried, tam.due, tam.times, tam.too_much) == (1, 1, 0, None, False)


def test_a_call_by_hand_is_carried_where_nobody_takes_turns_too():
    stage = Stage(settings(level("ana", "ben")), now=DAY)
    stage.alert("g1")
    stage.happens(e.EscalationAsked(incident=1, by=stage.by("ana"), person="tam", level=None, reason="help"))
    assert of(seen(stage), "tam").carried == 1


def test_without_turns_nobody_carries_for_anybody():
    stage = Stage(settings(level("ana", "ben")), now=DAY)
    stage.alert("g1")
    assert [(one.pages, one.carried, one.times) for one in seen(stage).loads] == [(1, 0, 1), (1, 0, 1)]


def test_the_last_resort_is_nobodys_share_and_stands_beside_the_pages():
    stage = Stage(settings(level("ana", "ben", turns="alert")), now=DAY)
    stage.alert("g1")
    stage.delivers()
    stage.passes(minutes=6)
    dora = of(seen(stage), "dora")
    assert (dora.pages, dora.last_resort, dora.due) == (0, 1, 0)


def test_a_page_that_slack_refused_or_that_stands_in_another_ones_digest_woke_nobody():
    stage = Stage(now=DAY)
    one = stage.alert("g1")
    stage.incidents[1] = replace(one, pages=(replace(one.pages[0], within=(7, 1)),))
    assert of(seen(stage), "ana").pages == 0
    stage.incidents[1] = one
    stage.happens(e.PageFailed(incident=1, step=1, person="ana", code="user_disabled"))
    assert of(seen(stage), "ana").pages == 0


def test_a_channel_carries_nothing():
    stage = Stage(settings(level("#ops", "ana")), now=DAY)
    stage.alert("g1")
    assert [one.person for one in seen(stage).loads] == ["ana"]


def test_security_is_a_policy_of_its_own():
    stage = Stage(now=DAY)
    stage.alert("g1")
    found = seen(stage, policy="security-oncall")
    assert (of(found, "sol").pages, [one.person for one in found.loads]) == (1, ["sol", "tam"])


def test_whoever_is_passed_over_is_counted_with_the_reason():
    stage = Stage(now=DAY)
    for group in ("g1", "g2", "g3"):
        stage.alert(group)
    stage.happens(e.Resolved(incident=2, by=stage.by("ben")))
    stage.alert("g4")  # it would be ana's turn
    assert (of(seen(stage), "ana").passed, of(seen(stage), "ben").turns) == ({Why.BUSY: 1}, 2)


def test_answers_misses_and_not_me_are_counted_for_each():
    stage = Stage(settings(level("ana", "ben", "chi", turns="cycle", spare_busy=False)), now=DAY)
    stage.alert("g1")
    stage.delivers()
    stage.passes(minutes=6)
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ben")))
    stage.alert("g2")
    stage.delivers()
    stage.happens(e.NotMeSaid(incident=2, by=stage.by("ben")))
    found = seen(stage)
    assert of(found, "ana").answers == Answers(minutes=None, missed=1, not_me=0)
    assert of(found, "ben").answers.not_me == 1
    assert of(found, "ben").answers.minutes is not None


def test_a_page_whose_time_still_runs_or_that_somebody_else_answered_in_time_is_not_missed():
    stage = Stage(now=DAY)
    stage.alert("g1")
    stage.delivers()
    assert of(seen(stage), "ana").answers.missed == 0
    stage.happens(e.Acknowledged(incident=1, by=stage.by("dora", confirmed=True)))
    stage.passes(minutes=30)
    assert of(seen(stage), "ana").answers.missed == 0


def test_a_share_is_by_weight_within_each_level():
    rung = level("ana", "ben", turns="alert")
    rung = replace(rung, targets=(target("ana"), replace(target("ben"), weight=0.5)))
    found = counted(left("ana", 6), left("dora", 4, rung=2), given=settings(rung, level("dora")))
    assert [(one.person, one.due) for one in found.loads] == [("ana", 4), ("ben", 2), ("dora", 4)]
    assert (of(found, "ana").times, of(found, "dora").times, found.spread) == (1.5, 1, (0, 1.5))
    assert (found.pages, found.part(of(found, "ana").due)) == (10, 0.4)


def test_everybody_in_a_rotation_has_a_share_whoever_is_on_call_now():
    weekly = Rotation(people=("ana", "ben"), count=1, unit=Unit.WEEK, starts=datetime(2026, 1, 5, 9))  # noqa: DTZ001
    given = settings(replace(level(), targets=(Target(kind=TargetKind.SCHEDULE, name="week"),)))
    given = replace(given, schedules={"week": Schedule(name="week", timezone="UTC", rotations=(weekly,))})
    assert [one.due for one in counted(left("ana", 4), given=given).loads] == [2, 2]


def test_what_is_older_than_the_days_or_of_another_policy_does_not_count():
    old = left("ana", 5, at=DAY - timedelta(days=40))
    other = [mark._replace(policy="another") for mark in left("ana", 3)]
    assert counted(old, other, left("ana", 1)).pages == 1
    assert counted(old, other, left("ana", 1), days=90).pages == 6


@pytest.mark.parametrize(
    ("ana", "ben", "warned"),
    [
        (FLOOR, 2, True),  # 6 of 8, and their share 2.67
        (FLOOR - 1, 0, False),  # a quiet month: all of it at one person, and no warning
        (8, 4, False),  # exactly twice the share
        (9, 4, True),
    ],
)
def test_more_than_twice_their_share_is_warned_of_above_a_floor(ana, ben, warned):
    found = counted(left("ana", ana), left("ben", ben))
    assert [one.person for one in found.overloaded] == (["ana"] if warned else [])


def test_who_carries_most_is_warned_of_first():
    wide = settings(level(*"abcdefghij", turns="alert"))
    found = counted(left("a", 7), left("b", 9), given=wide)
    assert [one.person for one in found.overloaded] == ["b", "a"]


def test_a_policy_without_pages_has_no_spread_and_no_part():
    found = counted()
    assert (found.pages, found.spread, found.part(1), found.overloaded) == (0, None, 0, ())


def told(person="ana", **more):
    passed = {Why.AWAY: 1, Why.MISSED: 2, Why.OWES: 3, Why.DECLINED: 4}
    return Load(person=person, passed=passed, answers=Answers(minutes=3, missed=2, not_me=1), **more)


def test_how_somebody_answered_is_seen_by_them_alone():
    ana, ben = Fairness(policy="p", days=30, loads=(told("ana"), told("ben"))).seen_by("ana", Openness.LOAD).loads
    assert (ana, ben.answers, ben.passed) == (told("ana"), None, {Why.AWAY: 1})


def test_everything_is_seen_by_everybody_where_the_file_says_so():
    found = Fairness(policy="p", days=30, loads=(told("ana"), told("ben")))
    assert found.seen_by(None, Openness.ALL) == found


@pytest.mark.parametrize("people", [ENOUGH - 1, ENOUGH])
def test_a_median_is_of_five_people_or_more(people):
    names = "abcdefgh"[:people]
    took = [[Mark(DAY, "oncall", 1, name, What.ANSWERED, "", 60 * place)] for place, name in enumerate(names, 1)]
    found = counted(*took, given=settings(level(*names, turns="alert")))
    assert found.medians == (Answers(minutes=3, missed=0, not_me=0) if people == ENOUGH else None)
