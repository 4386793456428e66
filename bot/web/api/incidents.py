"""Incidents over REST: listed, declared, looked at."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, StringConstraints
from typing_extensions import TypedDict

from bot.domain.alerts import Severity, severity_of
from bot.domain.events import By, Declared, Via
from bot.domain.incident.state import Status
from bot.web import shapes
from bot.web.access import Actor, Closed, Reader
from bot.web.api.claims import Claim, Named, Words, claimed, found
from bot.web.given import Given, Token, Web
from bot.web.problems import Problem
from bot.web.sources.reading import LONGEST_TITLE, cut

_LINES = 1000


class Declaration(BaseModel):
    title: Annotated[Words, StringConstraints(min_length=1)]
    service: Words | None = None
    severity: Words | None = Field(None, description="critical, high, medium, low, or a sender's word for one")
    private: bool = False
    security: bool = Field(False, description="A security concern: security is paged whatever the severity.")
    as_: Claim | None = Field(None, alias="as")


class Listing(TypedDict):
    incidents: list[shapes.IncidentShape]
    next: str | None


class Timeline(TypedDict):
    entries: list[shapes.EntryShape]
    next: str | None


def routes() -> APIRouter:
    """`/incidents` and below, but for what is done to them."""
    router = APIRouter(route_class=Closed, tags=["incidents"])
    router.add_api_route("/incidents", listing, methods=["GET"])
    router.add_api_route("/incidents", declare, methods=["POST"], status_code=201)
    router.add_api_route("/incidents/{id}", one, methods=["GET"])
    router.add_api_route("/incidents/{id}/timeline", timeline, methods=["GET"])
    return router


async def listing(
    web: Given,
    _: Reader,
    status: Annotated[str, Query(description="open, acknowledged, resolved, several with commas, or all")] = (
        "open,acknowledged"
    ),
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str, Query(description="the `next` of the page before")] = "",
) -> Listing:
    """The newest first."""
    before = _number(cursor)
    found = await web.reads.incidents(statuses=_statuses(status), limit=limit + 1, before=before)
    shown = found[:limit]
    following = str(shown[-1].number) if len(found) > limit else None
    return {"incidents": [shapes.incident(incident) for incident in shown], "next": following}


def _statuses(said: str) -> frozenset[Status]:
    words = {word.strip() for word in said.split(",")}
    if words == {"all"}:
        return frozenset(Status)
    if not words <= set(Status):
        raise Problem(422, "status: takes open, acknowledged and resolved, with commas between them, or all.")
    return frozenset(Status(word) for word in words)


def _number(cursor: str) -> int | None:
    """The number that a cursor stands for."""
    if not cursor:
        return None
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        raise Problem(422, "cursor: take the `next` of the page before.")
    return int(cursor)


async def declare(asked: Declaration, web: Given, token: Actor, response: Response) -> shapes.IncidentShape:
    """Somebody, or the token's bearer itself, says that there is an incident."""
    (result,) = await web.engine.handle(
        Declared(
            by=await _declarer(asked.as_, token, web),
            title=cut(" ".join(asked.title.split()), LONGEST_TITLE),
            service=asked.service or None,
            severity=_severity(asked.severity, web),
            private=asked.private,
            security_concern=asked.security,
        )
    )
    if result.incident is None or result.refused:
        unknown = bool(asked.service) and asked.service not in web.settings.services
        raise Problem(422 if unknown else 409, result.text or "Nothing was declared.")
    response.headers["Location"] = f"/api/v1/incidents/{result.incident.id}"
    return shapes.incident(result.incident)


async def _declarer(name: str | None, token: Token, web: Web) -> By:
    """Without a claim it is nobody but the token."""
    if not name:
        return By(person="", via=Via.TOKEN, token=token.name, confirmed=True)
    return await claimed(name, token, web)


def _severity(word: str | None, web: Web) -> Severity | None:
    if not word:
        return None
    severity, stated = severity_of(word, web.settings.severities)
    if not stated:
        raise Problem(422, "severity: takes critical, high, medium or low.")
    return severity


async def one(id_: Named, web: Given, _: Reader) -> shapes.IncidentShape:
    """The incident as it stands."""
    return shapes.incident(await found(id_, web))


async def timeline(
    id_: Named,
    web: Given,
    _: Reader,
    cursor: Annotated[str, Query(description="the `next` of the page before")] = "",
) -> Timeline:
    """The record, from its beginning."""
    incident = await found(id_, web)
    lines = await web.reads.timeline(incident.number, after=_number(cursor) or 0, limit=_LINES + 1)
    following = str(lines[_LINES - 1].number) if len(lines) > _LINES else None
    return {"entries": shapes.entries(lines[:_LINES]), "next": following}
