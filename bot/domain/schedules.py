"""Rotations and absences: who is on call at an instant, and when it changes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


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


def is_away(absences: tuple[Absence, ...], *, timezone: str, at: datetime) -> bool:
    """Whether one of the absences covers the instant `at`, by the calendar of `timezone`."""
    raise NotImplementedError


def on_call(
    schedule: Schedule, at: datetime, *, absences: Mapping[str, tuple[Absence, ...]], timezones: Mapping[str, str]
) -> tuple[str, ...]:
    """Who is on call in `schedule` at the instant `at` (aware); empty where nobody is.

    Somebody who is away is stood in for by the next one of the same rotation who is not.
    """
    raise NotImplementedError


def shifts(
    schedule: Schedule,
    since: datetime,
    until: datetime,
    *,
    absences: Mapping[str, tuple[Absence, ...]],
    timezones: Mapping[str, str],
) -> tuple[Shift, ...]:
    """The shifts that touch [since, until), in order, adjacent ones sharing one instant; holes are left out."""
    raise NotImplementedError
