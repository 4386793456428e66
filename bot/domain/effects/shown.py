"""Messages that are kept up to date: each has a slot, posted the first time, edited afterwards."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, kw_only=True)
class ShowPage:
    """The direct message (or, for a `#channel`, the call there) that pages somebody at a step of the ladder.

    `of` is another incident's number, whose message it is: the page stands within that one's digest.
    """

    step: int
    person: str
    of: int | None = None

    @property
    def slot(self) -> str:
        """One message per step and person."""
        return f"page:{self.step}:{self.person}"


@dataclass(frozen=True, kw_only=True)
class ShowCard:
    """The incident's card in its channel."""

    slot = "card"


@dataclass(frozen=True, kw_only=True)
class ShowAnnouncement:
    """The incident's line in the announcements' channel."""

    slot = "announcement"


@dataclass(frozen=True, kw_only=True)
class ShowBrief:
    """The brief to the security engineer, in the channel, once per engineer; a direct message where there is none."""

    person: str

    @property
    def slot(self) -> str:
        """One brief per engineer."""
        return f"brief:{self.person}"


@dataclass(frozen=True, kw_only=True)
class ShowHome:
    """The App Home of one Slack user."""

    slack_id: str

    @property
    def slot(self) -> str:
        """One home per user."""
        return f"home:{self.slack_id}"


@dataclass(frozen=True, kw_only=True)
class AskStillOnIt:
    """The question to whoever has a quiet incident whether they are still on it; later, what became of it."""

    person: str
    answer_by: datetime

    @property
    def slot(self) -> str:
        """One message per question."""
        return f"ask:{self.answer_by.timestamp():.0f}:{self.person}"

    @classmethod
    def of(cls, slot: str) -> "AskStillOnIt":
        """The effect of a slot."""
        _, at, person = slot.split(":", 2)
        return cls(person=person, answer_by=datetime.fromtimestamp(int(at), UTC))


@dataclass(frozen=True, kw_only=True)
class AskReason:
    """The question to whoever said *Not me* (at `said_at`), why; later, that they have answered."""

    person: str
    said_at: datetime

    @property
    def slot(self) -> str:
        """One message per question."""
        return f"reason:{self.said_at.timestamp():.0f}:{self.person}"

    @classmethod
    def of(cls, slot: str) -> "AskReason":
        """The effect of a slot, to the second."""
        _, at, person = slot.split(":", 2)
        return cls(person=person, said_at=datetime.fromtimestamp(int(at), UTC))


@dataclass(frozen=True, kw_only=True)
class ShowSummary:
    """What happened while Slack could not be told, in one message: the record from `since` to `until`."""

    number: int
    since: datetime
    until: datetime

    @property
    def slot(self) -> str:
        """One message per outage, by its number."""
        return f"summary:{self.number}"


@dataclass(frozen=True, kw_only=True)
class ShowProposal:
    """A proposal, in the channel; where the incident has none, in the direct messages of that person."""

    number: int
    person: str = ""

    @property
    def slot(self) -> str:
        """One message per proposal, or per proposal and person."""
        return f"proposal:{self.number}:{self.person}"

    @classmethod
    def of(cls, slot: str) -> "ShowProposal":
        """The effect of a slot."""
        _, number, person = slot.split(":", 2)
        return cls(number=int(number), person=person)


Kept = ShowPage | ShowCard | ShowAnnouncement | ShowBrief | ShowHome | ShowProposal
Show = Kept | AskStillOnIt | AskReason | ShowSummary
