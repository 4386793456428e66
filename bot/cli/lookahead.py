"""What the next 14 days hold for those who are on call, in words that a person at work understands."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.config import Configuration, Notice
from bot.domain.coverage import Hole, level_holes, nights, policy_holes, schedule_holes
from bot.domain.doubles import Double, schedule_doubles, security_doubles
from bot.domain.escalation import Level, Policy
from bot.domain.schedules import ClockChange, clock_changes
from bot.domain.situation import Settings

#: How far ahead coverage is looked at, and changes of clocks (contract §4): most zones have two a year.
AHEAD = timedelta(days=14)
_CLOCKS_AHEAD = timedelta(days=2 * 365)

_CHANGES_SHOWN = 2
_HOLES_SHOWN = 3
_DOUBLES_SHOWN = 3
_NIGHTS_SHOWN = 5


def uncovered(configuration: Configuration, now: datetime) -> Iterator[Notice]:
    """Holes of schedules and levels, and nights in which nobody of a whole policy can be called."""
    settings, until = configuration.settings, now + AHEAD
    for name, schedule in settings.schedules.items():
        holes = schedule_holes(name, settings, now, until)
        yield from _holes(configuration, ("schedules", name), holes, schedule.timezone)
    for policy, place, level in levels(settings):
        holes = level_holes(level, settings, now, until)
        yield from _holes(configuration, ("policies", policy.name, "levels", place), holes, settings.timezone)
    for policy in settings.policies.values():
        yield from _nights(configuration, policy, policy_holes(policy, settings, now, until))


def levels(settings: Settings) -> Iterator[tuple[Policy, int, Level]]:
    """Every level, with its policy and its place there, from 0."""
    for policy in settings.policies.values():
        for place, level in enumerate(policy.levels):
            yield policy, place, level


def counted_on_twice(configuration: Configuration, now: datetime) -> Iterator[Notice]:
    """People at two places at once, where one of them was meant to be somebody else."""
    settings, until = configuration.settings, now + AHEAD
    for policy in settings.policies.values():
        doubles = schedule_doubles(policy, settings, now, until)
        remedy = "let somebody else have one of the two: a page that they miss in one they miss in both"
        yield from _doubles(configuration, policy, "on call in", doubles, remedy)
        doubles = security_doubles(policy, settings, now, until)
        remedy = "let somebody else have one of the two: nobody judges well what they are fixing"
        yield from _doubles(configuration, policy, "on", doubles, remedy)


def _doubles(
    configuration: Configuration, policy: Policy, where: str, doubles: Iterable[Double], remedy: str
) -> Iterator[Notice]:
    found: dict[tuple[str, tuple[str, str]], list[Double]] = {}
    for one in doubles:
        found.setdefault((one.person, one.places), []).append(one)
    place, timezone = ("policies", policy.name), configuration.settings.timezone
    for (person, (one_place, other)), times in islice(found.items(), _DOUBLES_SHOWN):
        told = f"{person} is {where} {one_place} and {where} {other} at once, {_when(times, timezone)}"
        yield configuration.notice(place, told, remedy)
    if len(found) > _DOUBLES_SHOWN:
        yield configuration.notice(place, f"and {len(found) - _DOUBLES_SHOWN} more who are {where} two at once", remedy)


def past(configuration: Configuration, now: datetime) -> Iterator[Notice]:
    """Absences that are over: harmless, and probably a wrong year."""
    for person in configuration.settings.people.values():
        today = now.astimezone(ZoneInfo(person.timezone)).date()
        for place, absence in enumerate(person.away):
            if absence.last < today:
                message = f"it ended on {_day(absence.last)}"
                remedy = "take it out, or correct the year"
                yield configuration.notice(("people", person.name, "away", place), message, remedy)


def clocks(settings: Settings, now: datetime) -> Iterator[str]:
    """The next two changes of the clocks of each zone that the file uses."""
    people = (person.timezone for person in settings.people.values())
    schedules = (schedule.timezone for schedule in settings.schedules.values())
    for name in sorted({settings.timezone, *schedules, *people}):
        found = clock_changes(ZoneInfo(name), now, now + _CLOCKS_AHEAD)
        told = [_change(one, ZoneInfo(name)) for one in islice(found, _CHANGES_SHOWN)]
        yield f"{name}: {', then '.join(told) or 'no change in the next two years'}"


def _change(one: ClockChange, zone: ZoneInfo) -> str:
    """`Sun 28 Mar 2027 from 02:00 to 03:00`."""
    after = one.at.astimezone(zone)
    before = after.replace(tzinfo=None) - (one.after - one.before)
    direction = "forward" if one.after > one.before else "back"
    return f"{direction} on {_day(before.date())} from {before:%H:%M} to {after:%H:%M}"


def _holes(
    configuration: Configuration, place: tuple[str | int, ...], holes: tuple[Hole, ...], timezone: str
) -> Iterator[Notice]:
    remedy = "add somebody who is there then"
    for hole in holes[:_HOLES_SHOWN]:
        told = f"nobody from {_span(hole.starts, hole.ends, timezone)}: {hole.why}"
        yield configuration.notice(place, told, remedy)
    if len(holes) > _HOLES_SHOWN:
        more, last = len(holes) - _HOLES_SHOWN, holes[-1].ends.astimezone(ZoneInfo(timezone))
        yield configuration.notice(place, f"and {more} more holes until {last:%Y-%m-%d %H:%M} {timezone}", remedy)


def _nights(configuration: Configuration, policy: Policy, holes: tuple[Hole, ...]) -> Iterator[Notice]:
    found = nights(holes, configuration.settings.timezone)
    if found:
        more = f" and {len(found) - _NIGHTS_SHOWN} more" if len(found) > _NIGHTS_SHOWN else ""
        which = f"{', '.join(_day(one) for one in found[:_NIGHTS_SHOWN])}{more}"
        told = f"nobody on any level can be called in the night{'s' if len(found) > 1 else ''} after {which}"
        remedy = "add somebody who is there then: until morning only the last resort hears of anything"
        yield configuration.notice(("policies", policy.name), f"{told}: {holes[0].why}", remedy)


def _when(doubles: list[Double], timezone: str) -> str:
    first = min(doubles, key=lambda one: one.starts)
    if first.ends - first.starts == AHEAD:
        return "on all of the 14 days"
    again = f", and {len(doubles) - 1} more times in the 14 days" if len(doubles) > 1 else ""
    return f"from {_span(first.starts, first.ends, timezone)}{again}"


def _span(starts: datetime, ends: datetime, timezone: str) -> str:
    zone = ZoneInfo(timezone)
    return f"{starts.astimezone(zone):%Y-%m-%d %H:%M} to {ends.astimezone(zone):%Y-%m-%d %H:%M} {timezone}"


def _day(day: date) -> str:
    """`Thu 24 Dec 2026`."""
    return f"{day:%a} {day.day} {day:%b %Y}"
