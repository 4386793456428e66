"""An installation here: the sandbox's workspace over HTTP, a folder, and `app.py` in a process of its own."""

import asyncio
import os
import resource
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from bot.sandbox import Workspace, sample
from bot.sandbox.server import running

ROOT = Path(__file__).parents[2]

RONDO_YML = """\
operators: "#rondo-operators"
people:
  ana: {slack: U0ANA}
  ben: {slack: U0BEN}
  sol: {slack: U0SOL}
policies:
  oncall:
    levels: [{targets: [ana, ben], round_robin: cycle, timeout: 1s}]
  security:
    levels: [{targets: [sol], timeout: 10m}]
last_resort: [sol]
services:
  default: {policy: oncall}
security: {policy: security}
sources:
  generic: {token: "${GENERIC_TOKEN}"}
"""


@dataclass
class Installation:
    """Change `configuration`, then `starts`; what the bot says stands in `slack`, what it prints in `said`."""

    folder: Path
    slack: Workspace
    environment: dict[str, str]
    said: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environment['RONDO_PORT']}"

    def writes(self, configuration: str) -> None:
        (self.folder / "rondo.yml").write_text(configuration)

    async def runs(self, *words: str) -> int:
        """A command from its start to its end; its exit code."""
        process = await self._begun(*words)
        printed, errors = await asyncio.wait_for(process.communicate(), 20)
        self.said = (printed + errors).decode()
        return process.returncode or 0

    async def program(self, *words: str) -> int:
        """Python alone, in the installation's folder; its exit code."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            sys.executable, *words, cwd=self.folder, env={"PATH": os.defpath}, stdout=pipe, stderr=pipe
        )
        printed, errors = await asyncio.wait_for(process.communicate(), 20)
        self.said = (printed + errors).decode()
        return process.returncode or 0

    async def says(self, *words: str, until: str) -> tuple[str, int]:
        """What a command prints up to a word, and its exit code at Ctrl-C after that."""
        process = await self._begun(*words)
        printed = ""
        try:
            assert process.stdout is not None
            while until not in printed:
                line = await asyncio.wait_for(process.stdout.readline(), 20)
                assert line, printed
                printed += line.decode()
            return printed, await self.ended(process, signal.SIGINT)
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    async def _begun(self, *words: str) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *(sys.executable, str(ROOT / "app.py"), *words),
            cwd=self.folder,
            env=self.environment,
            stdout=pipe,
            stderr=pipe,
        )

    @asynccontextmanager
    async def serving(
        self, *, says: str = "ready", bytes_a_file: int | None = None
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """The bot, from when it says that it is ready, or what else; at the end it is gone, whichever way."""
        process = await self._begun("serve")
        try:
            if bytes_a_file is not None:
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (bytes_a_file, resource.RLIM_INFINITY))
            assert process.stderr is not None
            while says not in self.said:
                line = await asyncio.wait_for(process.stderr.readline(), 20)
                assert line, self.said
                self.said += line.decode()
            if says == "ready":
                await self._answers()
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            self.said += "".join(part.decode() for part in await process.communicate())

    async def _answers(self) -> None:
        """The port opens a moment after the bot has said that it is ready."""
        async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=10)) as client:
            await client.get(f"{self.url}/healthz")

    async def ended(self, process: asyncio.subprocess.Process, sign: signal.Signals) -> int:
        """The process gets a signal; its exit code, within the five seconds of the contract."""
        self.said = ""
        process.send_signal(sign)
        return await asyncio.wait_for(process.wait(), 5)

    async def alert(self, title: str = "Checkout is down") -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.environment['GENERIC_TOKEN']}"}
        async with httpx.AsyncClient() as client:
            return await client.post(f"{self.url}/alerts/generic", json={"title": title}, headers=headers)

    async def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.environment['RONDO_API_TOKEN']}"}
        async with httpx.AsyncClient() as client:
            return await client.request(method, f"{self.url}{path}", json=body, headers=headers)

    async def until(self, true: Callable[[], bool], *, seconds: float = 20) -> None:
        """Wait for something to become true in the workspace, and no longer than that."""
        async with asyncio.timeout(seconds):
            if not true():
                async for _ in self.slack.changes.follow():
                    if true():
                        return


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@asynccontextmanager
async def installed(folder: Path) -> AsyncIterator[Installation]:
    """A workspace that listens and a folder with a configuration; nothing runs yet."""
    slack = sample(now=lambda: datetime.now(UTC))  # noqa: TID251  (two processes share the machine's clock)
    async with running(slack):
        environment = {
            "PATH": os.defpath,
            "SLACK_BOT_TOKEN": slack.app.bot_token,
            "SLACK_SIGNING_SECRET": slack.app.signing_secret,
            "SLACK_API_URL": f"{slack.state.base_url}/api/",
            "DATABASE_URL": f"sqlite:///{folder}/rondo.db",
            "RONDO_PORT": str(_free_port()),
            "RONDO_API_TOKEN": "secret-of-the-api",
            "GENERIC_TOKEN": "secret-of-the-sender",
        }
        made = Installation(folder, slack, environment)
        made.writes(RONDO_YML)
        yield made
