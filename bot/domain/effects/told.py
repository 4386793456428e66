"""Lines in the channel, posted once."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.alerts import Severity
from bot.domain.effects.reviews import Reviewing
from bot.domain.proposals import Verdict


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
    """Nobody has answered since `since`: the last resort is called, for the `times`-th time.

    `keeper` has the incident, and what nobody has answered is the call for help.
    """

    since: datetime
    called: tuple[str, ...]
    times: int
    keeper: str | None = None


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
    """Somebody has it now, or joined those who do.

    Given by `by`, they are asked to confirm it `until` then; `confirmed`: they have.
    """

    person: str
    joined: bool = False
    by: str | None = None
    until: datetime | None = None
    confirmed: bool = False


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
    """Every alert is resolved, and whoever has the incident, if anybody, decides when it is over."""

    keeper: str | None


@dataclass(frozen=True, kw_only=True)
class TellResolved:
    """It is over: by whom (`None`: by itself), after how long, and in what words.

    `review_due`: until then `review_by`, or somebody from security, owes the review.
    """

    by: str | None
    opened_at: datetime
    resolved_at: datetime
    summary: str = ""
    postmortem_due: datetime | None = None
    review_due: datetime | None = None
    review_by: str | None = None


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
    """Security's ladder went on, ended without anybody (`exhausted`), or they are `here`, or come `later`."""

    here: str | None = None
    later: str | None = None
    called: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    until: datetime | None = None
    exhausted: bool = False


@dataclass(frozen=True, kw_only=True)
class TellHeld:
    """Nobody is paged until then: it flaps (`flapping`), or it is silenced (`silence`)."""

    hold: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class TellShadow:
    """A learner comes along, with the person whom they shadow: the line that asks them, and nobody else, to look."""

    learner: str
    person: str


@dataclass(frozen=True, kw_only=True)
class TellVersion:
    """Another version runs than before: what is known against it, and whom of security that was told.

    `back`: it is an older one; `unstable`: the version that was left is flagged for it; `proposed`: by whom it was, and
    how security stood to that.
    """

    service: str
    version: str
    environment: str
    at: datetime
    by: str = ""
    before: str | None = None
    back: bool = False
    against: tuple[str, ...] = ()
    unstable: bool = False
    told: tuple[str, ...] = ()
    proposed: str = ""


@dataclass(frozen=True, kw_only=True)
class TellProposal:
    """News of a proposal: security answered (`verdict`), somebody goes on in spite, or nobody answered (`by` empty)."""

    number: int
    by: str = ""
    verdict: Verdict | None = None
    words: str = ""
    silent: str | None = None
    called: tuple[str, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TellFlagged:
    """The version that runs in those environments was flagged; `against` says as what, why and by whom."""

    service: str
    version: str
    environments: tuple[str, ...]
    against: str


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
    | TellHeld
    | TellShadow
    | TellVersion
    | TellFlagged
    | Reviewing
    | TellProposal
)
