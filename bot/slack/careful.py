"""The Web API for calls that no promise asks for: they are counted, and rest when Slack says so, like any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.api import PATIENCE, Api, Call, Reply


@dataclass(frozen=True, kw_only=True)
class Careful:
    """An `Api` whose methods are called by `limited`; what is no method goes to `api`."""

    api: Api
    limited: Call

    async def call(self, method: str, /, *, patience: float = PATIENCE, **arguments: Any) -> Reply:
        """Call a method, or answer `ratelimited` without a call while it rests."""
        return await self.limited(method, patience=patience, **arguments)

    async def respond(self, url: str, body: Mapping[str, Any]) -> Reply:
        """Post to a response_url."""
        return await self.api.respond(url, body)

    async def upload(self, url: str, content: bytes) -> Reply:
        """Send a file's bytes."""
        return await self.api.upload(url, content)
