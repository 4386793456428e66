import json
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, UniqueConstraint, bindparam, insert, inspect, text

from bot import store
from bot.domain.alerts import Severity
from bot.domain.errors import Outdated
from bot.domain.incident import Incident
from bot.domain.incident.held import AlertState
from bot.domain.members import Member
from bot.ports import Wanted
from bot.store import Store, Unusable, codec, migrating, schema, tables
from bot.store.database import Database
from bot.store.instants import Instant
from tests.databases import PostgreSQL
from tests.store.conftest import Opened
from tests.store.samples import NOW, SETTINGS, first_line, incident, write


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


def stamp(address: str, revision: str) -> None:
    database = Database(address)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    database.close()


async def test_a_program_that_runs_while_a_newer_one_changes_the_schema_writes_nothing_more(
    database_url: str, opened: Opened
) -> None:
    old = opened()
    stamp(database_url, "9999")
    with pytest.raises(Outdated, match="a newer Rondo has changed the schema"), old.begin() as transaction:
        transaction.load(Wanted(), NOW)
    with pytest.raises(Outdated):
        await old.reads.ready()


#: Whatever writes outside the writer's transaction.
WRITES: dict[str, Callable[[Store], Awaitable[object]]] = {
    "the heartbeat": lambda old: old.outbox.beat(NOW),
    "leases at a start": lambda old: old.outbox.adopt(),
    "a fact": lambda old: old.facts.put("what", "so"),
    "who is who": lambda old: old.directory.remember({"eve": Member(slack_id="U1")}),
    "Slack's limits": lambda old: old.buckets.change(["chat.postMessage"], lambda kept: kept),
}


@pytest.mark.parametrize("written", WRITES)
async def test_nor_does_it_write_anything_beside(database_url: str, opened: Opened, written: str) -> None:
    old = opened()
    stamp(database_url, "9999")
    with pytest.raises(Outdated):
        await WRITES[written](old)


#: What an incident's JSON holds today and did not at the first revision.
NEW = ("hold", "settles_at", "changes", "flaps_since", "storm_at", "outage", "reaches")


def as_the_first_revision_wrote_it(one: Incident) -> str:
    kept = json.loads(codec.incident_out(one.evolve(version=1)))
    pages = [{name: page[name] for name in page if name not in {"digest", "within"}} for page in kept["pages"]]
    alerts = {key: {name: one[name] for name in one if name != "labels"} for key, one in kept["alerts"].items()}
    older = {name: kept[name] for name in kept if name not in NEW}
    return json.dumps({**older, "pages": pages, "alerts": alerts, "held": False})


async def test_a_database_of_the_first_revision_is_brought_up_with_all_that_is_in_it(database_url: str) -> None:
    alerts = {"k": AlertState(firing=True, severity=Severity.HIGH, title="A")}
    before = incident(7, service="checkout", primary="ana", alerts=alerts)
    database = Database(database_url)
    with database.writing() as connection:
        migrating.upgrade(connection, "0001")
        first = MetaData()
        first.reflect(connection)
        add = connection.execute
        add(insert(first.tables["workspaces"]), {"workspace": "main", "next_number": 8})
        at = bindparam("at", NOW, type_=Instant)
        row = {name: getattr(before, name) for name in ("number", "source", "key", "primary")}
        row |= {"workspace": "main", "version": 1, "status": "open", "severity": "critical"}
        add(insert(first.tables["incidents"]).values(**row, opened_at=at, body=as_the_first_revision_wrote_it(before)))
        line = {"workspace": "main", "incident": 7, "number": 1, "body": codec.line_out(first_line())}
        add(insert(first.tables["lines"]).values(**line, at=at))
        timer = {"workspace": "main", "incident": 7, "kind": "response", "generation": 1}
        add(insert(first.tables["timers"]).values(**timer, due_at=at))
        member = {"workspace": "main", "person": "ana", "found": True, "slack_id": "U0ANA", "name": "Ana"}
        add(insert(first.tables["members"]).values(**member, deactivated=False, guest=False, direct="D0ANA"))
    database.close()
    kept = store.open(database_url, SETTINGS, owner="new")
    assert await kept.reads.incident(7) == before.evolve(version=1)
    assert await kept.reads.timeline(7) == [first_line()]
    assert [timer.incident for timer in await kept.reads.due(NOW, limit=9)] == [7]
    situation = await kept.reads.situation()
    assert (situation.members["ana"].direct, situation.next_number, situation.busy) == ("D0ANA", 8, {"ana"})
    with kept.begin() as transaction:
        wanted = Wanted(services=frozenset({"checkout"}))
        opened_lately = transaction.load(wanted, NOW + timedelta(seconds=1)).situation.opened
    assert opened_lately == {"checkout": (NOW,)}
    write(kept, incidents=[before.evolve(version=1, title="Goes on")])
    assert (await kept.reads.incident(7)).title == "Goes on"  # type: ignore[union-attr]
    kept.close()


def decides(one: Store) -> None:
    with one.begin() as transaction:
        transaction.load(Wanted(), NOW)


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
        schema._alone(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        waiting.start()
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'workspaces'::regclass")
        while not connection.scalar(waits):
            assert waiting.is_alive()
    waiting.join()
    kept.close()
    database.close()
    assert found == ["outdated"]


def test_a_migration_lets_no_writer_in(postgresql: PostgreSQL) -> None:
    """The lock that the test above relies on is taken where a schema is brought up."""
    url = postgresql.fresh()
    database = Database(url)
    with database.writing() as connection:
        migrating.upgrade(connection, "0001")
    with database.writing() as connection:
        schema.prepare(connection)
        held = text("SELECT mode FROM pg_locks WHERE granted AND relation = 'workspaces'::regclass")
        assert "ExclusiveLock" in connection.scalars(held).all()
    database.close()
