"""When a review is due: business days of the engineer's own zone; and what the clocks of one that is owed do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import events as e
from bot.domain.errors import Refused
from bot.domain.events import TimerKind, Via
from bot.domain.hours import next_day, opens
from bot.domain.incident.mending import must_run
from bot.domain.incident.room import ROOM
from bot.domain.record import Kind
from bot.domain.reviews import Deadline, Known, ReviewRule, ReviewState
from bot.domain.security import SecuritySettings
from tests.domain.stage import Stage, settings


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("deadline", "asked", "zone", "due"),
    [
        (Deadline(), at(23, 3, 12), "UTC", at(24, 17)),  # Monday at night: Tuesday
        (Deadline(), at(23, 23, 30), "UTC", at(24, 17)),  # Monday late: Tuesday all the same
        (Deadline(), at(23, 23, 30), "Asia/Tokyo", at(25, 8)),  # there it is Tuesday already
        (Deadline(), at(27, 12), "UTC", datetime(2026, 11, 30, 17, tzinfo=UTC)),  # Friday: Monday
        (Deadline(), at(28, 12), "UTC", datetime(2026, 11, 30, 17, tzinfo=UTC)),  # Saturday: Monday
        (Deadline(days=3), at(26, 12), "UTC", datetime(2026, 12, 1, 17, tzinfo=UTC)),  # over a weekend
        (Deadline(lasts=timedelta(hours=4)), at(28, 2), "UTC", at(28, 6)),  # a length is exact
    ],
)
def test_a_review_is_due_at_the_end_of_a_business_day_or_exactly_then(deadline, asked, zone, due):
    assert deadline.after(asked, zone) == due


def test_working_hours_are_those_of_ones_own_clock():
    assert opens(at(23, 8, 30), "Europe/Berlin") == at(23, 8, 30)
    assert opens(at(23, 17, 30), "Europe/Berlin") == at(24, 8)
    assert next_day(at(27, 12), "UTC") == datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def stage() -> Stage:
    made = Stage()
    made.alert(severity="high")
    return made


def resolve(stage: Stage) -> None:
    stage.happens(e.Resolved(incident=1, by=stage.by("ana")))


def test_its_clock_survives_resolving_and_the_auditor_knows_that_it_must_run(stage):
    resolve(stage)
    assert TimerKind.REVIEW in stage.incidents[1].due
    lost = stage.incidents[1].evolve(due={})
    assert TimerKind.REVIEW in must_run(lost)
    stage.happens(e.ReviewGiven(incident=1, by=stage.by("sol"), state=ReviewState.CLEAR))
    assert TimerKind.REVIEW not in must_run(stage.incidents[1])
    assert TimerKind.REVIEW not in stage.incidents[1].due


def test_a_week_overdue_operators_hear_of_it_once(stage):
    resolve(stage)
    stage.passes(minutes=30 * 24 * 60)
    late = [one for one in stage.told if "security review is a week overdue" in one]
    assert late == ["INC-1: the security review is a week overdue"]


def test_where_the_file_asks_for_none_any_more_nobody_is_reminded(stage):
    resolve(stage)
    stage.settings = settings(security=SecuritySettings(policy="security-oncall", review=ReviewRule.OFF))
    stage.passes(minutes=3 * 24 * 60)
    assert (stage.incidents[1].review.state, stage.incidents[1].due.get(TimerKind.REVIEW)) == (None, None)


@pytest.mark.parametrize("via", [Via.TOKEN, Via.CLI, Via.LINK])
@pytest.mark.parametrize(
    "claim",
    [
        lambda by: e.ReviewGiven(incident=1, by=by, state=ReviewState.CLEAR),
        lambda by: e.SecurityIncidentDeclared(incident=1, by=by),
        lambda by: e.ResolvedWithout(incident=1, by=by, reason="x"),
    ],
)
def test_a_claim_never_gives_a_review_or_a_way_around_one(stage, via, claim):
    decision = stage.happens(claim(stage.by("sol", via=via, token="ci" if via is Via.TOKEN else None)))
    assert (decision.refused, decision.record[0].kind) == (True, Kind.REFUSED)
    assert "a review needs a person" in decision.said
    assert stage.incidents[1].review.is_owed


@pytest.mark.parametrize(
    "conclude",
    [
        lambda by: e.ReviewGiven(incident=1, by=by, state=ReviewState.CLEAR),
        lambda by: e.SecurityIncidentDeclared(incident=1, by=by),
    ],
)
def test_with_four_eyes_whoever_worked_on_it_concludes_nothing_alone(stage, conclude):
    stage.settings = settings(security=SecuritySettings(policy="security-oncall", four_eyes=True))
    stage.happens(e.Acknowledged(incident=1, by=stage.by("sol", confirmed=True)))
    decision = stage.happens(conclude(stage.by("sol")))
    assert (decision.refused, "four eyes are asked for" in decision.said) == (True, True)
    assert stage.incidents[1].review.is_owed


def test_so_many_concerns_are_kept_and_then_a_note_is_the_place(stage):
    for _ in range(ROOM):
        stage.happens(e.ConcernRaised(incident=1, by=stage.by("ana"), note="odd"))
    with pytest.raises(Refused, match=r"20 concerns, which is all that it keeps\. Write a note instead"):
        stage.happens(e.ConcernRaised(incident=1, by=stage.by("ana"), note="odd"))
    stage.happens(e.ConcernRaised(incident=1, by=stage.by("sol"), data=Known.YES))
    assert stage.incidents[1].review.data[-1].data is Known.YES


def test_so_many_corrections_of_a_review_are_kept_and_one_that_is_owed_is_always_taken(stage):
    def reviews(note):
        stage.happens(e.ReviewGiven(incident=1, by=stage.by("sol"), state=ReviewState.CLEAR, note=str(note)))

    for at in range(ROOM):
        reviews(at)
    with pytest.raises(Refused, match="20 conclusions of its review, which is all that it keeps"):
        reviews("again")
    owed = replace(stage.incidents[1].review, state=ReviewState.OWED)
    stage.incidents[1] = stage.incidents[1].evolve(review=owed)
    reviews("again")
    assert not stage.incidents[1].review.is_owed
