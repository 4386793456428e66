"""What people did about being on call; `incident` is 0, since it is about none."""

from dataclasses import dataclass
from datetime import date

from bot.domain.events.by import By
from bot.domain.plans import When


@dataclass(frozen=True, kw_only=True)
class ReachableSaid:
    """Somebody says that they can be reached: they missed pages, or test their pager."""

    by: By
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class PagerTested:
    """Somebody wants a test page, to see whether it arrives."""

    by: By
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class AwaySaid:
    """Somebody is away: whole days, both inclusive, in the person's own zone."""

    by: By
    person: str
    first: date
    last: date
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class TimeGiven:
    """`person` has a schedule, or `giver`'s place on a policy, for a time."""

    by: By
    place: str
    person: str
    when: When
    giver: str | None = None
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class SwapAsked:
    """Whoever asks and `other` swap their next shifts in a schedule."""

    by: By
    schedule: str
    other: str
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class CoverAsked:
    """Somebody asks the others of a place who takes a time of theirs."""

    by: By
    place: str
    when: When
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class CoverTaken:
    """Somebody takes the time that was asked for by that plan."""

    by: By
    plan: int
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class PlanUndone:
    """Somebody takes a plan back."""

    by: By
    plan: int
    incident: int = 0


PlanEvent = AwaySaid | TimeGiven | SwapAsked | CoverAsked | CoverTaken | PlanUndone
OnCallEvent = ReachableSaid | PagerTested | PlanEvent
