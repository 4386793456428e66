"""The gate for pipelines: what is known against a version, and that one went on in spite of it."""

from difflib import get_close_matches

from fastapi import APIRouter
from pydantic import BaseModel, Field

from bot.domain.errors import Refused
from bot.domain.events import By, Via, WentOn
from bot.domain.incident.ledgers import one_word
from bot.web.access import Closed, Gatekeeper
from bot.web.api.claims import Words
from bot.web.api.pages import ReleaseShape, Service, Version, accepted, page_of
from bot.web.given import Given, Web
from bot.web.problems import Problem
from bot.web.sources.reading import cut

_REASON = 500


class Proceeding(BaseModel):
    reason: Words = Field(description="why it goes on; it is kept with the release")


def routes() -> APIRouter:
    """`/releases/{service}/{version}` and `…/proceed`."""
    router = APIRouter(route_class=Closed, tags=["releases"])
    router.add_api_route("/releases/{service}/{version:path}/proceed", proceed, methods=["POST"])
    router.add_api_route("/releases/{service}/{version:path}", verdict, methods=["GET"])
    return router


async def verdict(service: Service, version: Version, web: Given, _: Gatekeeper) -> ReleaseShape:
    """Whether something is known against a version; `clear` says that nothing is known, and no more."""
    _must_be_known(service, version, web)
    return await page_of(service, version, web)


def _must_be_known(service: str, version: str, web: Web) -> None:
    """A gate that is asked about nothing must not say that nothing is known against it.

    Raises:
        Problem: 404 when there is no such service, 422 when that is no version.
    """
    services = web.settings.services
    if service not in services:
        near = get_close_matches(service, services, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(services)}."
        raise Problem(404, f"There is no such service: {hint}")
    try:
        one_word(version, "version")
    except Refused as refusal:
        raise Problem(422, str(refusal)) from None


async def proceed(service: Service, version: Version, asked: Proceeding, web: Given, token: Gatekeeper) -> ReleaseShape:
    """A pipeline goes on with a version that is flagged, and says why; the ledger remembers both."""
    by = By(person="", via=Via.TOKEN, token=token.name, confirmed=True)
    reason = cut(" ".join(asked.reason.split()), _REASON)
    (result,) = await web.engine.handle(WentOn(by=by, service=service, version=version, reason=reason))
    accepted(result)
    return await page_of(service, version, web)
