from typing import Any

import pytest
from sqlalchemy import Connection, UniqueConstraint, inspect, text

from bot import store
from bot.store import Unusable, migrating, schema, tables
from bot.store.database import Database
from tests.store.conftest import Opened
from tests.store.samples import SETTINGS, incident, write


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


@pytest.mark.parametrize("revision", schema.REVISIONS[:-1])
async def test_an_older_schema_is_brought_up_with_what_is_in_it(
    database_url: str, opened: Opened, revision: str
) -> None:
    database = Database(database_url)
    with database.writing() as connection:
        migrating.upgrade(connection, revision)
        values = "('main', 8, 'T0')"
        connection.execute(text(f"INSERT INTO workspaces (workspace, next_number, team_id) VALUES {values}"))
    database.close()
    assert (await opened().reads.situation()).next_number == 8
    database = Database(database_url)
    with database.writing() as connection:
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
