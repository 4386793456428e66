"""Every zone there is and every year to 2037: one person at every instant, and each hand-off at its local hour."""

import time
import zoneinfo
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.schedules import Rotation, Schedule, Shift, Unit, clock_changes, on_call, shifts

SINCE, UNTIL = datetime(2020, 1, 8, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
#: Half past two: the hour that is skipped or comes twice in most zones that change their clocks.
STARTS = datetime(2020, 1, 6, 2, 30)  # noqa: DTZ001
PEOPLE = ("sol", "tam")
TURNS = {"12 hours": (12, Unit.HOUR), "1 day": (1, Unit.DAY), "1 week": (1, Unit.WEEK), "3 weeks": (3, Unit.WEEK)}
LENGTHS = {Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(days=1), Unit.WEEK: timedelta(weeks=1)}
#: Within the hour that comes twice, after it has begun anew.
LATER = timedelta(minutes=40)
NOBODY: dict[str, Any] = {"absences": {}, "timezones": {}}


async def zones(end: float) -> list[str]:
    """Whole years of shifts in each way to turn, and the same under layers with hours and days.

    Zones whose clocks show the same in all those years (half of the names are other names) are looked at once.
    """
    found, looked, handed, names = [], 0, 0, sorted(zoneinfo.available_timezones())
    alike: dict[Any, list[str]] = {}
    for name in names:
        alike.setdefault(_clocks(ZoneInfo(name)), []).append(name)
    for name, *_ in alike.values():
        if time.monotonic() > end:
            found.append(f"{name} and what follows: not looked at in time")
            break
        for words, (count, unit) in TURNS.items():
            rotation = Rotation(people=PEOPLE, count=count, unit=unit, starts=STARTS)
            schedule = Schedule(name="s", timezone=name, rotations=(rotation,))
            all_shifts = shifts(schedule, SINCE, UNTIL, **NOBODY)
            found += [f"{name}, every {words}: {one}" for one in _broken(all_shifts, schedule)]
            handed += len(all_shifts)
        wrong, instants = _layers(name)
        found, looked = found + [f"{name}, layers: {one}" for one in wrong], looked + instants
    print(
        f"  zones {len(names)}, {len(alike)} of which differ · hand-offs {handed} · instants under layers {looked}",
        flush=True,
    )
    return found


def _clocks(zone: ZoneInfo) -> tuple[Any, ...]:
    """Everything that the zone's clocks do in those years, and around them."""
    since, until = SINCE - timedelta(days=9), UNTIL + timedelta(days=9)
    return since.astimezone(zone).utcoffset(), *clock_changes(zone, since, until)


def _broken(found: tuple[Shift, ...], schedule: Schedule) -> Iterator[str]:
    yield from _uncovered(found)
    (rotation,), zone = schedule.rotations, ZoneInfo(schedule.timezone)
    length = rotation.count * LENGTHS[rotation.unit]
    for one, other in pairwise(found):
        if one.person == other.person:
            yield f"{one.person} relieves themselves at {other.starts}"
        if rotation.unit is Unit.HOUR:
            if one is not found[0] and one.ends - one.starts != length:
                yield f"{one.ends - one.starts} hours from {one.starts}"
        elif not _come(other.starts, zone, length):
            yield f"no hand-off can be at {other.starts}"
        elif on_call(schedule, other.starts + LATER, **NOBODY) != (other.person,):
            yield f"{other.person} has it at {other.starts}, and not {LATER} later"


def _uncovered(found: tuple[Shift, ...]) -> Iterator[str]:
    """Exactly one person at every instant: shifts that share their edges, from the first to the last."""
    if not found or (found[0].starts, found[-1].ends) != (SINCE, UNTIL):
        yield "begins late or ends early"
    yield from (f"a hole or two people at {one.ends}" for one, other in pairwise(found) if one.ends != other.starts)


def _come(at: datetime, zone: ZoneInfo, length: timedelta) -> bool:
    """Whether the clock on the wall comes to an hand-off's time at that instant, and had not come to it before."""
    shown, before = (one.astimezone(zone).replace(tzinfo=None) for one in (at, at - timedelta(seconds=1)))
    wanted = STARTS + (shown - STARTS) // length * length
    return before < wanted <= shown and not (shown == wanted and at.astimezone(zone).fold)


def _layers(name: str) -> tuple[list[str], int]:
    """A base for every hour, ana from nine to five on weekdays above it, ben on Friday's night above both."""
    base = Rotation(people=PEOPLE, count=1, unit=Unit.DAY, starts=STARTS)
    office = replace(base, people=("ana",), days=frozenset(range(5)), hours=(clock(9), clock(17)))
    night = replace(base, people=("ben",), days=frozenset({4}), hours=(clock(22), clock(6)))
    schedule = Schedule(name="s", timezone=name, rotations=(base, office, night))
    found, looked = list(_uncovered(shifts(schedule, SINCE, UNTIL, **NOBODY))), 0
    zone, at = ZoneInfo(name), SINCE
    while at < UNTIL:
        here = on_call(schedule, at, **NOBODY)
        wanted = _expected(at, zone)
        looked += 1
        if len(here) != 1 or (wanted is not None and (here[0] if here[0] not in PEOPLE else "") != wanted):
            found.append(f"{here} at {at} instead of {wanted or 'the base'}")
        at += timedelta(hours=4, minutes=57)
    return found, looked


def _expected(at: datetime, zone: ZoneInfo) -> str | None:
    """Who lies above the base, read off the wall; `None` within a day of a change of the clocks."""
    around = {(at + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in (-24, -12, 0, 12, 24)}
    if len(around) > 1:
        return None
    local = at.astimezone(zone)
    day, now = local.weekday(), local.time()
    if (day == 4 and now >= clock(22)) or (day == 5 and now < clock(6)):
        return "ben"
    return "ana" if day < 5 and clock(9) <= now < clock(17) else ""
