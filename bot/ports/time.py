"""The one clock."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The one clock decisions are made by: aware, UTC."""

    async def now(self) -> datetime:
        """The present instant, read once per transaction."""
