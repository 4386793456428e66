"""Socket Mode: hello, envelopes to one of the connections, acknowledgements.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
from collections.abc import Callable

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.delivery import Envelope, Reply, Sort
from bot.sandbox.records import Json
from bot.sandbox.server.web_api import ABORT, DEAFEN
from bot.sandbox.workspace import Workspace

MOST_CONNECTIONS = 10
ANSWERING = ("view_submission", "block_suggestion")


class Connection:
    """One open socket and what it has not acknowledged yet."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self.waiting: dict[str, asyncio.Future[Reply | None]] = {}

    def cut(self) -> None:
        """Breaks the connection without a close frame."""
        cut: Callable[[], None] = self.socket.scope[ABORT]
        cut()
        self.fail()

    def deafen(self) -> None:
        """Leaves the connection open, half: nothing is read any more, and no ping is answered."""
        deafen: Callable[[], None] = self.socket.scope[DEAFEN]
        deafen()

    def fail(self) -> None:
        for future in self.waiting.values():
            if not future.done():
                future.set_result(None)

    def acknowledged(self, frame: Json) -> None:
        future = self.waiting.get(str(frame.get("envelope_id")))
        if future and not future.done():
            future.set_result(Reply(body=frame.get("payload")))


class SocketTransport:
    """All sockets of the app; each envelope goes to one of them, in turn."""

    def __init__(self, workspace: Workspace, *, patience_seconds: float = 3.0) -> None:
        self.connections: list[Connection] = []
        self._workspace = workspace
        self._patience = patience_seconds
        self._turn = 0

    @property
    def connected(self) -> bool:
        return bool(self.connections)

    async def deliver(self, envelope: Envelope) -> Reply | None:
        """Sends one envelope and waits three seconds for its acknowledgement."""
        if not self.connections:
            return None
        self._turn += 1
        connection = self.connections[self._turn % len(self.connections)]
        future: asyncio.Future[Reply | None] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope.id] = future
        try:
            await connection.socket.send_text(json.dumps(frame(envelope)))
            return await asyncio.wait_for(future, self._patience)
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            return None
        finally:
            connection.waiting.pop(envelope.id, None)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Asks every client to come back: `warning`, `refresh_requested` or `link_disabled`."""
        for connection in list(self.connections):
            await connection.socket.send_text(json.dumps(_goodbye(reason)))
            if reason != "warning":
                await connection.socket.close()

    def drop(self) -> None:
        """Breaks every connection without a word."""
        for connection in list(self.connections):
            connection.cut()
        self.connections.clear()

    def fall_silent(self) -> None:
        """Every connection stays open, and nothing comes over it any more; what happens goes to newer ones."""
        for connection in self.connections:
            connection.deafen()
        self.connections.clear()

    def route(self) -> WebSocketRoute:
        return WebSocketRoute("/socket", self._serve)

    async def _serve(self, socket: WebSocket) -> None:
        await socket.accept()
        ticket = socket.query_params.get("ticket", "")
        refused = None if ticket in self._workspace.state.tickets else "link_disabled"
        if len(self.connections) >= MOST_CONNECTIONS:
            refused = "too_many_websockets"
        self._workspace.state.tickets.discard(ticket)
        if refused:
            await socket.send_text(json.dumps(_goodbye(refused)))
            await socket.close()
            return
        await self._listen(Connection(socket))

    async def _listen(self, connection: Connection) -> None:
        await connection.socket.send_text(json.dumps(self._hello()))
        self.connections.append(connection)
        self._workspace.changes.bump()
        try:
            async for text in connection.socket.iter_text():
                connection.acknowledged(json.loads(text))
        finally:
            connection.fail()
            if connection in self.connections:
                self.connections.remove(connection)
            self._workspace.changes.bump()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 3600},
            "connection_info": {"app_id": self._workspace.app.app_id},
        }


def frame(envelope: Envelope) -> Json:
    """An envelope as it goes over the socket."""
    answers = envelope.kind is Sort.COMMAND or envelope.payload.get("type") in ANSWERING
    sent: Json = {
        "envelope_id": envelope.id,
        "type": envelope.kind.value,
        "payload": envelope.payload,
        "accepts_response_payload": answers,
    }
    if envelope.kind is Sort.EVENT:
        sent["retry_attempt"] = envelope.retry_attempt
        sent["retry_reason"] = envelope.retry_reason or ""
    return sent


def _goodbye(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
