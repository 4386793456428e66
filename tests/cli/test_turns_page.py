"""The demo's page to play with turns: a roster, who is away, who never answers, and what each variation makes of it."""

import httpx
import pytest
from starlette.applications import Starlette

from bot.cli.demo.turns import turns_page


async def page(**asked) -> httpx.Response:
    transport = httpx.ASGITransport(app=Starlette(routes=turns_page()))
    async with httpx.AsyncClient(transport=transport, base_url="http://demo") as client:
        return await client.get("/turns", params=asked)


async def test_it_begins_with_the_sample_roster_played() -> None:
    shown = (await page()).text
    assert "50 alerts, one after the other" in shown
    for variation in ("round_robin: alert", "round_robin: cycle", "off"):
        assert f"<h3><code>{variation}</code></h3>" in shown
    assert '<td class="number">17</td>' in shown


async def test_what_was_asked_stands_in_the_address_and_on_the_page() -> None:
    shown = (await page(first="ana, ben 0.5", backup="", away="ana", silent="ben", alerts="1")).text
    assert "1 alert, one after the other" in shown
    assert 'value="ana" checked> away' in shown
    assert 'value="ben" checked> never answers' in shown
    assert "ben → ben ✗ nobody answered" in shown


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"first": " , "}, "Name somebody on level 1."),
        ({"first": "ana 99"}, "A weight is from 0.1 to 10."),
        ({"first": "a" * 41}, "A name has 1 to 40 letters."),
        ({"first": ",".join(f"p{number}x" for number in range(31))}, "That is more than 30 people."),
        ({"alerts": "501"}, "Play 1 to 500 alerts."),
        ({"alerts": "-1"}, "Play 1 to 500 alerts."),
    ],
)
async def test_what_can_not_be_played_is_said(asked, problem) -> None:
    answer = await page(**asked)
    assert answer.status_code == 422
    assert problem in answer.text


async def test_names_are_text() -> None:
    answer = await page(first="<script>alert(1)</script>")
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]
