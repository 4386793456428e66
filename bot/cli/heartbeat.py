"""A ping to `heartbeat_url`, so that somebody outside notices when Rondo falls silent."""

import asyncio

import aiohttp
import structlog

from bot.config import Configuration, Environment, Secret

log = structlog.get_logger()

#: In seconds; a minute later the next one is sent.
PATIENCE = 10

_BROKEN = (TimeoutError, aiohttp.ClientError, OSError, ValueError)


class Heartbeat:
    """Call it to send one; whoever listens is told nothing but that we live. The session's owner closes it."""

    def __init__(
        self, url: Secret, session: aiohttp.ClientSession, *, proxy: str | None = None, patience: float = PATIENCE
    ) -> None:
        self._url, self._session, self._proxy, self._patience = url, session, proxy, patience
        self._unheard: str | None = None

    async def __call__(self) -> bool:
        """Whether it was heard; never raises. It is logged when that changes, without the address, which is secret."""
        unheard = await self._sent()
        if unheard and not self._unheard:
            log.warning("heartbeat_url does not answer", reason=unheard)
        elif self._unheard and not unheard:
            log.info("heartbeat_url answers again")
        self._unheard = unheard
        return unheard is None

    async def _sent(self) -> str | None:
        """Why it was not heard."""
        try:
            async with (
                asyncio.timeout(self._patience),
                self._session.get(self._url.reveal(), proxy=self._proxy) as answer,
            ):
                return None if answer.status < 400 else f"http_{answer.status}"
        except _BROKEN as broken:
            return type(broken).__name__


def heartbeat_of(read: Configuration, env: Environment, session: aiohttp.ClientSession) -> Heartbeat | None:
    """The heartbeat that a configuration asks for."""
    url = read.heartbeat_url
    return Heartbeat(url, session, proxy=env.proxy_to(url.reveal())) if url else None
