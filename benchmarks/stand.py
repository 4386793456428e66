"""The stand: a strict Slack that is slow and limited, and the real bot as a process of its own."""

import asyncio
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import psutil

from bot.sandbox import Failing, Fault, User, Workspace
from bot.sandbox.server import running, signed

#: One call to Slack, in seconds: what every figure is a ratio of.
CALL = 0.1

PEOPLE = [f"p{number:02}" for number in range(20)]
TEAM = ["sol", "tam", "dora"]

CONFIGURATION = f"""\
announce: "#incidents"
storm: off
operators: "#rondo-operators"
people:
{"".join(f"  {name}: {{slack: U0{name.upper()}}}{chr(10)}" for name in [*PEOPLE, *TEAM])}
policies:
  oncall:
    levels:
      - targets: [{", ".join(PEOPLE)}]
        round_robin: alert
        timeout: 2h
  security:
    levels: [{{targets: [sol, tam], round_robin: alert, timeout: 2h}}]
last_resort: [dora]
services:
  default: {{policy: oncall, runbook: "https://example.com/runbook"}}
security: {{policy: security}}
sources:
  generic: {{token: none}}
"""


@dataclass
class Stand:
    """The bot at `url`, its Slack in `slack`, and the moments at which we posted, by incident title."""

    url: str
    slack: Workspace
    bot: psutil.Process
    http: aiohttp.ClientSession
    posted: dict[str, float] = field(default_factory=dict)
    ready_after: float = 0.0

    async def alert(self, title: str, severity: str = "high", **more: Any) -> float:
        """Post one alert; returns the seconds until the 202."""
        body = {"title": title, "key": title, "severity": severity, **more}
        begun = self.posted[title] = time.time()
        async with self.http.post(f"{self.url}/alerts/generic", json=body) as answer:
            assert answer.status == 202, await answer.text()
            await answer.read()
        return time.time() - begun

    async def command(self, command: str, text: str) -> float:
        """A signed slash command over HTTP; returns the seconds until the answer."""
        app = self.slack.app
        fields = {
            "team_id": self.slack.state.team_id,
            "api_app_id": app.app_id,
            "channel_id": "C0GENERAL",
            "user_id": "U0P00",
            "command": command,
            "text": text,
            "trigger_id": "1.2.3",
            "response_url": "http://127.0.0.1:9/none",
        }
        body = urlencode(fields).encode()
        headers = signed(app.signing_secret, body, time.time())
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.time()
        async with self.http.post(f"{self.url}/slack/events", data=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            await answer.read()
        return time.time() - begun

    def resident_mb(self) -> float:
        """What the bot's process holds in memory."""
        return self.bot.memory_info().rss / 1e6

    async def until(self, true: Any, seconds: float = 60) -> None:
        """Wait for something in the workspace; the stand's own patience, not a measurement."""
        end = time.time() + seconds
        while not true():
            if time.time() > end:
                raise TimeoutError
            await asyncio.sleep(0.02)


def workspace(*, delay: float = CALL) -> Workspace:
    """A Slack of 23 people that takes `delay` seconds a call and enforces its limits."""
    people = [User(id=f"U0{name.upper()}", name=name, real_name=name.title()) for name in [*PEOPLE, *TEAM]]
    slack = Workspace(now=lambda: datetime.now(UTC), users=people)
    slack.limits.enforce = True
    if delay:
        slack.faults.add(Fault(kind=Failing.DELAY, seconds=delay, times=None))
    return slack


@asynccontextmanager
async def stand(database_url: str | None = None, *, delay: float = CALL) -> AsyncIterator[Stand]:
    """The bot over HTTP, started, ready, and knowing everybody."""
    slack = workspace(delay=delay)
    with tempfile.TemporaryDirectory(prefix="rondo-bench-") as folder:
        async with running(slack) as _, aiohttp.ClientSession() as http:
            port = _free_port()
            environment = _environment(slack, Path(folder), port, database_url)
            begun = time.time()
            bot = await asyncio.create_subprocess_exec(sys.executable, "app.py", "serve", env=environment)
            made = Stand(f"http://127.0.0.1:{port}", slack, psutil.Process(bot.pid), http)
            try:
                await _ready(made)
                made.ready_after = time.time() - begun
                await made.until(lambda: len([c for c in slack.calls if c.method == "conversations.open"]) >= 23)
                await made.until(lambda: slack.state.named("rondo-operators"))
                yield made
            finally:
                bot.terminate()
                await bot.wait()


def _environment(slack: Workspace, folder: Path, port: int, database_url: str | None) -> dict[str, str]:
    (folder / "rondo.yml").write_text(CONFIGURATION)
    return {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
        "SLACK_BOT_TOKEN": slack.app.bot_token,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        "SLACK_API_URL": f"{slack.state.base_url.rstrip('/')}/api/",
        "DATABASE_URL": database_url or f"sqlite:///{folder}/rondo.db",
        "RONDO_CONFIG": str(folder / "rondo.yml"),
        "RONDO_PORT": str(port),
        "RONDO_LOG": "error",
        "RONDO_API_TOKEN": "bench",
    }


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


async def _ready(made: Stand) -> None:
    end = time.time() + 30
    while time.time() < end:
        try:
            async with made.http.get(f"{made.url}/readyz") as answer:
                if answer.status == 200 and json.loads(await answer.text()):
                    return
        except aiohttp.ClientError:
            await asyncio.sleep(0.005)
    raise TimeoutError("the bot was not ready within 30 s")
