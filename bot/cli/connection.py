"""A connection over HTTP, bounded before anybody has shown a credential: how much it may say, and for how long."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: A request's line and headers are not longer than this.
LARGEST_HEAD = 64 * 1024

#: So many seconds a request's headers may take to arrive, and then its body; a route that reads it gives up before.
HEAD_SECONDS, BODY_SECONDS = 15.0, 20.0

_DETAIL = b'{"title": "Request Header Fields Too Large", "status": 431, "detail": "Headers take at most 64 KiB."}'
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: application/problem+json\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(_DETAIL), _DETAIL)
)


class _TooLarge(Exception):
    """What ends the parser's work."""


class Connection(HttpToolsProtocol):
    """Ends with 431 above 64 KiB of headers, and without a word when a request does not arrive in time."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._in_head, self._read, self._kept = True, 0, 0
        self._end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Whoever is there has to say something."""
        super().connection_made(transport)
        self._ends_in(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._ends_in(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes; the parser keeps those of a header to itself until its line is whole."""
        self._read += len(data) if self._in_head else 0
        super().data_received(data)
        if self._in_head and self._read > LARGEST_HEAD and not self.transport.is_closing():
            self._refuse()

    def send_400_response(self, msg: str) -> None:
        """What the parser could not read, or was not let read."""
        if self._kept > LARGEST_HEAD:
            self._refuse()
        else:
            super().send_400_response(msg)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._kept = 0
        if self._end is None:
            self._ends_in(HEAD_SECONDS)
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; many may come in one piece."""
        self._kept += len(name) + len(value)
        if self._kept > LARGEST_HEAD:
            raise _TooLarge
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Its body may follow."""
        self._in_head = False
        self._ends_in(BODY_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it has arrived; that the answer takes its time is our own affair."""
        self._in_head, self._read = True, 0
        self._ends_in(None)
        super().on_message_complete()

    def _ends_in(self, seconds: float | None) -> None:
        if self._end is not None:
            self._end.cancel()
        self._end = None if seconds is None else self.loop.call_later(seconds, self.transport.close)

    def _refuse(self) -> None:
        self.transport.write(_TOO_LARGE)
        self.transport.close()
