"""Schedules and people's shifts as iCalendar (RFC 5545), at addresses that hold a secret instead of a session."""

import hashlib
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.domain.feeds import Entry, Feed, FeedKind, entries, opens
from bot.web.given import Given
from bot.web.problems import Problem

_NOTHING = "There is no calendar at this address. `/rondo oncall calendar` in Slack gives the addresses there are."


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
    from bot.web.ics import drawn  # noqa: PLC0415 - 3 MB that serving without calendars does not need

    return Response(drawn(wanted, found, situation, now), headers=headers, media_type="text/calendar")


def _etag(found: tuple[Entry, ...], now: datetime) -> str:
    return f'"{hashlib.sha256(repr((now.date(), found)).encode()).hexdigest()[:32]}"'
