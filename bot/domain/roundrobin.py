"""Whose turn it is, and why: the book of a level, and the pick from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import NamedTuple


class Why(StrEnum):
    """Why somebody was passed over, hard or soft (round-robin, rule 5)."""

    AWAY = "away"
    GIVEN = "gave it away"
    OUTSIDE_HOURS = "outside their hours"
    UNREACHABLE = "not in Slack"
    GONE = "gone from the roster"
    BUSY = "has an open incident"
    OWES = 'said "not me" less than 12 hours ago'
    RESTS = "was up at night"
    MISSED = "missed two pages in a row"
    RESPONDER = "is this incident's responder"
    DECLINED = 'said "not me" here'
    HIDDEN = "must not know of it"

    @property
    def hard(self) -> bool:
        """Hard: never paged. Soft: paged after all when nobody else is left."""
        return self in (Why.AWAY, Why.GIVEN, Why.OUTSIDE_HOURS, Why.UNREACHABLE, Why.GONE, Why.DECLINED, Why.HIDDEN)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One person's place in a book: what was written for them, and whether a soft reason spared them since the last.

    A turn of somebody whose weight is one half is written as two.
    """

    turns: float = 0
    spared: bool = False
    owes_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Book:
    """A level's turns per person; `ring` are the candidates of the last pick, `recent` the last twelve chosen."""

    tallies: Mapping[str, Tally] = field(default_factory=dict)
    ring: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who could be picked, in configured order, with the reason against it if there is one.

    `weight` is their share beside the others' (round-robin, rule 4).
    """

    name: str
    why_not: Why | None = None
    weight: float = 1

    @property
    def cost(self) -> float:
        """What one turn of theirs is written as."""
        return cost(self.weight)


@dataclass(frozen=True, kw_only=True)
class Considered:
    """One line of an explanation: the count in the book as the pick saw it."""

    name: str
    turns: float
    why_not: Why | None = None


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A pick as it was made: candidates in the order they were looked at, who was chosen, and their share of late.

    `later` were further down the line, and not looked at. `all`: no turns here, everybody who can be called is.
    `again`: they had the same trouble shortly before, and it is no turn.
    """

    policy: str
    level: int
    at: datetime
    considered: tuple[Considered, ...]
    chosen: str | None
    share: str = ""
    later: tuple[Considered, ...] = ()
    all: bool = False
    again: bool = False

    def is_turn_of(self, level: int) -> bool:
        """Whether a turn of that level moved."""
        return self.level == level and not (self.all or self.again)


def cost(weight: float) -> float:
    """What a turn is written as, for somebody of that weight; rounded, so that three thirds are one."""
    return round(1 / weight, 6)


class Pick(NamedTuple):
    """A pick: `order` is whom to call, the chosen one first, then who stands in, best first."""

    order: tuple[str, ...]
    book: Book
    explanation: Explanation


#: Nothing is written for them yet.
_NONE = Tally()

#: How long somebody who said "not me" is spared (round-robin, rule 5).
OWES_FOR = timedelta(hours=12)

#: How many past turns a share is of ("4 of the last 12").
REMEMBERED = 12

#: A share of fewer turns says nothing.
TELLING = 3


def pick(book: Book, candidates: Sequence[Candidate], *, policy: str, level: int, at: datetime) -> Pick:
    """Whose turn it is: the fewest turns, ties in configured order, less whoever is passed over (rules 3 and 5).

    Candidates come in configured order. The book that comes back has the turn written: to the one chosen, and to those
    whom a hard reason kept from theirs.
    """
    tallies = _present(book, candidates)
    places = {one.name: place for place, one in enumerate(candidates)}
    ranked = sorted(candidates, key=lambda one: (tallies[one.name].turns, places[one.name]))
    chosen, looked_at = _choose(ranked)
    line = tuple(Considered(name=one.name, turns=tallies[one.name].turns, why_not=one.why_not) for one in ranked)
    considered, later = line[: len(looked_at)], line[len(looked_at) :]
    after = _written(tallies, looked_at, chosen)
    recent = (*book.recent, chosen)[-REMEMBERED:] if chosen else book.recent
    share = f"{recent.count(chosen)} of the last {len(recent)} on {policy}" if chosen and len(recent) >= TELLING else ""
    explanation = Explanation(
        policy=policy, level=level, at=at, considered=considered, chosen=chosen, share=share, later=later
    )
    rest = sorted(
        (one for one in ranked if one.name != chosen and not (one.why_not and one.why_not.hard)),
        key=lambda one: one.why_not is not None,
    )
    order = (chosen, *(one.name for one in rest)) if chosen else ()
    ring = tuple(one.name for one in candidates)
    return Pick(order, Book(tallies={**book.tallies, **after}, ring=ring, recent=recent), explanation)


