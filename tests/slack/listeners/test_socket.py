import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import anyio.lowlevel
import pytest

from bot.sandbox import Failing, Fault
from bot.sandbox.server import running
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
    socket = Socket(office.app, client, app_token="xapp-1")
    socket.start()
    await asked.wait()
    assert not await socket.connected()
    await asyncio.wait_for(socket.stop(), timeout=2)
    assert waits == [0]


@dataclass
class Plugged:
    """A socket that is up, and the waits it asked for on the way."""

    office: Office
    socket: Socket
    waits: list[float]

    async def until(self, asked: int) -> None:
        """It is up, having asked for an address so often."""
        async with asyncio.timeout(30):
            while len(self.waits) < asked or not await self.socket.connected():
                await anyio.lowlevel.checkpoint()


@pytest.fixture
async def plugged(office: Office) -> AsyncIterator[Plugged]:
    """The SDK's own client, on the sandbox's server; what people do goes through the socket now."""
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    async with running(office.workspace):
        address, token = f"{office.workspace.state.base_url}/api/", office.workspace.app.app_token
        client = PacedClient(base_url=address, pace=Pace(), pause=pause, seconds=lambda: 0)
        made = Plugged(office, Socket(office.app, client, app_token=token), waits)
        made.socket.start()
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
