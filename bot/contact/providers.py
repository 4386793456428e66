"""Apprise, which knows the providers: one message to one address."""

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable
from typing import Protocol


class Send(Protocol):
    """Sends one message to an Apprise address within so many seconds.

    Returns whether the provider took it; `None` when nobody knows.
    """

    def __call__(self, url: str, title: str, body: str, *, patience: float) -> Awaitable[bool | None]:
        """Never raises for what a provider does."""


class Providers:
    """Apprise, loaded when the first message is sent: it takes 30 MB that most installations never need."""

    def __init__(self) -> None:
        self._notify: Callable[[str, str, str], Awaitable[bool]] | None = None

    async def __call__(self, url: str, title: str, body: str, *, patience: float) -> bool | None:
        """Send it; see `Send`."""
        if self._notify is None:
            self._notify = await asyncio.to_thread(_loaded)
        try:
            async with asyncio.timeout(patience):
                return bool(await self._notify(url, title, body))
        except Exception:  # noqa: BLE001  (170 providers raise whatever they like; all of it means that nobody knows)
            return None


def _loaded() -> Callable[[str, str, str], Awaitable[bool]]:
    # Its own log would print addresses, passwords and all.
    logging.getLogger("apprise").disabled = True
    with warnings.catch_warnings(action="ignore"):
        import apprise  # noqa: PLC0415

    async def notify(url: str, title: str, body: str) -> bool:
        with warnings.catch_warnings(action="ignore"):
            provider = apprise.Apprise.instantiate(url)
            if provider is None:
                return False
            done: bool = await provider.async_notify(body=body, title=title, notify_type=apprise.NotifyType.FAILURE)
        return done

    return notify
