"""Whoever connects is bounded before they have shown a credential: in what they say, and in the time they take."""

from collections.abc import Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from bot.cli.connection import BODY_SECONDS, HEAD_SECONDS, LARGEST_HEAD, Connection


class Timer:
    def __init__(self, seconds: float, what: Callable[[], None]) -> None:
        self.seconds, self.what, self.cancelled = seconds, what, False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """A loop whose time does not pass; requests that would be answered are counted."""

    def __init__(self) -> None:
        self.timers: list[Timer] = []
        self.asked = 0

    def call_later(self, seconds: float, what: Callable[[], None]) -> Timer:
        self.timers.append(Timer(seconds, what))
        return self.timers[-1]

    def create_task(self, work: Any, **_: Any) -> Any:
        work.close()
        self.asked += 1
        return self

    def add_done_callback(self, _: object) -> None:
        """Nothing ends here."""

    @property
    def waits(self) -> list[float]:
        return [timer.seconds for timer in self.timers if not timer.cancelled]


class Transport:
    def __init__(self) -> None:
        self.said, self.closed = b"", False

    def write(self, data: bytes) -> None:
        self.said += data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def get_extra_info(self, _: str) -> None:
        return None

    def pause_reading(self) -> None:
        """The bytes that a test hands over come all the same."""


class Caller:
    """Somebody who has connected."""

    def __init__(self) -> None:
        async def nothing(scope: Any, receive: Any, send: Any) -> None:
            raise AssertionError("never run")

        self.loop, self.transport = Loop(), Transport()
        loop: Any = self.loop
        transport: Any = self.transport
        config = uvicorn.Config(nothing, log_config=None)
        self.connection = Connection(config=config, server_state=ServerState(), app_state={}, _loop=loop)
        self.connection.connection_made(transport)

    def says(self, *parts: bytes) -> None:
        for part in parts:
            if not self.transport.closed:
                self.connection.data_received(part)

    @property
    def answer(self) -> bytes:
        return self.transport.said.partition(b"\r\n")[0]


LINE = b"POST /alerts/generic HTTP/1.1\r\nHost: x\r\n"
REFUSED = b"HTTP/1.1 431 Request Header Fields Too Large"


@pytest.mark.parametrize(
    "flood",
    [
        [b"X-%d: %s\r\n" % (n, b"a" * 3000) for n in range(30)],  # many headers, one by one
        [b"".join(b"X-%d: %s\r\n" % (n, b"a" * 3000) for n in range(30))],  # in one piece
        [b"X: ", *[b"a" * 30_000] * 4],  # one that does not end
        [b"X: " + b"a" * 90_000 + b"\r\n\r\n"],  # one that does
    ],
)
def test_more_headers_than_fit_end_the_connection(flood):
    caller = Caller()
    caller.says(LINE, *flood)
    assert (caller.answer, caller.transport.closed, caller.loop.asked) == (REFUSED, True, 0)


def test_an_address_that_does_not_end_is_refused_as_well():
    caller = Caller()
    caller.says(b"GET /", *[b"a" * 30_000] * 4)
    assert (caller.answer, caller.transport.closed) == (REFUSED, True)


def test_a_large_body_and_many_requests_on_a_connection_are_none_of_that():
    caller = Caller()
    for _ in range(40):
        caller.says(LINE + b"X: " + b"a" * 3000 + b"\r\n", b"Content-Length: 200000\r\n\r\n", b"a" * 200_000)
    assert (caller.transport.said, caller.transport.closed) == (b"", False)
    assert LARGEST_HEAD < 40 * 3000


def test_headers_and_then_a_body_have_their_seconds():
    caller = Caller()
    assert caller.loop.waits == [HEAD_SECONDS]
    caller.says(LINE)
    assert caller.loop.waits == [HEAD_SECONDS]
    caller.says(b"Content-Length: 2\r\n\r\n{")
    assert caller.loop.waits == [BODY_SECONDS]
    caller.loop.timers[-1].what()
    assert caller.transport.closed


def test_what_has_arrived_may_be_answered_as_late_as_it_likes():
    caller = Caller()
    caller.says(LINE, b"Content-Length: 2\r\n\r\n", b"{}")
    assert (caller.loop.waits, caller.loop.asked) == ([], 1)
