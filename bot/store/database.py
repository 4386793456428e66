"""Connections: one writer and readers apart, on SQLite and PostgreSQL; foreign errors become ours here."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection

from bot.domain.errors import Unavailable, Uncertain
from bot.ports import Conflict, Crash, survives

T = TypeVar("T")

#: PostgreSQL's words for "two transactions stood in each other's way": a failed serialisation, a deadlock.
_IN_EACH_OTHERS_WAY = frozenset({"40001", "40P01"})

#: A replica that stands still in the middle of a transaction loses its locks before anybody's patience ends.
_STILL_SECONDS, _PATIENCE_SECONDS = 3, 5

_POSTGRESQL_SESSION = (
    f"SET idle_in_transaction_session_timeout = '{_STILL_SECONDS}s'",
    f"SET lock_timeout = '{_PATIENCE_SECONDS}s'",
    "SET statement_timeout = '30s'",
)


class Unusable(Exception):
    """The database can't be used as it is, and trying again will not help; the message says why and what to do."""


class Database:
    """The two pools of a database and the threads that reading is done in.

    `guard` is asked at the beginning of every transaction that writes, and raises where it must not.
    """

    def __init__(self, address: str, *, crash: Crash = survives) -> None:
        self._crash = crash
        self.guard: Callable[[Connection], None] = lambda _: None
        self.url = _parse(address)
        self.dialect = self.url.get_backend_name()
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="store")
        make = _postgresql if self.dialect == "postgresql" else _sqlite
        self._writer = make(self.url, writes=True)
        self._reader = make(self.url, writes=False)

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(self.url.database or "") if self.dialect == "sqlite" else None

    @contextmanager
    def writing(self, *, guarded: bool = True) -> Iterator[Connection]:
        """A transaction that writes: commits at the end, rolls back on any exception.

        Who is not `guarded` looks at the schema's stamp along with what it reads first.

        Raises:
            bot.ports.Conflict: somebody else wrote the same.
            bot.domain.errors.Outdated: a newer Rondo has changed the schema.
            bot.domain.errors.Uncertain: the connection broke at the commit.
            bot.domain.errors.Unavailable: the database can't be reached or can't write.
        """
        committing = False
        try:
            with self._translated(), self._writer.begin() as connection:
                if guarded:
                    self.guard(connection)
                yield connection
                self._crash("before commit")
                committing = True
        except Unavailable as error:
            if committing and getattr(error.__cause__, "connection_invalidated", False):
                raise Uncertain(str(error)) from error
            raise
        self._crash("after commit")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent look on a connection of its own.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached.
        """
        with self._translated(), self._reader.begin() as connection:
            yield connection

    async def read(self, ask: Callable[[Connection], T]) -> T:
        """What `ask` reads, in another thread."""
        return await self._threaded(self.reading, ask)

    async def write(self, change: Callable[[Connection], T]) -> T:
        """What `change` returns, committed, in another thread."""
        return await self._threaded(self.writing, change)

    async def _threaded(self, begin: Callable[[], Any], work: Callable[[Connection], T]) -> T:
        def whole() -> T:
            with begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._threads, whole)

    def close(self) -> None:
        """Close every connection."""
        self._threads.shutdown()
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as error:
            raise Conflict(str(error.orig).partition("\n")[0]) from error
        except (ProgrammingError, DataError):
            raise
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in _IN_EACH_OTHERS_WAY:
                raise Conflict(self.reason(error)) from error
            raise Unavailable(f"the database can't be used now: {self.reason(error)}") from error
        except NoConnection as error:
            raise Unavailable("the database can't be used now: every connection is busy") from error

    def reason(self, error: DBAPIError) -> str:
        """The driver's own words in one line, without the password."""
        said = " ".join(str(error.orig).split())
        return said.replace(str(self.url.password), "***") if self.url.password else said


def _parse(address: str) -> URL:
    try:
        url = make_url(address)
        kind = url.get_backend_name()
    except (ArgumentError, ValueError):
        raise Unusable(
            "DATABASE_URL is no address of a database; write sqlite:///rondo.db or postgresql://user:password@host/db"
        ) from None
    if kind == "postgres" or url.drivername == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if kind not in ("sqlite", "postgresql"):
        raise Unusable(f"DATABASE_URL names {kind}; Rondo keeps its data in sqlite or postgresql")
    if kind == "sqlite" and (url.database or ":memory:") == ":memory:":
        raise Unusable("DATABASE_URL names no file; write sqlite:///rondo.db")
    return url


def _sqlite(url: URL, *, writes: bool) -> Engine:
    size = 1 if writes else 4
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=size,
        max_overflow=0,
        pool_timeout=_PATIENCE_SECONDS,
        connect_args={"timeout": _PATIENCE_SECONDS},
    )
    purpose = "PRAGMA journal_mode=WAL" if writes else "PRAGMA query_only=ON"
    # The driver's own BEGIN is deferred, and then a read followed by a write loses updates (stack.md).
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("PRAGMA busy_timeout=5000", purpose, "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON"):
            connection.execute(pragma).close()

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _postgresql(url: URL, *, writes: bool) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=3 if writes else 4,  # the writer's; claims and the heartbeat; Slack's limits
        max_overflow=0,
        pool_timeout=_PATIENCE_SECONDS,
        pool_pre_ping=True,
        connect_args={"connect_timeout": _PATIENCE_SECONDS, "tcp_user_timeout": 10_000, "application_name": "rondo"},
    )

    def prepare(connection: Any, _record: object) -> None:
        for statement in _POSTGRESQL_SESSION:
            connection.execute(statement)
        connection.commit()

    event.listen(engine, "connect", prepare)
    return engine
