"""Where a calendar comes from: a file or the web; so much of it at most, and no secret of its address in an error."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.calendars import Unread, fetched, said_of
from bot.calendars.limits import LARGEST


async def answer(request: web.Request) -> web.StreamResponse:
    match request.path.strip("/"):
        case "good":
            return web.Response(text=f"asked for {request.headers['Accept'].partition(',')[0]}")
        case "large":
            return web.Response(body=b"x" * (LARGEST + 1))
        case "moved":
            raise web.HTTPFound("/good")
        case "round":
            raise web.HTTPFound("/round")
        case "elsewhere":
            raise web.HTTPFound("file:///etc/hostname")
        case code:
            return web.Response(status=int(code))


@pytest.fixture
async def server() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/{tail:.*}", answer)
    async with TestServer(app, host="127.0.0.1") as made:
        yield str(made.make_url("/")).rstrip("/")


async def fetch(address: str, folder: Path = Path()) -> bytes:
    async with aiohttp.ClientSession() as session:
        return await fetched(address, folder=folder, session=session, proxy=lambda _: None)


async def test_an_address_is_fetched_and_followed_where_it_has_moved(server: str) -> None:
    assert await fetch(f"{server}/good?token=secret") == b"asked for text/calendar"
    assert await fetch(f"{server}/moved") == b"asked for text/calendar"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("404", "127.0.0.1 answers 404 → copy the address again"),
        ("401", "127.0.0.1 answers 401 → copy the address again"),
        ("500", "127.0.0.1 answers 500"),
        ("204", "127.0.0.1 answers 204"),
        ("large", "it is larger than 5 MB → export fewer events"),
        ("round", "127.0.0.1 sends us from address to address"),
        ("elsewhere", "127.0.0.1 sends us to an address that is not safe"),
    ],
)
async def test_what_cannot_be_had_gets_a_sentence_without_the_address(server: str, path: str, why: str) -> None:
    with pytest.raises(Unread) as raised:
        await fetch(f"{server}/{path}?token=secret")
    assert str(raised.value).startswith(why)
    assert "secret" not in str(raised.value)


async def test_where_nobody_listens_nothing_is_had() -> None:
    with pytest.raises(Unread, match=r"127\.0\.0\.1 can't be reached → look whether it is away"):
        await fetch("http://127.0.0.1:1/secret")


async def test_a_file_lies_beside_the_configuration_or_where_its_whole_path_says(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(b"here")
    assert await fetch("a.ics", tmp_path) == await fetch(str(tmp_path / "a.ics")) == b"here"


async def test_a_file_that_is_not_there_is_a_folder_or_too_large_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "large.ics").write_bytes(b"x" * (LARGEST + 1))
    for name, why in (("none.ics", "no such file"), (".", "no such file"), ("large.ics", "larger than 5 MB")):
        with pytest.raises(Unread, match=why):
            await fetch(name, tmp_path)


def test_an_address_is_told_by_its_host_alone() -> None:
    assert said_of("https://user:secret@calendar.example.com/secret.ics?key=secret") == "calendar.example.com"
    assert said_of("week.ics") == "week.ics"
