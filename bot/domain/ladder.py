"""The walk along a policy: who can be called now, who is called next, and whose turn that is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from bot.domain.candidates import candidates, hard_reason
from bot.domain.duties import cover
from bot.domain.escalation import Count, Level, Policy, RoundRobin, Walk
from bot.domain.roundrobin import (
    OWES_FOR,
    Book,
    Candidate,
    Considered,
    Explanation,
    Pick,
    counted,
    everybody,
    once_more,
    passed_on,
    pick,
)
from bot.domain.situation import Situation

Books = Mapping[tuple[str, int], Book]


@dataclass(frozen=True, kw_only=True)
class Step:
    """The next step of a walk: whom to call and for how long; nobody to call means that the ladder is exhausted.

    `skipped` are the levels on which nobody was left, `picks` and `books` what was picked on the way.
    """

    walk: Walk
    called: tuple[str, ...] = ()
    timeout: timedelta = timedelta(0)
    place: tuple[int, int] = (1, 1)
    picks: tuple[Explanation, ...] = ()
    books: Books = field(default_factory=dict)
    skipped: tuple[int, ...] = ()


def advance(walk: Walk, situation: Situation, at: datetime, *, avoid: str | None = None) -> Step:
    """The step after this one. A level is picked from when it is first reached, and never again (rule 1).

    Levels on which nobody is left are skipped at once (rule 6).
    """
    policy = situation.policy_of(walk)
    if policy is None:
        return Step(walk=replace(walk, exhausted=True))
    climb = _Climb(policy, walk, situation, at, avoid)
    begun = walk.place if walk.level else 0
    for turn, level in _remaining(policy, walk):
        found = climb.look(level, begun)
        if found:
            number, called, of = found
            climb.count(level, called)
            there = replace(walk, level=level, round=turn, place=number, orders=climb.orders, exhausted=False)
            timeout = policy.levels[level - 1].timeout
            return climb.step(there, called=called, timeout=timeout, place=(number, of))
        if begun == 0:
            climb.skipped.append(level)
        begun = 0
    last = replace(walk, level=len(policy.levels), round=policy.repeat + 1, orders=climb.orders, exhausted=True)
    return climb.step(last)


def _remaining(policy: Policy, walk: Walk) -> Iterator[tuple[int, int]]:
    """(round, level) from where the walk stands to the end of the last round."""
    if walk.exhausted:
        return
    for turn in range(walk.round, policy.repeat + 2):
        first = max(walk.level, 1) if turn == walk.round else 1
        for level in range(first, len(policy.levels) + 1):
            yield turn, level


class _Climb:
    """One look up the ladder: what it picks on the way stays together."""

    def __init__(self, policy: Policy, walk: Walk, situation: Situation, at: datetime, avoid: str | None) -> None:
        self.policy, self.walk, self.situation, self.at, self.avoid = policy, walk, situation, at, avoid
        self.orders = dict(walk.orders)
        self.picks: list[Pick] = []
        self.pages: dict[tuple[str, int], Book] = {}
        self.skipped: list[int] = []

    def look(self, level: int, begun: int) -> tuple[int, tuple[str, ...], int] | None:
        """The next group, after the `begun` first, of whom anybody can be called: (number, who, of how many)."""
        if not self.orders.get(level):
            self.orders[level] = self._order(level)
        groups = self._groups(level)
        for number, group in enumerate(groups[begun:], start=begun + 1):
            most = 1 if self.policy.levels[level - 1].round_robin is RoundRobin.ALERT else None
            called = tuple(islice((name for name in group if self._callable(name, level)), most))
            if called:
                return number, called, len(groups)
        return None

    def _order(self, level: int) -> tuple[str, ...]:
        rung, key = self.policy.levels[level - 1], (self.policy.name, level)
        book = self.situation.books.get(key, Book())
        ring = candidates(self.policy.name, rung, book, self.situation, self.at, avoid=self.avoid)
        if rung.round_robin is RoundRobin.OFF:
            self.picks += everybody(book, ring, policy=self.policy.name, level=level, at=self.at)
            others = tuple(one.name for one in ring if one.name != self.avoid)
            return others or tuple(one.name for one in ring)
        picked = pick(book, ring, policy=self.policy.name, level=level, at=self.at)
        again = None if self.walk.orders else self.walk.again
        if again and hard_reason(again, self.situation, self.at) is None:
            picked = once_more(picked, book, again)
        self.picks.append(picked)
        if rung.round_robin is RoundRobin.CYCLE:
            return _round([one.name for one in ring], picked.order)
        return picked.order

    def _groups(self, level: int) -> Sequence[tuple[str, ...]]:
        rung, order = self.policy.levels[level - 1], self.orders[level]
        if rung.round_robin is RoundRobin.CYCLE:
            return [(name,) for name in order] * rung.laps
        return [order]

    def count(self, level: int, called: tuple[str, ...]) -> None:
        """Where pages are counted, those are that are nobody's turn (rule 3)."""
        rung, key = self.policy.levels[level - 1], (self.policy.name, level)
        if rung.count is Count.TURNS or rung.round_robin is RoundRobin.OFF:
            return
        book = self._books().get(key) or self.situation.books.get(key, Book())
        turns = {one.explanation.chosen for one in self.picks if one.explanation.is_turn_of(level)}
        ring = {one.name: one for one in candidates(self.policy.name, rung, book, self.situation, self.at)}
        for name in (one for one in called if one not in turns):
            book = counted(book, ring.get(name) or Candidate(name=name))
            self.pages[key] = book

    def _books(self) -> dict[tuple[str, int], Book]:
        picked = (one for one in self.picks if one.explanation.is_turn_of(one.explanation.level))
        return {(self.policy.name, one.explanation.level): one.book for one in picked} | self.pages

    def _callable(self, name: str, level: int) -> bool:
        if name in self.walk.declined or cover(name, self.policy.name, self.situation, self.at):
            return False
        hours = next((t.hours for t in self.policy.levels[level - 1].targets if t.name == name), None)
        return hard_reason(name, self.situation, self.at, hours) is None

    def step(
        self,
        walk: Walk,
        *,
        called: tuple[str, ...] = (),
        timeout: timedelta = timedelta(0),
        place: tuple[int, int] = (1, 1),
    ) -> Step:
        """The outcome, with everything that was picked on the way."""
        return Step(
            walk=replace(walk, begun_on=self.policy),
            called=called,
            timeout=timeout,
            place=place,
            picks=tuple(one.explanation for one in self.picks),
            books=self._books(),
            skipped=tuple(self.skipped),
        )


