"""The REST API described: `/openapi.json` for programs, `/docs` as a page that needs nothing from elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from bot.web.access import Reader
from bot.web.pages.paper import page


def routes() -> APIRouter:
    """Behind a bearer token like what they describe."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/openapi.json", description, methods=["GET"])
    router.add_api_route("/docs", docs, methods=["GET"], response_class=HTMLResponse)
    return router


async def description(request: Request, _: Reader) -> JSONResponse:
    """OpenAPI 3.1."""
    return JSONResponse(request.app.openapi())


async def docs(request: Request, _: Reader) -> HTMLResponse:
    """Every route with its parameters, its body and its answers."""
    return page("docs.html", operations=list(_operations(request.app.openapi())))


def _operations(described: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            schema = described["components"]["schemas"].get(str(body.get("$ref", "")).rpartition("/")[2], {})
            yield {"method": method.upper(), "path": path, "fields": schema.get("properties", {}), **operation}
