"""What the security engineer who was asked says instead of coming: not me, not yet, or that they can't, and why."""

from dataclasses import dataclass

from bot.domain.events.by import By


@dataclass(frozen=True, kw_only=True)
class SecurityNotMeSaid:
    """The security engineer who was asked can't."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class SecurityTimeAsked:
    """The security engineer who was paged comes, but not within the time they have."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class SecurityExcused:
    """The security engineer who was asked can't, for a reason that whoever leads security is to hear."""

    incident: int
    by: By
    reason: str


ExcuseEvent = SecurityNotMeSaid | SecurityTimeAsked | SecurityExcused
