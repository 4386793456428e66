"""A decision in the making: the incident as it changes, and what is promised, timed, recorded and answered with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.alerts import Disposition
from bot.domain.effects import AskStillOnIt, Effect, Invite, ShowAnnouncement, ShowBrief, ShowCard, TellOperators
from bot.domain.errors import GoAhead
from bot.domain.events import Following, TimerKind
from bot.domain.incident.pages import Page
from bot.domain.incident.sending import message_of
from bot.domain.incident.state import ChannelState, Incident
from bot.domain.plans import Plan
from bot.domain.record import Kind, Line
from bot.domain.releases import Deploy, Release
from bot.domain.roundrobin import Book
from bot.domain.secrecy import hiding
from bot.domain.silences import Silence
from bot.domain.situation import ChannelUse, Situation
from bot.domain.standings import Standing


class Timer(NamedTuple):
    """A timer of the incident as it should be: `due_at` of `None` takes it away."""

    kind: TimerKind
    generation: int
    due_at: datetime | None


class Decision(NamedTuple):
    """What follows from an event, committed together.

    `said` is the sentence for whoever caused it; `disposition` and `reason` are an alert's. `turns` are the books that
    changed, by (policy, level); `silences` those that are made or ended; `standings` and
    `plans` those that changed. `deploys` are those that were seen, `releases` the pages of the ledger that changed, and
    `follows` what that is for incidents, decided at once; `unchanged`: what was asked was so already.
    `refused`: they may not do that, and all that changed is that the record says so; `confirm`: what they can do.
    `erased` are pieces of earlier lines that go, by the line's number.
    """

    incident: Incident | None
    effects: list[Effect]
    timers: list[Timer]
    record: list[Line]
    turns: Mapping[tuple[str, int], Book]
    said: str = ""
    disposition: Disposition | None = None
    reason: str | None = None
    silences: tuple[Silence, ...] = ()
    standings: Mapping[str, Standing] = MappingProxyType({})
    plans: tuple[Plan, ...] = ()
    refused: bool = False
    deploys: tuple[Deploy, ...] = ()
    releases: tuple[Release, ...] = ()
    follows: tuple[Following, ...] = ()
    unchanged: bool = False
    confirm: GoAhead | None = None
    erased: Mapping[int, tuple[str, ...]] = MappingProxyType({})


#: Pages older than so many others stay as they are: an incident that nobody takes for days has hundreds.
REFRESHED = 30

#: And while it stays with whoever has it: the pages of the last steps, whose words change with each.
CURRENT = 6


class Draft:
    """The one mutable thing of the domain; lives for one decision."""

    def __init__(self, incident: Incident, now: datetime, situation: Situation) -> None:
        self.incident, self.now, self._situation = incident, now, hiding(situation, incident.secrecy)
        self.before = incident
        self.effects: list[Effect] = []
        self.timers: dict[TimerKind, Timer] = {}
        self.record: list[Line] = []
        self.books: dict[tuple[str, int], Book] = {}
        self.standings: dict[str, Standing] = {}
        self._left: Situation | None = None
        self.follows: list[Following] = []
        self.said = ""
        self.disposition: Disposition | None = None
        self.reason: str | None = None
        self.unchanged = False
        self.erased: Mapping[int, tuple[str, ...]] = {}

    @property
    def situation(self) -> Situation:
        """The situation, with books and standings as this decision has left them."""
        if self._left is None:  # made once for every change, since it is asked for two dozen times
            known, books, standings = self._situation, self.books, self.standings
            changed = {"books": {**known.books, **books}, "standings": {**known.standings, **standings}}
            self._left = replace(known, **changed) if books or standings else known  # type: ignore[arg-type]
        return self._left

    def set(self, **changes: Any) -> None:
        """Change the incident."""
        self.incident = self.incident.evolve(**changes)

    def do(self, *effects: Effect) -> None:
        """Promise effects, each once."""
        self.effects.extend(effect for effect in effects if effect not in self.effects)

    def write(self, kind: Kind, text: str, by: str = "rondo") -> None:
        """Add a line to the record; how it is chained, and what else it says, is seen to when all is decided."""
        number = self.incident.lines + 1
        self.record.append(Line(number=number, at=self.now, kind=kind, by=by, text=text, digest=""))
        self.set(lines=number)

    def start(self, kind: TimerKind, due_at: datetime) -> None:
        """(Re)start a timer; an older one of the kind means nothing from now on."""
        self._time(kind, due_at)

    def stop(self, *kinds: TimerKind) -> None:
        """Take timers away."""
        for kind in kinds:
            if kind in self.incident.due:
                self._time(kind, None)

    def _time(self, kind: TimerKind, due_at: datetime | None) -> None:
        generation = self.incident.generations.get(kind, 0) + 1
        others = {other: at for other, at in self.incident.due.items() if other is not kind}
        due = others if due_at is None else {**others, kind: due_at}
        self.set(due=due, generations={**self.incident.generations, kind: generation})
        self.timers[kind] = Timer(kind, generation, due_at)

    def turn(self, books: Mapping[tuple[str, int], Book]) -> None:
        """Write books."""
        self.books.update(books)
        self._left = None

    def stand(self, person: str, standing: Standing) -> None:
        """Change how somebody stands with their pages."""
        self.standings[person] = standing
        self._left = None

    def refresh(self, *, pages: bool = True) -> None:
        """Make whatever shows the incident show the present."""
        if pages:  # first, since Slack limits edits and somebody may be getting up
            self.do(*(message_of(page) for page in self._latest()))
        if self.incident.channel_state is ChannelState.OPEN:
            self.do(ShowCard())
        if "announcement" in self.incident.messages or self.before.status is not self.incident.status:
            self.announce()
        security = self.incident.security
        if security and f"brief:{security.person}" in self.incident.messages:
            self.brief()

    def _latest(self) -> tuple[Page, ...]:
        """The pages that show the present: many where somebody else has it now.

        Else the last steps, each whole, and of everybody the newest.
        """
        before, incident = self.before, self.incident
        pages = incident.pages[-REFRESHED:]
        if (before.status, before.acknowledged_by) != (incident.status, incident.acknowledged_by):
            return pages
        steps, newest = {page.step for page in pages[-CURRENT:]}, {page.person: page.slot for page in pages}
        return tuple(page for page in pages if page.step in steps or page.slot == newest[page.person])

    def warn(self, person: str, words: str) -> None:
        """Operators read what is amiss with somebody: of a private incident without its number, so who is in it."""
        head = "" if self.incident.private else f"{self.incident.id}: "
        self.do(TellOperators(text=f"{head}{self.shown(person)} {words}"))

    def ask_answered(self) -> None:
        """Whoever was asked last whether they are still on it reads what became of the question, posted or not yet."""
        before, asked = self.before, [slot for slot in self.incident.messages if slot.startswith("ask:")]
        until = before.due.get(TimerKind.ATTENTION)
        if before.asked_at is not None and before.acknowledged_by and until:
            self.do(AskStillOnIt(person=before.acknowledged_by, answer_by=until))
        else:
            self.do(*(AskStillOnIt.of(slot) for slot in asked[-1:]))

    def announce(self) -> None:
        """The line under `announce`: not for private incidents, and not before the channel was made or refused."""
        waits = self.incident.channel_state is ChannelState.WANTED
        if self.situation.settings.announce and not self.incident.private and not waits:
            self.do(ShowAnnouncement())

    def invite(self, *people: str) -> None:
        """Bring people into the channel, if there is one and they are not there; else when it opens."""
        kept_out = self.incident.invited | self.incident.secrecy.hidden_from
        wanted = tuple(dict.fromkeys(p for p in people if not p.startswith("#") and p not in kept_out))
        if wanted and self.incident.channel_state is ChannelState.OPEN:
            self.do(Invite(people=wanted))

    def brief(self) -> None:
        """The brief of the security engineer of the moment: in the channel or, where there is none, to them alone."""
        security, state = self.incident.security, self.incident.channel_state
        never = state is ChannelState.NONE and self.incident.urgency.channel is ChannelUse.NONE
        if security and (never or state in {ChannelState.OPEN, ChannelState.REFUSED}):
            self.do(ShowBrief(person=security.person))

    def shown(self, *people: str) -> str:
        """Names for people: `Ana`, `Ana and Ben`, `Ana, Ben and Chi`."""
        names = [self._situation.shown(person) for person in people]
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nobody"

    def clock(self, at: datetime) -> str:
        """A time of day in the installation's zone: `03:14 CET`."""
        return at.astimezone(ZoneInfo(self._situation.settings.timezone)).strftime("%H:%M %Z")

    def day(self, at: datetime) -> str:
        """The same with its day: `Mon 23 Nov, 09:00 CET`."""
        return at.astimezone(ZoneInfo(self._situation.settings.timezone)).strftime("%a %d %b, %H:%M %Z")

    @property
    def ended(self) -> str:
        """How a resolved incident ended: `by Ben at 03:41 CET`."""
        who = self.incident.resolved_by
        return f"by {self.shown(who) if who else 'itself'} at {self.clock(self.incident.resolved_at or self.now)}"

    def decision(self) -> Decision:
        """Everything, as it is to be committed."""
        return Decision(
            self.incident,
            self.effects,
            list(self.timers.values()),
            self.record,
            self.books,
            self.said,
            self.disposition,
            self.reason,
            standings=self.standings,
            follows=tuple(self.follows),
            unchanged=self.unchanged,
            erased=self.erased,
        )
