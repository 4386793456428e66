"""What the file says of an incident that is over."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.alerts import Severity


@dataclass(frozen=True, kw_only=True)
class PostmortemSettings:
    """Which severities owe a postmortem, and how long after resolving it is due."""

    severities: frozenset[Severity] = frozenset({Severity.CRITICAL, Severity.HIGH})
    due: timedelta = timedelta(days=5)
