"""Shifts drawn as iCalendar (RFC 5545)."""

from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event

from bot.domain.feeds import Entry, Feed, FeedKind
from bot.domain.situation import Situation

#: How often a calendar's reader is told to look again.
_AGAIN = timedelta(hours=1)


def drawn(wanted: Feed, found: tuple[Entry, ...], situation: Situation, now: datetime) -> bytes:
    """A calendar of those shifts."""
    shown = wanted.name if wanted.kind is FeedKind.SCHEDULE else situation.shown(wanted.name)
    calendar = Calendar()
    calendar.add("prodid", "-//Rondo//On call//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"On call: {shown}")
    calendar.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    for entry in found:
        calendar.add_component(_event(wanted, entry, situation, now))
    return bytes(calendar.to_ical())


def _event(wanted: Feed, entry: Entry, situation: Situation, now: datetime) -> Event:
    event, shift = Event(), entry.shift
    whose = situation.shown(shift.person)
    event.add("summary", f"{whose}: {entry.schedule}" if wanted.kind is FeedKind.SCHEDULE else entry.schedule)
    event.add("uid", entry.uid)
    event.add("dtstamp", datetime.combine(now.astimezone(UTC).date(), time(), UTC))
    event.add("dtstart", shift.starts)
    event.add("dtend", shift.ends)
    event.add("transp", "TRANSPARENT")
    return event
