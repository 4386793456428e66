"""Where a store stands: its workspace, its process, whether that process delivers, and the configuration's values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.situation import Settings
from bot.store.database import Database

Insert = postgresql.Insert | sqlite.Insert


@dataclass(kw_only=True)
class Place:
    """Shared by everything of one store; `settings` are replaced when the configuration is read again.

    `salt` gives a secret that nobody can guess, another one for each transaction; `kept` are the hashes of the
    configurations that are kept for the record.
    """

    database: Database
    workspace: str
    owner: str
    delivers: bool
    settings: Settings
    salt: Callable[[], str] = lambda: token_hex(16)
    kept: set[str] = field(default_factory=set)

    @property
    def insert(self) -> Callable[[Table], Any]:
        """The dialect's own INSERT, the one that knows ON CONFLICT."""
        return postgresql.insert if self.database.dialect == "postgresql" else sqlite.insert
