"""Cheap lives of one bot: begun from a moment as often as one likes, ended at any named point, and begun again."""

import asyncio
import pickle
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import select

from bot import store as stores
from bot.cli.house import House, Plan
from bot.config import read
from bot.domain.events import Event
from bot.domain.links import Links
from bot.domain.situation import Settings
from bot.engine import Result
from bot.sandbox import Workspace, sample
from bot.sandbox.delivery import Nobody
from bot.store.tables import metadata
from tests.slack.sandboxed import SandboxApi
from tests.world import NIGHT, RONDO_YML, Phones, Told, World, _app

SETTINGS = read(RONDO_YML, name="rondo.yml", environ={}).settings

#: Where Rondo's own pages are, and the ways around Slack to those who have any.
SITE, MAIL, PUSH, SMS = "https://rondo.example.com", "mailto://ana@example.com", "ntfy://rondo-ana", "json://sms/sol"
_REACHABLE = {
    "ana: {slack: U0ANA}": f'ana: {{slack: U0ANA, contact: ["{MAIL}", {{url: "{PUSH}", after: 4m}}]}}',
    "sol: {slack: U0SOL}": f'sol: {{slack: U0SOL, contact: [{{url: "{SMS}", after: 3m}}]}}',
}


def reachable() -> Settings:
    """The same, where Ana and Sol can be reached around Slack."""
    text = RONDO_YML
    for bare, written in _REACHABLE.items():
        assert bare in text
        text = text.replace(bare, written)
    return read(text, name="rondo.yml", environ={"RONDO_PUBLIC_URL": SITE}).settings


REACHABLE = reachable()


class Killed(BaseException):
    """The end of a life: nobody catches it."""


@dataclass
class Fate:
    """Hears every point that a life passes, and ends it at one; from then on nothing gets out any more."""

    ends: Callable[[str], bool] = lambda point: False
    passed: list[str] = field(default_factory=list)
    dead: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, point: str) -> None:
        if self.dead.is_set():
            raise Killed
        self.passed.append(point)
        if self.ends(point):
            self.dead.set()
            raise Killed

    def anew(self, ends: Callable[[str], bool] = lambda point: False) -> None:
        """Another life, with an end of its own."""
        self.ends, self.passed, self.dead = ends, [], asyncio.Event()


class Inline(Executor):
    """Threads cost more than what these lives do in them."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001  (as a pool does)
            future.set_exception(error)
        return future


@dataclass
class Watch(Told):
    """A clock that can be kept with the workspace that reads it."""

    def instant(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Moment:
    """Where a story stands: what the database, Slack and people's phones hold, and what time it is."""

    database: Mapping[str, Any]
    slack: bytes


