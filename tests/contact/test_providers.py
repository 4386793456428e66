"""Apprise over real HTTP, as far as this machine: taken, refused, or nobody knows."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.contact import Providers


class Provider:
    """Takes what is posted to it, with that status; or never answers."""

    def __init__(self) -> None:
        self.status: int | None = 200
        self.got: list[dict[str, str]] = []
        self.port, self.over = 0, asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        if self.status is None:
            await self.over.wait()
        return web.Response(status=self.status or 200)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/ana?+X-Key=secret"


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    made = Provider()
    app = web.Application()
    app.router.add_post("/ana", made.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.port = runner.addresses[0][1]
    yield made
    made.over.set()
    await runner.cleanup()


async def test_a_message_is_taken(provider):
    assert await Providers()(provider.url, "INC-1", "Ana, please take INC-1.", patience=5) is True
    assert (provider.got[0]["title"], provider.got[0]["message"]) == ("INC-1", "Ana, please take INC-1.")


async def test_a_provider_that_refuses_says_no(provider):
    provider.status = 500
    assert await Providers()(provider.url, "INC-1", "…", patience=5) is False


async def test_a_provider_that_does_not_answer_leaves_it_open(provider):
    provider.status = None
    assert await Providers()(provider.url, "INC-1", "…", patience=0.3) is None


async def test_no_address_is_written_into_a_log(provider, caplog):
    provider.status = 500
    await Providers()(provider.url, "INC-1", "…", patience=5)
    assert "secret" not in caplog.text
    assert str(provider.port) not in caplog.text
