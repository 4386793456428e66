"""The real clients of slack_sdk and Bolt work against the workspace unchanged."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox import Failing, Fault, Reply, Workspace
from bot.sandbox.server import HttpTransport, Site, running
from tests.sandbox.parts import Ear, actions, button


@pytest.fixture
async def site(slack: Workspace) -> AsyncIterator[Site]:
    async with running(slack) as site:
        yield site


@pytest.fixture
async def client(site: Site, slack: Workspace) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        base = f"{slack.state.base_url}/api/"
        yield AsyncWebClient(token=slack.app.bot_token, base_url=base, session=session, retry_handlers=[])


async def test_the_real_client_opens_a_channel_and_posts(slack: Workspace, client: AsyncWebClient) -> None:
    channel = (await client.conversations_create(name="inc-1"))["channel"]["id"]
    await client.conversations_invite(channel=channel, users=["U0ANA", "U0SOL"])
    await client.chat_postMessage(channel=channel, text="hi", blocks=[actions(button())])
    assert slack.members("inc-1") == ["rondo", "ana", "sol"]
    assert [each.text for each in slack.messages("inc-1")] == ["hi"]


async def test_the_real_client_raises_what_slack_refuses(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="name_taken"):
        await client.conversations_create(name="general")


async def test_every_answer_names_the_scopes(client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert "chat:write" in answer.headers["x-oauth-scopes"]


async def test_a_rate_limit_crosses_the_wire(slack: Workspace, client: AsyncWebClient) -> None:
    slack.faults.add(Fault(kind=Failing.RATE_LIMITED, retry_after="7"))
    with pytest.raises(SlackApiError) as refused:
        await client.auth_test()
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "7")


@pytest.mark.parametrize("kind", [Failing.REQUEST_LOST, Failing.RESPONSE_LOST])
async def test_a_lost_call_is_a_broken_connection(slack: Workspace, client: AsyncWebClient, kind: Failing) -> None:
    slack.faults.add(Fault(kind=kind))
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.conversations_create(name="inc-1")
    assert (slack.state.named("inc-1") is not None) == (kind is Failing.RESPONSE_LOST)


async def test_files_upload_v2_uploads_and_shares(slack: Workspace, client: AsyncWebClient) -> None:
    channel = (await client.conversations_create(name="inc-1"))["channel"]["id"]
    await client.files_upload_v2(channel=channel, content="# What happened", filename="postmortem.md")
    [message] = slack.messages("inc-1")
    assert slack.state.files[message.files[0]].content == b"# What happened"


async def test_a_form_encoded_call_with_its_token_as_a_field_works(slack: Workspace, site: Site) -> None:
    data = {"token": slack.app.bot_token, "users": "U0ANA"}
    url = f"{slack.state.base_url}/api/conversations.open"
    async with aiohttp.ClientSession() as session, session.post(url, data=data) as response:
        assert (await response.json())["channel"]["id"] == "D0ANA"
    assert "token" not in slack.calls[-1].arguments


async def bolt(slack: Workspace, client: AsyncWebClient) -> tuple[AsyncApp, AsyncSocketModeHandler]:
    app = AsyncApp(client=client, signing_secret="x", process_before_response=True)
    return app, AsyncSocketModeHandler(app, slack.app.app_token, ping_interval=1)


@pytest.fixture
async def socket_app(slack: Workspace, client: AsyncWebClient, site: Site) -> AsyncIterator[AsyncApp]:
    app, handler = await bolt(slack, client)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await until(slack, lambda: site.transport.sockets.connected)
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call]


async def until(slack: Workspace, true: Callable[[], bool]) -> None:
    """Waits for a change of the workspace after which it is true."""
    async with asyncio.timeout(10):
        changes = slack.changes.follow(since=-1)
        while not true():
            await anext(changes)


async def test_bolt_answers_a_command_by_socket(slack: Workspace, socket_app: AsyncApp) -> None:
    @socket_app.command("/rondo")
    async def rondo(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"you said {command['text']}")

    await slack.act("ana").command("/rondo", "hello")
    assert [each.text for each in slack.ephemeral("ana")] == ["you said hello"]


async def test_bolt_answers_a_click_by_its_response_url(
    slack: Workspace, client: AsyncWebClient, socket_app: AsyncApp
) -> None:
    @socket_app.action("acknowledge")
    async def acknowledge(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await AsyncWebhookClient(body["response_url"]).send(text="done", replace_original=False)

    channel = (await client.conversations_open(users="U0ANA"))["channel"]["id"]
    await client.chat_postMessage(channel=channel, text="page", blocks=[actions(button())])
    await slack.act("ana").press(slack.dm("ana")[0], "acknowledge")
    assert [each.text for each in slack.ephemeral("ana")] == ["done"]


async def test_bolt_hears_events_by_itself(slack: Workspace, socket_app: AsyncApp, client: AsyncWebClient) -> None:
    heard: list[str] = []
    slack.reinstall(events=frozenset({"app_mention"}))

    @socket_app.event("app_mention")
    async def mention(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    await client.conversations_join(channel=slack.channel("general").id)
    await slack.act("ana").say("@rondo ack")
    assert heard == ["<@U0RONDO> ack"]


async def test_a_client_whose_socket_is_refreshed_comes_back(
    slack: Workspace, socket_app: AsyncApp, site: Site
) -> None:
    [old] = site.transport.sockets.connections
    await site.transport.sockets.disconnect("refresh_requested")
    await until(slack, lambda: any(each is not old for each in site.transport.sockets.connections))


async def test_a_dropped_socket_leaves_the_event_to_come_again(
    slack: Workspace, socket_app: AsyncApp, site: Site
) -> None:
    slack.faults.add(Fault(kind=Failing.SOCKET_DROPPED))
    await slack.deactivate("tam")
    assert not site.transport.sockets.connected
    assert [each.envelope.payload["event"]["type"] for each in slack.undelivered] == ["user_change"]


async def test_a_socket_needs_a_ticket_and_gets_it_once(slack: Workspace, site: Site) -> None:
    opened = await slack.call("apps.connections.open", {}, token=slack.app.app_token)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(opened.body["url"]) as first:
            assert (await first.receive_json())["type"] == "hello"
        async with session.ws_connect(opened.body["url"]) as second:
            assert (await second.receive_json())["type"] == "disconnect"


@pytest.fixture
async def heard(slack: Workspace) -> AsyncIterator[list[tuple[dict[str, str], bytes]]]:
    """An app behind a request URL: what it was sent, headers and raw body."""
    requests: list[tuple[dict[str, str], bytes]] = []

    async def receive(request: web.Request) -> web.Response:
        requests.append((dict(request.headers), await request.read()))
        return web.json_response({"text": "heard"})

    app = web.Application()
    app.router.add_post("/slack/events", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    port = runner.addresses[0][1]
    http = HttpTransport(f"http://127.0.0.1:{port}/slack/events", slack.app.signing_secret)
    slack.transport = http
    yield requests
    await http.close()
    await runner.cleanup()


async def test_http_delivery_carries_a_signature_that_slack_sdk_accepts(slack: Workspace, heard: list[Any]) -> None:
    await slack.act("ana").command("/rondo", "hello & <good> bye")
    headers, body = heard[0]
    assert SignatureVerifier(slack.app.signing_secret).is_valid_request(body, headers)
    assert [each.text for each in slack.ephemeral("ana")] == ["heard"]


async def test_http_delivery_counts_its_repeats(slack: Workspace, ear: Ear, heard: list[Any]) -> None:
    http, slack.transport, ear.reply = slack.transport, ear, Reply(status=500)
    await slack.deactivate("tam")
    slack.transport = http
    await slack.redeliver()
    assert (heard[0][0]["X-Slack-Retry-Num"], heard[0][0]["X-Slack-Retry-Reason"]) == ("1", "http_error")


async def test_a_site_delivers_to_the_request_url_until_a_socket_is_open(slack: Workspace, heard: list[Any]) -> None:
    assert isinstance(slack.transport, HttpTransport)
    async with running(slack, request_url=slack.transport.request_url) as site:
        await slack.act("ana").command("/rondo")
        opened = await slack.call("apps.connections.open", {}, token=slack.app.app_token)
        async with aiohttp.ClientSession() as session, session.ws_connect(opened.body["url"]) as socket:
            await until(slack, lambda: site.transport.sockets.connected)
            ben = asyncio.create_task(slack.act("ben").command("/rondo"))
            assert (await socket.receive_json())["type"] == "hello"
            sent = await socket.receive_json()
            await socket.send_json({"envelope_id": sent["envelope_id"], "payload": {"text": "by socket"}})
            await ben
    assert [each.text for each in slack.ephemeral("ana") + slack.ephemeral("ben")] == ["heard", "by socket"]


async def test_two_connections_take_turns(slack: Workspace, site: Site) -> None:
    opened = [await slack.call("apps.connections.open", {}, token=slack.app.app_token) for _ in range(2)]
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(opened[0].body["url"]) as one,
        session.ws_connect(opened[1].body["url"]) as two,
    ):
        assert {(await each.receive_json())["num_connections"] for each in (one, two)} == {1, 2}
        for socket in (two, one):
            task = asyncio.create_task(slack.act("ana").command("/rondo"))
            sent = await socket.receive_json()
            await socket.send_json({"envelope_id": sent["envelope_id"]})
            assert await task == Reply()
