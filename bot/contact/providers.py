"""Apprise, which knows the providers: one message to one address."""

import asyncio
import logging
import re
import warnings
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol

#: An @ that does not stand within an address.
_MENTION = re.compile(r"(?<![\w.+-])@(?=\S)")


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
        from apprise import conversion  # noqa: PLC0415

        apprise.Apprise.instantiate("json://localhost")  # loads all providers, which takes longer than a message
    return partial(_notify, apprise, conversion.convert_between)


async def _notify(apprise: Any, convert: Callable[..., Any], url: str, title: str, body: str) -> bool:
    """What a provider shows as HTML or Markdown reads as it was written: no tag of an alert's becomes a link."""
    title, body = calling_nobody(title), calling_nobody(body)
    with warnings.catch_warnings(action="ignore"):
        provider = apprise.Apprise.instantiate(url)
        if provider is None:
            return False
        text = apprise.NotifyFormat.TEXT
        wanted = provider.resolve_format(text)
        if provider.title_maxlen <= 0:  # then it is put above the body
            title = str(convert(text, wanted, content=title))
        body = str(convert(text, wanted, content=body))
        kind = apprise.NotifyType.FAILURE
        return bool(await provider.async_notify(body=body, title=title, notify_type=kind, body_format=wanted))


def calling_nobody(words: str) -> str:
    """The same to read, but no chat takes anything in it for a mention (`@everyone`, `<@1234>`); addresses stay."""
    return _MENTION.sub("@\u200b", words)
