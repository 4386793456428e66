"""The bot: HTTP, Slack by Socket Mode or HTTP, and the scheduler, until it is told to stop."""

import argparse
import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import aiohttp
import structlog
import uvicorn
from fastapi import FastAPI

from bot.cli.connection import Connection
from bot.cli.foundation import SLACK, connections, plan_of
from bot.cli.heartbeat import heartbeat_of
from bot.cli.house import House
from bot.cli.importing import Importing, Reader
from bot.cli.logs import configure_logs
from bot.cli.process import Process
from bot.cli.reloading import LOOK_SECONDS as RELOAD_SECONDS
from bot.cli.reloading import InForce, Reloading
from bot.cli.starting import LAST_GOOD, Opened, Stopped, links_of, opened
from bot.domain.effects import TellOperators
from bot.domain.errors import Unavailable
from bot.scheduler import Job
from bot.slack.listeners.http import handler
from bot.slack.listeners.socket import LOOK_SECONDS, Pace, PacedClient, Socket
from bot.store import Unusable

log = structlog.get_logger()

T = TypeVar("T")

#: After so many seconds a connection that is still open no longer keeps us from stopping (contract §1: 5 s in all).
GRACE = 1

#: The exit code of a program that is older than the schema: starting it again is of no use.
OUTDATED = 3

#: What is written down at a start is tried again after so many seconds while the database is away.
AGAIN = 5.0

