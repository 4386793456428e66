import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import anyio.lowlevel
import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox import Failing, Fault
from bot.sandbox.server import Site, running
from bot.slack.listeners.socket import Pace, PacedClient, Socket
from tests.slack.listeners.office import Office


@pytest.mark.parametrize(
    ("answered_at", "failures", "now", "wait"),
    [
        (None, 0, 0, 0),  # the first time: at once
        (None, 1, 0, 2),  # Slack was not reached: soon again
        (None, 9, 0, 30),  # and never later than this
        (100, 0, 110, 50),  # Slack answered 10 seconds ago: the rest of the minute
        (100, 0, 4000, 0),  # hours ago: at once
        (100, 3, 4000, 8),  # hours ago, and away since
    ],
)
def test_an_address_is_asked_for_once_a_minute(
    answered_at: float | None, failures: int, now: float, wait: float
) -> None:
    assert Pace(answered_at=answered_at, failures=failures).wait(now) == wait


async def test_stopping_does_not_wait_for_a_slack_that_is_away(office: Office) -> None:
    waits: list[float] = []
    asked = asyncio.Event()

    async def pause(seconds: float) -> None:
        waits.append(seconds)
        asked.set()
        await asyncio.Event().wait()

    client = PacedClient(base_url="http://127.0.0.1:9/api/", pace=Pace(), pause=pause, seconds=lambda: 0)
    socket = Socket(office.app, client, app_token="xapp-1", seconds=lambda: 0)
    socket.start()
    await asked.wait()
    assert not await socket.connected()
    await asyncio.wait_for(socket.stop(), timeout=2)
    assert waits == [0]


