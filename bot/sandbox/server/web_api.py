"""Slack's Web API over HTTP: forms, JSON, queries and multipart in, Slack's JSON out."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.sandbox.answer import Answer, Lost
from bot.sandbox.workspace import Workspace

ABORT = "sandbox.abort"
"""The key of a connection's scope under which lies the function that cuts it."""

DEAFEN = "sandbox.deafen"
"""The key under which lies the function that leaves it open, and unread from then on."""


class Broken(Response):
    """No response at all: the connection breaks."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cut: Callable[[], None] = scope[ABORT]
        cut()
        await asyncio.sleep(0)  # lets the server notice before it would answer 500 in our place


async def arguments(request: Request) -> dict[str, Any]:
    """The arguments of a call, from the query and from a body of any kind Slack takes."""
    given: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        body = json.loads(await request.body() or b"{}")
        return {**given, **body} if isinstance(body, dict) else given
    if kind.startswith("application/x-www-form-urlencoded"):
        return {**given, **dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))}
    if kind.startswith("multipart/form-data"):
        async with request.form() as form:
            for name, value in form.items():
                given[name] = await value.read() if isinstance(value, UploadFile) else value
    return given


def token(request: Request, given: dict[str, Any]) -> str | None:
    """The token, from the header or (taken out) from the arguments."""
    field = given.pop("token", None)
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return bearer if scheme.lower() == "bearer" and bearer else field


def shown(answer: Answer) -> Response:
    return JSONResponse(answer.body, answer.status, headers=dict(answer.headers))


class WebApi:
    """What an app calls: methods, uploads, response_urls."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def routes(self) -> list[Route]:
        return [
            Route("/api/{method:path}", self.method, methods=["GET", "POST"]),
            Route("/upload/{id}", self.upload, methods=["POST", "PUT"]),
            Route("/response/{id}", self.response, methods=["POST"]),
        ]

    async def method(self, request: Request) -> Response:
        try:
            given = await arguments(request)
        except ValueError:
            return JSONResponse({"ok": False, "error": "invalid_json"})
        bearer = token(request, given)
        try:
            return shown(await self.workspace.call(request.path_params["method"], given, token=bearer))
        except Lost:
            return Broken()

    async def upload(self, request: Request) -> Response:
        content = await _content(request)
        try:
            answer = await self.workspace.upload(request.path_params["id"], content)
        except Lost:
            return Broken()
        if answer.status == 200 and answer.body.get("ok"):
            return PlainTextResponse(f"OK - {len(content)}")
        return shown(answer)

    async def response(self, request: Request) -> Response:
        try:
            body = _posted(await arguments(request))
            return shown(await self.workspace.respond(request.path_params["id"], body))
        except ValueError:
            return JSONResponse({"ok": False, "error": "invalid_payload"}, 400)
        except Lost:
            return Broken()


def _posted(given: Mapping[str, Any]) -> Any:
    """The message of a response_url, which may also come as a form's `payload`."""
    return json.loads(given["payload"]) if "payload" in given else given


async def _content(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form() as form:
        files = [each for each in form.values() if isinstance(each, UploadFile)]
        return await files[0].read() if files else b""
