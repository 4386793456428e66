"""What is said where one shift ends and another begins: to the team, and beforehand to whoever comes."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.alerts import Severity


@dataclass(frozen=True, kw_only=True)
class Left:
    """An incident that is handed over; `keeper` has it, if anybody does."""

    number: int
    title: str
    severity: Severity
    service: str
    opened_at: datetime
    keeper: str | None = None
    channel: str | None = None


@dataclass(frozen=True, kw_only=True)
class Loud:
    """How often a service (or an alert, where that has no name) paged in a shift, and how often of that at night."""

    name: str
    pages: int
    night: int


@dataclass(frozen=True, kw_only=True)
class TellHandOff:
    """Who goes and who comes in a schedule, what is open (`more`: how many beside), and what was loud.

    Either may be nobody. `until` is when the next change comes, where that is in sight.
    """

    schedule: str
    at: datetime
    goes: tuple[str, ...]
    comes: tuple[str, ...]
    until: datetime | None = None
    left: tuple[Left, ...] = ()
    more: int = 0
    loud: tuple[Loud, ...] = ()

    @property
    def once(self) -> str:
        """The same for every replica that says it."""
        return f"hand-off/{self.schedule}/{self.at.isoformat()}/{','.join(self.comes)}"


@dataclass(frozen=True, kw_only=True)
class RemindShift:
    """Tell somebody of their next shift; `before` has it until then, if anybody. Without `ends` none is in sight."""

    schedule: str
    person: str
    starts: datetime
    ends: datetime | None = None
    before: str | None = None

    @property
    def once(self) -> str:
        """The same for every replica that says it; another one for whoever has the shift after a change."""
        return f"shift/{self.schedule}/{self.person}/{self.starts.isoformat()}"