#: How much is made before it is looked for garbage: more than the default, so that bursts are seldom interrupted.
COLLECT = (20_000, 20, 20)


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py serve [--strict]`."""
    parser = argparse.ArgumentParser(prog="python app.py serve", description=__doc__)
    parser.add_argument("--strict", action="store_true", help="never start with the last good configuration")
    options = parser.parse_args(arguments[1:])
    try:
        installation = ready(environ, strict=options.strict)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.code
    configure_logs(installation.environment.log)
    return asyncio.run(serve(installation, process))


def ready(environ: Mapping[str, str], *, strict: bool = False) -> Opened:
    """The installation, opened and ours alone, with its port free.

    Raises:
        Stopped: with what stands in the way.
    """
    installation = opened(environ, serving=True, strict=strict)
    _lock(installation)
    _free(installation)
    return installation


def _free(installation: Opened) -> None:
    """A port that is taken stops the start, before anything is said to be ready."""
    env = installation.environment
    try:
        with socket.create_server((env.host, env.port)):
            return
    except OSError:
        installation.store.close()
        remedy = "end what listens there, or set RONDO_PORT (or RONDO_HOST)"
        raise Stopped(f"RONDO_PORT: {env.host}:{env.port} is taken or not ours → {remedy}") from None


def _lock(installation: Opened) -> None:
    try:
        installation.store.lock()
    except Unusable as error:
        installation.store.close()
        raise Stopped(str(error)) from None


async def serve(installation: Opened, process: Process) -> int:
    """Run until SIGTERM or Ctrl-C; the exit code is another where a newer Rondo has changed the schema."""
    env = installation.environment
    async with running(installation, process) as web:
        config = uvicorn.Config(
            web, env.host, env.port, http=Connection, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE
        )
        server, outdated = uvicorn.Server(config), web.state.outdated
        ends = asyncio.create_task(_ends_when(outdated, server))
        await until_stopped(server)
        ends.cancel()
    return OUTDATED if outdated.is_set() else 0


async def _ends_when(outdated: asyncio.Event, server: uvicorn.Server) -> None:
    await outdated.wait()
    server.should_exit = True


async def until_stopped(server: uvicorn.Server) -> None:
    """Serve until a signal asks us to stop; our own handlers, so that the rest of the house is closed in order."""
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, lambda: setattr(server, "should_exit", True))
    await server._serve()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.remove_signal_handler(each)


@contextlib.asynccontextmanager
async def running(installation: Opened, process: Process) -> AsyncIterator[FastAPI]:
    """The whole house, started; closed at the end."""
    env = installation.environment
    in_force = InForce(installation.configuration, installation.broken)
    base_url = env.slack_api_url or SLACK
    links = await _until_kept(process, lambda: links_of(installation.store, installation.settings))
    async with aiohttp.ClientSession(connector=connections()) as session:
        house = House(plan_of(installation, in_force, process, session, links))
        socket = _socket(house, installation, base_url, process)
        if socket is None:
            house.web.add_api_route("/slack/events", handler(house.bolt), methods=["POST"], include_in_schema=False)
        reader = Reader(Path(env.config).parent, session, env.proxy_to)
        importing = Importing(house, lambda: in_force.configuration, reader)
        reloading = Reloading(house, installation, in_force, lambda read: heartbeat_of(read, env, session), importing)
        async with started(house, installation, socket, process, reloading, importing):
            house.web.state.outdated = house.outdated
            yield house.web


def _socket(house: House, installation: Opened, base_url: str, process: Process) -> Socket | None:
    env = installation.environment
    if env.app_token is None:
        return None
    client = PacedClient(
        base_url=base_url,
        pace=Pace(),
        pause=process.pause,
        seconds=process.seconds,
        proxy=env.proxy_to(base_url),
    )
    return Socket(
        house.bolt,
        client,
        app_token=env.app_token.reveal(),
        seconds=process.seconds,
        replaced=house.metrics.replaced,
    )


@contextlib.asynccontextmanager
async def started(
    house: House,
    installation: Opened,
    socket: Socket | None,
    process: Process,
    reloading: Reloading,
    importing: Importing,
) -> AsyncIterator[None]:
    """Take up what an earlier life left, then begin; at the end finish what is being sent."""
    await _until_kept(process, lambda: _take_up(house))
    looks = [Job(name="socket", seconds=LOOK_SECONDS, run=socket.look)] if socket else []
    reload = Job(name="configuration", seconds=RELOAD_SECONDS, run=reloading.look)
    scheduler = house.scheduler(*looks, reload, *importing.jobs())
    scheduler.start()
    reloading.on_hangup()
    learning = asyncio.create_task(_learn(house, installation, process, importing))
    if socket:
        socket.start()
    _collect()
    log.info("ready", **_where(installation))
    try:
        yield
    finally:
        scheduler.stop()
        learning.cancel()
        if socket:
            await socket.stop()
        await house.close()


async def _take_up(house: House) -> None:
    await house.store.outbox.adopt()
    await house.store.outbox.beat(await house.clock.now())


def _collect() -> None:
    gc.freeze()
    gc.set_threshold(*COLLECT)
    gc.enable()  # app.py switched it off for the start


def _where(installation: Opened) -> dict[str, object]:
    env = installation.environment
    return {"host": env.host, "port": env.port, "slack": "socket mode" if env.app_token else "http"}


async def _learn(house: House, installation: Opened, process: Process, importing: Importing) -> None:
    """In the background, so that alerts are taken while Slack, or a calendar, is away; neither waits for the other."""
    await asyncio.gather(_until_kept(process, importing.look), _begin(house, installation, process))


async def _begin(house: House, installation: Opened, process: Process) -> None:
    await _until_kept(process, lambda: _remember(house, installation))
    await _until_kept(process, house.refresh_people)
    await _until_kept(process, house.refresh_quiet)


async def _until_kept(process: Process, work: Callable[[], Awaitable[T]]) -> T:
    """Again and again, while the database is away or full."""
    while True:
        try:
            return await work()
        except Unavailable as error:
            log.warning("the database is away", error=str(error))
            await process.pause(AGAIN)


async def _remember(house: House, installation: Opened) -> None:
    """The configuration as the last good one; or to the operators that it is not, once in this life."""
    if not installation.broken:
        await house.store.facts.put(LAST_GOOD, installation.configuration.text)
        return
    log.warning("the configuration is faulty; the last good one is used", faults=installation.broken)
    words = f"the configuration is faulty; the last good one is used:\n{installation.broken}"
    await house.engine.promise(TellOperators(text=words))