def _round(ring: Sequence[str], order: tuple[str, ...]) -> tuple[str, ...]:
    """The configured order from whoever comes first on; somebody who is not of it goes before it."""
    if not order or order[0] not in ring:
        return order
    start = ring.index(order[0])
    return (*ring[start:], *ring[:start])


def patience(walk: Walk, situation: Situation) -> timedelta:
    """The timeout of the level a walk stands on; of the nearest there is, when the policy was changed meanwhile."""
    policy = situation.policy_of(walk)
    levels = policy.levels if policy else (Level(targets=()),)
    return levels[min(max(walk.level, 1), len(levels)) - 1].timeout


class Declined(NamedTuple):
    """Somebody was taken off a ladder: the walk, ready for `advance`, and the books with the turn passed on."""

    walk: Walk
    books: Books


def decline(walk: Walk, person: str, situation: Situation, at: datetime, *, owes: bool) -> Declined:
    """The walk without `person`, standing so that the next candidate of the same level comes next (rule 8).

    Where the level's turn was theirs, it goes to whoever stands in; with `owes` they are spared for 12 hours and first
    in line afterwards.
    """
    policy = situation.policy_of(walk)
    without = replace(walk, declined=walk.declined | {person})
    if policy is None or not 1 <= walk.level <= len(policy.levels) or walk.exhausted:
        return Declined(without, {})
    rung, order = policy.levels[walk.level - 1], walk.orders.get(walk.level, ())
    if rung.round_robin is RoundRobin.ALERT:
        without = replace(without, place=0)
    holder = next((name for name in order if name not in walk.declined), None)
    if rung.round_robin is RoundRobin.OFF or holder != person:
        return Declined(without, {})
    taker = next((name for name in order if name not in without.declined), None)
    key = (policy.name, walk.level)
    book = situation.books.get(key, Book())
    ring = {one.name: one for one in candidates(policy.name, rung, book, situation, at)}
    pages = rung.count is Count.PAGES  # a waking is a waking, and standing in is counted when they are paged
    passed = passed_on(
        book,
        giver=ring.get(person) or Candidate(name=person),
        taker=None if pages or taker is None else ring.get(taker) or Candidate(name=taker),
        owes_until=at + OWES_FOR if owes else None,
        turn=not pages and walk.again != person,
    )
    return Declined(without, {key: passed})


def forecast(policy: Policy, level: int, situation: Situation, at: datetime, count: int) -> tuple[Considered, ...]:
    """The next `count` people of a level as long as nothing changes: each with their turns at that point (rule 11)."""
    rung, book = policy.levels[level - 1], situation.books.get((policy.name, level), Book())
    if rung.round_robin is RoundRobin.OFF:
        return tuple(
            Considered(name=one.name, turns=0) for one in candidates(policy.name, rung, book, situation, at)[:count]
        )
    coming: list[Considered] = []
    for _ in range(count):
        picked = pick(book, candidates(policy.name, rung, book, situation, at), policy=policy.name, level=level, at=at)
        book = picked.book
        coming.extend(one for one in picked.explanation.considered if one.name == picked.explanation.chosen)
    return tuple(coming)
