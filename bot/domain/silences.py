"""Silences: for a while, alerts with certain labels page nobody; everything else of them is as always."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.patterns import matches


@dataclass(frozen=True, kw_only=True)
class Silence:
    """Whose labels match every pattern (exact, or with `*`) pages nobody from `made_at` to `until`."""

    number: int
    match: Mapping[str, str]
    made_at: datetime
    until: datetime
    by: str
    why: str = ""

    def covers(self, labels: Mapping[str, str]) -> bool:
        """Whether it is about those labels."""
        return bool(self.match) and all(
            name in labels and matches(labels[name], pattern) for name, pattern in self.match.items()
        )


def silenced_until(labels: Mapping[str, str], silences: Iterable[Silence], now: datetime) -> datetime | None:
    """Until when nobody is paged for those labels; `None`: people are."""
    ends = (one.until for one in silences if one.until > now and one.covers(labels))
    return max(ends, default=None)
