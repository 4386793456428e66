"""A calendar as others export it: each event from its beginning, its end and whatever lines more."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zlib import crc32

from bot.calendars.reading import Reading
from bot.calendars.shifts import reading

NOW = datetime(2026, 10, 1, tzinfo=UTC)
KNOWN: Mapping[str, str] = {"ana": "ana", "ben": "ben", "chi": "chi", "ben@example.com": "ben"}


def event(starts: str = "", ends: str = "", *lines: str, uid: str = "") -> str:
    """Times are UTC as `20261001T090000Z`, a day as `20261001`, or begin with `;` or `:` and are taken as they are."""
    times = [_time(name, written) for name, written in (("DTSTART", starts), ("DTEND", ends)) if written]
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{uid or crc32(repr((starts, ends, lines)).encode())}", *times, *lines, "END:VEVENT"]
    )


def _time(name: str, written: str) -> str:
    if written[0] in ";:":
        return f"{name}{written}"
    return f"{name};VALUE=DATE:{written}" if len(written) == 8 else f"{name}:{written}"


def calendar(*events: str, head: str = "PRODID:-//Example//EN") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", head, *events, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def read(*events: str, timezone: str = "Europe/Berlin", head: str = "PRODID:-//Example//EN") -> Reading:
    since, until = datetime(2026, 8, 1, tzinfo=UTC), datetime(2027, 11, 1, tzinfo=UTC)
    return reading(calendar(*events, head=head), KNOWN, timezone, since, until)


def said(found: Reading) -> list[str]:
    """Each shift as `ana 2026-10-01 09:00 to 2026-10-01 17:00`, in UTC."""
    return [f"{one.person} {one.starts:%Y-%m-%d %H:%M} to {one.ends:%Y-%m-%d %H:%M}" for one in found.shifts]
