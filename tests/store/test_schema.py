import threading
from typing import Any

import pytest
from sqlalchemy import Connection, UniqueConstraint, inspect, text

from bot import store
from bot.domain.errors import Outdated
from bot.ports import Wanted
from bot.store import Store, Unusable, migrating, schema, tables
from bot.store.database import Database
from tests.databases import PostgreSQL
from tests.store.conftest import Opened
from tests.store.samples import NOW, SETTINGS, incident, promise, write


def shape(connection: Connection) -> dict[str, Any]:
    """Columns, keys and indexes of every table, as the database describes them."""
    seen = inspect(connection)
    return {
        name: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(name)],
            seen.get_pk_constraint(name)["constrained_columns"],
            sorted((i["name"], i["column_names"], i["unique"], where(i)) for i in seen.get_indexes(name)),
        )
        for name in seen.get_table_names()
    }


def where(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


def test_the_migrations_make_exactly_the_tables(database_url: str, opened: Opened) -> None:
    database = Database(database_url)
    with database.writing() as connection:
        migrating.upgrade(connection)
        migrated = shape(connection)
        tables.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    with database.writing() as connection:
        schema.prepare(connection)
        assert shape(connection) == migrated
    database.close()


def test_the_last_revision_is_the_one_this_code_was_written_for(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as connection:
        migrating.upgrade(connection)
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == schema.REVISIONS[-1]
    database.close()


@pytest.mark.parametrize("table", tables.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_key_begins_with_the_workspace(table: Any) -> None:
    unique = [index for index in table.indexes if index.unique]
    assert not [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    assert [next(iter(key.columns)).name for key in [table.primary_key, *unique]] == ["workspace"] * (1 + len(unique))


def test_a_database_of_a_newer_rondo_is_refused_with_a_sentence(database_url: str, opened: Opened) -> None:
    opened()
    database = Database(database_url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(Unusable, match="newer Rondo"):
        store.open(database_url, SETTINGS, owner="two")


async def test_opening_again_keeps_what_is_there(opened: Opened) -> None:
    write(opened(), incidents=[incident(1)], next_number=2)
    again = await opened("two").reads.situation()
    assert again.next_number == 2


def newer(database_url: str) -> None:
    """A newer Rondo brings the schema up."""
    database = Database(database_url)
    with database.writing() as connection:
        stamp(connection)
    database.close()


def stamp(connection: Connection) -> None:
    schema._alone(connection)
    connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


def decides(one: Store) -> None:
    with one.begin() as transaction:
        transaction.load(Wanted(), NOW)


async def test_whoever_runs_while_a_newer_one_changes_the_schema_writes_no_more(
    database_url: str, opened: Opened
) -> None:
    tool, kept = opened("tool", deliver=False), opened()
    write(tool, promises=[promise()])
    newer(database_url)
    for work in (kept.outbox.beat(NOW), kept.outbox.claim(NOW, limit=9), kept.reads.ready()):
        with pytest.raises(Outdated, match="its schema is 9999, ours is"):
            await work
    with pytest.raises(Outdated):
        decides(kept)
    with kept._place.database.reading() as connection:
        assert connection.execute(text("SELECT owner, fence FROM outbox")).all() == [(None, 0)]


def test_a_writer_that_waits_while_the_schema_is_changed_finds_the_new_stamp(postgresql: PostgreSQL) -> None:
    """It waited for a lock, and its transaction is older than the change that it must not overlook."""
    url = postgresql.fresh()
    kept, database, found = store.open(url, SETTINGS, owner="one"), Database(url), list[str]()

    def work() -> None:
        try:
            decides(kept)
        except Outdated:
            found.append("outdated")

    for _ in range(9):  # often enough for the driver to prepare the statement
        decides(kept)
    waiting = threading.Thread(target=work)
    with database.writing() as connection:
        stamp(connection)
        waiting.start()
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'workspaces'::regclass")
        while not connection.scalar(waits):
            assert waiting.is_alive()
    waiting.join()
    kept.close()
    database.close()
    assert found == ["outdated"]
