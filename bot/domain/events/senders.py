"""What senders of alerts said."""

from dataclasses import dataclass

from bot.domain.alerts import Alert


@dataclass(frozen=True, kw_only=True)
class AlertFired:
    """A sender says that something is wrong."""

    alert: Alert


@dataclass(frozen=True, kw_only=True)
class AlertResolved:
    """A sender says that something is well again; `more`: a later alert of the same body fires in the same group."""

    alert: Alert
    more: bool = False


AlertEvent = AlertFired | AlertResolved
