"""A request whose body does not come to its end is answered and not waited for."""

import asyncio
import json

from fastapi import FastAPI, Request

from bot.web import problems
from bot.web.bodies import Ceiling, whole


async def asked(*parts: bytes, ends: bool) -> tuple[int, bytes]:
    """The answer to a body in those parts, after which nothing more comes."""
    app, said = FastAPI(), []
    problems.install(app)

    @app.post("/")
    async def length(request: Request) -> int:
        return len(await whole(request))

    waiting = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    waiting[-1]["more_body"] = not ends

    async def receive():
        return waiting.pop(0) if waiting else await asyncio.Event().wait()

    async def send(message):
        said.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    await Ceiling(app, seconds=0.05)(scope, receive, send)
    return said[0]["status"], said[1]["body"]


async def test_a_body_that_arrives_is_read():
    assert await asked(b"one", b"two", ends=True) == (200, b"6")


async def test_one_that_does_not_end_is_answered_in_time():
    status, body = await asked(b"one", ends=False)
    assert status == 408
    assert json.loads(body)["detail"] == "The body did not arrive in time. Send it again, at once."
