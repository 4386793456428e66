"""Who is on call: one person at every instant, hand-offs at their local hour, whatever the zone and the year."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.schedules import (
    Absence,
    Holidays,
    Override,
    Rotation,
    Schedule,
    Shift,
    Unit,
    clock_changes,
    instant,
    is_away,
    on_call,
    shifts,
)

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
plain = {
    "people": st.sampled_from([("ana",), ("ana", "ben"), ("ana", "ben", "chi")]),
    "count": st.integers(1, 30),
    "unit": st.sampled_from(Unit),
    "starts": walls,
}
rotations = st.builds(Rotation, **plain)
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
restricted = st.builds(
    Rotation,
    **{**plain, "starts": st.just(wall("2019-12-30 09:00"))},
    hours=st.none() | st.tuples(clocks, clocks).filter(lambda pair: pair[0] != pair[1]),
    days=st.frozensets(st.integers(0, 6)),
    holidays=st.none()
    | st.builds(
        Holidays,
        dates=st.frozensets(st.dates(date(2020, 1, 1), date(2037, 12, 31)), max_size=3),
        only=st.booleans(),
    ),
)
layers = st.lists(restricted, min_size=1, max_size=4).map(tuple)
#: Instants of the years that are promised.
promised = st.datetimes(wall("2020-01-01 00:00"), wall("2037-12-31 00:00")).map(lambda at: at.replace(tzinfo=UTC))


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


#: Monday to Friday, nine to five, over a base that has every hour: most of what teams write.
OFFICE = {"hours": (time(9), time(17)), "days": frozenset(range(5))}
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 26)})


def layered(**changes: object) -> Schedule:
    """Ana covers sol and tam; whatever is changed is hers."""
    cover = Rotation(people=("ana",), count=1, unit=Unit.WEEK, starts=wall("2026-01-05 00:00"))
    return replace(weekly(), rotations=(*weekly().rotations, replace(cover, **changes)))  # type: ignore[arg-type]


def alone(**changes: object) -> Schedule:
    """Ana, and nobody beneath her."""
    return replace(layered(**changes), rotations=layered(**changes).rotations[1:])


@pytest.mark.parametrize(
    ("restriction", "at", "person"),
    [
        (OFFICE, "2026-11-23 07:59", "tam"),  # Monday, a minute before nine in Berlin
        (OFFICE, "2026-11-23 08:00", "ana"),  # nine
        (OFFICE, "2026-11-23 15:59", "ana"),  # a minute before five
        (OFFICE, "2026-11-23 16:00", "sol"),  # five
        (OFFICE, "2026-11-21 10:00", "tam"),  # Saturday
        ({"days": frozenset({5, 6})}, "2026-11-20 22:59", "tam"),  # a minute before Saturday
        ({"days": frozenset({5, 6})}, "2026-11-20 23:00", "ana"),  # Saturday
        ({"days": frozenset({5, 6})}, "2026-11-22 22:59", "ana"),  # Sunday's last minute
        ({"days": frozenset({5, 6})}, "2026-11-22 23:00", "tam"),  # Monday
        ({"hours": (time(22), time(6)), "days": frozenset({4})}, "2026-11-21 04:59", "ana"),  # Friday's night ends
        ({"hours": (time(22), time(6)), "days": frozenset({4})}, "2026-11-21 05:00", "tam"),  # on Saturday at six
        ({"hours": (time(22), time(6)), "days": frozenset({4})}, "2026-11-20 04:59", "tam"),  # Thursday's night
        ({"hours": (time(22), time(6)), "days": frozenset({4})}, "2026-11-21 22:00", "tam"),  # Saturday's
        ({"hours": (time(9), time(0))}, "2026-11-23 22:59", "ana"),  # until midnight
        ({"hours": (time(9), time(0))}, "2026-11-23 23:00", "sol"),
        ({"hours": (time(2, 30), time(4))}, "2026-03-29 01:00", "ana"),  # begins in a gap: at its end, three o'clock
        ({"hours": (time(2, 30), time(4))}, "2026-03-29 00:59", "tam"),
        ({"hours": (time(2, 30), time(4))}, "2026-10-25 00:30", "ana"),  # begins at the first of two, ends at four
        ({"hours": (time(2, 30), time(4))}, "2026-10-25 02:59", "ana"),
        ({"holidays": Holidays(dates=CHRISTMAS)}, "2026-12-24 22:59", "ana"),  # skips the day, from midnight
        ({"holidays": Holidays(dates=CHRISTMAS)}, "2026-12-24 23:00", "sol"),
        ({"holidays": Holidays(dates=CHRISTMAS)}, "2026-12-26 23:00", "ana"),  # to midnight
        ({"holidays": Holidays(dates=CHRISTMAS, only=True)}, "2026-12-24 22:59", "sol"),
        ({"holidays": Holidays(dates=CHRISTMAS, only=True)}, "2026-12-25 12:00", "ana"),
        ({"holidays": Holidays(dates=CHRISTMAS, only=True), "days": frozenset({4})}, "2026-12-26 12:00", "sol"),
        (
            {"holidays": Holidays(dates=CHRISTMAS), "hours": (time(22), time(6))},
            "2026-12-25 04:00",
            "ana",
        ),  # Thursday's
    ],
)
def test_outside_its_restriction_a_layer_lets_the_one_below_show_through(
    restriction: dict[str, object], at: str, person: str
) -> None:
    assert who(layered(**restriction), at) == (person,)


def test_where_no_layer_applies_is_a_hole() -> None:
    assert who(alone(**OFFICE), "2026-11-21 10:00") == ()
    found = shifts(alone(**OFFICE), utc("2026-11-20 00:00"), utc("2026-11-24 00:00"), absences={}, timezones={})
    assert found == (
        Shift(person="ana", starts=utc("2026-11-20 08:00"), ends=utc("2026-11-20 16:00")),
        Shift(person="ana", starts=utc("2026-11-23 08:00"), ends=utc("2026-11-23 16:00")),
    )


def test_a_layer_whose_people_are_all_away_lets_the_one_below_show_through() -> None:
    away = (Absence(first=date(2026, 11, 23), last=date(2026, 11, 23)),)
    assert who(layered(), "2026-11-23 12:00", ana=away) == ("sol",)


def test_a_restricted_turn_goes_on_while_it_does_not_apply() -> None:
    schedule = alone(**OFFICE, people=("ana", "ben"), unit=Unit.DAY)
    assert [who(schedule, f"2026-11-{day} 10:00")[0] for day in (19, 20, 23, 24)] == ["ana", "ben", "ana", "ben"]


def test_a_day_that_has_begun_goes_on_when_the_clocks_are_put_back_over_midnight() -> None:
    schedule = replace(alone(days=frozenset({6}), starts=wall("2000-01-01 00:00")), timezone="America/St_Johns")
    assert who(schedule, "2010-11-07 02:29") == ()
    assert who(schedule, "2010-11-07 02:40") == ("ana",)  # Sunday began at 02:30; at 02:31 it was Saturday 23:01 again


OVER = Override(schedule="security", person="ben", starts=utc("2026-11-23 10:00"), ends=utc("2026-11-23 12:00"))


def covered(at: str, *overrides: Override, **absences: tuple[Absence, ...]) -> tuple[str, ...]:
    return on_call(weekly(), utc(at), absences=absences, timezones={}, overrides=overrides)


def test_an_override_beats_the_rotations_from_its_start_up_to_its_end() -> None:
    at = ("2026-11-23 09:59", "2026-11-23 10:00", "2026-11-23 11:59", "2026-11-23 12:00")
    assert [covered(one, OVER) for one in at] == [("sol",), ("ben",), ("ben",), ("sol",)]


def test_an_override_covers_what_has_not_begun() -> None:
    early = replace(OVER, starts=utc("2025-12-24 00:00"), ends=utc("2025-12-25 00:00"))
    assert covered("2025-12-24 12:00", early) == ("ben",)


def test_an_override_of_another_schedule_is_not_meant() -> None:
    assert covered("2026-11-23 11:00", replace(OVER, schedule="night")) == ("sol",)


def test_of_two_overrides_the_newer_one_counts() -> None:
    newer = replace(OVER, person="chi", ends=utc("2026-11-23 11:00"))
    assert covered("2026-11-23 10:30", OVER, newer) == ("chi",)
    assert covered("2026-11-23 11:30", OVER, newer) == ("ben",)


def test_an_absence_beats_an_override_unless_the_shift_was_taken_by_hand() -> None:
    away = (Absence(first=date(2026, 11, 23), last=date(2026, 11, 23)),)
    assert covered("2026-11-23 11:00", OVER, ben=away) == ("ben",)
    assert covered("2026-11-23 11:00", replace(OVER, by_hand=False), ben=away) == ("sol",)
    assert covered("2026-11-23 11:00", replace(OVER, by_hand=False), ben=away, sol=away) == ("tam",)


def test_an_override_is_a_shift_of_its_own() -> None:
    window = (utc("2026-11-23 09:00"), utc("2026-11-23 13:00"))
    found = shifts(weekly(), *window, absences={}, timezones={}, overrides=(OVER,))
    assert [(one.person, f"{one.starts:%H}", f"{one.ends:%H}") for one in found] == [
        ("sol", "09", "10"),
        ("ben", "10", "12"),
        ("sol", "12", "13"),
    ]


def test_an_override_ends_where_the_absence_of_whoever_has_it_begins() -> None:
    long = replace(OVER, ends=utc("2026-11-25 12:00"), by_hand=False)
    away = {"ben": (Absence(first=date(2026, 11, 24), last=date(2026, 11, 24)),)}
    window = (utc("2026-11-23 10:00"), utc("2026-11-25 12:00"))
    found = shifts(weekly(), *window, absences=away, timezones={}, overrides=(long,))
    assert [(one.person, f"{one.starts:%d %H}") for one in found] == [
        ("ben", "23 10"),
        ("sol", "23 23"),
        ("ben", "24 23"),
    ]


@settings(max_examples=60)
@given(layers, zones, promised, st.lists(st.integers(0, 200), min_size=2, max_size=2, unique=True), st.booleans())
def test_of_layers_overrides_and_absences_shifts_and_on_call_tell_the_same(
    rotations: tuple[Rotation, ...], zone: str, since: datetime, hours: list[int], by_hand: bool
) -> None:
    schedule = Schedule(name="any", timezone=zone, rotations=rotations)
    starts, ends = (since + timedelta(hours=hour) for hour in sorted(hours))
    over = Override(schedule="any", person="ana", starts=starts, ends=ends, by_hand=by_hand)
    away = Absence(first=since.date() + timedelta(days=2), last=since.date() + timedelta(days=4))
    context = {"absences": {"ana": (away,)}, "timezones": {"ana": "Asia/Tokyo"}, "overrides": (over,)}
    found = shifts(schedule, since, since + timedelta(days=9), **context)  # type: ignore[arg-type]
    assert all(one.ends <= other.starts for one, other in pairwise(found))
    for at in (since + timedelta(hours=3, minutes=7) * step for step in range(69)):
        told = tuple(shift.person for shift in found if shift.starts <= at < shift.ends)
        assert told == on_call(schedule, at, **context)  # type: ignore[arg-type]


@settings(max_examples=100)
@given(rotations, st.sampled_from(sorted(available_timezones())), promised)
def test_a_hand_off_is_the_first_instant_at_which_the_wall_clock_has_come_to_its_hour(
    rotation: Rotation, zone: str, at: datetime
) -> None:
    """In a gap that is its end, and of a time that comes twice the first: in every zone, in the years 2020 to 2037."""
    there, length = ZoneInfo(zone), rotation.count * LENGTHS[rotation.unit]
    schedule = Schedule(name="any", timezone=zone, rotations=(replace(rotation, people=("ana", "ben")),))
    found = shifts(schedule, at, at + 2 * length + timedelta(days=1), absences={}, timezones={})
    assert all(one.ends == other.starts and one.person != other.person for one, other in pairwise(found))
    for shift in found[1:]:
        if rotation.unit is Unit.HOUR:
            assert (shift.starts - instant(rotation.starts, there)) % length == timedelta(0)
        else:
            shown = [(shift.starts - timedelta(minutes=before)).astimezone(there) for before in range(181)]
            wall_clock = [local.replace(tzinfo=None) for local in shown]
            last = rotation.starts + (wall_clock[0] - rotation.starts) // length * length
            assert all(local < last for local in wall_clock[1:])


LENGTHS = {Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(days=1), Unit.WEEK: timedelta(weeks=1)}


@settings(max_examples=60)
@given(layers, rotations, zones, promised)
def test_over_an_unrestricted_layer_exactly_one_person_is_on_call_whatever_lies_above_it(
    above: tuple[Rotation, ...], base: Rotation, zone: str, at: datetime
) -> None:
    base = replace(base, starts=wall("2019-12-31 00:00"))
    schedule = Schedule(name="any", timezone=zone, rotations=(base, *above))
    found = shifts(schedule, at, at + timedelta(days=5), absences={}, timezones={})
    assert (found[0].starts, found[-1].ends) == (at, at + timedelta(days=5))
    assert all(one.ends == other.starts for one, other in pairwise(found))


@settings(max_examples=80)
@given(restricted, zones, promised)
def test_within_its_hours_means_by_the_clock_on_the_wall(rotation: Rotation, zone: str, at: datetime) -> None:
    """On a day on which the clocks stay as they are, so that there is nothing to argue about."""
    there = ZoneInfo(zone)
    clock = at.astimezone(there)
    around = [(at + timedelta(days=day)).astimezone(there).utcoffset() for day in (-2, -1, 0, 1, 2)]
    if len(set(around)) == 1:
        days = [clock.date(), clock.date() - timedelta(days=1)]
        begin, end = rotation.hours or (time(), time())
        now = clock.time()
        first = begin <= now and (now < end or end <= begin)
        second = end <= begin and now < end
        applies = any(there and _belongs(rotation, day) for there, day in zip((first, second), days, strict=True))
        schedule = Schedule(name="any", timezone=zone, rotations=(rotation,))
        assert bool(on_call(schedule, at, absences={}, timezones={})) == applies


def _belongs(rotation: Rotation, day: date) -> bool:
    wanted = not rotation.days or day.weekday() in rotation.days
    return wanted and (rotation.holidays is None or (day in rotation.holidays.dates) == rotation.holidays.only)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        ("Europe/Berlin", ["2026-03-29 01:00 +1.0 +2.0", "2026-10-25 01:00 +2.0 +1.0"]),
        ("Australia/Lord_Howe", ["2026-04-04 15:00 +11.0 +10.5", "2026-10-03 15:30 +10.5 +11.0"]),
        ("Asia/Tokyo", []),
    ],
)
def test_the_changes_of_a_zones_clocks_are_found(zone: str, changes: list[str]) -> None:
    found = clock_changes(ZoneInfo(zone), utc("2026-01-01 00:00"), utc("2027-01-01 00:00"))
    told = [f"{one.at:%Y-%m-%d %H:%M} {one.before / HOUR:+} {one.after / HOUR:+}" for one in found]
    assert told == changes


def test_a_change_of_the_clocks_at_the_windows_end_is_not_in_it() -> None:
    berlin, change = ZoneInfo("Europe/Berlin"), utc("2026-03-29 01:00")
    assert list(clock_changes(berlin, change - timedelta(hours=2), change)) == []
    assert len(list(clock_changes(berlin, change - timedelta(hours=2), change + timedelta(seconds=1)))) == 1
