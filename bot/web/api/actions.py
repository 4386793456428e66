"""What is done to an incident over REST, in somebody's name: 200 and the incident, or 409 with who and when."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

from fastapi import APIRouter
from pydantic import BaseModel, Field

from bot.domain.events import Acknowledged, By, EscalationAsked, Noted, PersonEvent, Reopened, Resolved
from bot.web import shapes
from bot.web.access import Actor, Closed
from bot.web.api.claims import Claim, Named, Words, claimed, found
from bot.web.given import Given
from bot.web.problems import Problem, described


class Verb(StrEnum):
    """The last part of an action's path."""

    ACKNOWLEDGE = "acknowledge"
    ESCALATE = "escalate"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    NOTE = "note"


class Act(BaseModel):
    as_: Claim = Field(alias="as")
    reason: Words = Field("", description="why; the summary of a resolution, the text of a note")


def routes() -> APIRouter:
    """`/incidents/INC-7/{verb}`, a route per verb."""
    router = APIRouter(route_class=Closed, tags=["incidents"], responses=described(409))
    for verb in Verb:
        router.add_api_route(f"/incidents/{{id}}/{verb.value}", _route(verb), methods=["POST"], name=verb.value)
    return router


def _route(verb: Verb) -> Callable[..., Awaitable[shapes.IncidentShape]]:
    async def act(id_: Named, asked: Act, web: Given, token: Actor) -> shapes.IncidentShape:
        incident = await found(id_, web)
        event = event_of(verb, incident.number, await claimed(asked.as_, token, web), asked.reason)
        (result,) = await web.engine.handle(event)
        if result.refused:
            raise Problem(409, result.text)
        return shapes.incident(result.incident or incident)

    return act


def event_of(verb: Verb, incident: int, by: By, reason: str) -> PersonEvent:
    """What happened when somebody asked for that.

    Raises:
        Problem: 422 for a note without words.
    """
    match verb:
        case Verb.ACKNOWLEDGE:
            return Acknowledged(incident=incident, by=by)
        case Verb.ESCALATE:
            return EscalationAsked(incident=incident, by=by, reason=reason)
        case Verb.RESOLVE:
            return Resolved(incident=incident, by=by, summary=reason)
        case Verb.REOPEN:
            return Reopened(incident=incident, by=by, reason=reason)
        case Verb.NOTE:
            if not reason:
                raise Problem(422, "reason: a note needs its text here.")
            return Noted(incident=incident, by=by, text=reason)
