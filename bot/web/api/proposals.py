"""Proposals over REST: a program says, in somebody's name, what they mean to do; nobody answers one by a token."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from bot.domain.events import Proposed
from bot.domain.proposals import ProposalKind
from bot.web import shapes
from bot.web.access import Actor, Closed
from bot.web.api.claims import Claim, Named, Words, claimed, found
from bot.web.given import Given
from bot.web.problems import Problem, described


class Meant(BaseModel):
    as_: Claim = Field(alias="as")
    kind: ProposalKind = Field(examples=["rollback"])
    service: Words = Field("", description="a service of rondo.yml; without it, the incident's", examples=["checkout"])
    to: Words = Field("", description="the version (or number, or place) that it goes to", examples=["1.4.2"])
    note: Words = Field("", description="why, or what exactly")


def routes() -> APIRouter:
    """`/incidents/INC-7/proposals`."""
    router = APIRouter(route_class=Closed, tags=["incidents"], responses=described(409))
    path = "/incidents/{id}/proposals"
    same: dict[int | str, dict[str, Any]] = {
        200: {"model": shapes.IncidentShape, "description": "It is proposed already."}
    }
    router.add_api_route(path, propose, methods=["POST"], status_code=201, responses=same)
    return router


async def propose(id_: Named, meant: Meant, web: Given, token: Actor, response: Response) -> shapes.IncidentShape:
    """Somebody means to do something: 201 and the incident, whose last proposal it is; 200 where it is one already."""
    incident = await found(id_, web)
    own = incident.named_service if incident.named_service in web.settings.services else ""
    (result,) = await web.engine.handle(
        Proposed(
            incident=incident.number,
            by=await claimed(meant.as_, token, web),
            kind=meant.kind,
            service=meant.service or own,
            to=meant.to,
            note=meant.note,
        )
    )
    if result.refused:
        raise Problem(409, result.text)
    if result.unchanged:
        response.status_code = 200
    return shapes.incident(result.incident or incident)
