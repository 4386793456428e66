"""The package of evidence as a file: over REST with a token, on the dashboard for whoever may see the incident."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from bot.domain.errors import Refused
from bot.domain.incident.state import Incident
from bot.web.access import Closed, Reader
from bot.web.api.claims import Named, found
from bot.web.given import Given, Web
from bot.web.problems import Problem

MEDIA_TYPE = "application/zip"

#: The number of the last line of the record that goes in.
AsOf = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="the last line that goes in; else the newest")]


def routes() -> APIRouter:
    """`/incidents/{id}/evidence` of the REST API."""
    router = APIRouter(route_class=Closed, tags=["incidents"])
    told = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}
    path = "/incidents/{id}/evidence"
    router.add_api_route(path, evidence, methods=["GET"], response_class=Response, responses=told)  # type: ignore[arg-type]
    return router


async def evidence(id_: Named, web: Given, _: Reader, as_of: AsOf = None) -> Response:
    """The incident's package for an auditor, a zip file; `verify.py` in it checks it."""
    return await file_of(await found(id_, web), web, as_of)


async def file_of(incident: Incident, web: Web, as_of: int | None) -> Response:
    """The answer that is the package.

    Raises:
        Problem: 422 when the record has no such line.
    """
    try:
        data = await web.evidence.package(incident, as_of)
    except Refused as refused:
        raise Problem(422, f"as_of: {refused}") from None
    headers = {
        "Content-Disposition": f'attachment; filename="{incident.id.lower()}.zip"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(data, media_type=MEDIA_TYPE, headers=headers)
