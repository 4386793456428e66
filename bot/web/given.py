"""What the web is handed when it is built, and its words for who may do what."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, cast

from fastapi import Depends, Request

from bot.domain.links import Links
from bot.domain.situation import Settings
from bot.engine import Handle
from bot.engine.evidence import Evidence
from bot.engine.loads import Loads
from bot.ports import Bodies, Clock, Facts, Reads, Sessions
from bot.web.metrics import Metrics


class Right(StrEnum):
    """What a bearer token may do."""

    READ = "read"
    ACT = "act"
    DEPLOY = "deploy"
    GATE = "gate"


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "backslashreplace")).digest()


@dataclass(frozen=True, kw_only=True)
class Lock:
    """A secret, kept as its hash and compared in constant time; as it is only for senders that sign with it."""

    digest: bytes = field(repr=False)
    key: bytes = field(repr=False, default=b"")

    @classmethod
    def of(cls, secret: str) -> "Lock":
        """The lock that `secret` opens."""
        return cls(digest=_digest(secret))

    @classmethod
    def to_sign(cls, secret: str) -> "Lock":
        """The lock that `secret` opens, and what is signed with it."""
        return cls(digest=_digest(secret), key=secret.encode("utf-8", "backslashreplace"))

    def signed(self, body: bytes, signature: str) -> bool:
        """Whether `sha256=…` is the HMAC of that body, compared in constant time."""
        expected = f"sha256={hmac.new(self.key, body, hashlib.sha256).hexdigest()}"
        presented = signature.encode("utf-8", "backslashreplace")
        return bool(self.key) and hmac.compare_digest(presented, expected.encode())

    def opens(self, presented: str | None) -> bool:
        """Whether what was presented is the secret."""
        return presented is not None and hmac.compare_digest(_digest(presented), self.digest)


@dataclass(frozen=True, kw_only=True)
class Source:
    """A sender of alerts under `/alerts/{name}`, or of deploys under `/deploys/{name}`.

    Without a lock it is open to everybody (`token: none`). While its secret is being changed there are
    two, the new one's and the old one's.
    """

    name: str
    locks: tuple[Lock, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Token:
    """A named bearer token of the REST API."""

    name: str
    lock: Lock
    rights: frozenset[Right]


@dataclass(frozen=True, kw_only=True)
class Check:
    """A line of the set-up's state: what is checked, how it stands, and the remedy where there is one."""

    mark: Literal["✓", "!", "✗"]
    name: str
    text: str


async def nothing_to_check() -> Sequence[Check]:
    """The set-up's lines where nobody hands any in."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Web:
    """Everything that routes use.

    `slack_status` says `ok` or `away: reason`, `configuration` `ok` or `last good: reason`; `setup` gives the
    dashboard the doctor's lines.
    """

    engine: Handle
    reads: Reads
    sessions: Sessions
    bodies: Bodies
    facts: Facts
    clock: Clock
    settings: Settings
    evidence: Evidence
    sources: Mapping[str, Source] = field(default_factory=dict)
    tokens: tuple[Token, ...] = ()
    slack_status: Callable[[], str] = lambda: "ok"
    configuration: Callable[[], str] = lambda: "ok"
    setup: Callable[[], Awaitable[Sequence[Check]]] = nothing_to_check
    links: Links | None = None
    metrics: Metrics = field(default_factory=Metrics)

    @cached_property
    def loads(self) -> Loads:
        """Who carries how much, read once a minute however many look."""
        return Loads(reads=self.reads)


async def _given(request: Request) -> Web:
    # Async, because FastAPI gives a plain function a thread, and threads are what an alert would wait for.
    return cast("Web", request.app.state.web)


#: A route's parameter of this type is what the web was handed.
Given = Annotated[Web, Depends(_given)]
