"""The REST API described: `/openapi.json` for programs, `/docs` as a page that needs nothing from elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse

from bot.web.access import CHALLENGE, bearer, token_with
from bot.web.given import Given, Right
from bot.web.pages.entrance import guest
from bot.web.pages.paper import page
from bot.web.problems import Problem


def routes() -> APIRouter:
    """Behind a bearer token like what they describe, or a dashboard's session, since browsers send no token."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(_reader)])
    router.add_api_route("/openapi.json", description, methods=["GET"])
    router.add_api_route("/docs", docs, methods=["GET"], response_class=HTMLResponse)
    return router


async def _reader(request: Request, web: Given) -> None:
    """Let in whoever may read.

    Raises:
        Problem: as for every route of the API, where there is no session.
    """
    if web.tokens and bearer(request) is None:
        if await guest(request, web) is None:
            detail = "Sign in to the dashboard, or send one of Rondo's API tokens as `Authorization: Bearer …`."
            raise Problem(401, detail, headers=CHALLENGE)
        return
    await token_with(Right.READ)(request, web)


async def description(request: Request) -> JSONResponse:
    """OpenAPI 3.1."""
    return JSONResponse(request.app.openapi())


async def docs(request: Request) -> HTMLResponse:
    """Every route with its parameters, its body and its answers."""
    return page("docs.html", operations=list(_operations(request.app.openapi())))


def _operations(described: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            schema = described["components"]["schemas"].get(str(body.get("$ref", "")).rpartition("/")[2], {})
            yield {"method": method.upper(), "path": path, "fields": schema.get("properties", {}), **operation}
