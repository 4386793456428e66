"""The security engineer of an incident: who, how far they are, and their own ladder."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.escalation import Walk
from bot.domain.reviews import Deadline, ReviewRule


class SecurityStatus(StrEnum):
    """How far security is: `here` means that they acted in the channel."""

    INVITED = "invited"
    PAGED = "paged"
    HERE = "here"
    DECLINED = "declined"
    EXCUSED = "excused"


@dataclass(frozen=True, kw_only=True)
class Security:
    """The security engineer of an incident, with a ladder and a clock of their own.

    `exhausted` counts how often nobody was left on it; `more_time` are those who were given some, once.
    """

    person: str
    status: SecurityStatus
    invited_at: datetime
    walk: Walk
    here_at: datetime | None = None
    page: bool = False
    exhausted: int = 0
    more_time: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What one security source said lately: how many alerts, in which incidents, the newest first."""

    source: str
    alerts: int
    incidents: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SecuritySettings:
    """The policy of the engineers who are brought in, and what they owe.

    `lead`, a person or a channel, hears of exceptions. An alert from one of the `sources`, or of one of the `services`,
    pages them whatever its severity. `four_eyes`: nobody approves what they proposed, or reviews what they fixed.
    `proposal_answer`: a proposal that concerns them waits so long for each.
    """

    policy: str
    review: ReviewRule = ReviewRule.OWED
    review_due: Deadline = field(default_factory=Deadline)
    lead: str | None = None
    sources: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    four_eyes: bool = False
    proposal_answer: timedelta = timedelta(minutes=5)
