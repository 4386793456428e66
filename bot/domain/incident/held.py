"""An alert, as an incident holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.alerts import Severity


@dataclass(frozen=True, kw_only=True)
class AlertState:
    """What is remembered of an alert that belongs to the incident; its own `labels` are what silences look at."""

    firing: bool
    severity: Severity
    title: str
    stated: bool = True
    labels: Mapping[str, str] = field(default_factory=dict)
