"""What an incident left on people: their turns, their pages and how they answered, one mark each.

A mark is small, so that those of 90 days can be kept while the incidents themselves are read and let go.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.escalation import Walk
from bot.domain.events import Ladder
from bot.domain.incident.pages import Outcome, Page
from bot.domain.roundrobin import Explanation, Why
from bot.domain.security import Security
from bot.domain.situation import Situation
from bot.domain.standings import is_night

#: Saturday and Sunday, as `datetime.weekday` counts.
_WEEKEND = (5, 6)


class When(StrEnum):
    """When a page rang, by the person's own clock; the night of a weekend is night."""

    DAY = "day"
    NIGHT = "night"
    WEEKEND = "weekend"


class What(StrEnum):
    """What a mark is of."""

    TURN = "turn"
    PAGE = "page"
    CARRIED = "carried"
    LAST_RESORT = "last resort"
    PASSED = "passed over"
    MISSED = "missed"
    NOT_ME = "not me"
    ANSWERED = "answered"


class Mark(NamedTuple):
    """One thing that happened to one person; `level` is 0 where it is of none.

    `about` is the `When` of a page, the `Why` of a passing over, else empty; `seconds` is how long an answer took.
    """

    at: datetime
    policy: str
    level: int
    person: str
    what: What
    about: str = ""
    seconds: float = 0


@dataclass(frozen=True, kw_only=True)
class Called:
    """As much of an incident as tells who was called for it: its fields of the same names."""

    number: int
    opened_at: datetime
    walk: Walk
    title: str = ""
    service: str | None = None
    private: bool = False
    security: Security | None = None
    pages: tuple[Page, ...] = ()
    picks: tuple[Explanation, ...] = ()
    first_acknowledged_at: datetime | None = None
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None


def marks(called: Called, situation: Situation, now: datetime) -> Iterator[Mark]:
    """Everything that one incident left on people."""
    for pick in called.picks:
        yield from _of_pick(pick)
    for page in called.pages:
        policy = _policy(called, page.ladder)
        if policy and not page.person.startswith("#"):
            yield from _of_page(called, page, policy, situation.timezone_of(page.person), now)
    yield from _declined(called.walk, called.opened_at)
    if called.security:
        yield from _declined(called.security.walk, called.opened_at)


def _of_pick(pick: Explanation) -> Iterator[Mark]:
    if pick.chosen and pick.is_turn_of(pick.level):
        yield Mark(pick.at, pick.policy, pick.level, pick.chosen, What.TURN)
    for one in pick.considered:
        if one.why_not and one.name != pick.chosen:
            yield Mark(pick.at, pick.policy, pick.level, one.name, What.PASSED, one.why_not.value)


def _of_page(called: Called, page: Page, policy: str, timezone: str, now: datetime) -> Iterator[Mark]:
    if page.outcome is Outcome.FAILED or page.within:
        return  # it rang nowhere, or in another one's digest, which is counted
    if page.ladder == "last_resort":
        yield Mark(page.at, policy, 0, page.person, What.LAST_RESORT, when(page.at, timezone))
        return
    yield Mark(page.at, policy, page.level, page.person, What.PAGE, when(page.at, timezone))
    theirs = _is_theirs(called, page, policy)
    if not theirs:
        yield Mark(page.at, policy, page.level, page.person, What.CARRIED)
    if page.answered_at:
        took = (page.answered_at - page.at).total_seconds()
        yield Mark(page.at, policy, page.level, page.person, What.ANSWERED, "", max(0.0, took))
    elif theirs and not page.second and _is_missed(called, page, now):
        yield Mark(page.at, policy, page.level, page.person, What.MISSED)


def _policy(called: Called, ladder: Ladder) -> str | None:
    if ladder == "security":
        return called.security.walk.policy if called.security else None
    return called.walk.policy


def _is_theirs(called: Called, page: Page, policy: str) -> bool:
    """Whether the turn was theirs, or the level takes none; somebody else's turn is carried, as is a call by hand."""
    if page.by is not None:
        return False
    chosen = [one.chosen for one in called.picks if (one.policy, one.level) == (policy, page.level)]
    return not chosen or chosen[-1] in (page.person, None)


def _is_missed(called: Called, page: Page, now: datetime) -> bool:
    """Whether it arrived, and its time was over before anybody had the incident."""
    if page.outcome is not Outcome.DELIVERED or page.answer_by is None:
        return False
    ends = (called.first_acknowledged_at, called.acknowledged_at, called.resolved_at)
    over = min((at for at in ends if at is not None and at >= page.at), default=now)
    return page.answer_by <= over


def _declined(walk: Walk, at: datetime) -> Iterator[Mark]:
    if walk.policy:
        for person in sorted(walk.declined):
            yield Mark(at, walk.policy, 0, person, What.NOT_ME)


def when(at: datetime, timezone: str) -> When:
    """Night, a weekend's day, or an ordinary day, by the clock of that zone."""
    if is_night(at, timezone):
        return When.NIGHT
    return When.WEEKEND if at.astimezone(ZoneInfo(timezone)).weekday() in _WEEKEND else When.DAY


#: Reasons that tell how somebody answered: theirs alone, unless the file opens everything.
PRIVATE = frozenset({Why.MISSED, Why.OWES, Why.DECLINED})
