"""The page for whoever looks after a Rondo names what there is."""

import re
from datetime import timedelta
from pathlib import Path

from bot.domain.audit import Amiss
from bot.store import outbox, promises, sessions
from bot.store.database import Database
from bot.store.tables import metadata

PAGE = (Path(__file__).parents[2] / "docs/operations.md").read_text(encoding="utf-8")


def rows(heading: str) -> set[str]:
    """What stands first in the rows of the table below that heading, or that line."""
    part = PAGE.partition(heading)[2]
    return set(re.findall(r"^\| `(\w+)` \|", re.split(r"\n(?:## |\*\*)", part)[0], re.MULTILINE))


def test_every_table_is_told_of_and_no_other() -> None:
    assert rows("## The tables") == set(metadata.tables)


def test_every_table_is_spread_by_its_workspace() -> None:
    citus = PAGE.partition("create_distributed_table")[2].partition("```")[0]
    assert {name for name in metadata.tables if f"'{name}'" in citus} == set(metadata.tables)


def test_every_kind_of_finding_has_its_remedy() -> None:
    assert rows("**The audit complains**") == {kind.value for kind in Amiss}


def test_what_it_says_of_sweeping_is_so() -> None:
    spans = {
        "deliveries": ("15 minutes", outbox.ANSWER_KEPT, timedelta(minutes=15)),
        "pagings": ("7 days", outbox.PAGINGS_KEPT, timedelta(days=7)),
        "outbox": ("a day", outbox.DONE_KEPT, timedelta(days=1)),
        "sign_ins": ("2 minutes", sessions.LINK_LASTS, timedelta(minutes=2)),
        "sessions": ("12 hours", sessions.SESSION_LASTS, timedelta(hours=12)),
    }
    for table, (words, kept, meant) in spans.items():
        (row,) = re.findall(rf"^\| `{table}` \|.*$", PAGE, re.MULTILINE)
        assert (words in row, kept) == (True, meant), table
    assert timedelta(seconds=10) == promises.SILENCE


def test_a_replica_holds_as_many_connections_as_it_says() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    most = sum(engine.pool.size() for engine in (database._writer, database._reader))  # type: ignore[attr-defined]
    database.close()
    assert f"holds up to {most} connections" in PAGE
