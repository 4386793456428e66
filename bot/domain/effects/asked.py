"""What is asked of the world once: a channel and its furniture, words to one person or to operators."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.anchors import Anchor
from bot.domain.errors import GoAhead


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
    """Write service and runbook, which stay as they are, into the channel's topic, once."""


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


@dataclass(frozen=True, kw_only=True)
class RemindPostmortem:
    """Ask for the postmortem; `first` offers *Not needed*."""

    person: str
    due: datetime
    first: bool


@dataclass(frozen=True, kw_only=True)
class TellPerson:
    """A direct message to one person, in words that are already for people (never for private incidents' titles).

    `action` is what a button below them does: `reachable`, `take_time` or `undo_plan`; `plan` the number of its plan.
    """

    person: str
    text: str
    action: str = ""
    plan: int = 0


@dataclass(frozen=True, kw_only=True)
class ReachPerson:
    """Page somebody on a way around Slack; `route` is which of their ways, `of` the digest that their page stands in.

    While it waits it is one for a digest and a way, whichever incident asks first; what joins later is told of anew.
    """

    step: int
    person: str
    route: int
    of: tuple[int, int] | None = None

    @property
    def slot(self) -> str:
        """One at a time per step, person and way."""
        return f"reach:{self.step}:{self.person}:{self.route}"


@dataclass(frozen=True, kw_only=True)
class TellOperators:
    """A line to the operators' channel."""

    text: str


@dataclass(frozen=True, kw_only=True)
class TellTeam:
    """A line to the team: where every incident is announced, else to the operators' channel."""

    text: str


@dataclass(frozen=True, kw_only=True)
class PostAnchor:
    """An anchor of the record, into the one thread of them in the operators' channel."""

    anchor: Anchor


@dataclass(frozen=True, kw_only=True)
class KeepGroup:
    """Make a Slack user group hold whoever is on call, by then, in the schedules that name it."""

    group: str

    @property
    def slot(self) -> str:
        """One per group, however often it is owed."""
        return f"group:{self.group}"


@dataclass(frozen=True, kw_only=True)
class PostFairness:
    """The picture of who carries how much of a policy, as a file in somebody's direct messages."""

    person: str
    policy: str
    days: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a click brought, to the one who clicked: an ephemeral post to its response_url, dropped after 30 minutes.

    `confirm` is the button that goes ahead, for a question. `drawn` is a message that was read for them, as JSON, and
    then `text` is its fallback. `person` reads it in their direct messages where that address is no longer good.
    """

    url: str = field(repr=False)
    text: str
    confirm: GoAhead | None = None
    drawn: str = ""
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class Whisper:
    """What a mention brought, to the one who wrote it and where they wrote it; `drawn` as in `Answer`."""

    channel: str
    slack_id: str
    thread: str | None
    text: str
    drawn: str
