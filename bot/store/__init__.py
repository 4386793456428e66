"""SQL: one transaction for what waits, reads on connections of their own, migrations."""

from bot.store.database import Unusable
from bot.store.store import Store, open  # noqa: A004

__all__ = ["Store", "Unusable", "open"]
