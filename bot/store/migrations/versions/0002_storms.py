"""Storms: an incident's service as a column, and the pages that the limit counts; when Slack is silent for somebody;
silences."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.add_column("incidents", sa.Column("service", sa.Text(), server_default="", nullable=False))
    _fill()
    op.create_index("incidents_service", "incidents", ["workspace", "service", "opened_at"], unique=False)
    op.create_table(
        "pagings",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("incident", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("within_incident", sa.Integer(), nullable=True),
        sa.Column("within_step", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "person", "incident", "step"),
    )
    op.create_index("pagings_at", "pagings", ["workspace", "at"], unique=False)
    _only("pagings_waiting", ["workspace"], "waits")
    _only("pagings_within", ["workspace", "within_incident", "within_step"], "within_incident IS NOT NULL")


    op.create_table(
        "silences",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "number"),
    )
    op.create_index("silences_until", "silences", ["workspace", "until"], unique=False)
    op.add_column("members", sa.Column("quiet_from", INSTANT, nullable=True))
    op.add_column("members", sa.Column("quiet_until", INSTANT, nullable=True))


def _fill() -> None:
    incidents = sa.table("incidents", *(sa.column(name) for name in ("workspace", "number", "service", "body")))
    connection = op.get_bind()
    for workspace, number, body in connection.execute(sa.select(incidents.c.workspace, incidents.c.number, incidents.c.body)).all():
        service = json.loads(body).get("service") or ""
        here = (incidents.c.workspace == workspace) & (incidents.c.number == number)
        connection.execute(sa.update(incidents).where(here).values(service=service))


def _only(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "pagings", columns, unique=False, sqlite_where=where, postgresql_where=where)
