"""Schedules and people's shifts as iCalendar (RFC 5545), at addresses that hold a secret instead of a session."""

import hashlib
from datetime import UTC, datetime, time, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response
from icalendar import Calendar, Event

from bot.domain.feeds import Entry, Feed, FeedKind, entries, opens
from bot.domain.situation import Situation
from bot.web.given import Given
from bot.web.problems import Problem

_NOTHING = "There is no calendar at this address. `/rondo oncall calendar` in Slack gives the addresses there are."

#: How often a calendar's reader is told to look again.
_AGAIN = timedelta(hours=1)


def routes() -> APIRouter:
    """Outside the described REST API: they know no token."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/calendar/{kind}/{name}/{secret}.ics", feed, methods=["GET", "HEAD"])
    return router


async def feed(kind: str, name: str, secret: str, request: Request, web: Given) -> Response:
    """The last 14 days and the next 90; 304 while nothing has changed.

    Raises:
        Problem: 404 for a wrong secret as for a calendar that is not there.
    """
    situation = await web.reads.situation()
    wanted = Feed(FeedKind(kind), name) if kind in set(FeedKind) else None
    if not (wanted and web.links and opens(secret, wanted, web.links) and wanted.is_known(situation)):
        raise Problem(404, _NOTHING)
    now = await web.clock.now()
    found = entries(wanted, situation, now)
    headers = {"ETag": _etag(found, now), "Cache-Control": "private, no-cache"}
    if headers["ETag"] in request.headers.get("if-none-match", "").replace("W/", "").split(", "):
        return Response(status_code=304, headers=headers)
    return Response(_drawn(wanted, found, situation, now), headers=headers, media_type="text/calendar")


def _etag(found: tuple[Entry, ...], now: datetime) -> str:
    return f'"{hashlib.sha256(repr((now.date(), found)).encode()).hexdigest()[:32]}"'


def _drawn(wanted: Feed, found: tuple[Entry, ...], situation: Situation, now: datetime) -> bytes:
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
