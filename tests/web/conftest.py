"""The app over fakes, and a client that talks to it without a socket."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot.engine.evidence import Evidence
from bot.web.app import build
from bot.web.given import Lock, Right, Source, Token, Web
from tests.web import fakes

ORIGIN = "http://rondo.test"


@dataclass
class House:
    """The app's surroundings, and the app itself as a client sees it."""

    engine: fakes.Engine = field(default_factory=fakes.Engine)
    reads: fakes.Reads = field(default_factory=fakes.Reads)
    sessions: fakes.Sessions = field(default_factory=fakes.Sessions)
    bodies: fakes.Bodies = field(default_factory=fakes.Bodies)
    facts: fakes.Facts = field(default_factory=fakes.Facts)

    def client(self, **changes: Any) -> httpx.AsyncClient:
        app = build(self.web(**changes))
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN)

    def web(self, **changes: Any) -> Web:
        values: dict[str, Any] = {
            "sources": {
                "alertmanager": Source(name="alertmanager", locks=(Lock.of("am-secret"),)),
                "generic": Source(name="generic"),
            },
            "tokens": (
                Token(name="api", lock=Lock.of("all"), rights=frozenset(Right)),
                Token(name="wall", lock=Lock.of("look"), rights=frozenset({Right.READ})),
            ),
            **changes,
        }
        return Web(
            engine=self.engine,
            reads=self.reads,  # type: ignore[arg-type]
            sessions=self.sessions,
            bodies=self.bodies,
            facts=fakes.Facts(),
            clock=fakes.Clock(),
            settings=self.reads.settings,
            evidence=Evidence(reads=self.reads, facts=self.facts, proofs=self.facts),  # type: ignore[arg-type]
            **values,
        )


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.client() as client:
        yield client


@pytest.fixture
async def api(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.client() as client:
        client.headers["Authorization"] = "Bearer all"
        yield client
