"""What is handed over where a shift ends: when that was, the incidents that are open, and what was loud."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.duties import shifts_of
from bot.domain.effects import Left, Loud, TellHandOff
from bot.domain.escalation import Policy, TargetKind, Walk
from bot.domain.events import Ladder
from bot.domain.incident.pages import Outcome, Page
from bot.domain.incident.state import Incident, Status
from bot.domain.marks import Called, When, when
from bot.domain.routing import DEFAULT
from bot.domain.schedules import Shift
from bot.domain.situation import PageWhen, Situation

#: A hand-off is said so late at most: what comes after that is no news.
LATE = timedelta(hours=1)

#: What changed at no shift's end has to stand for so long: until then, another replica may know it otherwise.
SURE = timedelta(minutes=1)

#: So many open incidents are named, and so many that were loud.
NAMED, LOUDEST = 5, 3

#: How far back a shift's beginning is looked for, and how far ahead its end.
_BACK, _AHEAD = timedelta(days=15), timedelta(days=35)

#: A window begins so soon before an instant, or ends so soon after it, that nothing else lies between.
_INSTANT = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Change:
    """Somebody else has a schedule by `now` than had it when it was `looked` at before."""

    schedule: str
    goes: tuple[str, ...]
    comes: tuple[str, ...]
    looked: datetime
    now: datetime
    situation: Situation

    @property
    def edge(self) -> datetime | None:
        """The newest change of shifts since it was looked at; `None` where it was taken back, or written otherwise."""
        edges = self._edges(self.looked - _INSTANT, self.now + _INSTANT)  # both ends of a window are edges
        return max((edge for edge in edges if self.looked <= edge <= self.now), default=None)

    @property
    def at(self) -> datetime:
        """When it changed; what is not known exactly: since it was looked at."""
        return self.edge or self.looked

    @property
    def began(self) -> datetime | None:
        """When the shift that ended began; `None` where none did."""
        ended = reversed(self._shifts(self.at - _BACK, self.at))
        return next((one.starts for one in ended if one.ends == self.at and one.person in self.goes), None)

    @property
    def until(self) -> datetime | None:
        """When it changes next, where that is in sight."""
        end = self.now + _AHEAD
        return min((edge for edge in self._edges(self.now, end) if self.now < edge < end), default=None)

    def _edges(self, since: datetime, until: datetime) -> list[datetime]:
        return [edge for shift in self._shifts(since, until) for edge in (shift.starts, shift.ends)]

    def _shifts(self, since: datetime, until: datetime) -> tuple[Shift, ...]:
        return shifts_of(self.schedule, self.situation.settings, since, until, self.situation.plans)


def hand_off(change: Change, incidents: Iterable[Incident], called: Iterable[Called]) -> TellHandOff:
    """What the team reads: of those incidents and calls, whatever reaches the schedule and is not private."""
    left = sorted(_left(change, incidents), key=lambda one: (-one.severity.rank, -one.number))
    return TellHandOff(
        schedule=change.schedule,
        at=change.at,
        goes=change.goes,
        comes=change.comes,
        until=change.until,
        left=tuple(left[:NAMED]),
        more=max(0, len(left) - NAMED),
        loud=_loud(change, called),
    )


def _left(change: Change, incidents: Iterable[Incident]) -> Iterator[Left]:
    """What waits for somebody there: a line that pages nobody is no work that is handed over."""
    for one in incidents:
        waits = one.urgency.page is not PageWhen.NONE or one.status is Status.ACKNOWLEDGED
        if waits and not one.private and _ladders(change, one):
            yield Left(
                number=one.number,
                title=one.title,
                severity=one.severity,
                service=one.named_service,
                opened_at=one.opened_at,
                keeper=one.acknowledged_by,
                channel=one.channel,
            )


def _ladders(change: Change, one: Incident | Called) -> frozenset[Ladder]:
    """Those of an incident that reach the schedule; the last resort belongs to the response's."""
    security = one.security.walk if one.security else None
    walks: dict[Ladder, Walk | None] = {"response": one.walk, "last_resort": one.walk, "security": security}
    policies = {ladder: change.situation.policy_of(walk) for ladder, walk in walks.items() if walk}
    return frozenset(ladder for ladder, policy in policies.items() if policy and _names(policy, change.schedule))


def _names(policy: Policy, schedule: str) -> bool:
    targets = (target for level in policy.levels for target in level.targets)
    return any((target.kind, target.name) == (TargetKind.SCHEDULE, schedule) for target in targets)


def _loud(change: Change, called: Iterable[Called]) -> tuple[Loud, ...]:
    """What paged most in the shift that ended, the loudest first."""
    began, day, night = change.began, Counter[str](), Counter[str]()
    for one in called if began else ():
        ladders = frozenset() if one.private else _ladders(change, one)
        for page in (page for page in one.pages if page.ladder in ladders and _rang(page)):
            if began and began <= page.at < change.at:
                at_night = when(page.at, change.situation.timezone_of(page.person)) is When.NIGHT
                (night if at_night else day)[_loudness(one)] += 1
    pages = day + night
    loudest = sorted(pages, key=lambda name: (-pages[name], -night[name], name))[:LOUDEST]
    return tuple(Loud(name=name, pages=pages[name], night=night[name]) for name in loudest)


def _rang(page: Page) -> bool:
    """What Slack refused, what stands in another one's digest, and a call in a channel woke nobody."""
    return page.outcome is not Outcome.FAILED and page.within is None and not page.person.startswith("#")


def _loudness(one: Called) -> str:
    return one.title if one.service in (None, DEFAULT) else str(one.service)
