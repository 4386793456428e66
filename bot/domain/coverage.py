"""Holes in coverage: when a schedule has nobody on call, and when a level of a policy has nobody to call."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.candidates import hard_reason, people_of
from bot.domain.escalation import Level, Target, TargetKind
from bot.domain.schedules import instant, shifts
from bot.domain.situation import Settings, Situation


@dataclass(frozen=True, kw_only=True)
class Hole:
    """Nobody from `starts` up to, not including, `ends`; `why` is the reasons, in words."""

    starts: datetime
    ends: datetime
    why: str


def schedule_holes(name: str, settings: Settings, since: datetime, until: datetime) -> tuple[Hole, ...]:
    """When nobody is on call in that schedule."""
    target = Target(kind=TargetKind.SCHEDULE, name=name)
    return level_holes(Level(targets=(target,)), settings, since, until)


def level_holes(level: Level, settings: Settings, since: datetime, until: datetime) -> tuple[Hole, ...]:
    """When none of a level's targets can be called, by absences, hours and schedules; Slack is not asked."""
    situation = Situation(settings=settings)
    edges = {since, until, *(edge for one in level.targets for edge in _changes(one, situation, since, until))}
    return _merged([at for at in sorted(edges) if since <= at <= until], lambda at: _why_nobody(level, situation, at))


def _merged(edges: list[datetime], why_nobody: Callable[[datetime], str | None]) -> tuple[Hole, ...]:
    holes: list[Hole] = []
    for starts, ends in pairwise(edges):
        why = why_nobody(starts)
        if why and holes and holes[-1].ends == starts and holes[-1].why == why:
            holes[-1] = replace(holes[-1], ends=ends)
        elif why:
            holes.append(Hole(starts=starts, ends=ends, why=why))
    return tuple(holes)


def _why_nobody(level: Level, situation: Situation, at: datetime) -> str | None:
    """The reasons against everybody, or `None` when there is somebody."""
    if any(target.kind is TargetKind.GROUP for target in level.targets):
        return None  # who is in it only Slack knows
    reasons: dict[str, None] = {}
    for target in level.targets:
        people = people_of(target, situation, at)
        found = [hard_reason(person, situation, at, target.hours) for person in people]
        if None in found:
            return None
        words = [f"{person} is {why}" for person, why in zip(people, found, strict=True)]
        reasons.update(dict.fromkeys(words or [_unmanned(target, situation, at)]))
    return ", ".join(reasons)


def _unmanned(target: Target, situation: Situation, at: datetime) -> str:
    schedule = situation.settings.schedules[target.name]
    zone = ZoneInfo(schedule.timezone)
    if all(at < instant(rotation.starts, zone) for rotation in schedule.rotations):
        return f"{target.name} has not started"
    return f"everybody in {target.name} is away"


def _changes(target: Target, situation: Situation, since: datetime, until: datetime) -> Iterator[datetime]:
    """Every instant in the window at which a target may become callable, or cease to be."""
    if target.kind is TargetKind.SCHEDULE:
        settings = situation.settings
        absences = {name: person.away for name, person in settings.people.items()}
        timezones = {name: person.timezone for name, person in settings.people.items()}
        found = shifts(settings.schedules[target.name], since, until, absences=absences, timezones=timezones)
        yield from (edge for shift in found for edge in (shift.starts, shift.ends))
    elif target.kind is TargetKind.PERSON:
        yield from _clock_changes(target, situation, since, until)


def _clock_changes(target: Target, situation: Situation, since: datetime, until: datetime) -> Iterator[datetime]:
    """The person's midnights, which bound absences, and the ends of their hours, day by day of their own zone."""
    zone = ZoneInfo(situation.timezone_of(target.name))
    midnight = since.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    clocks = [timedelta(0), *(timedelta(hours=at.hour, minutes=at.minute) for at in target.hours or ())]
    for day in range((until - since).days + 3):
        yield from (instant(midnight + timedelta(day) + clock, zone) for clock in clocks)
