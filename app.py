"""Rondo's composition root: the only reader of the environment and of the process's clock."""

import sys

if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(f"Rondo runs on Python 3.11, 3.12 and 3.13; this is {sys.version.split()[0]}.")

import asyncio
import gc
import os
import time
from datetime import UTC, datetime

from bot.cli import run


class Machine:
    """The machine's clock, as `bot.cli.process.Process` wants it."""

    async def now(self) -> datetime:
        """The present instant, UTC."""
        return datetime.now(UTC)

    def instant(self) -> datetime:
        """The same, at once."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Seconds that only go forward."""
        return time.monotonic()

    async def pause(self, seconds: float) -> None:
        """Wait: for a reconnection, never for a timer."""
        await asyncio.sleep(seconds)


if __name__ == "__main__":
    gc.disable()  # while modules are loaded nothing becomes garbage, and looking for it is a tenth of the start
    sys.exit(run(sys.argv[1:], os.environ, Machine()))
