"""Holes in coverage: when a schedule has nobody on call, and when a level of a policy has nobody to call."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.candidates import candidates
from bot.domain.duties import shifts_of
from bot.domain.escalation import Level, Policy, Target, TargetKind
from bot.domain.plans import Plan
from bot.domain.roundrobin import Book, Why
from bot.domain.schedules import Imported, applies, has_begun, instant
from bot.domain.situation import Settings, Situation

#: When people sleep.
NIGHT = (time(22), time(7))


@dataclass(frozen=True, kw_only=True)
class Hole:
    """Nobody from `starts` up to, not including, `ends`; `why` is the reasons, in words."""

    starts: datetime
    ends: datetime
    why: str


def schedule_holes(
    name: str, settings: Settings, since: datetime, until: datetime, plans: tuple[Plan, ...] = ()
) -> tuple[Hole, ...]:
    """When nobody is on call in that schedule."""
    target = Target(kind=TargetKind.SCHEDULE, name=name)
    return level_holes(Level(targets=(target,)), settings, since, until, plans)


def level_holes(
    level: Level,
    settings: Settings,
    since: datetime,
    until: datetime,
    plans: tuple[Plan, ...] = (),
    policy: str = "",
) -> tuple[Hole, ...]:
    """When none of a level's targets can be called, by absences, hours and schedules; Slack is not asked.

    `policy` is whose level it is: on it, people may have been given the places of others.
    """
    situation = Situation(settings=settings, plans=plans)
    given = (edge for one in plans if one.place == policy for edge in (one.starts, one.ends))
    edges = {since, until, *given, *(edge for one in level.targets for edge in _changes(one, situation, since, until))}
    inside = [at for at in sorted(edges) if since <= at <= until]
    return _merged(inside, lambda at: _why_nobody(policy, level, situation, at))


def policy_holes(policy: Policy, settings: Settings, since: datetime, until: datetime) -> tuple[Hole, ...]:
    """When nobody on any level of a policy can be called, so that the last resort alone is."""
    levels = [level_holes(level, settings, since, until) for level in policy.levels]
    edges = {edge for holes in levels for hole in holes for edge in (hole.starts, hole.ends)}

    def why_nobody(at: datetime) -> str | None:
        reasons = [next((hole.why for hole in holes if hole.starts <= at < hole.ends), None) for holes in levels]
        return None if None in reasons else "; ".join(dict.fromkeys(filter(None, reasons)))

    return _merged(sorted(edges), why_nobody)


def nights(holes: tuple[Hole, ...], timezone: str) -> tuple[date, ...]:
    """The days on whose evening a night (22 to 7 in that zone) begins in which there is one of the holes."""
    zone, found = ZoneInfo(timezone), set[date]()
    for hole in holes:
        day, last = (at.astimezone(zone).date() for at in (hole.starts - timedelta(days=1), hole.ends))
        while day <= last:
            if _touches(hole, day, zone):
                found.add(day)
            day += timedelta(days=1)
    return tuple(sorted(found))


def _touches(hole: Hole, day: date, zone: ZoneInfo) -> bool:
    begins = instant(datetime.combine(day, NIGHT[0]), zone)
    ends = instant(datetime.combine(day + timedelta(days=1), NIGHT[1]), zone)
    return hole.starts < ends and begins < hole.ends


def _merged(edges: list[datetime], why_nobody: Callable[[datetime], str | None]) -> tuple[Hole, ...]:
    holes: list[Hole] = []
    for starts, ends in pairwise(edges):
        why = why_nobody(starts)
        if why and holes and holes[-1].ends == starts and holes[-1].why == why:
            holes[-1] = replace(holes[-1], ends=ends)
        elif why:
            holes.append(Hole(starts=starts, ends=ends, why=why))
    return tuple(holes)


def _why_nobody(policy: str, level: Level, situation: Situation, at: datetime) -> str | None:
    """The reasons against everybody, or `None` when there is somebody."""
    if any(target.kind is TargetKind.GROUP or is_unread(target, situation.settings) for target in level.targets):
        return None  # who is in it only Slack, or the calendar, knows
    reasons: dict[str, None] = {}
    for target in level.targets:
        found = candidates(policy, replace(level, targets=(target,)), Book(), situation, at)
        if any(one.why_not is None for one in found):
            return None
        words = [f"{one.name} is {one.why_not}" for one in found if one.why_not is not Why.GIVEN]
        reasons.update(dict.fromkeys(words or [_unmanned(target, situation, at)]))
    return ", ".join(reasons)


def is_unread(target: Target, settings: Settings) -> bool:
    """Whether it is a schedule with a calendar that was not read, so that nobody can say who is in it."""
    schedule = settings.schedules.get(target.name) if target.kind is TargetKind.SCHEDULE else None
    return any(isinstance(one, Imported) and not one.is_known for one in (schedule.rotations if schedule else ()))


def _unmanned(target: Target, situation: Situation, at: datetime) -> str:
    schedule = situation.settings.schedules[target.name]
    zone = ZoneInfo(schedule.timezone)
    if not any(has_begun(rotation, zone, at) for rotation in schedule.rotations):
        return f"{target.name} has not started"
    if not any(applies(rotation, zone, at) for rotation in schedule.rotations):
        return f"no rotation of {target.name} applies then"
    return f"everybody in {target.name} is away"


def _changes(target: Target, situation: Situation, since: datetime, until: datetime) -> Iterator[datetime]:
    """Every instant in the window at which a target may become callable, or cease to be."""
    if target.kind is TargetKind.SCHEDULE:
        found = shifts_of(target.name, situation.settings, since, until, situation.plans)
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