class Life(World):
    """A world whose lives are cheap: no YAML, no web, no threads, and one store for all of them."""

    def __init__(self, url: str, *, settings: Settings = SETTINGS) -> None:
        self.fate = Fate()
        self.clock, self.database_url = Watch(NIGHT), url
        self.slack: Workspace = sample(now=self.clock.instant, app=_app())
        self.slack.transport = Nobody()
        self.phones, self.site = Phones(self.clock.instant), None
        self.store = stores.open(url, settings, owner="life", crash=self.fate)
        self.store._place.database._threads = Inline()
        self.lives, self.lain_still = 0, timedelta(0)
        self.house = self._built()

    def _built(self) -> House:
        self.lives += 1
        self.store._place.owner = f"life/{uuid4()}"
        house = House(
            Plan(
                store=self.store,
                settings=self.store.settings,
                api=SandboxApi(self.slack),
                clock=self.clock,
                seconds=lambda: self.clock.at.timestamp(),
                links=Links(key=b"the key of this life", base=self.store.settings.public_url),
                send=self.phones,
                crash=self.fate,
            )
        )
        house.engine._thread = Inline()
        return house

    def keeps(self) -> Moment:
        """This moment, to begin from again."""
        slack = pickle.dumps((self.clock, self.slack, self.phones))
        if self.store._place.database.path is None:
            return Moment(self._rows(), slack)
        return Moment({name: path.read_bytes() for name, path in self._files() if path.exists()}, slack)

    def _rows(self) -> Mapping[str, Any]:
        with self.store._place.database.reading() as connection:
            return {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in metadata.sorted_tables
            }

    def _files(self) -> Iterator[tuple[str, Path]]:
        path = self.store._place.database.path or Path()
        return ((ending, path.with_name(path.name + ending)) for ending in ("", "-wal", "-shm"))

    async def begins(self, moment: Moment, *, rest: timedelta = timedelta(0)) -> None:
        """A life from that moment on, after nobody lived for so long; what is said again keeps its name over that."""
        database = self.store._place.database
        if database.path is None:
            with database._writer.begin() as connection:
                for table in metadata.sorted_tables:
                    connection.execute(table.delete())
                    if rows := moment.database[table.name]:
                        connection.execute(table.insert(), rows)
        else:
            database._writer.dispose()
            database._reader.dispose()
            for name, path in self._files():
                path.unlink(missing_ok=True)
                if name in moment.database and name != "-shm":
                    path.write_bytes(moment.database[name])
        self.clock, self.slack, self.phones = pickle.loads(moment.slack)
        self.clock.at, self.lain_still = self.clock.at + rest, rest
        self.fate.anew()
        self.house = self._built()

    async def says(self, event: Event) -> list[Result]:
        """Something happens; as Slack does, it is said again until it is answered, under one name."""
        at = self.clock.at - self.lain_still
        delivery = None if hasattr(event, "alert") else f"{at.isoformat()} {event}"
        found = await self.house.engine.handle(event, delivery=delivery)
        await self.settles()
        return found

    async def takes_by_link(self, person: str) -> bool:
        """The button behind the newest link that somebody was sent, if they were sent one; whether it is theirs now."""
        taken, links = False, [one.link for one in self.phones.rang if f".{person}." in one.body]
        if links:
            transport = httpx.ASGITransport(self._web())
            async with httpx.AsyncClient(transport=transport, base_url=SITE) as browser:
                answer = await browser.post(links[-1])
            # It was taken, is theirs already, somebody else's, or over.
            assert answer.status_code in {303, 404, 409}, answer.text
            taken = answer.status_code == 303
        await self.settles()
        return taken

    async def lives_through(self, step: Callable[["Life"], Awaitable[None]]) -> bool:
        """Live through a step; whether that was survived."""
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)  # killed tasks are no news
        life = asyncio.ensure_future(step(self))
        death = asyncio.ensure_future(self.fate.dead.wait())
        await asyncio.wait({life, death}, return_when=asyncio.FIRST_COMPLETED)
        died = self.fate.dead.is_set()
        tasks = [death, *([life, *self.house.engine._tasks] if died else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if not died:
            await life
        return not died

    async def wakes(self) -> None:
        """As at a start, less asking Slack who is who: that is known already."""
        await self.house.store.outbox.adopt()
        await self.house.store.outbox.beat(self.clock.at)
        await self.settles()

    async def rises(self, *, after: timedelta = timedelta(0), ends: Callable[[str], bool] | None = None) -> None:
        """The next life, so long after the one before."""
        self.clock.at += after
        self.fate.anew(ends or (lambda point: False))
        self.house = self._built()
        await self.starts()

    async def _tick(self) -> None:
        self.slack.land_due()
        await super()._tick()

    def _next_due(self) -> datetime | None:
        landings = [at for at, _ in self.slack._late]
        return min((at for at in (super()._next_due(), *landings) if at is not None), default=None)

    def closes(self) -> None:
        self.store.close()


@contextmanager
def room() -> Iterator[Path]:
    """A folder in memory where there is one: a commit there costs no disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="rondo-", dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)
