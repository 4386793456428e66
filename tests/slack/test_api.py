"""One call of Slack ends yes, no or unknown: over real HTTP, against a server that misbehaves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.slack.api import No, Reply, Unknown, WebApi, Yes, answered, form

Answering = Callable[[web.Request], Awaitable[web.Response]]
Asking = Callable[..., Awaitable[Reply]]


@pytest.fixture
async def ask() -> AsyncIterator[Callable[[Answering], Awaitable[WebApi]]]:
    servers: list[TestServer] = []
    async with aiohttp.ClientSession() as session:

        async def start(answering: Answering) -> WebApi:
            app = web.Application()
            app.router.add_route("*", "/{rest:.*}", answering)
            server = TestServer(app)
            servers.append(server)
            await server.start_server()
            return WebApi(token="xoxb-1", base_url=str(server.make_url("/api/")), session=session)

        yield start
        for server in servers:
            await server.close()


async def test_arguments_travel_as_a_form_with_blocks_as_json(ask: Asking) -> None:
    seen: dict[str, str] = {}

    async def answer(request: web.Request) -> web.Response:
        seen.update({**{key: str(value) for key, value in (await request.post()).items()}, "path": request.path})
        seen["token"] = request.headers["Authorization"]
        return web.json_response({"ok": True, "ts": "1"}, headers={"x-oauth-scopes": "chat:write, im:write"})

    api = await ask(answer)
    reply = await api.call("chat.postMessage", channel="C1", blocks=[{"type": "divider"}], unfurl_links=False)
    assert reply == Yes(data={"ok": True, "ts": "1"}, scopes=frozenset({"chat:write", "im:write"}))
    assert (seen["path"], seen["blocks"], seen["unfurl_links"]) == (
        "/api/chat.postMessage",
        '[{"type": "divider"}]',
        "false",
    )
    assert seen["token"] == "Bearer xoxb-1"


async def test_calls_go_through_the_proxy_that_is_set(ask: Asking) -> None:
    seen: list[str] = []

    async def proxying(request: web.Request) -> web.Response:
        seen.append(f"{request.method} {request.headers['Host']} {request.path}")
        return web.json_response({"ok": True})

    near = await ask(proxying)
    proxy = str(near._base.origin())
    through = WebApi(token="xoxb-1", base_url="http://slack.example/api/", session=near._session, proxy=proxy)
    assert isinstance(await through.call("auth.test"), Yes)
    assert seen == ["POST slack.example /api/auth.test"]


async def test_a_proxy_that_answers_words_leaves_us_not_knowing(ask: Asking) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text="<html>", content_type="text/html", status=200)

    assert isinstance(await (await ask(answer)).call("auth.test"), Unknown)


async def test_a_gateway_that_fails_leaves_us_not_knowing(ask: Asking) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text="bad gateway", status=502)

    assert isinstance(await (await ask(answer)).call("auth.test"), Unknown)


async def test_waiting_has_an_end(ask: Asking) -> None:
    async def answer(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    reply = await (await ask(answer)).call("auth.test", patience=0.05)
    assert reply == Unknown(reason="TimeoutError")


async def test_nobody_at_the_other_end_is_unknown() -> None:
    async with aiohttp.ClientSession() as session:
        api = WebApi(token="xoxb-1", base_url="http://127.0.0.1:9/api/", session=session)
        assert isinstance(await api.call("auth.test"), Unknown)
        assert isinstance(await api.respond("http://127.0.0.1:9/x", {}), Unknown)


async def test_a_used_up_response_url_is_a_no(ask: Asking) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text="used_url", status=404)

    api = await ask(answer)
    assert await api.respond(str(api._base), {"text": "x"}) == No(code="http_404")


@pytest.mark.parametrize(
    ("status", "headers", "body", "reply"),
    [
        (429, {"Retry-After": "30"}, {}, No(code="ratelimited", retry_after=timedelta(seconds=30))),
        (429, {}, {}, No(code="ratelimited")),  # without a time
        (429, {"Retry-After": "-5"}, {}, No(code="ratelimited")),  # a senseless one
        (429, {"Retry-After": "99999999"}, {}, No(code="ratelimited")),  # a senseless one
        (200, {}, {"ok": False, "error": "internal_error"}, Unknown(reason="internal_error")),
        (200, {}, {"ok": False, "error": "fatal_error"}, Unknown(reason="fatal_error")),
        (503, {}, {"ok": False, "error": "service_unavailable"}, Unknown(reason="service_unavailable")),
        (500, {}, "oops", Unknown(reason="http_500")),
    ],
)
def test_every_answer_is_yes_no_or_unknown(status: int, headers: dict[str, str], body: object, reply: Reply) -> None:
    found = answered(status, headers, body)
    assert found == reply


def test_lists_of_ids_travel_joined_and_nothing_travels_as_nothing() -> None:
    assert form({"users": ["U1", "U2"], "cursor": None, "limit": 5}) == {"users": "U1,U2", "limit": "5"}
