"""The calendars that `check` can look at: files beside the configuration; it asks nobody on the web."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.calendars import Reading, Unread, is_on_the_web, known_as, read_apart, read_file, said_of
from bot.cli.imported import Place, filled, left_out
from bot.config import Configuration, Notice


def with_files(configuration: Configuration, folder: Path, now: datetime) -> tuple[Configuration, tuple[Notice, ...]]:
    """The configuration with the shifts of its calendars that are files, and a warning for what is not as meant."""
    readings: dict[Place, Reading] = {}
    notices: list[Notice] = []
    for place, calendar in configuration.calendars.items():
        address = calendar.address.reveal()
        if is_on_the_web(address):
            remedy = "`python app.py doctor` reads it now"
            told = f"the calendar at {said_of(address)} is read when Rondo runs; holes are not looked for here"
            notices.append(configuration.notice(_path(place), told, remedy))
            continue
        try:
            readings[place] = asyncio.run(_read(configuration, place, folder / address, now))
        except Unread as error:
            message, _, remedy = str(error).partition(" → ")
            notices.append(configuration.notice(_path(place), f"the calendar {said_of(address)}: {message}", remedy))
        else:
            notices += _doubts(configuration, place, readings[place])
    return replace(configuration, settings=filled(configuration.settings, readings)), tuple(notices)


async def _read(configuration: Configuration, place: Place, path: Path, now: datetime) -> Reading:
    settings = configuration.settings
    known = known_as({name: one.slack for name, one in settings.people.items()}, configuration.calendars[place].names)
    return await read_apart(read_file(path), known=known, timezone=settings.schedules[place[0]].timezone, now=now)


def _doubts(configuration: Configuration, place: Place, reading: Reading) -> Iterator[Notice]:
    for line in left_out(reading):
        message, _, remedy = line.partition(" → ")
        yield configuration.notice(_path(place), message, remedy or "look at them in the calendar")


def _path(place: Place) -> tuple[str | int, ...]:
    return ("schedules", place[0], "rotations", place[1])
