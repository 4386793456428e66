"""The schema's version: makes it when the database is new, brings it up when it is old, refuses a newer one."""

from importlib import import_module

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select, text

from bot.domain.errors import Outdated
from bot.store.database import Unusable
from bot.store.tables import metadata

#: Every revision there has been, oldest first; the last is the one this code was written for.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")

#: Alembic's own table; it has no workspace since it speaks of the whole database.
_stamp = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True, nullable=False))

_ONE_AT_A_TIME = 7_266_710


def prepare(connection: Connection) -> None:
    """Leave the schema as this code needs it, inside the caller's transaction.

    Raises:
        Unusable: a newer Rondo has been here.
    """
    if connection.dialect.name == "postgresql":
        # Two replicas that start on an empty database take turns.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    stamped = _stamped(connection)
    if stamped is None:
        metadata.create_all(connection)
        _stamp.create(connection, checkfirst=True)
        connection.execute(_stamp.insert().values(version_num=REVISIONS[-1]))
    elif stamped not in REVISIONS:
        raise Unusable(
            f"this database was written by a newer Rondo (its schema is {stamped}, ours is {REVISIONS[-1]}); "
            "start that version, or restore the backup made before it"
        )
    elif stamped != REVISIONS[-1]:
        _alone(connection)
        # Alembic costs 10 MB and is loaded only here.
        import_module("bot.store.migrating").upgrade(connection)


def _alone(connection: Connection) -> None:
    """No writer of an older Rondo is in the middle of a transaction; the next ones wait, and find the new stamp."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("LOCK TABLE workspaces IN EXCLUSIVE MODE"))


def guarded(connection: Connection) -> None:
    """Whether this program may still write; asked at the beginning of every transaction that does.

    Raises:
        Outdated: the schema is another one's by now.
    """
    guard(connection.scalar(_STAMPED))


def guard(stamped: str | None) -> None:
    """Whether that is the schema that this program was written for.

    Raises:
        Outdated: the schema is another one's by now.
    """
    if stamped != REVISIONS[-1]:
        raise Outdated(f"a newer Rondo has changed the schema (it is {stamped}, ours is {REVISIONS[-1]})")


#: The schema's stamp, to be read along with something else.
STAMP = select(_stamp.c.version_num).scalar_subquery()
_STAMPED = select(_stamp.c.version_num)


def _stamped(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_stamp.name):
        return None
    stamped: str | None = connection.scalar(select(_stamp.c.version_num))
    return stamped
