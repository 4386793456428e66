"""The security review on an incident's page: what whoever may judge it says there, by their session."""

import hmac

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bot.domain import events as e
from bot.domain.events import By, Via
from bot.domain.incident.state import Incident, number_of
from bot.domain.reviews import Known, ReviewState
from bot.web.api.claims import Named
from bot.web.given import Given
from bot.web.pages import entrance
from bot.web.pages.entrance import Present
from bot.web.pages.paper import message
from bot.web.pages.sight import may_see


def routes() -> APIRouter:
    """`POST /incidents/INC-7/review`: a form of its page, for sessions alone."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/incidents/{id}/review", review, methods=["POST"])
    return router


async def review(id_: Named, request: Request, web: Given, guest: Present) -> Response:
    """What was said, as everywhere: the engine decides, and refuses whoever has no right to it."""
    number = number_of(id_)
    one = await web.reads.incident(number) if number else None
    if one is None or not may_see(one, guest.person):
        return message(404, "There is no such incident", "Or it is private, and you are not in it.")
    form, back = await request.form(max_fields=200), f"/incidents/{one.id}"
    given = {key: str(value)[:3000].strip() for key, value in form.items() if isinstance(value, str)}
    sealed = hmac.compare_digest(given.get("seal", "").encode("utf-8", "replace"), guest.seal.encode())
    if not entrance.from_here(request, web) or not sealed:
        return message(403, "Not from here", "That form was not sent from Rondo's own page. Nothing was changed.")
    if guest.person is None:
        return message(403, "Looking only", "A link of the command line is nobody's. Sign in by /rondo web.", back=back)
    hidden = tuple(str(value)[:100] for value in form.getlist("hidden") if isinstance(value, str))
    event = said(one, By(person=guest.person, via=Via.SESSION, confirmed=True), given, hidden)
    if event is None:
        return message(422, "Something is missing", "Choose what you conclude.", back=back)
    (result,) = await web.engine.handle(event)
    if result.refused:
        return message(409, "Nothing was changed", result.text, back=back)
    return RedirectResponse(back, 303)


def said(one: Incident, by: By, given: dict[str, str], hidden: tuple[str, ...]) -> e.ReviewEvent | None:
    """What the form means; `None` when it says nothing that there is."""
    number, note = one.number, given.get("note", "")
    match given.get("say"):
        case "clear" | "acceptable" | "action" as state:
            owner, todo = given.get("owner", ""), given.get("action", "")
            concluded = ReviewState(state)
            return e.ReviewGiven(incident=number, by=by, state=concluded, note=note, owner=owner, action=todo)
        case "concern":
            answers = {key: _known(given.get(key, "")) for key in ("attack", "weakened", "data")}
            return e.ConcernRaised(incident=number, by=by, note=note, **answers)
        case "incident":
            return e.SecurityIncidentDeclared(incident=number, by=by, note=note, hidden=hidden)
        case "restored":
            return e.ServiceRestored(incident=number, by=by)
        case "ask":
            return e.ReviewAskedAgain(incident=number, by=by)
        case "without":
            return e.ResolvedWithout(incident=number, by=by, reason=note)
        case _:
            return None


def _known(word: str) -> Known:
    return Known(word) if word in set(Known) else Known.UNKNOWN
