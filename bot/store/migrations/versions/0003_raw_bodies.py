"""Raw bodies of alerts that had to be altered to be read."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "bodies",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "hash"),
    )
    op.create_index("bodies_at", "bodies", ["workspace", "at"], unique=False)
