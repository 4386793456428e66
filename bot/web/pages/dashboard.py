"""The pages of the dashboard, and its buttons."""

import hmac
from typing import Annotated

from fastapi import APIRouter, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

from bot.domain.events import By, Via
from bot.domain.incident.state import Incident, Status, number_of
from bot.domain.postmortem import draft
from bot.engine.evidence import record
from bot.web.api.actions import Verb, event_of
from bot.web.api.claims import Named
from bot.web.api.evidence import AsOf, file_of
from bot.web.api.oncall import on_call_at
from bot.web.given import Given, Web
from bot.web.health import readiness
from bot.web.pages import answering, burden, entrance, evaluation, ledger, reviewing, taking
from bot.web.pages.entrance import Guest, Present, Stranger
from bot.web.pages.markdown import as_html
from bot.web.pages.paper import HEADERS, STATIC, message, page, unless_unchanged
from bot.web.pages.sight import Sight, may_see
from bot.web.problems import Problem

_MOST_OPEN = 200
_RESOLVED = 10

#: So many lines of a record are on its page.
_NEWEST = 1_000


class Missing(Exception):
    """No such incident, or none that this guest may see: the same page for both."""


def install(app: FastAPI) -> None:
    """The dashboard's routes, its files, and what strangers see."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/", home, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/incidents/{id}", incident, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/incidents/{id}/postmortem", postmortem, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/incidents/{id}/postmortem.md", markdown, methods=["GET"], response_class=PlainTextResponse)
    router.add_api_route("/incidents/{id}/evidence", evidence, methods=["GET"])
    router.add_api_route("/incidents/{id}/{verb}", act, methods=["POST"])
    app.include_router(entrance.routes())
    app.include_router(taking.routes())
    app.include_router(burden.routes())
    app.include_router(evaluation.routes())
    app.include_router(reviewing.routes())
    app.include_router(answering.routes())
    app.include_router(ledger.routes())
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(Stranger, entrance.show_the_way_in)
    app.add_exception_handler(Missing, _missing)


async def home(request: Request, web: Given, guest: Present) -> Response:
    """What is open, who is on call, how the set-up stands."""
    sight = await _sight(web, guest)
    unresolved = frozenset({Status.OPEN, Status.ACKNOWLEDGED})
    going_on = await web.reads.incidents(statuses=unresolved, limit=_MOST_OPEN)
    over = await web.reads.incidents(statuses=frozenset({Status.RESOLVED}), limit=_RESOLVED)
    answer = page(
        "home.html",
        sight=sight,
        guest=guest,
        open=sorted((one for one in going_on if may_see(one, guest.person)), key=_urgency),
        resolved=[one for one in over if may_see(one, guest.person)],
        on_call=on_call_at(sight.situation, sight.now),
        readiness=await readiness(web),
        checks=await web.setup(),
        described=bool(web.tokens),
    )
    return unless_unchanged(answer, request)


def _urgency(incident: Incident) -> tuple[bool, int, int]:
    """What nobody has comes first, then the worse, then the newer."""
    return incident.status is not Status.OPEN, -incident.severity.rank, -incident.number


async def incident(request: Request, id_: Named, web: Given, guest: Present) -> Response:
    """One incident: its state, who was called and why, its timeline."""
    one = await _visible(id_, web, guest)
    lines = await web.reads.timeline(one.number, after=max(0, one.lines - _NEWEST), limit=_NEWEST)
    answer = page("incident.html", sight=await _sight(web, guest), guest=guest, incident=one, lines=lines)
    return unless_unchanged(answer, request)


async def postmortem(id_: Named, web: Given, guest: Present, format: str = "") -> Response:  # noqa: A002
    """The report as a page, or as Markdown."""
    text, one, sight = await _report(id_, web, guest)
    if format == "md":
        return _file(text, one)
    return page("postmortem.html", sight=sight, guest=guest, incident=one, report=as_html(text))


async def markdown(id_: Named, web: Given, guest: Present) -> Response:
    """The report as a Markdown file."""
    text, one, _ = await _report(id_, web, guest)
    return _file(text, one)


async def evidence(id_: Named, web: Given, guest: Present, as_of: AsOf = None) -> Response:
    """The package for an auditor."""
    one = await _visible(id_, web, guest)
    try:
        return await file_of(one, web, as_of)
    except Problem as problem:
        back = f"/incidents/{one.id}"
        return message(problem.status_code, "There is no such line", str(problem.detail), back=back)


def _file(text: str, one: Incident) -> PlainTextResponse:
    named = {"Content-Disposition": f'inline; filename="{one.id.lower()}-postmortem.md"'}
    return PlainTextResponse(text.encode("utf-8", "replace"), headers={**HEADERS, **named}, media_type="text/markdown")


async def act(
    id_: Named,
    verb: Verb,
    request: Request,
    web: Given,
    guest: Present,
    seal: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=3000)] = "",
) -> Response:
    """A button was pressed: the same events as everywhere, by session."""
    one = await _visible(id_, web, guest)
    back = f"/incidents/{one.id}"
    if not entrance.from_here(request, web) or not hmac.compare_digest(
        seal.encode("utf-8", "replace"), guest.seal.encode()
    ):
        return message(403, "Not from here", "That form was not sent from Rondo's own page. Nothing was changed.")
    if guest.person is None:
        return message(403, "Looking only", "A link of the command line is nobody's. Sign in by /rondo web.", back=back)
    by = By(person=guest.person, via=Via.SESSION, confirmed=True)
    try:
        (result,) = await web.engine.handle(event_of(verb, one.number, by, reason.strip()))
    except Problem as problem:
        return message(problem.status_code, "Something is missing", str(problem.detail), back=back)
    if result.refused:
        return message(409, "Nothing was changed", result.text, back=back)
    return RedirectResponse(back, 303)


async def _visible(named: str, web: Web, guest: Guest) -> Incident:
    number = number_of(named)
    one = await web.reads.incident(number) if number else None
    if one is None or not may_see(one, guest.person):
        raise Missing
    return one


async def _report(named: str, web: Web, guest: Guest) -> tuple[str, Incident, Sight]:
    one, sight = await _visible(named, web, guest), await _sight(web, guest)
    lines = await record(web.reads, one.number)
    return draft(one, lines, names=sight.name, zone=sight.zone), one, sight


async def _sight(web: Web, guest: Guest) -> Sight:
    return Sight(situation=await web.reads.situation(), now=await web.clock.now(), person=guest.person)


async def _missing(_: Request, __: Exception) -> HTMLResponse:
    return message(404, "There is no such incident", "Or it is private, and you are not in it.")
