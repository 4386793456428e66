"""What a roster would get: alerts played along its ladder, by the functions that pick people in earnest."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from bot.domain.candidates import hard_reason
from bot.domain.escalation import Level, Policy, RoundRobin, Target, TargetKind, Walk
from bot.domain.ladder import Books, advance
from bot.domain.schedules import Absence
from bot.domain.situation import Person, Settings, Situation
from bot.domain.standings import Standing, answered, missed

#: By daylight, so that nobody is spared for a night; one after the other, each over before the next.
BEGINS, EVERY = datetime(2026, 6, 1, 9, tzinfo=UTC), timedelta(minutes=1)

#: A level's timeout, as in the shortest configuration.
TIMEOUT = timedelta(minutes=5)

_FOREVER = Absence(first=date(2026, 1, 1), last=date(2026, 12, 31))


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who plays: `first` (level 1) with their weights, `backup` (level 2), who is away, and who never answers."""

    first: Mapping[str, float]
    backup: tuple[str, ...] = ()
    away: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Played:
    """One alert: who was called at which step, who answered (`None`: nobody), and after how long."""

    called: tuple[tuple[str, ...], ...]
    answered_by: str | None
    waited: timedelta


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """All alerts of one variation: per person turns and pages, and who was taken for unreachable in the end."""

    alerts: tuple[Played, ...]
    turns: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    lost: tuple[str, ...] = ()


def rehearse(cast: Cast, variation: RoundRobin, alerts: int) -> Outcome:
    """`alerts` one after the other, each answered by the first who can before the next comes.

    Nobody is busy, nobody sleeps, and whoever missed two pages in a row does not say that they can be reached.
    """
    situation, outcome = _situation(cast, variation), Outcome(alerts=())
    played: list[Played] = []
    for number in range(alerts):
        at = BEGINS + number * EVERY
        one, situation = _play(cast, situation, at, outcome)
        played.append(one)
    lost = tuple(name for name, standing in situation.standings.items() if standing.is_lost)
    return replace(outcome, alerts=tuple(played), lost=lost)


class _Call(NamedTuple):
    """One step up the ladder: who is called for how long, whose turn moved, and whose miss a silence is."""

    names: tuple[str, ...]
    timeout: timedelta
    turns: frozenset[str]
    theirs: frozenset[str]
    books: Books


def _play(cast: Cast, situation: Situation, at: datetime, outcome: Outcome) -> tuple[Played, Situation]:
    called: list[tuple[str, ...]] = []
    waited = timedelta(0)
    for call in _calls(situation, at):
        situation = replace(situation, books={**situation.books, **call.books})
        outcome.turns.update(call.turns)
        outcome.pages.update(call.names)
        called.append(call.names)
        answers = next((one for one in call.names if one not in cast.silent), None)
        if answers:
            return Played(called=tuple(called), answered_by=answers, waited=waited), _heard(situation, answers, at)
        waited += call.timeout
        situation = _unheard(situation, call.theirs)
    return Played(called=tuple(called), answered_by=None, waited=waited), situation


def _calls(situation: Situation, at: datetime) -> Iterator[_Call]:
    """Up the ladder to its end, and then everybody once."""
    walk, policy = Walk(policy=_NAME), situation.settings.policies[_NAME]
    while not walk.exhausted:
        step = advance(walk, situation, at)
        walk = step.walk
        if step.called:
            turns = frozenset(one.chosen for one in step.picks if one.chosen and one.is_turn_of(one.level))
            turning = policy.levels[walk.level - 1].round_robin is not RoundRobin.OFF
            theirs = turns & frozenset(step.called) if turning else frozenset(step.called)
            yield _Call(step.called, step.timeout, turns, theirs, step.books)
    everybody = tuple(name for name in situation.settings.people if hard_reason(name, situation, at) is None)
    if everybody:
        yield _Call(everybody, timedelta(0), frozenset(), frozenset(), {})


_NAME = "rehearsal"


def _situation(cast: Cast, variation: RoundRobin) -> Situation:
    names = (*cast.first, *(one for one in cast.backup if one not in cast.first))
    people = {one: Person(name=one, slack=one, away=(_FOREVER,) if one in cast.away else ()) for one in names}
    first = tuple(Target(kind=TargetKind.PERSON, name=one, weight=weight) for one, weight in cast.first.items())
    second = tuple(Target(kind=TargetKind.PERSON, name=one) for one in cast.backup)
    levels = (
        Level(targets=first, round_robin=variation, timeout=TIMEOUT),
        *([Level(targets=second, round_robin=RoundRobin.OFF, timeout=TIMEOUT)] if second else []),
    )
    policy = Policy(name=_NAME, levels=levels)
    return Situation(settings=Settings(people=people, policies={_NAME: policy}, services={}, last_resort=second))


def _heard(situation: Situation, name: str, at: datetime) -> Situation:
    now = answered(situation.standings.get(name, Standing()), at, "UTC")
    return replace(situation, standings={**situation.standings, name: now})


def _unheard(situation: Situation, names: frozenset[str]) -> Situation:
    """Their own turn passed without an answer; a page in somebody's stead is none of theirs."""
    now = {name: missed(situation.standings.get(name, Standing())) for name in names}
    return replace(situation, standings={**situation.standings, **now})
