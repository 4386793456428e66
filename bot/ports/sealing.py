"""What the sealing of records needs from the store."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.seals import Seal


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """The newest seal, and the newest anchor (its JSON); `closes`: an incident was closed after the anchor.

    `cut` is the seal of the anchor that was told to people last, where that anchor is not there any more.
    """

    seal: Seal | None = None
    anchor: str | None = None
    closes: bool = False
    cut: int | None = None


class Seals(Protocol):
    """Seals and their anchors; everything raises `bot.domain.errors.Unavailable` when the database is away."""

    async def seal(self, now: datetime, *, empty: bool = False) -> int:
        """Seal the heads of what changed since the last seal, and `empty` also nothing; returns of how many incidents.

        It takes a bounded number at once: ask again until nothing is left.
        """

    async def remove(self, before: datetime, now: datetime) -> int:
        """Take out incidents that were resolved before that, unless they are held; returns how many, a few at once."""

    async def newest(self) -> Sealed:
        """The newest seal, and the newest anchor."""

    async def anchor(self, number: int, anchor: str) -> None:
        """Keep the anchor of that seal, unless somebody else made one meanwhile."""
