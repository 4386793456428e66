"""What the listeners are handed, and the errand that one delivery of Slack is."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.domain.events import By
from bot.domain.links import Links
from bot.domain.roles import outsider
from bot.domain.situation import Situation
from bot.engine import Handle
from bot.engine.loads import Loads
from bot.ports import Clock, Directory, Facts, Reads, Sessions
from bot.slack.api import Api
from bot.slack.commands.root import known_root


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything a listener needs.

    `doctor` gives the set-up's lines, `refresh_people` asks Slack again who is who. `seen` remembers which commands
    arrived, so that each is written down once.
    """

    engine: Handle
    reads: Reads
    clock: Clock
    directory: Directory
    facts: Facts
    sessions: Sessions
    api: Api
    doctor: Callable[[], Awaitable[Sequence[str]]]
    refresh_people: Callable[[], Awaitable[None]]
    links: Links | None = None
    seen: set[str] = field(default_factory=set)

    @cached_property
    def loads(self) -> Loads:
        """Who carries how much, read once a minute however many ask."""
        return Loads(reads=self.reads)

    async def root(self) -> str:
        """The command that takes every verb here."""
        return await known_root(self.facts)


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One delivery: who wants something, where, and by what roads they can be answered.

    `trigger` opens a form; `answer_to` is a click's response_url; `delivery` is Slack's id of it. `foreign`: they
    are of another workspace. `witness` is Slack's own time of a click.
    """

    slack_id: str
    person: str
    situation: Situation
    delivery: str | None = None
    channel: str | None = None
    trigger: str | None = None
    answer_to: str | None = None
    foreign: bool = False
    witness: str | None = None

    @property
    def by(self) -> By:
        """Who did it, and where."""
        return By(person=self.person, channel=self.channel, foreign=self.foreign, witness=self.witness)

    @property
    def barred(self) -> str:
        """Why they may do and see nothing here, in a sentence; nothing for full members."""
        return outsider(self.by, self.situation)
