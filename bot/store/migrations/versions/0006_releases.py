"""Deploys and releases: what ran where, and what is known against each version."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "deploys",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("service", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("environment", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, autoincrement=False, nullable=False),
        sa.Column("version", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "service", "environment", "at", "version"),
    )
    op.create_table(
        "releases",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("service", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "service", "version"),
    )
