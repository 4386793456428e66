"""The machine's clock plus what was let pass on the page; both halves of the demo tell the time by it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.cli.process import Process


@dataclass
class DemoClock:
    """The machine's clock, so much `ahead`."""

    process: Process
    ahead: timedelta = field(default=timedelta(0))

    async def now(self) -> datetime:
        """The demo's instant."""
        return self.instant()

    def instant(self) -> datetime:
        """The same, at once."""
        return self.process.instant() + self.ahead

    def seconds(self) -> float:
        """As the machine's."""
        return self.process.seconds()

    async def pause(self, seconds: float) -> None:
        """As the machine's."""
        await self.process.pause(seconds)

    def told(self) -> bytes:
        """How far ahead it is, as a line for the other half."""
        return f"{self.ahead.total_seconds()}\n".encode()

    def hears(self, line: bytes) -> None:
        """Be as far ahead as the other half's."""
        self.ahead = timedelta(seconds=float(line))
