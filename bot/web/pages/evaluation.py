"""The page of the report: what became of the incidents of a span, and how reviews are answered; to be printed, too."""

import hmac
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from bot.domain.evaluations import YEARS, Report
from bot.domain.holders import Role
from bot.domain.meters import advice, change
from bot.domain.roles import is_one
from bot.domain.situation import Situation
from bot.engine.evaluating import keep, report
from bot.web.given import Given, Web
from bot.web.pages.entrance import Guest, Present, from_here
from bot.web.pages.paper import HEADERS, message, page, written
from bot.web.pages.sight import Sight, may_see
from bot.web.reports import WHAT, as_csv, as_json

#: So many days are shown where nobody says which; a longer span than that is asked of the command line.
DAYS, LONGEST = 90, 400


def routes() -> APIRouter:
    """`/report`."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/report", evaluation, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/report/keep", kept, methods=["POST"])
    return router


async def evaluation(
    web: Given,
    guest: Present,
    since: Annotated[date | None, Query(alias="from")] = None,
    to: date | None = None,
    format: str = "html",  # noqa: A002
) -> Response:
    """The span from one day to another, both whole; private incidents as numbers unless the guest may see them."""
    situation, now = await web.reads.situation(), await web.clock.now()
    zone = ZoneInfo(situation.settings.timezone)
    if any(day.year not in YEARS for day in (since, to) if day):
        words = f"Choose days of the years {YEARS[0]} to {YEARS[-1]}."
        return message(422, "That is no span", words, back="/report")
    last = to or now.astimezone(zone).date()
    first = since or last - timedelta(days=DAYS - 1)
    if first > last or last - first > timedelta(days=LONGEST):
        words = f"Choose a first day before the last one, at most {LONGEST} days apart."
        return message(400, "That is no span", words, back="/report")
    made = await _made(web, guest, (first, last), zone, now)
    if format in {"csv", "json"}:
        return _file(made, format)
    sight = Sight(situation=situation, now=now, person=guest.person)
    told = _told(made, sight, guest, may_keep=_may(guest, situation))
    return page("report.html", first=first, last=last, **told)


async def _made(web: Web, guest: Guest, days: tuple[date, date], zone: ZoneInfo, now: datetime) -> Report:
    since, until = (datetime.combine(day, time(), zone) for day in (days[0], days[1] + timedelta(days=1)))
    return await report(
        web.reads,
        web.facts,
        since,
        until,
        now,
        sees=lambda one: may_see(one, guest.person),
        knows=lambda one: guest.person not in one.secrecy.hidden_from,
    )


def _told(made: Report, sight: Sight, guest: Guest | None = None, *, may_keep: bool = False) -> dict[str, Any]:
    """What the templates say; nobody can choose anything in a file."""
    told = {"report": made, "sight": sight, "what": WHAT, "advice": advice, "change": change}
    return {**told, "guest": guest, "may_keep": may_keep}


def as_file(made: Report, situation: Situation) -> str:
    """The report as a page that stands alone, to be printed or kept."""
    return written("report_file.html", **_told(made, Sight(situation=situation, now=made.made_at, person=None)))


def _file(made: Report, form: str) -> Response:
    text = as_csv(made) if form == "csv" else as_json(made)
    named = {"Content-Disposition": f'attachment; filename="report.{form}"'}
    kind = "text/csv" if form == "csv" else "application/json"
    return PlainTextResponse(text.encode("utf-8", "replace"), headers={**HEADERS, **named}, media_type=kind)


def _may(guest: Guest, situation: Situation) -> bool:
    return guest.person is not None and is_one(guest.person, Role.SECURITY, situation)


async def kept(
    request: Request,
    web: Given,
    guest: Present,
    seal: Annotated[str, Form()] = "",
    service: Annotated[str, Form(max_length=200)] = "",
    reason: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Somebody from security keeps a service's reviews as they are, and says why."""
    situation = await web.reads.situation()
    sealed = hmac.compare_digest(seal.encode("utf-8", "replace"), guest.seal.encode())
    if not from_here(request, web) or not sealed:
        return message(403, "Not from here", "That form was not sent from Rondo's own page. Nothing was changed.")
    if guest.person is None or not _may(guest, situation):
        return message(403, "For security", "Only security says how its reviews are kept. Nothing was changed.")
    if service not in {*situation.settings.services, "default"} or not reason.strip():
        return message(400, "Something is missing", "Say why, for a service of the file.", back="/report")
    await keep(web.facts, service, by=guest.person, reason=reason.strip(), now=await web.clock.now())
    return RedirectResponse("/report", 303)
