"""The security review of an incident: whether it is owed, what was concluded, which concerns were raised, by whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.hours import ends_after


class ReviewRule(StrEnum):
    """What the file says of reviews (`security.review`)."""

    OWED = "owed"
    REQUIRED = "required"
    OFF = "off"


class ReviewState(StrEnum):
    """`owed` while it is missing, `excused` where it was resolved without; everything else is what security said.

    `queued`: nobody owes one of its own; it stands in the queue, where many can be answered at once.
    """

    OWED = "owed"
    QUEUED = "queued"
    CLEAR = "clear"
    ACCEPTABLE = "acceptable"
    ACTION = "action"
    INCIDENT = "incident"
    EXCUSED = "excused"


#: What people read of a conclusion. Of a security incident nobody reads more than that.
WORDS = {
    ReviewState.OWED: "owed",
    ReviewState.QUEUED: "in security's queue",
    ReviewState.CLEAR: "nothing for security",
    ReviewState.ACCEPTABLE: "reviewed, acceptable",
    ReviewState.ACTION: "action needed",
    ReviewState.INCIDENT: "reviewed, follow-up elsewhere",
    ReviewState.EXCUSED: "resolved without it",
}


class Known(StrEnum):
    """The answer to one of the three questions of a concern."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "not known"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """How long a review may take: to the end of the so-manieth business day, or exactly so long (`lasts`)."""

    days: int = 1
    lasts: timedelta | None = None

    def after(self, at: datetime, timezone: str) -> datetime:
        """When a review that is asked for at that instant is due, for somebody in that zone."""
        return at + self.lasts if self.lasts is not None else ends_after(at, self.days, timezone)


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """What one person concluded. `seconds` lie between what showed it to them and their answer, where that is known.

    `owner` and `action` are of *action needed*; `note` of an excused one is why. `batch`: with others, in one go.
    """

    state: ReviewState
    by: str
    at: datetime
    asked_at: datetime | None = None
    seconds: int | None = None
    note: str = ""
    owner: str = ""
    action: str = ""
    batch: bool = False

    @property
    def said(self) -> tuple[str, ...]:
        """What makes it another conclusion than one before."""
        return self.state.value, self.note, self.owner, self.action


@dataclass(frozen=True, kw_only=True)
class Concern:
    """Somebody's concern, with their answers: is it an attack, does the fix weaken a control, is data touched?"""

    by: str
    at: datetime
    attack: Known = Known.UNKNOWN
    weakened: Known = Known.UNKNOWN
    data: Known = Known.UNKNOWN
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DataDecision:
    """Somebody from security decided whether data is touched: a clock may run from then on, so each stays known."""

    by: str
    at: datetime
    data: Known


@dataclass(frozen=True, kw_only=True)
class Review:
    """Everything of an incident's review; no `state`: none is owed and none was given.

    `due` is counted from the asking, and from the end of the incident where that comes later. `restored_at`: the
    service is back, and only the review keeps the incident open. `follow_up` is the number of the security incident,
    `again_at` when somebody asked for the review again last.
    """

    state: ReviewState | None = None
    asked_at: datetime | None = None
    due: datetime | None = None
    conclusions: tuple[Conclusion, ...] = ()
    concerns: tuple[Concern, ...] = ()
    data: tuple[DataDecision, ...] = ()
    restored_at: datetime | None = None
    restored_by: str | None = None
    reminded: int = 0
    follow_up: int | None = None
    again_at: datetime | None = None

    @property
    def is_owed(self) -> bool:
        """Whether it is missing."""
        return self.state is ReviewState.OWED

    @property
    def last(self) -> Conclusion | None:
        """What stands: the newest conclusion, unless it is owed, or queued, again."""
        again = self.state in {ReviewState.OWED, ReviewState.QUEUED}
        return self.conclusions[-1] if self.conclusions and not again else None
