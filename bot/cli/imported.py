"""What is known of imported calendars: the last good reading of each, as settings and as words."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.calendars import Reading, said_of
from bot.config import Calendar, Configuration
from bot.domain.schedules import Imported, Schedule
from bot.domain.situation import Settings
from bot.ports import Facts
from bot.web.given import Check

#: A schedule, and the place among its rotations, from 0.
Place = tuple[str, int]
Calendars = Mapping[Place, Calendar]
Readings = Mapping[Place, Reading]


@dataclass(frozen=True, kw_only=True)
class Names:
    """Under which names the things that are kept of one calendar are: a calendar at another address is another one."""

    reading: str
    read_at: str
    trouble: str
    told: str

    @classmethod
    def of(cls, place: Place, calendar: Calendar) -> "Names":
        words = f"{place[0]}\n{calendar.address.reveal()}".encode("utf-8", "backslashreplace")
        known = hashlib.sha256(words).hexdigest()[:32]
        kinds = ("reading", "read_at", "trouble", "told")
        return cls(**{kind: f"calendar {known} {kind}" for kind in kinds})


async def kept(facts: Facts, calendars: Calendars) -> dict[Place, Reading]:
    """The last good readings.

    Raises:
        bot.domain.errors.Unavailable: the database can't be reached.
    """
    found = {place: await facts.get(Names.of(place, one).reading) for place, one in calendars.items()}
    return {place: Reading.from_json(text) for place, text in found.items() if text}


def filled(settings: Settings, readings: Readings) -> Settings:
    """The settings with the shifts of the calendars that were read; whoever has left the roster has none."""
    schedules = {name: _filled(name, one, readings, settings) for name, one in settings.schedules.items()}
    return replace(settings, schedules=schedules) if readings else settings


def _filled(name: str, schedule: Schedule, readings: Readings, settings: Settings) -> Schedule:
    layers = list(schedule.rotations)
    for place in range(len(layers)):
        reading = readings.get((name, place))
        if reading is not None and isinstance(layers[place], Imported):
            layers[place] = Imported(shifts=tuple(one for one in reading.shifts if one.person in settings.people))
    return replace(schedule, rotations=tuple(layers))


async def checks(facts: Facts, configuration: Configuration, now: datetime) -> list[Check]:
    """How it stands with each calendar, by what is kept: nothing is fetched."""
    readings, lines = await kept(facts, configuration.calendars), list[Check]()
    for place, one in configuration.calendars.items():
        names = Names.of(place, one)
        trouble, read_at = await facts.get(names.trouble), await facts.get(names.read_at)
        lines += lines_of(place, one, readings.get(place), now, trouble=trouble, read_at=read_at)
    return lines


def lines_of(
    place: Place,
    calendar: Calendar,
    reading: Reading | None,
    now: datetime,
    *,
    trouble: str | None = None,
    read_at: str | None = None,
) -> list[Check]:
    """A line that says how far a calendar reaches or why it can't be read, and more for what is not as meant."""
    subject = called(place, calendar)
    if reading is None:
        why = trouble or "has not been read yet → it is when Rondo runs"
        text = f"{subject}: {why}" if trouble else f"{subject} {why}"
        return [Check(mark="✗" if trouble else "!", name="calendar", text=text)]
    if trouble:
        text = f"{subject}: {trouble}; {last_good(read_at)}"
        return [Check(mark="!", name="calendar", text=text), *_doubts(subject, reading, now)]
    doubts = list(_doubts(subject, reading, now))
    until = f"{reading.shifts[-1].ends:%Y-%m-%d %H:%M} UTC" if reading.shifts else ""
    return doubts or [Check(mark="✓", name="calendar", text=f"{subject}: shifts until {until}")]


def _doubts(subject: str, reading: Reading, now: datetime) -> Iterator[Check]:
    if not any(one.ends > now for one in reading.shifts):
        remedy = "look whether it is the right one"
        yield Check(mark="!", name="calendar", text=f"{subject}: nobody has a shift in it from now on → {remedy}")
    for text in left_out(reading):
        yield Check(mark="!", name="calendar", text=f"{subject}: {text}")


def called(place: Place, calendar: Calendar) -> str:
    """A calendar as people know it: by its schedule and where it comes from."""
    return f"{place[0]} ({said_of(calendar.address.reveal())})"


def last_good(read_at: str | None) -> str:
    """What goes on where a calendar can't be read now."""
    when = f", read at {datetime.fromisoformat(read_at):%Y-%m-%d %H:%M} UTC," if read_at else ""
    return f"the last good one{when} goes on"


def left_out(reading: Reading) -> Iterator[str]:
    """Which events are left out, and what to do about it."""
    if reading.strangers:
        named = ", ".join(reading.strangers)
        yield f"{named}: nobody of `people` → write who that is under `names`, beside `calendar`"
    if reading.faulty:
        yield f"left out: {'; '.join(reading.faulty)} → correct them in the calendar"
    if reading.left_out > len(reading.strangers) + len(reading.faulty):
        yield f"{reading.left_out} events are left out in all"
