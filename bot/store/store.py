"""A store, opened: the ports over one database, and the lock that lets one process serve an SQLite file."""

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from bot.domain.situation import Settings
from bot.ports import Clock, Crash, survives
from bot.store import schema
from bot.store.auditing import Audit
from bot.store.bodies import Bodies
from bot.store.buckets import Buckets
from bot.store.clock import DatabaseClock, asking
from bot.store.database import Database, Unusable
from bot.store.directory import Directory, Facts
from bot.store.outbox import Outbox
from bot.store.place import Place
from bot.store.proving import Proofs
from bot.store.reads import Reads
from bot.store.sealing import Seals
from bot.store.sessions import Sessions
from bot.store.tables import workspaces
from bot.store.writer import Begin


class Store:
    """Every port of `bot.ports` that a database keeps, by its name."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._locked: TextIO | None = None
        self.begin = Begin(place)
        self.buckets = Buckets(place)
        self.outbox = Outbox(place)
        self.reads = Reads(place)
        self.directory = Directory(place)
        self.facts = Facts(place)
        self.sessions = Sessions(place)
        self.bodies = Bodies(place)
        self.seals = Seals(place)
        self.proofs = Proofs(place)

    @property
    def settings(self) -> Settings:
        """The configuration that situations show; set it when the file is read again."""
        return self._place.settings

    @settings.setter
    def settings(self, settings: Settings) -> None:
        self._place.settings = settings

    def salted(self, salt: Callable[[], str]) -> "Store":
        """The same, with the record's secrets from there: a test's are known."""
        self._place.salt = salt
        return self

    @property
    def is_shared(self) -> bool:
        """Whether other processes may serve the same database."""
        return self._place.database.dialect == "postgresql"

    def clock(self, process: Clock, seconds: Callable[[], float]) -> Clock:
        """The clock to decide by: PostgreSQL's own, which replicas share; with SQLite the `process`'s.

        `seconds` are the process's, which only go forward.
        """
        return DatabaseClock(asking(self._place.database), seconds) if self.is_shared else process

    def audit(self, seconds: Callable[[], float]) -> Audit:
        """The auditor's look, bounded by `seconds` of the process, which only go forward."""
        return Audit(self._place, seconds)

    def lock(self) -> None:
        """Be the one process that serves this SQLite file, until it ends or `close`; PostgreSQL may be served by many.

        Raises:
            Unusable: another process serves it already.
        """
        path = self._place.database.path
        if path is not None and self._locked is None:
            self._locked = _lock(path)

    def close(self) -> None:
        """Close the connections and give up the lock."""
        self._place.database.close()
        if self._locked is not None:
            self._locked.close()
            self._locked = None


def open(  # noqa: A001
    url: str,
    settings: Settings,
    *,
    owner: str,
    workspace: str = "main",
    deliver: bool = True,
    crash: Crash = survives,
) -> Store:
    """Open the database at `url`; a new one gets its schema, an old one is brought up.

    `owner` names this life of this process in leases: never the same for two processes at once. With `deliver=False`
    (the command line) promises are written down for somebody else to keep.

    Raises:
        Unusable: the address makes no sense, or a newer Rondo has written this database.
        bot.domain.errors.Unavailable: the database can't be reached.
    """
    database = Database(url, crash=crash)
    place = Place(database=database, workspace=workspace, owner=owner, delivers=deliver, settings=settings)
    try:
        with database.writing() as connection:
            _settle_in(connection, place)
    except ProgrammingError as error:
        database.close()
        raise Unusable(f"DATABASE_URL leads to no database that can be used: {database.reason(error)}") from None
    except BaseException:
        database.close()
        raise
    return Store(place)


def _settle_in(connection: Connection, place: Place) -> None:
    schema.prepare(connection)
    row = {"workspace": place.workspace, "next_number": 1}
    connection.execute(place.insert(workspaces).on_conflict_do_nothing(), row)
    place.database.guard = schema.guarded


def _lock(database: Path) -> TextIO:
    path = database.with_name(database.name + ".lock")
    try:
        file = path.open("w")
    except OSError as error:
        raise Unusable(f"{path} can't be written: {error.strerror}; the folder must be writable") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise Unusable(
            f"another Rondo serves {database} already; stop it first, or give this one a DATABASE_URL of its own "
            "(several may share a PostgreSQL)"
        ) from None
    return file
