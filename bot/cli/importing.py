"""Imported calendars read while the bot runs: the last good one of each goes on, and trouble is told once."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import structlog

from bot.calendars import Reading, Unread, fetched, known_as, read_apart
from bot.calendars.fetching import Proxy
from bot.cli.house import House
from bot.cli.imported import Names, Place, called, filled, kept, last_good, left_out
from bot.config import Calendar, Configuration
from bot.domain.effects import TellOperators
from bot.domain.situation import Settings
from bot.scheduler import Job

log = structlog.get_logger()

#: How often calendars are read again, in seconds; and those of which nothing is known.
LOOK_SECONDS, UNKNOWN_SECONDS = 900.0, 60.0

#: As long as another replica has read a calendar in that time, it is no trouble that this one can't.
_RECENTLY = timedelta(seconds=2 * LOOK_SECONDS)


class Reader:
    """Fetches and reads calendars; what is as it was is not read anew on the same day."""

    def __init__(self, folder: Path, session: aiohttp.ClientSession, proxy: Proxy = lambda _: None) -> None:
        self._folder, self._session, self._proxy = folder, session, proxy
        self._before: dict[tuple[Place, str], tuple[str, Reading | str]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def read(self, place: Place, configuration: Configuration, now: datetime) -> Reading:
        """A calendar as it is now.

        Raises:
            Unread: it can't be had, or is none.
        """
        calendar, settings = configuration.calendars[place], configuration.settings
        address, timezone = calendar.address.reveal(), settings.schedules[place[0]].timezone
        content = await fetched(address, folder=self._folder, session=self._session, proxy=self._proxy)
        known = known_as({name: one.slack for name, one in settings.people.items()}, calendar.names)
        same = _digest(content, json.dumps(known), timezone, f"{now:%Y-%m-%d}")
        async with self._one_at_a_time:
            digest, outcome = self._before.get((place, address), ("", ""))
            if digest != same:
                try:
                    outcome = await read_apart(content, known=known, timezone=timezone, now=now)
                except Unread as error:
                    outcome = str(error)
                self._before[place, address] = (same, outcome)
        if isinstance(outcome, str):
            raise Unread(outcome)
        return outcome


def _digest(content: bytes, *more: str) -> str:
    return hashlib.sha256("\n".join(more).encode("utf-8", "backslashreplace") + b"\n" + content).hexdigest()


class Importing:
    """Reads the calendars of the configuration that is gone by, and puts their shifts into the settings in force."""

    def __init__(self, house: House, configuration: Callable[[], Configuration], reader: Reader) -> None:
        self._house, self._configuration, self._reader = house, configuration, reader
        self._readings: dict[str, Reading] = {}
        self._unkept = set[str]()  # those that the database did not take yet
        self._read_at: dict[str, str] = {}
        self._recalled: dict[str, str] = {}

    def jobs(self) -> tuple[Job, Job]:
        """What is to be called while the bot runs."""
        return (
            Job(name="calendars", seconds=LOOK_SECONDS, run=self.look),
            Job(name="unknown calendars", seconds=UNKNOWN_SECONDS, run=self.look_again),
        )

    def settings(self, configuration: Configuration) -> Settings:
        """That configuration's settings, with what is known of its calendars."""
        found = {
            place: reading
            for place, one in configuration.calendars.items()
            if (reading := self._readings.get(Names.of(place, one).reading)) is not None
        }
        return filled(configuration.settings, found)

    async def look(self) -> None:
        """Read every calendar again. Nobody is paged anew by it, and open incidents keep their ladder.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached; what was read counts nonetheless.
        """
        await self._look(lambda _: True)

    async def look_again(self) -> None:
        """Read the calendars of which nothing is known yet; of the others, go by what another replica has read since.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached.
        """
        await self._look(lambda name: name not in self._readings)

    async def prepare(self, configuration: Configuration) -> None:
        """Know the calendars of a configuration before it is gone by: what is kept, or what is there now.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached.
        """
        await self._recall(configuration)
        await self._read(configuration, lambda name: name not in self._readings)

    async def _look(self, wanted: Callable[[str], bool]) -> None:
        configuration = self._configuration()
        await self._recall(configuration)
        try:
            await self._read(configuration, wanted)
        finally:
            self._apply()

    async def _recall(self, configuration: Configuration) -> None:
        """What an earlier life of ours, or another replica, has read since: else each would call somebody else."""
        facts = self._house.store.facts
        for place, one in configuration.calendars.items():
            names = Names.of(place, one)
            read_at = await facts.get(names.read_at) or ""
            if read_at in {self._read_at.get(names.read_at), self._recalled.get(names.read_at)}:
                continue
            found = (await kept(facts, {place: one})).get(place)
            if found is not None and found != self._readings.get(names.reading):
                self._readings[names.reading] = found
            self._recalled[names.read_at] = read_at

    def _apply(self) -> None:
        """A road that a reload takes as well; the file has not changed, so it is not told as one."""
        house, settings = self._house, self.settings(self._configuration())
        if settings != house.store.settings:
            house.reconfigure(settings, sources=house.given.sources, tokens=house.given.tokens)
            log.info("calendars have changed")

    async def _read(self, configuration: Configuration, wanted: Callable[[str], bool]) -> None:
        now, calendars = await self._house.clock.now(), configuration.calendars
        places = [place for place, one in calendars.items() if wanted(Names.of(place, one).reading)]
        done = await asyncio.gather(*(self._one(one, configuration, now) for one in places), return_exceptions=True)
        for error in done:
            if error is not None:
                raise error

    async def _one(self, place: Place, configuration: Configuration, now: datetime) -> None:
        calendar = configuration.calendars[place]
        try:
            reading = await self._reader.read(place, configuration, now)
        except Unread as error:
            await self._failed(place, calendar, str(error), now)
        else:
            await self._succeeded(place, calendar, reading, now)

    async def _succeeded(self, place: Place, calendar: Calendar, reading: Reading, now: datetime) -> None:
        facts, names = self._house.store.facts, Names.of(place, calendar)
        if reading is not self._readings.get(names.reading):
            self._unkept.add(names.reading)
        self._readings[names.reading] = reading
        if names.reading in self._unkept:
            await facts.put(names.reading, reading.to_json())
            self._unkept.discard(names.reading)
        since = await facts.get(names.read_at)  # what is told is named by it, so that replicas tell it once
        if await facts.get(names.trouble):
            words = f"The calendar of {called(place, calendar)} can be read again."
            await self._tell(words, once=f"{names.trouble} over/{since}")
            await facts.put(names.trouble, "")
        await self._tell_what_is_left_out(place, calendar, reading, since)
        self._read_at[names.read_at] = now.isoformat()
        await facts.put(names.read_at, now.isoformat())

    async def _tell_what_is_left_out(
        self, place: Place, calendar: Calendar, reading: Reading, since: str | None
    ) -> None:
        """Each event once: what operators know already is kept."""
        facts, name = self._house.store.facts, Names.of(place, calendar).told
        words = {*reading.strangers, *reading.faulty}
        told = set[str](json.loads(await facts.get(name) or "[]"))
        if words - told:
            lines = [f"Events are left out of the calendar of {called(place, calendar)}:", *left_out(reading)]
            await self._tell("\n".join(lines), once=f"{name}/{since}")
        if words != told:
            await facts.put(name, json.dumps(sorted(words)))

    async def _failed(self, place: Place, calendar: Calendar, why: str, now: datetime) -> None:
        """The last good one goes on, whichever replica or life of ours read it."""
        facts, names = self._house.store.facts, Names.of(place, calendar)
        read_at, told = await facts.get(names.read_at), await facts.get(names.trouble)
        if read_at and read_at != self._read_at.get(names.read_at):
            found = (await kept(facts, {place: calendar})).get(place)
            if found is not None:
                self._readings[names.reading] = found
            if now - datetime.fromisoformat(read_at) < _RECENTLY:
                return
        log.warning("a calendar can't be read", schedule=place[0], why=why)
        if not told:
            then = last_good(read_at) if read_at else "until it can, nobody is on call by it"
            words = f"The calendar of {called(place, calendar)} can't be read: {why}; {then}."
            await self._tell(words, once=f"{names.trouble}/{read_at}")
        if told != why:
            await facts.put(names.trouble, why)

    async def _tell(self, words: str, *, once: str) -> None:
        await self._house.engine.promise(TellOperators(text=words), delivery=once)
