"""A rotation: whose turn it is, by the wall clock of its schedule, and when it applies at all."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.schedules.walls import instant, wall_of

_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a rotation's `every` counts; days and weeks keep the local hour across DST."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


_LENGTHS = {Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(days=1), Unit.WEEK: timedelta(weeks=1)}


@dataclass(frozen=True, kw_only=True)
class Holidays:
    """A country's public holidays: the days on which a rotation does not apply, or the only ones on which it does."""

    dates: frozenset[date] = field(repr=False)
    only: bool = False


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """People taking turns: each for `count` units, from `starts`, a naive wall-clock time of the schedule's zone.

    It applies within its `hours` of its `days` (Monday is 0; none: every day), less its `holidays`. Hours over midnight
    belong to the day on which they begin.
    """

    people: tuple[str, ...]
    count: int
    unit: Unit
    starts: datetime
    hours: tuple[time, time] | None = None
    days: frozenset[int] = frozenset()
    holidays: Holidays | None = None

    @property
    def restricted(self) -> bool:
        """Whether there are times at which it does not apply."""
        return bool(self.hours or self.days or self.holidays)


def applies(rotation: Rotation, zone: ZoneInfo, at: datetime) -> bool:
    """Whether a rotation has begun, and the instant is within its hours, days and holidays."""
    if at < instant(rotation.starts, zone):
        return False
    return not rotation.restricted or any(first <= at < last for first, last in _spans(rotation, zone, at, at))


def ring(rotation: Rotation, zone: ZoneInfo, at: datetime) -> tuple[str, ...]:
    """Its people, beginning with the one whose turn it is."""
    seat = _turn(rotation, zone, at) % len(rotation.people)
    return rotation.people[seat:] + rotation.people[:seat]


def edges(rotation: Rotation, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """Every instant before `until` at which a turn begins, or at which it begins or ceases to apply."""
    turn = max(0, _turn(rotation, zone, since))
    while (edge := _handoff(rotation, zone, turn)) < until:
        yield edge
        turn += 1
    if rotation.restricted:
        for span in _spans(rotation, zone, since, until):
            yield from span


def _handoff(rotation: Rotation, zone: ZoneInfo, turn: int) -> datetime:
    """When that turn begins: hours are real ones, days and weeks are counted on the wall."""
    passed = turn * _period(rotation)
    if rotation.unit is Unit.HOUR:
        return instant(rotation.starts, zone) + passed
    return instant(rotation.starts + passed, zone)


def _period(rotation: Rotation) -> timedelta:
    return rotation.count * _LENGTHS[rotation.unit]


def _turn(rotation: Rotation, zone: ZoneInfo, at: datetime) -> int:
    """The number of the turn that holds `at`, by division on the wall, which a clock that is put back makes too low."""
    if rotation.unit is Unit.HOUR:
        return (at - instant(rotation.starts, zone)) // _period(rotation)
    turn = (wall_of(at, zone) - rotation.starts) // _period(rotation)
    while _handoff(rotation, zone, turn + 1) <= at:
        turn += 1
    return turn


def _spans(rotation: Rotation, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When it applies, on each day around a window; a clock that is put back may show the day before once more."""
    begin, end = rotation.hours or (time(), time())
    day, last = wall_of(since, zone).date() - _DAY, wall_of(until, zone).date() + _DAY
    while day <= last:
        if _belongs(rotation, day):
            ends = day if begin < end else day + _DAY
            yield instant(datetime.combine(day, begin), zone), instant(datetime.combine(ends, end), zone)
        day += _DAY


def _belongs(rotation: Rotation, day: date) -> bool:
    holidays = rotation.holidays
    if holidays and (day in holidays.dates) is not holidays.only:
        return False
    return not rotation.days or day.weekday() in rotation.days
