"""A feed that says "something changed", for a page that wants to redraw itself."""

import asyncio
from collections.abc import AsyncIterator


class Changes:
    """A version that only grows; any number of readers may follow it, and a slow one skips versions."""

    def __init__(self) -> None:
        self.version = 0
        self._waiting: set[asyncio.Event] = set()

    def bump(self) -> None:
        self.version += 1
        for event in self._waiting:
            event.set()

    async def follow(self, since: int | None = None) -> AsyncIterator[int]:
        """Yields the version at every change after `since` (after now when it is not given)."""
        seen = self.version if since is None else since
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            while True:
                if self.version == seen:
                    event.clear()
                    await event.wait()
                seen = self.version
                yield seen
        finally:
            self._waiting.discard(event)
