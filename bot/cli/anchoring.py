"""Anchors on their way to `anchor_url`, where the operator of this server can't take them back."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp
import structlog

from bot.config import Secret

log = structlog.get_logger()

#: In seconds; the next look tries again.
PATIENCE = 10

_BROKEN = (TimeoutError, aiohttp.ClientError, OSError, ValueError)


@dataclass(kw_only=True)
class Poster:
    """The port `bot.ports.Post`: to the address that the file names by then. The session's owner closes it."""

    url: Callable[[], Secret | None]
    session: aiohttp.ClientSession
    proxy_to: Callable[[str], str | None] = lambda _: None
    _refused: str | None = field(default=None, init=False)

    async def __call__(self, text: str) -> bool:
        """Whether it was taken; never raises. It is logged when that changes, without the address, which is secret."""
        url = self.url()
        if url is None:
            return False
        refused = await self._sent(url.reveal(), text)
        if refused and not self._refused:
            log.warning("anchor_url does not take an anchor", reason=refused)
        elif self._refused and not refused:
            log.info("anchor_url takes anchors again")
        self._refused = refused
        return refused is None

    async def _sent(self, url: str, text: str) -> str | None:
        """Why it was not taken."""
        headers = {"Content-Type": "application/json"}
        try:
            async with (
                asyncio.timeout(PATIENCE),
                self.session.post(url, data=text.encode(), headers=headers, proxy=self.proxy_to(url)) as answer,
            ):
                return None if answer.status < 400 else f"http_{answer.status}"
        except _BROKEN as broken:
            return type(broken).__name__
