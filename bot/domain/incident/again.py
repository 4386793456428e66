"""Whoever had the same trouble shortly before."""

from datetime import datetime

from bot.domain.incident.state import Incident
from bot.domain.situation import Situation


def had_it(before: Incident, incident: Incident, now: datetime, situation: Situation) -> str | None:
    """Who had the same trouble, as shortly before as the policy's `affinity` says."""
    policy = situation.policy_of(incident.walk)
    if policy is None or policy.affinity is None or before.resolved_at is None:
        return None
    return before.acknowledged_by if now - before.resolved_at <= policy.affinity else None
