"""The real web app over a real store and engine whose Slack takes nothing: post bodies, read what was kept."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from bot import store as stores
from bot.domain.situation import Settings
from bot.engine import Engine
from bot.engine.evidence import Evidence
from bot.ports import Delivery, Later
from bot.store import Store
from bot.store.tables import bodies
from bot.web.app import build
from bot.web.given import Source, Web
from tests.web import fakes


def calm() -> Settings:
    """Many incidents of a service are no storm here."""
    given = fakes.settings()
    services = {name: replace(service, storm=None) for name, service in given.services.items()}
    return replace(given, storm=None, services=services)


class Nobody:
    """A messenger that sends nothing."""

    async def wait(self, *_: Any) -> timedelta:
        return timedelta(0)

    async def perform(self, *_: Any) -> Delivery:
        return Later(code="nobody")


class Door:
    """Post bodies; ask what was committed."""

    def __init__(self, store: Store, runner: asyncio.Runner) -> None:
        self.store, self._runner = store, runner
        clock, settings = fakes.Clock(), calm()
        parts = {"begin": store.begin, "outbox": store.outbox, "reads": store.reads}
        self.engine = Engine(**parts, messenger=Nobody(), clock=clock)
        web = Web(
            engine=self.engine,
            reads=store.reads,
            sessions=store.sessions,
            bodies=store.bodies,
            facts=store.facts,
            clock=clock,
            settings=settings,
            evidence=Evidence(reads=store.reads, facts=store.facts, proofs=store.proofs),
            sources={name: Source(name=name) for name in ("alertmanager", "generic")},
        )
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(build(web)), base_url="http://rondo.test")

    def post(self, source: str, *bodies: bytes) -> list[httpx.Response]:
        """All of them at once."""
        return self._runner.run(self._all(source, bodies))

    async def _all(self, source: str, bodies: Sequence[bytes]) -> list[httpx.Response]:
        return await asyncio.gather(*(self._client.post(f"/alerts/{source}", content=body) for body in bodies))

    def committed(self) -> int:
        """How many incidents there are."""
        return self._runner.run(self.store.reads.situation()).next_number - 1

    def incident(self, named: str) -> Any:
        return self._runner.run(self.store.reads.incident(int(named.removeprefix("INC-"))))

    def altered(self) -> int:
        """How many bodies were kept as they came."""
        counted = select(func.count()).select_from(bodies)
        return self._runner.run(self.store._place.database.read(lambda c: c.scalar(counted)))

    def close(self) -> None:
        self._runner.run(self.engine.stop())
        self.store.close()


@contextmanager
def opened(folder: Path) -> Iterator[Door]:
    """A door on a database of its own."""
    with asyncio.Runner() as runner:
        store = stores.open(f"sqlite:///{folder}/door.db", calm(), owner="door", deliver=False)
        door = Door(store, runner)
        try:
            yield door
        finally:
            door.close()
