"""Proposals on an incident's page: what whoever may answer for security says there, by their session."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.domain import events as e
from bot.domain.proposals import Verdict
from bot.web.api.claims import Named
from bot.web.given import Given
from bot.web.pages.entrance import Present
from bot.web.pages.forms import Filled, filled, handled

_SAID = {"approve": Verdict.APPROVED, "object": Verdict.OBJECTED}


def routes() -> APIRouter:
    """`POST /incidents/INC-7/proposals`: a form of its page, for sessions alone."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/incidents/{id}/proposals", answer, methods=["POST"])
    return router


async def answer(id_: Named, request: Request, web: Given, guest: Present) -> Response:
    """Approved or objected, as by Slack's buttons: the engine decides, and refuses whoever has no right to it."""
    form = await filled(id_, request, web, guest)
    if isinstance(form, Response):
        return form
    missing = "Choose whether you approve it or object."
    return await handled(said(form), form, web, missing=missing, part="#proposals")


def said(form: Filled) -> e.ProposalAnswered | None:
    """What the form means; `None` when it says nothing that there is."""
    verdict, number = _SAID.get(form.words.get("say", "")), form.words.get("proposal", "")
    if verdict is None or not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    note = form.words.get("note", "")
    return e.ProposalAnswered(
        incident=form.incident.number, by=form.by, proposal=int(number), verdict=verdict, note=note
    )
