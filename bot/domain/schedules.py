"""Rotations and absences: who is on call at an instant, and when it changes next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo


class Unit(StrEnum):
    """What a rotation's `every` counts; days and weeks keep the local hour across DST."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """People taking turns: each for `count` units, from `starts`, a naive wall-clock time of the schedule's zone."""

    people: tuple[str, ...]
    count: int
    unit: Unit
    starts: datetime


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Rotations as layers, a later one covering an earlier one."""

    name: str
    timezone: str
    rotations: tuple[Rotation, ...]


@dataclass(frozen=True, kw_only=True)
class Absence:
    """Whole days, both inclusive, in the person's own zone."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One person's time on call: from `starts` up to, not including, `ends`, both UTC."""

    person: str
    starts: datetime
    ends: datetime


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant of a naive wall-clock time: the first of two, or the first after the gap that it falls into."""
    earlier, later = (_utc(wall, zone, fold) for fold in (1, 0))
    if earlier >= later:
        return later
    earlier, later = earlier.replace(microsecond=0), later.replace(microsecond=0)
    while later - earlier > timedelta(seconds=1):
        middle = earlier + (later - earlier) // timedelta(seconds=2) * timedelta(seconds=1)
        earlier, later = (middle, later) if _wall(middle, zone) < wall else (earlier, middle)
    return later


def is_away(absences: tuple[Absence, ...], *, timezone: str, at: datetime) -> bool:
    """Whether one of the absences covers the instant `at`, by the calendar of `timezone`."""
    return any(first <= at < last for first, last in (_span(one, timezone) for one in absences))


def on_call(
    schedule: Schedule, at: datetime, *, absences: Mapping[str, tuple[Absence, ...]], timezones: Mapping[str, str]
) -> tuple[str, ...]:
    """Who is on call in `schedule` at the instant `at` (aware); empty where nobody is.

    Somebody who is away is stood in for by the next one of the same rotation who is not.
    """
    zone = ZoneInfo(schedule.timezone)
    for rotation in reversed(schedule.rotations):
        if instant(rotation.starts, zone) <= at:
            seat = _turn(rotation, zone, at) % len(rotation.people)
            ring = rotation.people[seat:] + rotation.people[:seat]
            present = (one for one in ring if not _away(one, schedule, at, absences, timezones))
            return tuple(present)[:1]
    return ()


def shifts(
    schedule: Schedule,
    since: datetime,
    until: datetime,
    *,
    absences: Mapping[str, tuple[Absence, ...]],
    timezones: Mapping[str, str],
) -> tuple[Shift, ...]:
    """The shifts that touch [since, until), in order, adjacent ones sharing one instant; holes are left out.

    The first and the last are cut to the window: a rotation of one person has no end of its own.
    """
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    edges = {since, until, *_changes(schedule, since, until, absences, timezones)}
    merged: list[Shift] = []
    for starts, ends in pairwise(sorted(edge for edge in edges if since <= edge <= until)):
        for person in on_call(schedule, starts, absences=absences, timezones=timezones):
            if merged and merged[-1].person == person and merged[-1].ends == starts:
                starts = merged.pop().starts  # noqa: PLW2901
            merged.append(Shift(person=person, starts=starts, ends=ends))
    return tuple(merged)


def _utc(wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def _handoff(rotation: Rotation, zone: ZoneInfo, turn: int) -> datetime:
    """When that turn begins: hours are real ones, days and weeks are counted on the wall."""
    passed = turn * _period(rotation)
    if rotation.unit is Unit.HOUR:
        return instant(rotation.starts, zone) + passed
    return instant(rotation.starts + passed, zone)


def _period(rotation: Rotation) -> timedelta:
    return (
        rotation.count * {Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(1), Unit.WEEK: timedelta(7)}[rotation.unit]
    )


def _turn(rotation: Rotation, zone: ZoneInfo, at: datetime) -> int:
    """The number of the turn that holds `at`, by division on the wall, which a clock that is put back makes too low."""
    if rotation.unit is Unit.HOUR:
        return (at - instant(rotation.starts, zone)) // _period(rotation)
    turn = (_wall(at, zone) - rotation.starts) // _period(rotation)
    while _handoff(rotation, zone, turn + 1) <= at:
        turn += 1
    return turn


def _span(absence: Absence, timezone: str) -> tuple[datetime, datetime]:
    """From the first midnight up to, not including, the midnight after the last day."""
    zone = ZoneInfo(timezone)
    first, after = absence.first, absence.last + timedelta(1)
    return instant(datetime.combine(first, time()), zone), instant(datetime.combine(after, time()), zone)


def _away(
    person: str,
    schedule: Schedule,
    at: datetime,
    absences: Mapping[str, tuple[Absence, ...]],
    timezones: Mapping[str, str],
) -> bool:
    return is_away(absences.get(person, ()), timezone=timezones.get(person, schedule.timezone), at=at)


def _changes(
    schedule: Schedule,
    since: datetime,
    until: datetime,
    absences: Mapping[str, tuple[Absence, ...]],
    timezones: Mapping[str, str],
) -> Iterator[datetime]:
    """Every instant at which somebody else may be on call: hand-offs in the window, and edges of absences."""
    zone = ZoneInfo(schedule.timezone)
    for rotation in schedule.rotations:
        turn = max(0, _turn(rotation, zone, since))
        while (edge := _handoff(rotation, zone, turn)) < until:
            yield edge
            turn += 1
        for person in rotation.people:
            for absence in absences.get(person, ()):
                yield from _span(absence, timezones.get(person, schedule.timezone))
