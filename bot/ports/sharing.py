"""What replicas share of Slack's limits: a bucket per method, changed by one replica at a time."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """Of one method: how many calls were allowed when, until when it rests, and when each channel is even again."""

    calls: tuple[tuple[datetime, int], ...] = ()
    arrivals: Mapping[str, datetime] = field(default_factory=dict)
    paused_until: datetime | None = None


Change = Callable[[Mapping[str, Bucket]], Mapping[str, Bucket]]


class Buckets(Protocol):
    """One bucket per method, the same for every replica."""

    async def change(self, methods: Collection[str], change: Change) -> None:
        """Read the buckets of those methods, and keep what `change` makes of them; meanwhile nobody else does.

        `change` is called in another thread, and again when the database asks for that.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached.
        """
