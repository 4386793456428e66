"""Seals: the heads of the records that changed, in one chain for the workspace."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    unsealed = sa.text("unsealed")
    op.add_column("incidents", sa.Column("unsealed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_index(
        "incidents_unsealed",
        "incidents",
        ["workspace", "number"],
        sqlite_where=unsealed,
        postgresql_where=unsealed,
    )
    op.create_table(
        "seals",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("closes", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text()),
        sa.PrimaryKeyConstraint("workspace", "number"),
    )
    anchored = sa.text("anchor IS NOT NULL")
    op.create_index(
        "seals_anchored", "seals", ["workspace", "number"], sqlite_where=anchored, postgresql_where=anchored
    )
