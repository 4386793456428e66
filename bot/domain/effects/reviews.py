"""What is told of a security review: a line in the channel for each, and reminders to whoever owes one."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.reviews import Concern, Conclusion


@dataclass(frozen=True, kw_only=True)
class TellReviewed:
    """Somebody concluded; `again`: it takes the place of what was concluded before."""

    conclusion: Conclusion
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class TellConcern:
    """Somebody has a concern."""

    concern: Concern


@dataclass(frozen=True, kw_only=True)
class TellRestored:
    """The service is back, says `by` (`None`: it broke again), and only the review keeps the incident open."""

    by: str | None
    whose: str | None = None
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RemindReview:
    """Ask whoever owes the review for it, for the so-manieth time (`times` counts from 0); `by` waits for it."""

    person: str
    due: datetime
    times: int
    by: str | None = None


@dataclass(frozen=True, kw_only=True)
class RemindQueue:
    """What stands in the queue of security, to whoever is on call for it; nothing where it is empty by then."""

    person: str


@dataclass(frozen=True, kw_only=True)
class TellLead:
    """Words to whoever leads security, a person or a channel, where the file names one; never a private title."""

    text: str


Reviewing = TellReviewed | TellConcern | TellRestored
