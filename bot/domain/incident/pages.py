"""Who was called for an incident, at which step, by which way, and what is known of each call."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.events import Ladder


class Outcome(StrEnum):
    """What is known of a page."""

    PENDING = "pending"
    DELIVERED = "delivered"
    RETRYING = "retrying"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Page:
    """One call of one person (or `#channel`), at one step.

    `help`: called for an incident that somebody has already; `given`: it was handed over to them, and they are told so;
    `answered_at`: when they took it. In a storm a page may be a `digest`, or stand `within` one (incident and step).
    """

    person: str
    ladder: Ladder
    level: int
    round: int
    step: int
    at: datetime
    answer_by: datetime | None
    route: str = "slack"
    delivered_at: datetime | None = None
    outcome: Outcome = Outcome.PENDING
    help: bool = False
    given: bool = False
    answered_at: datetime | None = None
    by: str | None = None
    reason: str = ""
    second: bool = False
    silent: tuple[str, ...] = ()
    why: str = ""
    digest: bool = False
    within: tuple[int, int] | None = None

    @property
    def slot(self) -> str:
        """The slot of its message."""
        return f"page:{self.step}:{self.person}"


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A page on a way around Slack: the page's step, and which of the person's ways (`route` counts from 0)."""

    person: str
    step: int
    route: int
    kind: str
    at: datetime
    delivered_at: datetime | None = None
    outcome: Outcome = Outcome.PENDING
