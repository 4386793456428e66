from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from bot import store
from bot.domain.errors import Unavailable
from bot.domain.incident.state import Status
from bot.ports import Changes, Wanted
from bot.store import Unusable
from tests.databases import PostgreSQL
from tests.store.conftest import Opened
from tests.store.samples import NOW, SETTINGS, incident, write


class Told:
    """A clock that says what it was told."""

    async def now(self) -> datetime:
        return NOW


async def test_a_postgresql_that_goes_away_is_unavailable_and_comes_back(postgresql: PostgreSQL) -> None:
    url = postgresql.alone()
    kept = store.open(url, SETTINGS, owner="one")
    write(kept, incidents=[incident(1)])
    postgresql.cut(url)
    with pytest.raises(Unavailable):
        write(kept, incidents=[incident(2, key="b")])
    with pytest.raises(Unavailable):
        await kept.reads.ready()
    postgresql.mend(url)
    write(kept, incidents=[incident(2, key="b")])
    assert await kept.reads.incident(2) is not None
    kept.close()


def test_a_connection_lost_within_a_transaction_leaves_nothing_half_done(postgresql: PostgreSQL) -> None:
    url = postgresql.alone()
    kept = store.open(url, SETTINGS, owner="one")

    def interrupted() -> None:
        with kept.begin() as transaction:
            transaction.write(Changes(incidents=[incident(1)]), NOW)
            postgresql.cut(url)

    with pytest.raises(Unavailable):
        interrupted()
    postgresql.mend(url)
    write(kept, incidents=[incident(1)])
    kept.close()


def test_a_folder_in_the_databases_place_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="unable to open database file"):
        store.open(f"sqlite:///{tmp_path}", SETTINGS, owner="one")


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "rondo.db").write_text("a shopping list, long enough to be taken for a database" * 99)
    with pytest.raises(Unavailable, match="not a database"):
        store.open(f"sqlite:///{tmp_path}/rondo.db", SETTINGS, owner="one")


def test_the_password_is_in_no_error() -> None:
    with pytest.raises(Unavailable) as caught:
        store.open("postgresql://ana:hunter2@127.0.0.1:1/rondo", SETTINGS, owner="one")
    error: BaseException | None = caught.value
    while error is not None:
        assert "hunter2" not in repr(error) + str(error)
        error = error.__cause__


def test_a_password_that_the_driver_repeats_is_masked() -> None:
    with pytest.raises(Unusable, match="DATABASE_URL") as caught:
        store.open("postgresql://ana:hunter2@127.0.0.1:1/rondo?hunter2=1", SETTINGS, owner="one")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["", "rondo.db", "mysql://ana:hunter2@db/rondo", "sqlite://", "postgresql://a:b:hunter2@@:x/"]
)
def test_an_address_that_makes_no_sense_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(Unusable, match="DATABASE_URL") as caught:
        store.open(address, SETTINGS, owner="one")
    assert "hunter2" not in str(caught.value)


def test_the_server_syncs_every_commit_to_the_disk_and_lets_readers_read(tmp_path: Path) -> None:
    kept = store.open(f"sqlite:///{tmp_path}/rondo.db", SETTINGS, owner="one")
    with kept._place.database.writing() as connection:
        seen = [connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]
    kept.close()
    assert seen == ["wal", 2, 1]


def test_one_process_serves_an_sqlite_file_and_others_may_write(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/rondo.db"
    server, tool = store.open(url, SETTINGS, owner="one"), store.open(url, SETTINGS, owner="two", deliver=False)
    server.lock()
    server.lock()
    with pytest.raises(Unusable, match="another Rondo"):
        tool.lock()
    write(tool, incidents=[incident(1)])
    server.close()
    tool.lock()
    tool.close()


async def test_many_may_serve_one_postgresql(postgresql: PostgreSQL) -> None:
    url = postgresql.fresh()
    replicas = [store.open(url, SETTINGS, owner=name) for name in ("one", "two")]
    for replica in replicas:
        replica.lock()
    write(replicas[0], incidents=[incident(1)])
    write(replicas[1], incidents=[incident(2, key="b")])
    for replica in replicas:
        assert [one.number for one in await replica.reads.incidents(statuses=frozenset(Status), limit=9)] == [2, 1]
        replica.close()


def test_a_replica_that_stands_still_in_a_transaction_loses_it_and_the_others_go_on(postgresql: PostgreSQL) -> None:
    url = postgresql.fresh()
    still, other = (store.open(url, SETTINGS, owner=name) for name in ("one", "two"))

    def interrupted() -> None:
        with still.begin() as transaction:
            number = transaction.load(Wanted(), NOW).situation.next_number
            transaction._connection.execute(text("SET idle_in_transaction_session_timeout = '200ms'"))
            with other.begin() as second:
                assert second.load(Wanted(), NOW).situation.next_number == number
                second.write(Changes(incidents=[incident(number)], next_number=number + 1), NOW)
            transaction.write(Changes(incidents=[incident(number, key="b")], next_number=number + 1), NOW)

    with pytest.raises(Unavailable):
        interrupted()
    for replica in (still, other):
        with replica.begin() as transaction:
            found = transaction.load(Wanted(numbers=frozenset({1})), NOW)
            assert (found.incidents[1].key, found.situation.next_number) == ("checkout", 2)
        replica.close()


def test_nobody_stands_in_the_way_of_the_others_for_longer_than_5_seconds(postgresql: PostgreSQL) -> None:
    kept = store.open(postgresql.fresh(), SETTINGS, owner="one")
    names = ("idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout")
    with kept._place.database.writing() as connection:
        seen = [connection.scalar(text(f"SHOW {name}")) for name in names]
    kept.close()
    assert seen == ["3s", "5s", "30s"]


async def test_postgresql_tells_the_time_and_sqlite_asks_the_process(opened: Opened, database_url: str) -> None:
    told = await opened().clock(Told(), lambda: 0.0).now()
    assert told.tzinfo is UTC
    assert (told == NOW) is database_url.startswith("sqlite")


def test_the_tests_server_is_a_real_postgresql(postgresql: PostgreSQL) -> None:
    with psycopg.connect(postgresql.fresh()) as connection:
        assert connection.info.server_version >= 130_000
