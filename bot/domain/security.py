"""The security engineer of an incident: who, how far they are, and their own ladder."""

from dataclasses import dataclass, field
from datetime import datetime
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

    `four_eyes`: nobody reviews what they fixed themselves. `lead`, a person or a `#channel`, hears of exceptions.
    An alert from one of the `sources`, or of one of the `services`, pages them whatever its severity.
    """

    policy: str
    review: ReviewRule = ReviewRule.OWED
    review_due: Deadline = field(default_factory=Deadline)
    four_eyes: bool = False
    lead: str | None = None
    sources: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
