"""The events of a calendar → the shifts of people who are known, and what was left out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.calendars.events import Happening, events
from bot.calendars.naming import person_of
from bot.calendars.reading import Reading
from bot.domain.schedules import Shift, one_at_a_time

#: So many of the events that were left out are named.
_NAMED = 10


def reading(content: bytes, known: Mapping[str, str], timezone: str, since: datetime, until: datetime) -> Reading:
    """What a calendar holds within a window; of several events at once the one that began last has it.

    `known` has, in small letters, what people go by.

    Raises:
        bot.calendars.events.NoCalendar: nothing of it can be used.
    """
    shifts: list[Shift] = []
    strangers: list[str] = []
    faulty: list[str] = []
    for one in events(content, ZoneInfo(timezone), since, until):
        if not isinstance(one, Happening):
            faulty.append(one)
        elif person := person_of(one.names, known):
            shifts.append(Shift(person=person, starts=one.starts, ends=one.ends))
        else:
            strangers.append(one.title)
    left_out = len(strangers) + len(faulty)
    return Reading(shifts=one_at_a_time(shifts), strangers=_few(strangers), faulty=_few(faulty), left_out=left_out)


def _few(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))[:_NAMED]
