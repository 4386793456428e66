"""The ping to the outside, over real HTTP: heard or not, it never raises, and its address stands in no log."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.cli.heartbeat import Heartbeat
from bot.config import Secret

PATH = "/ping/8d5c1f6e-secret"


@dataclass
class Listener:
    """Somebody outside who answers `status`, or nothing at all."""

    status: int = 200
    silent: bool = False
    address: str = ""
    heard: list[str] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        self.heard.append(request.path)
        if self.silent:
            await self.over.wait()
        return web.Response(status=self.status)


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    made = Listener()
    app = web.Application()
    app.router.add_get(PATH, made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.address = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    yield made
    made.over.set()
    await runner.cleanup()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


async def test_a_ping_is_heard(listener: Listener, session: aiohttp.ClientSession) -> None:
    assert await Heartbeat(Secret(listener.address), session)()
    assert listener.heard == [PATH]


@pytest.mark.parametrize("refusal", [404, 500, "silence"])
async def test_a_ping_that_is_refused_or_not_answered_in_time_is_not_heard(
    listener: Listener, session: aiohttp.ClientSession, refusal: int | str
) -> None:
    listener.status, listener.silent = (refusal, False) if isinstance(refusal, int) else (200, True)
    assert not await Heartbeat(Secret(listener.address), session, patience=0.2)()
    assert listener.heard == [PATH]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/secret", "http://nowhere.invalid/secret", "http://[/secret"])
async def test_an_address_that_leads_nowhere_raises_nothing(session: aiohttp.ClientSession, address: str) -> None:
    assert not await Heartbeat(Secret(address), session)()


async def test_it_is_logged_when_it_begins_to_fail_and_when_it_works_again_and_without_the_address(
    listener: Listener, session: aiohttp.ClientSession
) -> None:
    beat = Heartbeat(Secret(listener.address), session)
    with capture_logs() as logs:
        for status in (200, 500, 500, 500, 200, 200):
            listener.status = status
            await beat()
    assert [(entry["log_level"], entry.get("reason")) for entry in logs] == [("warning", "http_500"), ("info", None)]
    assert "secret" not in f"{logs}{beat!r}"
