"""Everything we can ask of the world, in the imperative; rendered when it is sent, so doing it twice is harmless.

Effects with a *slot* make one message show the present: the first time they post it, afterwards they edit it. There is
one row per slot in the outbox, so changes coalesce. All others happen once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from bot.domain.alerts import Severity


class Lane(IntEnum):
    """Priority of delivery, most urgent first (design §4.6)."""

    PAGE = 0
    CHANNEL = 1
    ANSWER = 2
    REFRESH = 3
    EXTRAS = 4
    REMINDERS = 5
    SYNC = 6


# ── messages that are kept up to date; each has a slot ──


@dataclass(frozen=True, kw_only=True)
class ShowPage:
    """The direct message (or, for a `#channel`, the call there) that pages somebody at a step of the ladder."""

    step: int
    person: str

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


# ── the channel ──


@dataclass(frozen=True, kw_only=True)
class OpenChannel:
    """Make the channel of that name (with the next suffix where it is taken)."""

    name: str
    private: bool


@dataclass(frozen=True, kw_only=True)
class Invite:
    """Bring people into the incident's channel."""

    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PinCard:
    """Pin the card, once."""


@dataclass(frozen=True, kw_only=True)
class SetTopic:
    """Write severity, service and runbook into the channel's topic, once."""


@dataclass(frozen=True, kw_only=True)
class AddBookmark:
    """Put a link (the incident's page, else its runbook) at the channel's top, once."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ArchiveChannel:
    """Archive the incident's channel."""


@dataclass(frozen=True, kw_only=True)
class PostPostmortem:
    """Put the report as a file into the channel; `revision` counts its publications."""

    revision: int


# ── lines in the channel, posted once ──


@dataclass(frozen=True, kw_only=True)
class Next:
    """Who is called next if nobody answers, and when; `names` are people, channels, or nobody for the last resort."""

    names: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class TellEscalated:
    """Nobody answered in time: who has not, who is paged now, until when, and what comes after."""

    silent: tuple[str, ...]
    since: datetime
    called: tuple[str, ...]
    place: tuple[int, int]
    until: datetime
    after: tuple[Next, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TellCalled:
    """Somebody called more hands by hand; `keeper` keeps the incident."""

    called: tuple[str, ...]
    by: str
    reason: str = ""
    keeper: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TellExhausted:
    """Nobody has answered since `since`: the last resort is called, for the `times`-th time."""

    since: datetime
    called: tuple[str, ...]
    times: int


@dataclass(frozen=True, kw_only=True)
class TellNotMe:
    """Somebody can't take it (or Slack refused their page for good: `code`); who is asked instead, if anybody."""

    person: str
    called: tuple[str, ...]
    until: datetime | None = None
    security: bool = False
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class TellTaken:
    """Somebody has it now, or joined those who do; `from_` when it was handed over or assigned by `by`."""

    person: str
    joined: bool = False
    by: str | None = None


@dataclass(frozen=True, kw_only=True)
class TellSeverity:
    """The severity changed: by a person, or by an alert that joined."""

    before: Severity
    after: Severity
    by: str | None = None
    alert: str | None = None


@dataclass(frozen=True, kw_only=True)
class TellJoined:
    """Further alerts joined."""

    titles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TellQuiet:
    """Every alert is resolved, and whoever has the incident decides when it is over."""

    keeper: str


@dataclass(frozen=True, kw_only=True)
class TellResolved:
    """It is over: by whom (`None`: by itself), after how long, and in what words."""

    by: str | None
    opened_at: datetime
    resolved_at: datetime
    summary: str = ""
    postmortem_due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TellReopened:
    """It is not over: by whom (`None`: an alert), and who is paged."""

    by: str | None
    called: tuple[str, ...]
    alert: str | None = None


@dataclass(frozen=True, kw_only=True)
class TellUpdate:
    """Words for everybody."""

    by: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TellSecurity:
    """Security's ladder went on, ended without anybody (`exhausted`), or they are here (`here`)."""

    here: str | None = None
    called: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    until: datetime | None = None
    exhausted: bool = False


# ── to one person, and to operators ──


@dataclass(frozen=True, kw_only=True)
class AskStillOnIt:
    """Ask the responder of a quiet incident whether they are still on it."""

    person: str
    since: datetime
    answer_by: datetime


@dataclass(frozen=True, kw_only=True)
class RemindPostmortem:
    """Ask for the postmortem; `first` offers *Not needed*."""

    person: str
    due: datetime
    first: bool


@dataclass(frozen=True, kw_only=True)
class TellPerson:
    """A direct message to one person, in words that are already for people (never for private incidents' titles)."""

    person: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TellOperators:
    """A line to the operators' channel."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a click brought, to the one who clicked: an ephemeral post to its response_url, dropped after 30 minutes.

    `confirm` is the `action_id` of the button that goes ahead, for a question; it carries the incident's id.
    """

    url: str = field(repr=False)
    text: str
    confirm: str | None = None


@dataclass(frozen=True, kw_only=True)
class ShowHome:
    """The App Home of one Slack user."""

    slack_id: str

    @property
    def slot(self) -> str:
        """One home per user."""
        return f"home:{self.slack_id}"


@dataclass(frozen=True, kw_only=True)
class FillPostmortemForm:
    """The loading view that opened gets the postmortem's draft."""

    view: str
    fields: Mapping[str, str] = field(default_factory=dict)


Show = ShowPage | ShowCard | ShowAnnouncement | ShowBrief | ShowHome
Tell = (
    TellEscalated
    | TellCalled
    | TellExhausted
    | TellNotMe
    | TellTaken
    | TellSeverity
    | TellJoined
    | TellQuiet
    | TellResolved
    | TellReopened
    | TellUpdate
    | TellSecurity
)
Effect = (
    Show
    | Tell
    | OpenChannel
    | Invite
    | PinCard
    | SetTopic
    | AddBookmark
    | ArchiveChannel
    | PostPostmortem
    | AskStillOnIt
    | RemindPostmortem
    | TellPerson
    | TellOperators
    | Answer
    | FillPostmortemForm
)


def lane(effect: Effect, *, edit: bool = False) -> Lane:
    """The lane of an effect; an `edit` of a message that stands already is a refresh."""
    if edit and isinstance(effect, Show):
        return Lane.REFRESH
    match effect:
        case ShowPage():
            return Lane.PAGE
        case OpenChannel() | Invite() | ShowCard() | ShowBrief():
            return Lane.CHANNEL
        case Answer() | FillPostmortemForm() | ShowHome():
            return Lane.ANSWER
        case AskStillOnIt() | RemindPostmortem():
            return Lane.REMINDERS
        case ArchiveChannel():
            return Lane.SYNC
        case _:
            return Lane.EXTRAS
