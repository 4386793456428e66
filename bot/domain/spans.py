"""A time in words, by the wall clock of whoever reads it."""

from datetime import datetime
from zoneinfo import ZoneInfo


def span(starts: datetime, ends: datetime, timezone: str) -> str:
    """From when until when: `from Mon 23 Nov, 09:00 to 18:00 CET`."""
    zone = ZoneInfo(timezone)
    first, last = starts.astimezone(zone), ends.astimezone(zone)
    until = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%a %d %b, %H:%M}"
    return f"from {first:%a %d %b, %H:%M} to {until} {last:%Z}"


def since(starts: datetime, timezone: str) -> str:
    """From when, where no end is in sight: `from Mon 23 Nov, 09:00 CET on`."""
    return f"from {starts.astimezone(ZoneInfo(timezone)):%a %d %b, %H:%M %Z} on"
