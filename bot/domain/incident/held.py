"""An alert, as an incident holds it."""

from dataclasses import dataclass

from bot.domain.alerts import Severity


@dataclass(frozen=True, kw_only=True)
class AlertState:
    """What is remembered of an alert that belongs to the incident."""

    firing: bool
    severity: Severity
    title: str
    stated: bool = True
