"""Errors as `application/problem+json` (RFC 9457), each with a `detail` that a person can act on."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException as AnyHTTPException

from bot.domain.errors import Unavailable
from bot.web.pages.paper import message
from bot.web.sources.reading import clean, cut

MEDIA_TYPE = "application/problem+json"
_PLAIN = {
    404: "There is nothing at this address. The REST API is at /api/v1, alerts go to /alerts/{source}.",
    405: "This address does not take that method; `Allow` names those that it takes.",
}


_FOR_PROGRAMS = ("/api/", "/alerts/", "/slack/")
_HEADINGS = {404: "Nothing here", 500: "That did not work", 503: "The database can't be reached"}


class Problem(HTTPException):
    """A request that is answered with an error; `detail` is for the person who sent it."""

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, headers=dict(headers) if headers else None)


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer for an error."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": clean(detail)}
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Those errors for a route's OpenAPI."""
    properties = {name: {"type": "string"} for name in ("type", "title", "detail")}
    schema = {"type": "object", "properties": {**properties, "status": {"type": "integer"}}, "required": ["detail"]}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def install(app: FastAPI) -> None:
    """Every error of this app becomes a problem."""
    app.add_exception_handler(AnyHTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(Exception, _broken)


def _answer(request: Request, status: int, detail: str, *, headers: Mapping[str, str] | None = None) -> Response:
    """The answer for an error: a page for a person's browser, a problem for every program."""
    if "text/html" not in request.headers.get("accept", "") or request.url.path.startswith(_FOR_PROGRAMS):
        return problem(status, detail, headers=headers)
    shown = message(status, _HEADINGS.get(status, HTTPStatus(status).phrase), clean(detail))
    shown.headers.update(headers or {})
    return shown


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnyHTTPException)  # noqa: S101 - registered for nothing else
    own = isinstance(error, HTTPException)
    detail = str(error.detail) if own else _PLAIN.get(error.status_code, str(error.detail))
    return _answer(request, error.status_code, detail, headers=error.headers)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    faults = error.errors()
    unread = any(fault["type"] == "json_invalid" for fault in faults)
    return problem(400 if unread else 422, "; ".join(_fault(fault) for fault in faults[:10]))


def _fault(fault: Mapping[str, Any]) -> str:
    """Where and what, never what was sent: it may be a secret, or no text at all."""
    place = ".".join(str(part) for part in fault["loc"] if part not in ("body", "query", "path"))
    return cut(f"{place or 'the body'}: {fault['msg']}", 300)


async def _unavailable(request: Request, error: Exception) -> Response:
    """The sender tries again; nothing was committed."""
    detail = f"{error} Nothing was changed; try again."
    return _answer(request, 503, detail, headers={"Retry-After": "5"})


async def _broken(request: Request, __: Exception) -> Response:
    return _answer(request, 500, "Rondo stumbled over its own feet; its log says where. Try again.")
