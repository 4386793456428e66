"""What people did about being on call; `incident` is 0, since it is about none."""

from dataclasses import dataclass

from bot.domain.events.by import By


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


OnCallEvent = ReachableSaid | PagerTested
