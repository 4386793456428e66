"""What the real parts share: processes that end and begin, alerts sent until they are taken, and what must be true."""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
from sqlalchemy import func, select

from benchmarks.stand import _environment, _free_port, workspace
from bot import store as stores
from bot.config import read
from bot.sandbox import Workspace
from bot.sandbox.server import running
from bot.store.tables import incidents, outbox
from tests.reliability.promises import kept, pages

PEOPLE = [f"p{number:02}" for number in range(20)]

#: A critical alert has a channel, of which Slack makes 20 a minute; all others page and have none.
CONFIGURATION = f"""\
operators: "#rondo-operators"
storm: off
people:
{"".join(f"  {name}: {{slack: U0{name.upper()}}}{chr(10)}" for name in [*PEOPLE, "sol", "tam", "dora"])}
policies:
  oncall:
    levels: [{{targets: [{", ".join(PEOPLE)}], round_robin: alert, timeout: 2h}}]
  security:
    levels: [{{targets: [sol, tam], round_robin: alert, timeout: 2h}}]
last_resort: [dora]
urgency:
  high: {{page: now, channel: none, security: none}}
services:
  default: {{policy: oncall}}
security: {{policy: security}}
sources:
  generic: {{token: none}}
"""


@dataclass
class Replica:
    """One process of the bot; it can be killed, stopped and woken, and begun again."""

    environment: dict[str, str]
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environment['RONDO_PORT']}"

    async def begins(self) -> None:
        self.process = await asyncio.create_subprocess_exec(sys.executable, "app.py", "serve", env=self.environment)

    async def dies(self) -> None:
        """SIGKILL: nothing is finished."""
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def signals(self, sign: signal.Signals) -> None:
        if self.process and self.process.returncode is None:
            self.process.send_signal(sign)


@dataclass
class Run:
    """A run of alerts: which were accepted when, and every death on the way."""

    slack: Workspace
    replicas: list[Replica]
    database_url: str
    http: aiohttp.ClientSession
    accepted: dict[str, float] = field(default_factory=dict)
    tried: dict[str, float] = field(default_factory=dict)
    deaths: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    async def sends(self, number: int, every: float) -> None:
        """So many alerts, every tenth of them critical, each sent again until it is taken by some replica."""
        for one in range(number):
            await self._sent(f"alert {one}", "critical" if one % 10 == 0 else "high")
            await asyncio.sleep(every)

    async def _sent(self, title: str, severity: str) -> None:
        body, turn = {"title": title, "key": title, "severity": severity}, 0
        self.tried[title] = time.time()
        while True:
            replica = self.replicas[turn % len(self.replicas)]
            turn += 1
            try:
                timeout = aiohttp.ClientTimeout(total=3)
                async with self.http.post(f"{replica.url}/alerts/generic", json=body, timeout=timeout) as answer:
                    if answer.status == 202:
                        self.accepted[title] = time.time()
                        return
                    self.refused[str(answer.status)] += 1
            except (aiohttp.ClientError, TimeoutError) as error:
                self.refused[type(error).__name__] += 1
            await asyncio.sleep(0.1)

    async def until_quiet(self, seconds: float) -> float:
        """Wait until nothing is owed any more, at most so long; how long it took."""
        begun = time.monotonic()
        for _ in range(int(seconds * 2)):
            if not self._owed():
                break
            await asyncio.sleep(0.5)
        return time.monotonic() - begun

    @property
    def settings(self) -> Any:
        return read(CONFIGURATION, name="rondo.yml", environ={}).settings

    def _owed(self) -> int:
        store = stores.open(self.database_url, self.settings, owner="look", deliver=False)
        try:
            with store._place.database.reading() as connection:
                owed = select(func.count()).select_from(outbox).where(outbox.c.done_at.is_(None))
                return int(connection.scalar(owed) or 0)
        finally:
            store.close()

    async def broken(self) -> list[str]:
        """Every promise that was broken, seen from the database and from Slack."""
        store = stores.open(self.database_url, self.settings, owner="look", deliver=False)
        life: Any = SimpleNamespace(slack=self.slack, store=store, clock=SimpleNamespace(at=datetime.now(UTC)))
        try:
            with store._place.database.reading() as connection:
                keys = Counter(connection.scalars(select(incidents.c.key)))
                failed = [
                    tuple(row)
                    for row in connection.execute(
                        select(outbox.c.effect, outbox.c.failed).where(outbox.c.failed.is_not(None))
                    )
                ]
            found = [f"accepted and lost: {title}" for title in self.accepted if not keys[title]]
            found += [f"{times} incidents of {key}" for key, times in keys.items() if times > 1]
            found += [f"given up: {effect}, {code}" for effect, code in failed]
            found += [] if not self._owed() else [f"{self._owed()} effects are owed still"]
            whole = [one for one in await kept(life) if not one.startswith("I9")]
            return [*found, *whole, *pages(life, deaths=self.deaths), *self._slack(len(keys))]
        finally:
            store.close()

    def _slack(self, opened: int) -> list[str]:
        paged = Counter(page.incident for page in self.slack.pages)
        found = [f"INC-{number} paged nobody" for number in range(1, opened + 1) if not paged[f"INC-{number}"]]
        names = [channel.name for channel in self.slack.channels if channel.name.startswith("inc-")]
        numbers = Counter(name.split("-")[1] for name in names)
        found += [f"{times} channels of INC-{number}" for number, times in numbers.items() if times > 1]
        for name in names:
            kinds = Counter(message.payload.get("kind") for message in self.slack.messages(name))
            found += [] if kinds["card"] == 1 else [f"{kinds['card']} cards in {name}"]
        return found

    def repeats(self) -> int:
        """How many pages came a second time."""
        copies = Counter(page.message.payload["op"] for page in self.slack.pages)
        return sum(times - 1 for times in copies.values())

    def first_pages(self) -> list[float]:
        """Seconds from when an alert was accepted to the first page for it, the shortest first."""
        first: dict[str, datetime] = {}
        for page in self.slack.pages:
            words = page.message.text
            for title in (title for title in self.accepted if f"{title}." in words or words.endswith(title)):
                first[title] = min(first.get(title, page.message.at), page.message.at)
        return sorted(max(0.0, at.timestamp() - self.accepted[title]) for title, at in first.items())


@asynccontextmanager
async def begun(replicas: int, database_url: Callable[[Path], str]) -> AsyncIterator[Run]:
    """Processes that serve, over a Slack that takes 20 ms a call; at the end none is left."""
    slack = workspace(delay=0.02)
    with tempfile.TemporaryDirectory(prefix="rondo-soak-") as folder:
        async with running(slack), aiohttp.ClientSession() as http:
            url = database_url(Path(folder))
            made = []
            for _ in range(replicas):
                environment = {**os.environ, **_environment(slack, Path(folder), _free_port(), url)}
                (Path(folder) / "rondo.yml").write_text(CONFIGURATION)
                made.append(Replica({**environment, "RONDO_LOG": "critical"}))
            run = Run(slack, made, url, http)
            try:
                for one in made:
                    await one.begins()
                yield run
            finally:
                for one in made:
                    one.signals(signal.SIGCONT)
                    await one.dies()
