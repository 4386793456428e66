"""The page's addresses: open without a login, closed to other sites, and never a page made of somebody's words."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox import Workspace
from bot.sandbox.page import pages
from bot.sandbox.server import running
from tests.sandbox.page.conftest import Browser, Demo
from tests.sandbox.parts import Bot


async def test_the_page_opens_without_a_login(browser: Browser) -> None:
    answer = await browser.client.get("/")
    assert (answer.status_code, "You are" in answer.text) == (200, True)


async def test_the_page_allows_no_script_but_its_own(browser: Browser) -> None:
    answer = await browser.client.get("/")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "<script>" not in answer.text


@pytest.mark.parametrize("name", ["page.js", "page.css", "talk.css", "icon.svg", "messages.js"])
async def test_everything_the_page_needs_comes_from_here(browser: Browser, name: str) -> None:
    answer = await browser.client.get(f"/page/static/{name}")
    assert (answer.status_code, answer.headers["x-content-type-options"]) == (200, "nosniff")


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "text/plain"}, "{}", 403),  # what any site may post without asking
        ({"content-type": "application/json", "sec-fetch-site": "cross-site"}, "{}", 403),
        ({"content-type": "application/json"}, "{", 400),  # no JSON
        ({"content-type": "application/json"}, "[]", 400),  # no object
        ({"content-type": "application/json"}, "{}", 400),  # nothing to press
    ],
)
async def test_what_is_not_asked_by_the_page_is_refused(
    browser: Browser, headers: dict[str, str], body: str, status: int
) -> None:
    answer = await browser.client.post("/page/press", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.json()["problem"]


@pytest.fixture
async def feed(slack: Workspace, demo: Demo) -> AsyncIterator[aiohttp.StreamReader]:
    served = running(slack, pages=pages(slack, demo.controls()))
    async with served, aiohttp.ClientSession() as session, session.get(f"{slack.state.base_url}/page/live") as answer:
        yield answer.content


async def test_the_feed_says_when_something_changed(slack: Workspace, feed: aiohttp.StreamReader) -> None:
    now = await feed.readuntil(b"\n\n")
    slack.changes.bump()
    assert now.endswith(f"data: {slack.changes.version - 1}\n\n".encode())
    assert await feed.readuntil(b"\n\n") == f"data: {slack.changes.version}\n\n".encode()


async def test_the_feed_ends_when_the_server_stops(slack: Workspace, feed: aiohttp.StreamReader) -> None:
    await feed.readuntil(b"\n\n")
    slack.changes.end()
    assert await feed.read() == b""


async def _posted(bot: Bot, channel: str, content: bytes) -> str:
    asked = await bot.do("files.getUploadURLExternal", filename="inc-1.md", length=len(content))
    await bot.workspace.upload(asked["upload_url"], content)
    await bot.do("files.completeUploadExternal", files=[{"id": asked["file_id"], "title": "x"}], channel_id=channel)
    return str(asked["file_id"])


async def test_a_posted_file_opens_as_text_and_never_as_a_page(bot: Bot, browser: Browser) -> None:
    file = await _posted(bot, await bot.channel(), b"<script>alert(1)</script>")
    answer = await browser.client.get(f"/files/{file}/inc-1.md")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert (answer.text, answer.headers["x-content-type-options"]) == ("<script>alert(1)</script>", "nosniff")


async def test_a_file_of_a_private_channel_opens_for_its_members_only(bot: Bot, browser: Browser) -> None:
    channel = await bot.channel("secret", private=True)
    file = await _posted(bot, channel, b"x")
    await bot.do("conversations.invite", channel=channel, users="U0SOL")
    answers = [await browser.client.get(f"/files/{file}/x", params={"me": me}) for me in ("ana", "sol")]
    assert [each.status_code for each in answers] == [404, 200]


async def test_a_browser_remembers_whom_it_is(browser: Browser) -> None:
    await browser.do("be", person="ben")
    answer = await browser.client.get("/page/state")
    assert answer.json()["me"]["name"] == "ben"


async def test_the_dashboard_opens_for_whoever_one_is(browser):
    assert 'href="/dashboard"' in (await browser.client.get("/")).text
    await browser.do("be", person="ben")
    answer = await browser.client.get("/dashboard")
    assert (answer.status_code, answer.headers["location"]) == (303, "http://bot.test/sign-in?token=of-U0BEN")
