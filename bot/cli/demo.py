"""The same bot, unchanged, on a Slack workspace of its own: no token, no configuration, no network."""

import argparse
import asyncio
import secrets
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import uvicorn
from ruamel.yaml import YAML
from tzlocal import get_localzone_name

from bot.cli.logs import configure_logs
from bot.cli.process import Process
from bot.cli.serve import GRACE, running, until_stopped
from bot.cli.starting import Opened, Stopped, opened
from bot.sandbox import Workspace, installed, sample
from bot.sandbox import server as slack_server
from bot.sandbox.page import Controls, pages
from bot.slack import manifest

HERE, LOCAL = Path(__file__).parent, "127.0.0.1"

#: Ports that are tried, two by two, before the demo gives up.
TRIES = 50


@dataclass
class DemoClock:
    """The machine's clock plus what was let pass on the page."""

    process: Process
    ahead: timedelta = field(default=timedelta(0))

    async def now(self) -> datetime:
        """The demo's instant."""
        return self.instant()

    def instant(self) -> datetime:
        """The same, at once."""
        return self.process.instant() + self.ahead

    def seconds(self) -> float:
        """As the machine's."""
        return self.process.seconds()

    async def pause(self, seconds: float) -> None:
        """As the machine's."""
        await self.process.pause(seconds)


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py demo`."""
    argparse.ArgumentParser(prog="python app.py demo", description=__doc__).parse_args(arguments[1:])
    try:
        port, token = _free_ports(int(environ.get("RONDO_PORT") or 8080)), environ.get("RONDO_API_TOKEN", "")
        with tempfile.TemporaryDirectory(prefix="rondo-demo-") as folder:
            asyncio.run(_demo(port, Path(folder), DemoClock(process), api_token=token))
    except (Stopped, ValueError) as stopped:
        print(stopped, file=sys.stderr)
        return 2
    return 0


def _free_ports(port: int) -> int:
    """The first of two ports in a row that are free, from `port` on; says so when it is another."""
    for first in range(port, port + 2 * TRIES, 2):
        if all(map(_is_free, (first, first + 1))):
            if first != port:
                print(f"Port {port} or {port + 1} is taken; using {first} and {first + 1}.", flush=True)
            return first
    raise Stopped(f"no two free ports from {port} on; set RONDO_PORT")


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((LOCAL, port))
        except OSError:
            return False
    return True


async def _demo(port: int, folder: Path, clock: DemoClock, *, api_token: str) -> None:
    token = secrets.token_urlsafe(16)
    workspace = sample(now=clock.instant, app=installed(YAML(typ="safe").load(manifest.write())))
    configure_logs("error")
    installation = await asyncio.to_thread(_opened, port, folder, workspace, token, api_token)
    installation.store.lock()
    controls = Controls(
        break_checkout=lambda: _break_checkout(port, token, clock),
        let_pass=lambda minutes: _let_pass(workspace, clock, minutes),
        dashboard=lambda slack_id: _way_in(port, installation, slack_id, clock),
        now=clock.instant,
    )
    page = slack_server.running(workspace, port=port + 1, pages=pages(workspace, controls))
    async with page, running(installation, clock) as web:
        config = uvicorn.Config(
            web, host=LOCAL, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE
        )
        server = uvicorn.Server(config)
        said = asyncio.create_task(_say_when_ready(server, port + 1, clock))
        await until_stopped(server)
        said.cancel()


def _opened(port: int, folder: Path, workspace: Workspace, token: str, api_token: str) -> Opened:
    """The installation, as `serve` opens it, from an environment of its own."""
    return opened(
        {
            "SLACK_BOT_TOKEN": workspace.app.bot_token,
            "SLACK_APP_TOKEN": workspace.app.app_token,
            "SLACK_API_URL": f"http://{LOCAL}:{port + 1}/api/",
            "DATABASE_URL": f"sqlite:///{folder}/rondo.db",
            "RONDO_CONFIG": str(HERE / "demo.yml"),
            "RONDO_PORT": str(port),
            "RONDO_PUBLIC_URL": f"http://{LOCAL}:{port}",
            "RONDO_API_TOKEN": api_token,
            "DEMO_TOKEN": token,
            "DEMO_ZONE": get_localzone_name() or "UTC",
        },
        serving=True,
    )


async def _say_when_ready(server: uvicorn.Server, page: int, clock: DemoClock) -> None:
    while not server.started:
        await clock.pause(0.02)
    print(f"Open http://{LOCAL}:{page}   (nothing leaves this machine; Ctrl-C ends it)", flush=True)


async def _way_in(port: int, installation: Opened, slack_id: str, clock: DemoClock) -> str:
    """What `/rondo web` answers."""
    person = (await installation.store.reads.situation()).named(slack_id)
    secret = await installation.store.sessions.invite(person, await clock.now())
    return f"http://{LOCAL}:{port}/sign-in?token={secret}"


async def _break_checkout(port: int, token: str, clock: DemoClock) -> None:
    """What Alertmanager would send; each time another incident."""
    at = clock.instant().isoformat()
    labels = {"alertname": "CheckoutErrors", "service": "checkout", "severity": "critical"}
    annotations = {"summary": "Checkout error rate above 5 %", "description": "5xx of checkout above 5 % for 5 minutes"}
    alert = {"status": "firing", "labels": labels, "annotations": annotations, "startsAt": at, "fingerprint": at}
    body = {"version": "4", "status": "firing", "groupKey": f"checkout {at}", "commonLabels": labels, "alerts": [alert]}
    url = f"http://{LOCAL}:{port}/alerts/alertmanager"
    headers, body = {"Authorization": f"Bearer {token}"}, {**body, "commonAnnotations": annotations}
    async with aiohttp.ClientSession(headers=headers) as client, client.post(url, json=body) as answer:
        answer.raise_for_status()


async def _let_pass(workspace: Workspace, clock: DemoClock, minutes: float) -> None:
    """Time jumps; what comes due happens at the bot's next tick."""
    clock.ahead += timedelta(minutes=minutes)
    workspace.changes.bump()
