"""What the process hands to every command: its clock, and how to wait."""

from datetime import datetime
from typing import Protocol

from bot.ports import Clock


class Process(Clock, Protocol):
    """The machine's time; everything else that tells or takes time is handed this."""

    def instant(self) -> datetime:
        """The present instant, UTC."""

    def seconds(self) -> float:
        """Seconds that only go forward."""

    async def pause(self, seconds: float) -> None:
        """Wait so long."""
