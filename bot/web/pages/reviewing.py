"""The security review on an incident's page: what whoever may judge it says there, by their session."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.domain import events as e
from bot.domain.events import By
from bot.domain.incident.state import Incident
from bot.domain.reviews import Known, ReviewState
from bot.web.api.claims import Named
from bot.web.given import Given
from bot.web.pages.entrance import Present
from bot.web.pages.forms import filled, handled


def routes() -> APIRouter:
    """`POST /incidents/INC-7/review`: a form of its page, for sessions alone."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/incidents/{id}/review", review, methods=["POST"])
    return router


async def review(id_: Named, request: Request, web: Given, guest: Present) -> Response:
    """What was said, as everywhere: the engine decides, and refuses whoever has no right to it."""
    form = await filled(id_, request, web, guest)
    if isinstance(form, Response):
        return form
    event = said(form.incident, form.by, form.words, form.hidden)
    return await handled(event, form, web, missing="Choose what you conclude.")


def said(one: Incident, by: By, given: Mapping[str, str], hidden: tuple[str, ...]) -> e.ReviewEvent | None:
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
