"""A disk that is full, on SQLite: nothing is half done, nothing that was accepted is lost, and it goes on by itself."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.errors import Unavailable
from bot.domain.incident import Status
from bot.store import Store
from tests.engine.test_engine import Heart, fired


def full(store: Store, *, pages: int) -> None:
    """The file grows no more than to so many pages, or to as many as it has."""
    with store._place.database._writer.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.rollback()


async def test_a_full_disk_refuses_what_comes_and_keeps_what_came(tmp_path: Path) -> None:
    heart = Heart(f"sqlite:///{tmp_path}/full.db")
    await heart.engine.handle(fired("before"))
    full(heart.store, pages=1)
    for number in range(3):
        with pytest.raises(Unavailable, match="full"):
            await heart.engine.handle(fired(f"during {number}"))
    full(heart.store, pages=1_000_000)
    await heart.engine.handle(fired("after"))
    for _ in range(5):
        await heart.engine.idle()
        heart.clock.at += timedelta(seconds=31)
        await heart.engine.deliver()
    await heart.engine.idle()
    known = await heart.store.reads.incidents(statuses=frozenset(Status), limit=9)
    assert sorted((one.number, one.key) for one in known) == [(1, "before"), (2, "after")]
    assert (await heart.store.reads.outbox(heart.clock.at)).waiting == {}
    await heart.engine.stop()
    heart.store.close()
