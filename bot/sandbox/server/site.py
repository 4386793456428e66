"""The whole site: the API, the socket, and the tasks that deliver what happens."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from bot.sandbox.delivery import Envelope, Reply
from bot.sandbox.server.request_url import HttpTransport
from bot.sandbox.server.socket_mode import SocketTransport
from bot.sandbox.server.web_api import ABORT, DEAFEN, WebApi
from bot.sandbox.workspace import Workspace

LOOK_SECONDS = 0.5


class AutoTransport:
    """By socket while one is connected, else to the request URL, else to nobody."""

    def __init__(self, sockets: SocketTransport, http: HttpTransport | None = None) -> None:
        self.sockets = sockets
        self.http = http

    async def deliver(self, envelope: Envelope) -> Reply | None:
        if self.sockets.connected:
            return await self.sockets.deliver(envelope)
        return await self.http.deliver(envelope) if self.http else None

    def drop(self) -> None:
        self.sockets.drop()


class Site:
    """The ASGI application, and the transport that it gave to its workspace."""

    def __init__(self, app: Starlette, transport: AutoTransport, workspace: Workspace) -> None:
        self.app = app
        self.transport = transport
        self.workspace = workspace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[ABORT], scope[DEAFEN] = (_doing(send, what) for what in ("abort", "pause_reading"))
        await self.app(scope, receive, send)


def _doing(send: Send, what: str) -> Callable[[], None]:
    """What is done to this connection: ASGI has no word for it, so the server's own transport is asked."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)

    def do() -> None:
        if transport is not None:
            getattr(transport, what)()

    return do


def build(workspace: Workspace, *, request_url: str | None = None, pages: Sequence[BaseRoute] = ()) -> Site:
    """An ASGI application of this workspace, which delivers to the app by itself from now on.

    `request_url` is where an app without Socket Mode listens; `pages` are further routes of the same site.
    """
    http = HttpTransport(request_url, workspace.app.signing_secret) if request_url else None
    transport = AutoTransport(SocketTransport(workspace), http)
    workspace.transport, workspace.in_step = transport, False

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(each(workspace)) for each in (_deliver, _repeat)]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if http:
            await http.close()

    all_routes = [*WebApi(workspace).routes(), transport.sockets.route(), *pages]
    return Site(Starlette(routes=all_routes, lifespan=lifespan), transport, workspace)


async def _deliver(workspace: Workspace) -> None:
    """Sends events as they come; one that is slow to be answered does not hold up the next."""
    sending: set[asyncio.Task[None]] = set()
    async for _ in workspace.changes.follow():
        if workspace.state.events:
            task = asyncio.create_task(workspace.flush())
            sending.add(task)
            task.add_done_callback(sending.discard)


async def _repeat(workspace: Workspace) -> None:
    """Lands late calls and repeats unanswered events when their time has come."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        workspace.land_due()
        await workspace.redeliver(due_only=True)


class _Embedded(uvicorn.Server):
    """A server that leaves the signals to whoever runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def running(
    workspace: Workspace,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    request_url: str | None = None,
    pages: Sequence[BaseRoute] = (),
) -> AsyncIterator[Site]:
    """Serves the workspace on `port` (0: a free one); its address is then `workspace.state.base_url`.

    Raises OSError when the port is taken.
    """
    # Only a socket that names its protocol gets TCP_NODELAY from asyncio; without it each answer takes 40 ms more.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        workspace.state.base_url = f"http://{host}:{listening.getsockname()[1]}"
        site = build(workspace, request_url=request_url, pages=pages)
        config = uvicorn.Config(
            site, log_config=None, access_log=False, ws="websockets-sansio", timeout_graceful_shutdown=1
        )
        server = _Embedded(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await _started(server, serving)
            yield site
        finally:
            workspace.changes.end()
            server.should_exit = True
            await serving


async def _started(server: uvicorn.Server, serving: asyncio.Task[None]) -> None:
    while not server.started:
        if serving.done():
            await serving
            raise OSError("the workspace's server did not start")
        await asyncio.sleep(0.01)
