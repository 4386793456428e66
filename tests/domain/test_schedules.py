"""Who is on call: one person at every instant, hand-offs at their local hour, whatever the zone and the year."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.schedules import Absence, Rotation, Schedule, Shift, Unit, instant, is_away, on_call, shifts

ZONES = [
    "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "America/Havana", "America/St_Johns",
    "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kwajalein", "Africa/Casablanca", "Asia/Kathmandu", "Asia/Tehran",
]  # fmt: skip


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


walls = st.datetimes(wall("1985-01-01 00:00"), wall("2040-01-01 00:00")).map(
    lambda at: at.replace(second=0, microsecond=0)
)
zones = st.sampled_from(ZONES)
instants = walls.map(lambda at: at.replace(tzinfo=UTC))
rotations = st.builds(
    Rotation,
    people=st.sampled_from([("ana",), ("ana", "ben"), ("ana", "ben", "chi")]),
    count=st.integers(1, 30),
    unit=st.sampled_from(Unit),
    starts=walls,
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def weekly(**changes: object) -> Schedule:
    rotation = Rotation(people=("sol", "tam"), count=1, unit=Unit.WEEK, starts=wall("2026-01-05 09:00"))
    return Schedule(name="security", timezone="Europe/Berlin", rotations=(replace(rotation, **changes),))  # type: ignore[arg-type]


def who(schedule: Schedule, at: str, **absences: tuple[Absence, ...]) -> tuple[str, ...]:
    return on_call(schedule, utc(at), absences=absences, timezones={})


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("Europe/Berlin", "2026-01-05 09:00", "2026-01-05 08:00"),  # winter
        ("Europe/Berlin", "2026-07-05 09:00", "2026-07-05 07:00"),  # summer
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00"),  # nonexistent: the first instant after the gap
        ("Europe/Berlin", "2026-03-29 02:00", "2026-03-29 01:00"),  # the gap's first minute
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),  # ambiguous: the first of the two
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),  # a gap of half an hour
        ("Pacific/Apia", "2011-12-30 09:00", "2011-12-30 10:00"),  # a day that never was
    ],
)
def test_a_wall_clock_time_is_exactly_one_instant(zone: str, local: str, expected: str) -> None:
    assert instant(wall(local), ZoneInfo(zone)) == utc(expected)


@given(walls, zones)
def test_a_wall_clock_time_is_read_back_as_it_was_or_as_the_end_of_its_gap(local: datetime, zone: str) -> None:
    there = instant(local, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert local <= there <= local + timedelta(days=1)


def test_turns_change_hands_at_the_local_hour_on_both_sides_of_dst() -> None:
    assert who(weekly(), "2026-03-23 07:59") == ("sol",)
    assert who(weekly(), "2026-03-23 08:00") == ("tam",)
    assert who(weekly(), "2026-03-30 06:59") == ("tam",)
    assert who(weekly(), "2026-03-30 07:00") == ("sol",)


def test_a_hand_off_in_the_hour_that_comes_twice_happens_once_at_the_first() -> None:
    schedule = weekly(unit=Unit.DAY, starts=wall("2026-10-24 02:30"))
    assert who(schedule, "2026-10-25 00:29") == ("sol",)
    assert who(schedule, "2026-10-25 00:30") == ("tam",)
    assert who(schedule, "2026-10-25 01:10") == ("tam",)


def test_hours_are_real_hours_over_a_change_of_the_clock() -> None:
    schedule = weekly(unit=Unit.HOUR, count=12, starts=wall("2026-03-28 20:00"))
    assert who(schedule, "2026-03-29 06:59") == ("sol",)
    assert who(schedule, "2026-03-29 07:00") == ("tam",)


def test_before_a_rotation_starts_nobody_is_on_call() -> None:
    assert who(weekly(), "2026-01-05 07:59") == ()
    assert who(weekly(), "2026-01-05 08:00") == ("sol",)


def test_a_later_rotation_covers_an_earlier_one_once_it_starts() -> None:
    cover = Rotation(people=("ana",), count=1, unit=Unit.DAY, starts=wall("2026-02-02 09:00"))
    schedule = replace(weekly(), rotations=(*weekly().rotations, cover))
    assert who(schedule, "2026-02-02 07:59") == ("tam",)
    assert who(schedule, "2026-02-02 08:00") == ("ana",)


def test_the_next_of_the_rotation_stands_in_for_somebody_who_is_away() -> None:
    away = (Absence(first=date(2026, 1, 6), last=date(2026, 1, 6)),)
    assert who(weekly(), "2026-01-05 22:59", sol=away) == ("sol",)
    assert who(weekly(), "2026-01-05 23:00", sol=away) == ("tam",)
    assert who(weekly(), "2026-01-06 23:00", sol=away) == ("sol",)


def test_when_everybody_is_away_nobody_is_on_call() -> None:
    away = (Absence(first=date(2026, 1, 6), last=date(2026, 1, 8)),)
    assert who(weekly(), "2026-01-07 12:00", sol=away, tam=away) == ()


def test_absences_are_whole_days_of_the_persons_own_zone() -> None:
    christmas = (Absence(first=date(2026, 12, 24), last=date(2026, 12, 27)),)
    assert not is_away(christmas, timezone="Asia/Tokyo", at=utc("2026-12-23 14:59"))
    assert is_away(christmas, timezone="Asia/Tokyo", at=utc("2026-12-23 15:00"))
    assert is_away(christmas, timezone="Asia/Tokyo", at=utc("2026-12-27 14:59"))
    assert not is_away(christmas, timezone="Asia/Tokyo", at=utc("2026-12-27 15:00"))


def test_shifts_share_one_instant_and_are_cut_to_the_window() -> None:
    found = shifts(weekly(), utc("2026-01-07 00:00"), utc("2026-01-20 00:00"), absences={}, timezones={})
    assert found == (
        Shift(person="sol", starts=utc("2026-01-07 00:00"), ends=utc("2026-01-12 08:00")),
        Shift(person="tam", starts=utc("2026-01-12 08:00"), ends=utc("2026-01-19 08:00")),
        Shift(person="sol", starts=utc("2026-01-19 08:00"), ends=utc("2026-01-20 00:00")),
    )


def test_one_person_has_one_shift_however_often_they_relieve_themselves() -> None:
    (shift,) = shifts(
        weekly(people=("sol",)), utc("2026-01-01 00:00"), utc("2026-03-01 00:00"), absences={}, timezones={}
    )
    assert shift == Shift(person="sol", starts=utc("2026-01-05 08:00"), ends=utc("2026-03-01 00:00"))


def test_an_empty_window_has_no_shifts() -> None:
    assert shifts(weekly(), utc("2026-02-01 00:00"), utc("2026-02-01 00:00"), absences={}, timezones={}) == ()


def test_it_costs_nothing_that_a_rotation_began_long_ago() -> None:
    schedule = weekly(unit=Unit.HOUR, count=1, starts=wall("1970-01-01 00:00"))
    assert who(schedule, "2199-01-01 12:00") in {("sol",), ("tam",)}


@given(rotations, zones, instants)
def test_exactly_one_person_is_on_call_at_every_instant_after_the_start(
    rotation: Rotation, zone: str, at: datetime
) -> None:
    schedule = Schedule(name="any", timezone=zone, rotations=(rotation,))
    begun = at >= instant(rotation.starts, ZoneInfo(zone))
    assert len(on_call(schedule, at, absences={}, timezones={})) == begun


@settings(max_examples=60)
@given(rotations, zones, st.integers(0, 4000))
def test_hand_offs_keep_their_local_hour_in_every_zone_and_year(rotation: Rotation, zone: str, day: int) -> None:
    since = instant(rotation.starts, ZoneInfo(zone)) + timedelta(days=day)
    schedule = Schedule(name="any", timezone=zone, rotations=(replace(rotation, people=("ana", "ben")),))
    found = shifts(schedule, since, since + timedelta(days=10), absences={}, timezones={})
    assert all(one.ends == other.starts and one.person != other.person for one, other in pairwise(found))
    if rotation.unit is not Unit.HOUR:
        hour = rotation.starts.time()
        local = [shift.starts.astimezone(ZoneInfo(zone)) for shift in found[1:]]
        assert all(at == instant(datetime.combine(at.date(), hour), ZoneInfo(zone)) or at.time() > hour for at in local)


@settings(max_examples=60)
@given(rotations, zones, st.integers(-10, 200), st.integers(0, 9), st.integers(0, 5), zones)
def test_shifts_and_on_call_tell_the_same(
    rotation: Rotation, zone: str, day: int, first: int, length: int, home: str
) -> None:
    since = instant(rotation.starts, ZoneInfo(zone)) + timedelta(days=day)
    away = Absence(first=since.date() + timedelta(days=first), last=since.date() + timedelta(days=first + length))
    schedule = Schedule(name="any", timezone=zone, rotations=(rotation,))
    context = {"absences": {"ana": (away,)}, "timezones": {"ana": home}}
    found = shifts(schedule, since, since + timedelta(days=12), **context)  # type: ignore[arg-type]
    for at in (since + timedelta(hours=5, minutes=13) * step for step in range(50)):
        told = tuple(shift.person for shift in found if shift.starts <= at < shift.ends)
        assert told == on_call(schedule, at, **context)  # type: ignore[arg-type]
