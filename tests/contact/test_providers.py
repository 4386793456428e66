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


LINK = '<a href="https://evil.example">Acknowledge here</a>'


async def test_what_an_alert_says_is_text_where_a_provider_shows_html(provider):
    await Providers()(
        f"{provider.url}&format=html", "INC-1", f"{LINK}\nSee it: https://rondo.example/take/1", patience=5
    )
    shown = provider.got[0]["message"]
    assert "<a " not in shown
    assert "&lt;a&nbsp;href=" in shown
    assert "https://rondo.example/take/1" in shown


async def test_it_is_left_as_it_was_written_where_a_provider_shows_text(provider):
    await Providers()(provider.url, "INC-1", LINK, patience=5)
    assert provider.got[0]["message"] == LINK


@pytest.mark.parametrize("words", ["@everyone", "now: @here", "<@1234>", "<@&1234>", "(@channel)"])
async def test_nobody_else_is_called_by_what_an_alert_says(provider, words):
    await Providers()(provider.url, words, words, patience=5)
    assert all("@\u200b" in provider.got[0][part] for part in ("title", "message"))


async def test_an_address_is_no_mention(provider):
    words = "ana@example.com, https://user@example.com/x"
    await Providers()(provider.url, words, words, patience=5)
    assert provider.got[0]["message"] == words
