"""What people changed of the plan: who is away, who took whose time, and who asks for it; the newest counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.schedules import Absence


class PlanKind(StrEnum):
    """Somebody is away; somebody has a time that was another's; somebody asks who takes theirs."""

    AWAY = "away"
    COVER = "cover"
    REQUEST = "request"


@dataclass(frozen=True, kw_only=True)
class When:
    """A time: from `starts` (`None`: now) up to, not including, `ends`, or for so long."""

    starts: datetime | None = None
    ends: datetime | None = None
    lasts: timedelta = timedelta(0)

    def at(self, now: datetime) -> tuple[datetime, datetime]:
        """Its two ends, said now: what is past already is left out."""
        starts = max(self.starts or now, now)
        return starts, self.ends or starts + self.lasts


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One change, from `starts` up to, not including, `ends`.

    `person` is away, has the time, or asks for somebody who takes theirs. `place` is the schedule or policy, `giver`
    whose time it was. `days` are an absence's. The other half of a swap has the number `other`.
    """

    number: int
    kind: PlanKind
    person: str
    starts: datetime
    ends: datetime
    by: str
    made_at: datetime
    place: str = ""
    giver: str | None = None
    days: Absence | None = None
    other: int | None = None
    undone: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether they took it themselves, so that an absence of theirs does not count."""
        return self.by == self.person

    def covers(self, place: str, at: datetime) -> bool:
        """Whether it says who has that place at an instant."""
        return self.kind is PlanKind.COVER and self.place == place and self.starts <= at < self.ends
