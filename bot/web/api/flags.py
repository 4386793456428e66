"""What is known against a version: people's programs read it, add to it and take it back, in somebody's name."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from bot.domain.alerts import Severity
from bot.domain.events import ReleaseFlagged, ReleaseUnflagged
from bot.domain.releases import LONGEST, FlagKind
from bot.web.access import Actor, Closed, Reader
from bot.web.api.claims import Claim, Words, claimed, found
from bot.web.api.pages import FlagShape, ReleaseShape, Service, Version, accepted, flag_shapes, page_of
from bot.web.given import Given, Web
from bot.web.problems import Problem
from bot.web.sources.reading import cut, instant

_NOTE, _IDS = 300, 100


class Known(BaseModel):
    as_: Claim = Field(alias="as")
    kind: FlagKind
    cves: list[Words] = Field([], max_length=_IDS, examples=[["CVE-2026-1234"]])
    severity: Severity | None = None
    note: Words = ""
    until: Words | None = Field(None, description="when it is over, RFC 3339; without it, when it is taken back")
    incident: Words | None = Field(None, description="INC-7, which it broke; a private one is not named")


class Flags(TypedDict):
    flags: list[FlagShape]


def routes() -> APIRouter:
    """`/releases/{service}/{version}/flags`."""
    router = APIRouter(route_class=Closed, tags=["releases"])
    path = "/releases/{service}/{version:path}/flags"
    router.add_api_route(path, flags, methods=["GET"])
    router.add_api_route(path, flag, methods=["POST"], status_code=201, responses={200: {"model": ReleaseShape}})
    router.add_api_route(path, unflag, methods=["DELETE"])
    return router


async def flags(service: Service, version: Version, web: Given, _: Reader) -> Flags:
    """Everything that was ever known against a version, oldest first, with who took it back."""
    return {"flags": flag_shapes((await web.reads.release(service, version)).flags)}


async def flag(
    service: Service, version: Version, known: Known, web: Given, token: Actor, response: Response
) -> ReleaseShape:
    """Something is known against a version: 201, or 200 where it says nothing new."""
    until = instant(known.until) if known.until else None
    if known.until and until is None:
        raise Problem(422, "until: takes an instant such as 2026-12-24T03:00:00Z.")
    (result,) = await web.engine.handle(
        ReleaseFlagged(
            by=await claimed(known.as_, token, web),
            service=service,
            version=version,
            kind=known.kind,
            cves=tuple(dict.fromkeys(_id(one) for one in known.cves)),
            severity=known.severity,
            note=cut(" ".join(known.note.split()), _NOTE),
            until=until,
            broke=await _incident(known.incident, web),
        )
    )
    if accepted(result).unchanged:
        response.status_code = 200
    return await page_of(service, version, web)


def _id(said: str) -> str:
    if not said or len(said) > LONGEST or not said.isprintable() or any(sign.isspace() for sign in said):
        raise Problem(422, "cves: takes ids such as CVE-2026-1234, a word each.")
    return said


async def _incident(named: str | None, web: Web) -> int | None:
    """The incident's number, where everybody may know of it."""
    incident = await found(named, web) if named else None
    return incident.number if incident and not incident.private else None


async def unflag(
    service: Service,
    version: Version,
    web: Given,
    token: Actor,
    as_: Annotated[str, Query(alias="as", description="in whose name: a name of `people`, or a Slack id")],
    kind: Annotated[FlagKind | None, Query(description="of this kind alone; without it, all")] = None,
) -> ReleaseShape:
    """What is known against a version is taken back; it stays in the list of all that was ever known."""
    by = await claimed(as_, token, web)
    (result,) = await web.engine.handle(ReleaseUnflagged(by=by, service=service, version=version, kind=kind))
    accepted(result)
    return await page_of(service, version, web)
