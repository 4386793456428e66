"""What runs where: pipelines say it over REST, and programs ask."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from typing_extensions import TypedDict

from bot.domain.events import By, Deployed, Via
from bot.domain.releases import LONGEST, Deploy
from bot.domain.text import clean
from bot.web.access import Closed, Deployer, Reader
from bot.web.api.claims import Words
from bot.web.api.pages import DeployShape, ReleaseShape, accepted, deploy_shape, page_of
from bot.web.given import Given
from bot.web.problems import Problem
from bot.web.sources.reading import cut, instant

#: Where a version runs when nobody says otherwise.
PRODUCTION = "production"

Word = Annotated[Words, StringConstraints(max_length=LONGEST)]


class Said(BaseModel):
    service: Words = Field(examples=["checkout"])
    version: Word = Field(examples=["1.4.2"])
    environment: Word = Field(PRODUCTION, description="of those that begin with `prod` people are told")
    when: Words | None = Field(None, description="when it happened, RFC 3339; without it, now")
    by: Words = Field("", description="who or what deployed it; a name of `people` is told when it is flagged")


class Seen(DeployShape, ReleaseShape):
    """The deploy, and what is known against its version."""


class Running(TypedDict):
    service: str
    running: list[DeployShape]


def routes() -> APIRouter:
    """`/deploys`."""
    router = APIRouter(route_class=Closed, tags=["releases"])
    router.add_api_route("/deploys", deployed, methods=["POST"], status_code=201, responses={200: {"model": Seen}})
    router.add_api_route("/deploys", running, methods=["GET"])
    return router


async def deployed(said: Said, web: Given, token: Deployer, response: Response) -> Seen:
    """A version runs: 201, or 200 when the same service, version, environment and time is known already."""
    now = await web.clock.now()
    at = instant(said.when) if said.when else now
    if at is None:
        raise Problem(422, "when: takes an instant such as 2026-12-24T03:00:00Z.")
    by = cut(" ".join(said.by.split()), 100)
    deploy = Deploy(
        service=said.service,
        version=said.version,
        environment=said.environment.lower() or PRODUCTION,
        at=at,
        seen_at=now,
        by=by,
    )
    (result,) = await web.engine.handle(
        Deployed(by=By(person="", via=Via.TOKEN, token=token.name, confirmed=True), deploy=deploy)
    )
    if accepted(result).unchanged:
        response.status_code = 200
    return {**deploy_shape(deploy), **await page_of(deploy.service, deploy.version, web)}


async def running(
    web: Given, _: Reader, service: Annotated[str, Query(description="a service of rondo.yml"), AfterValidator(clean)]
) -> Running:
    """What runs of a service, by environment: what was deployed there last."""
    found = await web.reads.running(service)
    return {"service": service, "running": [deploy_shape(one) for one in found]}