def _choose(ranked: Sequence[Candidate]) -> tuple[str | None, Sequence[Candidate]]:
    for place, one in enumerate(ranked, start=1):
        if one.why_not is None:
            return one.name, ranked[:place]
    soft = [one.name for one in ranked if one.why_not and not one.why_not.hard]
    return (soft[0] if soft else None), ranked


def _present(book: Book, candidates: Sequence[Candidate]) -> dict[str, Tally]:
    """The candidates' tallies: newcomers level with the highest, those who were spared no more than one turn behind.

    Whoever comes back is a newcomer, whatever they had before: neither they nor the others have a burst for it.
    """
    ring = frozenset(book.ring)
    known = {one.name: book.tallies.get(one.name, _NONE) for one in candidates}
    staying = {name for name in known if name in ring and name in book.tallies}
    highest = max((known[name].turns for name in staying or known), default=0)
    tallies = {name: one if name in staying else _level(one, highest) for name, one in known.items()}
    others = [one for one in candidates if not (one.why_not and one.why_not.hard) and not tallies[one.name].spared]
    back = [one.name for one in candidates if one.why_not is None and tallies[one.name].spared]
    floor = min((tallies[one.name].turns for one in others), default=0) - 1
    for name in back if others else ():
        tallies[name] = replace(tallies[name], turns=max(tallies[name].turns, floor), spared=False)
    return tallies


def _level(one: Tally, turns: float) -> Tally:
    return one if one.turns == turns else replace(one, turns=turns)


def _written(tallies: Mapping[str, Tally], looked_at: Sequence[Candidate], chosen: str | None) -> dict[str, Tally]:
    after = dict(tallies)
    names = [one.name for one in looked_at]
    for one in looked_at[: names.index(chosen) + 1 if chosen else 1]:  # whose turn comes later was not passed over
        tally = after[one.name]
        if one.name == chosen:
            after[one.name] = replace(_added(tally, one.cost), spared=tally.spared)
        elif one.why_not and one.why_not.hard:
            after[one.name] = _forgone(tally, one.cost, tallies[chosen].turns if chosen else tally.turns)
        elif not tally.spared:
            after[one.name] = replace(tally, spared=True)
    return after


def _forgone(tally: Tally, each: float, upto: float) -> Tally:
    """Every turn that somebody could not take before whoever took one, who had so many: at least this one."""
    return _added(tally, each * max(1, ceil((upto - tally.turns) / each)))


def everybody(
    book: Book, candidates: Sequence[Candidate], *, policy: str, level: int, at: datetime
) -> tuple[Pick, ...]:
    """Without turns everybody is called; who can't be is a pick of nobody that says why, and leaves the book alone."""
    if not any(one.why_not and one.why_not.hard for one in candidates):
        return ()
    line = tuple(
        Considered(name=one.name, turns=0, why_not=one.why_not if one.why_not and one.why_not.hard else None)
        for one in candidates
    )
    return (Pick((), book, Explanation(policy=policy, level=level, at=at, considered=line, chosen=None, all=True)),)


def once_more(picked: Pick, book: Book, name: str) -> Pick:
    """Whoever had the same trouble shortly before comes first, and the others as they were picked; no turn moves."""
    had_it = replace(picked.explanation, chosen=name, considered=(), later=(), share="", again=True)
    return Pick((name, *(one for one in picked.order if one != name)), book, had_it)


def passed_on(
    book: Book, *, giver: Candidate, taker: Candidate | None, owes_until: datetime | None, turn: bool = True
) -> Book:
    """The turn goes from `giver` to whoever stands in; `owes_until` is set after "not me" (rule 8).

    Without a `turn` it was not the giver's, who was called for having had it before: nothing is given back.
    """
    gave = book.tallies.get(giver.name, Tally())
    back = _added(gave, -giver.cost) if turn else gave
    after = replace(book, tallies={**book.tallies, giver.name: replace(back, owes_until=owes_until or gave.owes_until)})
    return counted(after, taker) if taker is not None else after


def counted(book: Book, one: Candidate) -> Book:
    """The book with one more turn of theirs: they stand in, or the level counts pages (rule 3)."""
    return replace(book, tallies={**book.tallies, one.name: _added(book.tallies.get(one.name, Tally()), one.cost)})


def _added(tally: Tally, turns: float) -> Tally:
    return replace(tally, turns=round(tally.turns + turns, 6))
