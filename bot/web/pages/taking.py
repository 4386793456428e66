"""The page behind a link that somebody was sent: it shows the incident, and takes it by a button."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.domain.events import Acknowledged, By, Via
from bot.domain.incident.pages import Page
from bot.domain.incident.sending import is_past
from bot.domain.incident.state import Incident, Status
from bot.domain.links import Link, page_of
from bot.web.given import Given, Web
from bot.web.pages.paper import message, page
from bot.web.pages.sight import Sight

_OVER = "It was made for one call of one person, and ends with the incident. Ask in Slack, or sign in to the dashboard."


def routes() -> APIRouter:
    """Looking changes nothing, since mail scanners look too; the button does."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/take/{token}", look, methods=["GET", "HEAD"], response_class=HTMLResponse)
    router.add_api_route("/take/{token}", take, methods=["POST"])
    return router


async def look(token: str, web: Given) -> HTMLResponse:
    """The incident as it stands, with one button while it can be taken."""
    found = await _found(token, web)
    if found is None:
        return message(404, "This link leads nowhere any more", _OVER)
    link, incident, call = found
    sight = Sight(situation=await web.reads.situation(), now=await web.clock.now(), person=link.person)
    return page("take.html", sight=sight, incident=incident, call=call, mine=_is_mine(link, incident, call))


async def take(token: str, request: Request, web: Given) -> Response:
    """The same as pressing *Acknowledge* in Slack."""
    found = await _found(token, web)
    if found is None:
        return message(404, "This link leads nowhere any more", _OVER)
    link, incident, _ = found
    by = By(person=link.person, via=Via.LINK, confirmed=True)
    (result,) = await web.engine.handle(Acknowledged(incident=incident.number, by=by))
    if result.refused:
        return message(409, "Nothing was changed", result.text, back=request.url.path)
    return RedirectResponse(request.url.path, 303)


async def _found(token: str, web: Web) -> tuple[Link, Incident, Page] | None:
    """A link lives as long as the ladder it was made for, and opens nothing to whoever has left."""
    link = web.links.read(token) if web.links else None
    incident = await web.reads.incident(link.incident) if link else None
    call = page_of(link, incident) if link else None
    if link is None or incident is None or call is None:
        return None
    people = (await web.reads.situation()).settings.people
    over = incident.status is Status.RESOLVED or is_past(incident, call) or link.person not in people
    return None if over else (link, incident, call)


def _is_mine(link: Link, incident: Incident, call: Page) -> bool:
    """Whether they have it already: as responder, or as the security engineer who is here."""
    security = incident.security
    here = security is not None and security.person == link.person and security.here_at is not None
    return here if call.ladder == "security" else link.person in incident.responders
