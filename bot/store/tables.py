"""The tables; the workspace is first in every key, and instants compare as instants on both databases."""

from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text, Uuid, text, true
from sqlalchemy.types import TypeEngine

from bot.store.instants import Instant

metadata = MetaData()


def _key(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False)


def _workspace() -> Column[Any]:
    return _key("workspace", Text())


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _by_hash(name: str) -> Table:
    until = Column("until", Instant, nullable=False)
    return Table(name, metadata, _workspace(), _key("hash", Text()), Column("person", Text), until)


workspaces = Table(
    "workspaces",
    metadata,
    _workspace(),
    Column("next_number", Integer, nullable=False),
    Column("team_id", Text),
    Column("identity", Text),
)

incidents = Table(
    "incidents",
    metadata,
    _workspace(),
    _key("number", Integer()),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("channel", Text),
    Column("primary", Text),
    Column("opened_at", Instant, nullable=False),
    Column("resolved_at", Instant),
    Column("body", Text, nullable=False),
    Column("service", Text, nullable=False, server_default=""),
    Column("unsealed", Boolean, nullable=False, server_default=true()),
    Index("incidents_open_key", "workspace", "source", "key", unique=True, **_only("status != 'resolved'")),
    Index("incidents_held", "workspace", "primary", "number", **_only("status != 'resolved'")),
    Index("incidents_key", "workspace", "source", "key"),
    Index("incidents_status", "workspace", "status", "number"),
    Index("incidents_channel", "workspace", "channel"),
    Index("incidents_service", "workspace", "service", "opened_at"),
    Index("incidents_unsealed", "workspace", "number", **_only("unsealed")),
)

lines = Table(
    "lines",
    metadata,
    _workspace(),
    _key("incident", Integer()),
    _key("number", Integer()),
    Column("at", Instant, nullable=False),
    Column("body", Text, nullable=False),
)

seals = Table(
    "seals",
    metadata,
    _workspace(),
    _key("number", Integer()),
    Column("at", Instant, nullable=False),
    Column("closes", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("anchor", Text),
    Index("seals_anchored", "workspace", "number", **_only("anchor IS NOT NULL")),
    Index("seals_at", "workspace", "at"),
)

timers = Table(
    "timers",
    metadata,
    _workspace(),
    _key("incident", Integer()),
    _key("kind", Text()),
    Column("generation", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Index("timers_due", "workspace", "due_at"),
)

outbox = Table(
    "outbox",
    metadata,
    _workspace(),
    _key("id", Uuid()),
    Column("incident", Integer),
    Column("effect", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("lane", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("born_at", Instant, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("doubtful_since", Instant),
    Column("unanswered", Integer, nullable=False),
    Column("digest", Text),
    Column("owner", Text),
    Column("lease_until", Instant),
    Column("fence", Integer, nullable=False),
    Column("done_at", Instant),
    Column("failed", Text),
    Index("outbox_owed", "workspace", "lane", "due_at", **_only("done_at IS NULL")),
    Index("outbox_done", "workspace", "done_at", **_only("done_at IS NOT NULL")),
)

pagings = Table(
    "pagings",
    metadata,
    _workspace(),
    _key("person", Text()),
    _key("incident", Integer()),
    _key("step", Integer()),
    Column("at", Instant, nullable=False),
    Column("waits", Boolean, nullable=False),
    Column("digest", Boolean, nullable=False),
    Column("within_incident", Integer),
    Column("within_step", Integer),
    Index("pagings_at", "workspace", "at"),
    Index("pagings_waiting", "workspace", **_only("waits")),
    Index("pagings_within", "workspace", "within_incident", "within_step", **_only("within_incident IS NOT NULL")),
)

silences = Table(
    "silences",
    metadata,
    _workspace(),
    _key("number", Integer()),
    Column("until", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Index("silences_until", "workspace", "until"),
)

plans = Table(
    "plans",
    metadata,
    _workspace(),
    _key("number", Integer()),
    Column("until", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Index("plans_until", "workspace", "until"),
)

standings = Table("standings", metadata, _workspace(), _key("person", Text()), Column("body", Text, nullable=False))

deploys = Table(
    "deploys",
    metadata,
    _workspace(),
    _key("service", Text()),
    _key("environment", Text()),
    _key("at", Instant()),
    _key("version", Text()),
    Column("body", Text, nullable=False),
)

releases = Table(
    "releases",
    metadata,
    _workspace(),
    _key("service", Text()),
    _key("version", Text()),
    Column("body", Text, nullable=False),
)

books = Table(
    "books",
    metadata,
    _workspace(),
    _key("policy", Text()),
    _key("level", Integer()),
    Column("body", Text, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    _workspace(),
    _key("id", Text()),
    Column("at", Instant, nullable=False),
    Column("answer", Text, nullable=False),
    Index("deliveries_at", "workspace", "at"),
)

members = Table(
    "members",
    metadata,
    _workspace(),
    _key("person", Text()),
    Column("found", Boolean, nullable=False),
    Column("slack_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("timezone", Text),
    Column("deactivated", Boolean, nullable=False),
    Column("guest", Boolean, nullable=False),
    Column("direct", Text),
    Column("quiet_from", Instant),
    Column("quiet_until", Instant),
)

channels = Table("channels", metadata, _workspace(), _key("name", Text()), Column("channel", Text, nullable=False))

facts = Table("facts", metadata, _workspace(), _key("name", Text()), Column("text", Text, nullable=False))

sign_ins, sessions = _by_hash("sign_ins"), _by_hash("sessions")

buckets = Table("buckets", metadata, _workspace(), _key("method", Text()), Column("body", Text, nullable=False))

bodies = Table(
    "bodies",
    metadata,
    _workspace(),
    _key("hash", Text()),
    Column("at", Instant, nullable=False),
    Column("source", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("bodies_at", "workspace", "at"),
)

processes = Table(
    "processes", metadata, _workspace(), _key("owner", Text()), Column("heartbeat", Instant, nullable=False)
)