@dataclass
class Plugged:
    """A socket that is up, the waits it asked for on the way, and its clock; `replaced` counts."""

    office: Office
    site: Site
    waits: list[float] = field(default_factory=list)
    now: float = 0
    replaced: int = 0

    def plug(self, *, ping_seconds: float = 5, address: str = "") -> None:
        base, token = address or self.office.workspace.state.base_url, self.office.workspace.app.app_token
        client = PacedClient(base_url=f"{base}/api/", pace=Pace(), pause=self.pause, seconds=lambda: self.now)
        self.socket = Socket(
            self.office.app,
            client,
            app_token=token,
            seconds=lambda: self.now,
            replaced=self.count,
            ping_seconds=ping_seconds,
        )
        self.socket.start()

    async def pause(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def count(self) -> None:
        self.replaced += 1

    async def until(self, asked: int) -> None:
        """It is up, having asked for an address so often."""
        async with asyncio.timeout(30):
            while len(self.waits) < asked or not await self.socket.connected():
                await anyio.lowlevel.checkpoint()


@pytest.fixture
async def plugged(office: Office) -> AsyncIterator[Plugged]:
    """The SDK's own client, on the sandbox's server; what people do goes through the socket now."""
    async with running(office.workspace) as site:
        made = Plugged(office, site)
        made.plug()
        await made.until(1)
        yield made
        await asyncio.wait_for(made.socket.stop(), timeout=5)


async def test_a_command_through_the_real_socket_is_answered_and_stopping_closes_it(plugged: Plugged) -> None:
    await plugged.office.workspace.act("ana").command("/rondo", "hello")
    assert "reaches Rondo" in plugged.office.whispered("ana")
    await asyncio.wait_for(plugged.socket.stop(), timeout=5)
    assert not await plugged.socket.connected()
    assert plugged.waits == [0]


async def test_after_slack_dropped_the_socket_the_next_command_is_answered(plugged: Plugged) -> None:
    plugged.office.workspace.faults.add(Fault(kind=Failing.SOCKET_DROPPED))
    await plugged.office.workspace.act("ana").command("/rondo", "hello")
    assert "failed with the error" in plugged.office.whispered("ana")  # that one is lost, as with Slack
    await plugged.until(2)
    await plugged.office.workspace.act("ana").command("/rondo", "hello")
    assert "reaches Rondo" in plugged.office.whispered("ana")
    assert plugged.waits == [0, 60]  # Slack limits how often an address is asked for


async def test_a_socket_on_which_nothing_is_heard_is_replaced_counted_and_the_next_command_is_answered(
    plugged: Plugged,
) -> None:
    plugged.site.transport.sockets.fall_silent()
    plugged.now = 31
    await plugged.socket.look()
    await plugged.until(2)
    await plugged.office.workspace.act("ana").command("/rondo", "hello")
    assert "reaches Rondo" in plugged.office.whispered("ana")
    assert (plugged.replaced, plugged.waits) == (1, [0, 29])  # an address is still asked for once a minute


async def test_a_socket_on_which_something_was_heard_lately_is_left_alone(plugged: Plugged) -> None:
    plugged.now = 29
    await plugged.socket.look()
    await plugged.office.workspace.act("ana").command("/rondo", "hello")
    plugged.now = 58
    await plugged.socket.look()
    assert (plugged.replaced, plugged.waits) == (0, [0])


async def test_a_socket_that_answers_no_ping_is_replaced_and_counted(plugged: Plugged) -> None:
    await plugged.socket.stop()
    plugged.plug(ping_seconds=0.5)
    await plugged.until(2)
    plugged.site.transport.sockets.fall_silent()
    await plugged.until(3)
    assert plugged.replaced >= 1


async def test_stopping_does_not_wait_for_the_farewell_of_a_socket_that_is_silent(plugged: Plugged) -> None:
    plugged.site.transport.sockets.fall_silent()
    plugged.now = 31
    await plugged.socket.look()
    await asyncio.wait_for(plugged.socket.stop(), timeout=4)
    assert not await plugged.socket.connected()


async def test_while_an_address_waits_for_its_minute_no_socket_counts_as_silent(office: Office) -> None:
    clock, asked, replaced = [0.0], asyncio.Event(), list[None]()

    async def pause(seconds: float) -> None:
        asked.set()
        await asyncio.Event().wait()

    client = PacedClient(base_url="http://127.0.0.1:9/api/", pace=Pace(), pause=pause, seconds=lambda: clock[0])
    socket = Socket(
        office.app, client, app_token="xapp-1", seconds=lambda: clock[0], replaced=lambda: replaced.append(None)
    )
    socket.start()
    await asked.wait()
    clock[0] = 300
    await socket.look()
    await socket.stop()
    assert replaced == []


async def test_whoever_asks_for_an_address_at_the_same_time_waits_in_turn(plugged: Plugged) -> None:
    client, token = plugged.socket._client, plugged.office.workspace.app.app_token
    await asyncio.gather(*(client.apps_connections_open(app_token=token) for _ in range(2)))
    assert plugged.waits == [0, 60, 60]


async def test_an_address_is_not_asked_for_while_slack_asks_for_a_rest(plugged: Plugged) -> None:
    client, workspace = plugged.socket._client, plugged.office.workspace
    workspace.faults.add(Fault(kind=Failing.RATE_LIMITED, method="apps.connections.open", retry_after="300"))
    with pytest.raises(SlackApiError):
        await client.apps_connections_open(app_token=workspace.app.app_token)
    await client.apps_connections_open(app_token=workspace.app.app_token)
    assert plugged.waits == [0, 60, 300]


async def test_an_address_that_leads_nowhere_is_not_tried_for_ever(plugged: Plugged) -> None:
    await plugged.socket.stop()
    state = plugged.office.workspace.state
    there, state.base_url = state.base_url, "http://127.0.0.1:9"
    plugged.plug(ping_seconds=0.05, address=there)
    async with asyncio.timeout(5):
        while len(plugged.waits) < 2 or plugged.socket._client.asking:
            await anyio.lowlevel.checkpoint()
    state.base_url, plugged.now = there, 31
    await plugged.socket.look()
    await plugged.until(3)
    assert plugged.replaced >= 1
