"""Seals by their time: a package of evidence looks through those since its incident was opened."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("seals_at", "seals", ["workspace", "at"])
