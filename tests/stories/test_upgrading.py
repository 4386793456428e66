"""A database that the first version wrote, with incidents in the middle of everything: a newer one goes on with it."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot import store as stores
from bot.domain.audit import findings
from bot.domain.incident import Status
from bot.domain.record import breach
from bot.ports import Progress
from bot.sandbox.records import Channel, Kind, Message
from bot.store import migrating, schema
from bot.store.database import Database
from tests.store.samples import SETTINGS
from tests.world import World, act, words

#: What revision 0001 wrote: INC-1 resolved, INC-2 acknowledged, INC-3 open, Slack away when Ana was called.
WRITTEN = json.loads((Path(__file__).parents[1] / "store/written_by_0001.json").read_text(encoding="utf-8"))
AT = datetime.fromisoformat(WRITTEN["at"])
INSTANTS = {
    "at",
    "due_at",
    "born_at",
    "heartbeat",
    "doubtful_since",
    "lease_until",
    "done_at",
    "opened_at",
    "resolved_at",
}


#: Where the card of INC-3 stands.
CARD = "1795403760.000004"


@pytest.fixture
def written(database_url: str) -> str:
    """The address of such a database, still as that version left it."""
    database = Database(database_url)
    with database.writing() as connection:
        migrating.upgrade(connection, "0001")
        for table, rows in WRITTEN["rows"].items():
            for row in rows:
                insert(connection, table, row)
    database.close()
    return database_url


def insert(connection: Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    kept = {name: as_kept(name, value, connection.dialect.name) for name, value in row.items()}
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), kept)


def as_kept(name: str, value: Any, dialect: str) -> Any:
    """SQLite holds instants as microseconds and ids without their hyphens."""
    if name in INSTANTS:
        instant = datetime.fromisoformat(value)
        return instant if dialect == "postgresql" else round(instant.timestamp() * 1_000_000)
    return value.replace("-", "") if (name, dialect) == ("id", "sqlite") and len(value) == 36 else value


@pytest.fixture
async def world(written):
    """A new version on it, with a Slack in which everything stands that the old one made."""
    made = World(written, at=AT)
    for row in WRITTEN["rows"]["channels"]:
        stands(made, row["channel"], row["name"][1:])
    for row in WRITTEN["rows"]["incidents"]:
        incident = json.loads(row["body"])
        stands(made, incident["channel"], incident["channel_name"])
        for message in incident["messages"].values():
            stands(made, message["channel"], message["channel"], message["ts"])
    await made.starts()
    yield made
    await made.house.close()


def stands(world: World, channel: str, name: str, ts: str | None = None) -> None:
    """In Slack there is that channel, and that message in it."""
    state, kind = world.slack.state, Kind.IM if channel.startswith("D") else Kind.PUBLIC
    bot, peer = state.app.bot_user, f"U{channel[1:]}" if kind is Kind.IM else None
    members = dict.fromkeys((bot, peer) if peer else (bot,))
    fresh = Channel(id=channel, name=name, kind=kind, creator=bot, created=AT, members=members, peer=peer)
    there = state.channels.setdefault(channel, fresh)
    if ts is not None:
        there.messages[ts] = Message(ts=ts, channel=channel, user=bot, text="as it was", at=AT, bot_id="B0RONDO")


async def test_everything_that_was_written_is_read(written):
    store = stores.open(written, SETTINGS, owner="new")
    found = await store.reads.incidents(statuses=frozenset(Status), limit=9)
    assert [one.status.value for one in found] == ["open", "acknowledged", "resolved"]
    lines = [line for one in found for line in await store.reads.timeline(one.number)]
    assert len(lines) == len(WRITTEN["rows"]["lines"])
    for one in found:
        assert breach(tuple(await store.reads.timeline(one.number)), count=one.lines, digest=one.digest) is None
    assert sum((await store.reads.outbox(AT)).waiting.values()) == 7
    assert (await store.reads.situation()).next_number == 4
    store.close()


async def test_it_is_stamped_and_looks_like_a_new_one(written):
    stores.open(written, SETTINGS, owner="new").close()
    database = Database(written)
    with database.reading() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == schema.REVISIONS[-1]
        services = connection.execute(text("SELECT service FROM incidents ORDER BY number")).scalars().all()
    database.close()
    assert services == ["checkout"] * 3


async def test_an_audit_of_it_finds_nothing_amiss(written):
    store = stores.open(written, SETTINGS, owner="new")
    look, _ = await store.audit(lambda: 0.0).look(AT, Progress(), again=frozenset())
    store.close()
    assert list(findings(look, now=AT, slack_there=True)) == []


async def test_what_was_owed_is_kept_and_the_ladder_goes_on(world):
    assert world.slack.paged == ["ana"]
    assert "Login fails &lt;for&gt; everybody" in words(world.page_of("ana", 3))
    assert "Login fails" in words(world.slack.state.channels[world.channel(3)].messages[CARD])
    await world.passes(minutes=6)
    assert world.slack.paged == ["ana", "ben"]


async def test_incidents_of_before_are_taken_joined_resolved_and_opened_again(world):
    assert (await world.alert(key="open"))["disposition"] == "repeated"
    await world.presses("ana", "acknowledge", on=world.page_of("ana", 3))
    assert (await world.incident(3))["status"] == "acknowledged"
    assert (await act(world, "resolve", 2)).json()["status"] == "resolved"
    assert (await world.alert(key="resolved"))["disposition"] == "reopened"
    assert (await world.alert(key="new"))["incident"] == "INC-4"
