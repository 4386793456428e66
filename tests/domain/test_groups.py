"""Who belongs into a user group that schedules name, and when Slack is asked again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.groups import Belonging, Kept, belonging, is_due, kept_groups
from bot.domain.members import Member
from bot.domain.schedules import Rotation, Schedule, Unit
from bot.domain.situation import Person, Settings, Situation

NOW = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)
ANA, BEN = Belonging(people={"ana": "U0ANA"}), Belonging(people={"ben": "U0BEN"})


def schedule(name: str, *people: str, group: str | None = "S0OPS") -> Schedule:
    turns = Rotation(people=people, count=1, unit=Unit.WEEK, starts=datetime(2026, 1, 5, 9))  # noqa: DTZ001
    return Schedule(name=name, timezone="UTC", rotations=(turns,), group=group)


def situation(*schedules: Schedule, slack: str = "ana@example.com", **known: Member) -> Situation:
    settings = Settings(
        people={"ana": Person(name="ana", slack=slack), "ben": Person(name="ben", slack="U0BEN")},
        policies={},
        services={},
        last_resort=(),
        schedules={one.name: one for one in schedules},
    )
    return Situation(settings=settings, members=known)


def test_groups_are_those_that_schedules_name_each_with_its_schedules() -> None:
    found = situation(schedule("b", "ana"), schedule("a", "ben"), schedule("c", "ben", group=None)).settings
    assert kept_groups(found) == {"S0OPS": ["b", "a"]}


def test_somebody_who_is_on_call_in_two_schedules_is_in_it_once() -> None:
    found = situation(schedule("a", "ben"), schedule("b", "ben"))
    assert belonging("S0OPS", found, NOW).slack_ids == ("U0BEN",)


@pytest.mark.parametrize(
    ("slack", "known", "found"),
    [
        ("ana@example.com", {"ana": Member(slack_id="U0ANA")}, "U0ANA"),  # found by the address
        ("U0ANA", {}, "U0ANA"),  # the file says it, and Slack was not asked yet
        ("U0NEW", {"ana": Member(slack_id="U0OLD")}, "U0NEW"),  # the file names another one since
        ("ana@example.com", {}, ""),  # nobody knows yet
    ],
)
def test_the_slack_id_is_what_slack_said_unless_the_file_says_another(
    slack: str, known: dict[str, Member], found: str
) -> None:
    who = belonging("S0OPS", situation(schedule("a", "ana"), slack=slack, **known), NOW)
    assert who.people == ({"ana": found} if found else {})
    assert who.left_out == ({} if found else {"ana": "Slack has not said yet who that is"})


def test_whoever_is_on_no_roster_is_known_by_their_slack_id() -> None:
    assert belonging("S0OPS", situation(schedule("a", "U0EVE")), NOW).slack_ids == ("U0EVE",)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"deactivated": True}, "they are deactivated in Slack"),
        ({"guest": True}, "Slack takes no guest into a user group"),
    ],
)
def test_whom_slack_would_not_take_is_left_out(change: dict[str, bool], why: str) -> None:
    member = replace(Member(slack_id="U0ANA"), **change)
    assert belonging("S0OPS", situation(schedule("a", "ana"), ana=member), NOW).left_out == {"ana": why}


def test_whom_slack_does_not_know_is_left_out() -> None:
    found = replace(situation(schedule("a", "ana")), missing=frozenset({"ana"}))
    assert "Slack does not know them" in belonging("S0OPS", found, NOW).left_out["ana"]


def ago(minutes: int = 0, *, code: str = "", members: tuple[str, ...] = ("U0ANA",)) -> Kept:
    return Kept(at=NOW - timedelta(minutes=minutes), members=members, code=code, remedy="do this")


@pytest.mark.parametrize(
    ("kept", "wanted", "again", "due"),
    [
        (None, ANA, False, True),  # nothing was tried yet
        (None, Belonging(), True, False),  # nobody is on call
        (ago(60), Belonging(), True, False),
        (ago(), BEN, False, True),  # another shift
        (ago(14), ANA, True, False),
        (ago(15), ANA, False, True),  # somebody may have changed it by hand
        (ago(60, code="missing_scope", members=()), BEN, False, False),
        (ago(60, code="missing_scope", members=()), BEN, True, True),  # the file was read again
        (ago(24 * 60, code="missing_scope", members=()), BEN, False, True),
        (ago(60, code="invalid_users"), ANA, False, False),  # these people were refused
        (ago(60, code="invalid_users"), BEN, False, True),
    ],
)
def test_slack_is_asked_when_it_may_be_otherwise(kept: Kept | None, wanted: Belonging, again: bool, due: bool) -> None:
    assert is_due(kept, wanted, NOW, again=again) is due


def test_what_came_of_it_is_read_as_it_was_written() -> None:
    one = ago(code="missing_scope")
    assert Kept.read(one.written()) == one
    assert Kept.read(None) is None
