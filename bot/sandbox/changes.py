"""A feed that says "something changed", for a page that wants to redraw itself."""

import asyncio
from collections.abc import AsyncIterator


class Changes:
    """A version that only grows; any number of readers may follow it, and a slow one skips versions."""

    def __init__(self) -> None:
        self.version = 0
        self._waiting: set[asyncio.Event] = set()
        self._ended = 0

    def bump(self) -> None:
        self.version += 1
        for event in self._waiting:
            event.set()

    def end(self) -> None:
        """Ends every reader of now, so that no open page holds up a server that stops."""
        self._ended += 1
        for event in self._waiting:
            event.set()

    async def follow(self, since: int | None = None) -> AsyncIterator[int]:
        """Yields the version at every change after `since` (after now when it is not given), until the end."""
        seen = self.version if since is None else since
        event, ended = asyncio.Event(), self._ended
        self._waiting.add(event)
        try:
            while self._ended == ended:
                if self.version != seen:
                    seen = self.version
                    yield seen
                    continue
                event.clear()
                await event.wait()
        finally:
            self._waiting.discard(event)
