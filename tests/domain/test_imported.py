"""A calendar as a layer: its shifts are the schedule's, and at every instant at most one person has it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.candidates import everybody_of
from bot.domain.coverage import schedule_holes
from bot.domain.escalation import Target, TargetKind
from bot.domain.schedules import (
    Absence,
    Imported,
    Override,
    Rotation,
    Schedule,
    Shift,
    Unit,
    on_call,
    one_at_a_time,
    shifts,
)
from bot.domain.situation import Person, Settings, Situation
from bot.domain.snapshots import snapshot

START = datetime(2026, 10, 1, tzinfo=UTC)
WEEKLY = Rotation(people=("sol", "tam"), count=1, unit=Unit.WEEK, starts=datetime(2026, 1, 5, 9))  # noqa: DTZ001


def hour(number: float) -> datetime:
    return START + timedelta(hours=number)


def shift(person: str, starts: float, ends: float) -> Shift:
    return Shift(person=person, starts=hour(starts), ends=hour(ends))


def schedule(*layers: Rotation | Imported) -> Schedule:
    return Schedule(name="week", timezone="Europe/Berlin", rotations=layers)


def who(found: Schedule, at: float, **more: tuple[Absence, ...]) -> tuple[str, ...]:
    return on_call(found, hour(at), absences=more, timezones={})


CALENDAR = Imported(shifts=(shift("ana", 0, 8), shift("ben", 8, 16), shift("ana", 20, 24)))


def test_whoever_has_a_shift_is_on_call_from_its_start_up_to_its_end() -> None:
    found = [who(schedule(CALENDAR), at) for at in (-1, 0, 7.9, 8, 15.9, 16, 20, 24)]
    assert found == [(), ("ana",), ("ana",), ("ben",), ("ben",), (), ("ana",), ()]


def test_a_calendar_covers_a_rotation_before_it_and_where_it_is_empty_the_rotation_shows_through() -> None:
    both = schedule(WEEKLY, CALENDAR)
    assert (who(both, 1), who(both, 17)) == (("ana",), ("sol",))
    assert who(schedule(CALENDAR, WEEKLY), 1) == ("sol",)


def test_nobody_of_a_calendar_stands_in_for_somebody_who_is_away() -> None:
    away = (Absence(first=date(2026, 10, 1), last=date(2026, 10, 1)),)
    assert who(schedule(CALENDAR), 1, ana=away) == ()
    assert who(schedule(WEEKLY, CALENDAR), 1, ana=away) == ("sol",)


def test_an_override_beats_a_calendar() -> None:
    override = Override(schedule="week", person="chi", starts=hour(2), ends=hour(3))
    found = shifts(schedule(CALENDAR), hour(0), hour(4), absences={}, timezones={}, overrides=(override,))
    assert [one.person for one in found] == ["ana", "chi", "ana"]


def test_an_absence_within_a_shift_is_an_edge_of_it() -> None:
    away = (Absence(first=date(2026, 10, 2), last=date(2026, 10, 2)),)  # from 22:00 UTC on
    found = shifts(schedule(CALENDAR), hour(0), hour(48), absences={"ana": away}, timezones={})
    assert found[-1] == shift("ana", 20, 22)


def test_everybody_who_has_a_shift_can_be_called() -> None:
    settings = Settings(people={}, policies={}, services={}, last_resort=(), schedules={"week": schedule(CALENDAR)})
    target = Target(kind=TargetKind.SCHEDULE, name="week")
    assert everybody_of([target], Situation(settings=settings)) == {"ana", "ben"}


def holes(layer: Imported) -> list[str]:
    people = {name: Person(name=name, slack=f"U0{name.upper()}") for name in ("ana", "ben")}
    settings = Settings(people=people, policies={}, services={}, last_resort=(), schedules={"week": schedule(layer)})
    return [hole.why for hole in schedule_holes("week", settings, hour(0), hour(24))]


def test_a_hole_in_a_calendar_is_a_hole_of_the_schedule() -> None:
    assert holes(CALENDAR) == ["no rotation of week applies then"]
    assert holes(Imported()) == ["week has not started"]


def test_a_calendar_that_was_never_read_has_no_holes_that_anybody_knows_of() -> None:
    assert holes(Imported(is_known=False)) == []


found_shifts = st.lists(
    st.builds(shift, st.sampled_from(["ana", "ben", "chi"]), st.integers(0, 60), st.integers(0, 60)), max_size=12
)


def last_begun(found: Sequence[Shift], at: datetime) -> datetime | None:
    return max((one.starts for one in found if one.starts <= at < one.ends), default=None)


@given(found_shifts)
def test_at_every_instant_exactly_one_of_those_whose_shift_began_last_has_it(found: list[Shift]) -> None:
    cut = one_at_a_time(found)
    assert all(one.ends <= other.starts for one, other in pairwise(cut))
    assert all(one.starts < one.ends for one in cut)
    for half in range(122):
        at = hour(half / 2)
        latest = last_begun(found, at)
        may = {one.person for one in found if one.starts == latest and at < one.ends}
        has = {one.person for one in cut if one.starts <= at < one.ends}
        assert len(has) == bool(may)
        assert has <= may


@given(st.lists(st.integers(0, 400), unique=True, max_size=12).map(sorted), st.randoms())
def test_shifts_that_lie_apart_are_the_schedules_shifts_as_they_are(edges: list[int], chance: object) -> None:
    people = ["ana", "ben", "chi", "dora"]
    apart = [
        shift(people[place % 4], starts, ends)
        for place, (starts, ends) in enumerate(zip(edges[::2], edges[1::2], strict=False))
    ]
    mixed = list(apart)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    imported = Imported(shifts=one_at_a_time(mixed))
    assert imported.shifts == tuple(apart)
    assert shifts(schedule(imported), hour(0), hour(500), absences={}, timezones={}) == tuple(apart)


@given(found_shifts, st.integers(-2, 62))
def test_looking_up_an_instant_finds_what_going_through_all_finds(found: list[Shift], at: int) -> None:
    layer = Imported(shifts=one_at_a_time(found))
    through = [one for one in layer.shifts if one.starts <= hour(at) < one.ends]
    assert [layer.at(hour(at))] == (through or [None])


def test_what_a_calendar_says_makes_no_other_configuration_of_it() -> None:
    def read(*found: Shift) -> Settings:
        known = {"week": schedule(Imported(shifts=found))}
        return Settings(people={}, policies={}, services={}, last_resort=(), schedules=known)

    first, second = read(shift("ana", 0, 8)), read(shift("ben", 0, 8), shift("ana", 8, 16))
    assert first.digest == second.digest
    assert "ana" not in str(snapshot(first))
