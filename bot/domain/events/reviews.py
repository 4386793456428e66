"""What people say of the security of an incident: concerns, conclusions, and that the service is back before them."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.alerts import Severity
from bot.domain.events.by import By
from bot.domain.reviews import Known, ReviewState


@dataclass(frozen=True, kw_only=True)
class ReviewGiven:
    """Somebody from security concluded: `clear`, `acceptable` or `action` (with an `owner` and what is to be done).

    `shown_at`: when that which they answered was shown to them, where the adapter knows; `pressed`: by a button, which
    corrects nobody; `batch`: with others, in one go.
    """

    incident: int
    by: By
    state: ReviewState
    note: str = ""
    owner: str = ""
    action: str = ""
    shown_at: datetime | None = None
    pressed: bool = False
    batch: bool = False


@dataclass(frozen=True, kw_only=True)
class ConcernRaised:
    """Somebody has a concern, with what they know of an attack, of a weakened control, and of data; pages security."""

    incident: int
    by: By
    attack: Known = Known.UNKNOWN
    weakened: Known = Known.UNKNOWN
    data: Known = Known.UNKNOWN
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ServiceRestored:
    """The service is back, and only the review keeps the incident open: pages, reminders and ladders stop."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class ReviewAskedAgain:
    """Somebody waits for the review, and has security asked once more, at once."""

    incident: int
    by: By


@dataclass(frozen=True, kw_only=True)
class ResolvedWithout:
    """Somebody resolves an incident without the review that is required, and says why."""

    incident: int
    by: By
    reason: str


@dataclass(frozen=True, kw_only=True)
class SecurityIncidentDeclared:
    """It is a security incident: another one, private, is opened, of which `hidden` are not to know."""

    incident: int
    by: By
    note: str = ""
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SecurityIncidentOpened:
    """The private incident that follows from one (`of`); it has no number yet."""

    by: By
    of: int
    title: str
    severity: Severity
    service: str | None
    hidden: tuple[str, ...] = ()


Judgement = ReviewGiven | ConcernRaised | ServiceRestored | ReviewAskedAgain | ResolvedWithout

ReviewEvent = Judgement | SecurityIncidentDeclared
