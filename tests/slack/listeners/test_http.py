import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.slack.listeners.http import handler
from tests.slack.listeners.office import Office, signed


@pytest.fixture
def slack(office: Office) -> httpx.AsyncClient:
    routes = [Route("/slack/events", handler(office.app), methods=["POST"])]
    return httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=routes)), base_url="http://rondo")


async def test_slack_proves_the_address_by_its_challenge(slack: httpx.AsyncClient) -> None:
    body = '{"type": "url_verification", "challenge": "abc"}'
    answer = await slack.post("/slack/events", content=body, headers=signed(body, content_type="application/json"))
    assert (answer.status_code, answer.json()) == (200, {"challenge": "abc"})


async def test_a_signed_command_is_answered(slack: httpx.AsyncClient) -> None:
    body = "command=%2Frondo&text=hello&user_id=U0ANA&team_id=T0SANDBOX&channel_id=C1"
    answer = await slack.post("/slack/events", content=body, headers=signed(body))
    assert "Hello" in answer.json()["text"]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"payload=%7B", b"payload=" + b"%5B" * 100_000, b"a" * 1_100_000, b""])
async def test_what_can_t_be_read_is_refused_and_breaks_nothing(slack: httpx.AsyncClient, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert (await slack.post("/slack/events", content=body, headers=headers)).status_code == 401


async def test_a_header_can_t_make_bolt_skip_the_listener(slack: httpx.AsyncClient) -> None:
    body = "command=%2Frondo&text=hello&user_id=U0ANA&team_id=T0SANDBOX&channel_id=C1"
    headers = {**signed(body), "x-slack-bolt-lazy-only": "1", "x-slack-bolt-lazy-function-name": "x"}
    assert "Hello" in (await slack.post("/slack/events", content=body, headers=headers)).text
