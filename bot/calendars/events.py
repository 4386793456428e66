"""The bytes of a calendar → its events within a window, repeating ones one by one, each with what it says of people.

Foreign text may be anything: whoever calls this does so where time and memory are limited (`apart`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import prod
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

import recurring_ical_events
from icalendar import Calendar, Event

from bot.calendars.naming import Names
from bot.domain.schedules import instant

#: How many events the window may have.
MOST = 20_000

#: So much of the window is asked for at once, so that too many are noticed early.
_STEP = timedelta(days=28)

#: Events of whole days lie in no zone, so they are looked for a little around the window.
_MARGIN = timedelta(days=2)

#: A rule that means more than so many a day, or an hour, is none of shifts.
_DENSE = 48

#: A longer summary is cut where it is told.
_TITLE = 60

_TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")

Found: TypeAlias = "Happening | str"


class NoCalendar(Exception):
    """It can't be read; the message is a sentence."""


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An event, or one of those that a repeating one stands for."""

    title: str
    names: Names
    starts: datetime
    ends: datetime


def events(content: bytes, zone: ZoneInfo, since: datetime, until: datetime, *, most: int = MOST) -> Iterator[Found]:
    """The events that touch the window, and for each one that can't be used a sentence; cancelled ones are left out.

    Whole days, and times without a zone, are `zone`'s. More than `most` are no calendar of shifts.

    Raises:
        NoCalendar: nothing of it can be used.
    """
    for calendar in _calendars(content):
        good = []
        for component in calendar.subcomponents:
            if component.name == "VEVENT" and (fault := _fault(component, zone)):
                if not _is_over(component, since):
                    yield f"{_title(component)}: {fault}"
            else:
                good.append(component)
        calendar.subcomponents = good
        for one in _expanded(calendar, since, until, most):
            found = _happening(one, zone)
            if found.ends > since and found.starts < until:
                yield found


def _calendars(content: bytes) -> list[Any]:
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise NoCalendar("it is not UTF-8") from None
    if not text[:15].upper() == "BEGIN:VCALENDAR":
        raise NoCalendar("it is no calendar: it does not begin with BEGIN:VCALENDAR")
    begun, ended = (len(re.findall(rf"(?im)^{word}:", text)) for word in ("BEGIN", "END"))
    if begun != ended:
        raise NoCalendar("it is not whole: something in it begins and never ends")
    try:
        calendars = [one for one in Calendar.from_ical(text, multiple=True) if one.name == "VCALENDAR"]
    except (ValueError, KeyError, IndexError, AttributeError):
        raise NoCalendar("it is no calendar (RFC 5545) from its beginning to its end") from None
    for one in calendars:
        if str(one.get("X-WR-TIMEZONE", "")) not in available_timezones():
            one.pop("X-WR-TIMEZONE", None)
    return calendars


def _fault(component: Event, zone: ZoneInfo) -> str | None:
    """Why an event can't be used, if there is a reason."""
    if "DTSTART" not in component:
        return "it has no beginning"
    if any(name in _TIMES for name, _ in component.errors):
        return "its times can't be read"
    if any(_is_dense(rule) for rule in _several(component.get("RRULE"))):
        return "it repeats too often for a shift"
    for name in ("DTSTART", "DTEND"):
        if name in component and _is_elsewhere(component[name]):
            return "its time zone is not known"
    return _disorder(component, zone)


def _is_dense(rule: Any) -> bool:
    """Whether a rule means more than two an hour, which would take long to find out one by one."""
    if str(rule.get("FREQ", [""])[0]).upper() in {"SECONDLY", "MINUTELY"}:
        return True
    return prod(len(_several(rule.get(part, 1))) for part in ("BYHOUR", "BYMINUTE", "BYSECOND")) > _DENSE


def _disorder(component: Event, zone: ZoneInfo) -> str | None:
    try:
        starts, ends = _instant(component.start, zone), _instant(component.end, zone)
    except (ValueError, OverflowError):  # what icalendar raises is a ValueError
        return "its times can't be read"
    if ends < starts:
        return "it ends before it begins"
    if starts == ends:
        return "it has no end, or ends when it begins"
    return None if 1970 <= starts.year < 2200 and ends.year < 2200 else "it is too far away"


def _is_over(component: Event, since: datetime) -> bool:
    """Whether an event that can't be used was one of long ago, where it is of no use to anybody."""
    try:
        return "RRULE" not in component and f"{component.start:%Y%m%d}" < f"{since:%Y%m%d}"
    except (ValueError, OverflowError):
        return False


def _is_elsewhere(value: Any) -> bool:
    """A zone was named and none was found, so that the time was read without one."""
    moment = value.dt
    return "TZID" in value.params and isinstance(moment, datetime) and moment.tzinfo is None


def _expanded(calendar: Any, since: datetime, until: datetime, most: int) -> Iterator[Event]:
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    seen = set[tuple[str, str, str]]()
    begin, end = since - _MARGIN, until + _MARGIN
    while begin < end:
        for one in query.between(begin, begin + _STEP):
            identity = (str(one.get("UID", "")), str(one.start), str(one.get("RECURRENCE-ID", one.start)))
            if identity not in seen and str(one.get("STATUS", "")).upper() != "CANCELLED":
                yield one
            seen.add(identity)
            if len(seen) > most:
                raise NoCalendar(f"it has more than {most:,} events from {since:%Y-%m-%d} to {until:%Y-%m-%d}")
        begin += _STEP


def _happening(one: Event, zone: ZoneInfo) -> Happening:
    organizer = one.get("ORGANIZER", "")
    return Happening(
        title=_title(one),
        names=Names(
            summary=_summary(one),
            attendees=tuple(_mail(each) for each in _several(one.get("ATTENDEE")) if not _declined(each)),
            organizer=_mail(organizer[0] if isinstance(organizer, list) else organizer),
        ),
        starts=_instant(one.start, zone),
        ends=_instant(one.end, zone),
    )


def _summary(component: Event) -> str:
    found = component.get("SUMMARY", "")
    return " ".join(str(found[0] if isinstance(found, list) else found)[:1000].split())


def _title(component: Event) -> str:
    """Its summary in quotes, not too long."""
    words = _summary(component)
    short = words if len(words) <= _TITLE else f"{words[: _TITLE - 1]}…"
    return f"“{short}”" if short else "an event without a summary"


def _instant(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        return instant(datetime.combine(moment, time()), zone)
    return instant(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _mail(address: Any) -> str:
    return str(address).strip().lower().removeprefix("mailto:")


def _declined(attendee: Any) -> bool:
    return str(attendee.params.get("PARTSTAT", "")).upper() == "DECLINED"
