"""What Slack says of somebody."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Member:
    """What Slack said of somebody when it was last asked; `direct` is the D… channel once it was opened.

    From `quiet_from` to `quiet_until` Slack is silent for them (Do Not Disturb), as far as is known.
    """

    slack_id: str
    name: str = ""
    timezone: str | None = None
    deactivated: bool = False
    guest: bool = False
    direct: str | None = None
    quiet_from: datetime | None = None
    quiet_until: datetime | None = None
