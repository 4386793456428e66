"""Who carries how much of a policy, beside their share of it, and what of that others may see."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from statistics import median

from bot.domain.candidates import everybody_of
from bot.domain.escalation import Policy
from bot.domain.marks import PRIVATE, Mark, What, When
from bot.domain.openness import Openness
from bot.domain.roundrobin import Why
from bot.domain.situation import Situation

#: The windows that are looked at, in days; the longest is what is read.
WINDOWS = (30, 90)
LONGEST = max(WINDOWS)

#: Who carries more than so many times their share is warned of.
TOO_MUCH = 2

#: Fewer pages than these warn nobody: of three in a quiet month two at one person mean nothing. Six are more than one a
#: week, and twice the share of a ring of four that was paged twelve times.
FLOOR = 6

#: A median of fewer people would tell of one of them.
ENOUGH = 5


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How somebody answered: theirs alone. `minutes` is the median from a page to its answer, if there was one."""

    minutes: float | None
    missed: int
    not_me: int


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one person had of a policy. `due` is how many of its pages are their weight's share; 0: they are in no ring.

    `pages` is `day`, `night` and `weekend` together, `carried` those of them that were somebody else's turn, or came by
    hand; calls as the last resort are nobody's share, and beside them. `answers` is absent where it is not to be seen.
    """

    person: str
    due: float = 0
    turns: int = 0
    day: int = 0
    night: int = 0
    weekend: int = 0
    carried: int = 0
    last_resort: int = 0
    passed: Mapping[Why, int] = field(default_factory=dict)
    answers: Answers | None = None

    @property
    def pages(self) -> int:
        """How often they were paged."""
        return self.day + self.night + self.weekend

    @property
    def times(self) -> float | None:
        """How many times their share they carry; `None` without one."""
        return self.pages / self.due if self.due else None

    @property
    def too_much(self) -> bool:
        """Whether that is worth a warning."""
        return self.times is not None and self.times > TOO_MUCH and self.pages >= FLOOR


@dataclass(frozen=True, kw_only=True)
class Fairness:
    """A policy over so many days, everybody of it in the order of the file, then whoever else was called for it.

    `medians` are of how people answered, where enough of them did.
    """

    policy: str
    days: int
    loads: tuple[Load, ...]
    medians: Answers | None = None

    @property
    def pages(self) -> int:
        """How many there were."""
        return sum(load.pages for load in self.loads)

    @property
    def spread(self) -> tuple[float, float] | None:
        """The least and the most that anybody carries, in times of their share; `None` for fewer than two people."""
        times = [load.times for load in self.loads if load.times is not None]
        return (min(times), max(times)) if len(times) > 1 else None

    @property
    def overloaded(self) -> tuple[Load, ...]:
        """Who carries too much, the most first."""
        return tuple(sorted((load for load in self.loads if load.too_much), key=lambda load: -(load.times or 0)))

    def part(self, number: float) -> float:
        """What part of all pages so many are, from 0 to 1."""
        return number / self.pages if self.pages else 0

    def seen_by(self, person: str | None, openness: Openness) -> "Fairness":
        """The same, without what is not theirs to see."""
        if openness is Openness.ALL:
            return self
        return replace(self, loads=tuple(one if one.person == person else _shut(one) for one in self.loads))


def _shut(load: Load) -> Load:
    passed = {why: count for why, count in load.passed.items() if why not in PRIVATE}
    return replace(load, passed=passed, answers=None)


def fairness(policy: Policy, marks: Iterable[Mark], situation: Situation, *, now: datetime, days: int) -> Fairness:
    """What the last days left on everybody of a policy; marks of other policies and older ones are left out."""
    since = now - timedelta(days=days)
    own = [mark for mark in marks if mark.policy == policy.name and mark.at >= since]
    rings = [_ring(policy, number, situation) for number in range(1, len(policy.levels) + 1)]
    due = _due(rings, Counter(mark.level for mark in own if mark.what is What.PAGE))
    of_each: dict[str, list[Mark]] = {name: [] for ring in rings for name in ring}
    for mark in own:
        of_each.setdefault(mark.person, []).append(mark)
    loads = tuple(_load(name, due.get(name, 0), found) for name, found in of_each.items())
    return Fairness(policy=policy.name, days=days, loads=loads, medians=_medians(loads))


def _ring(policy: Policy, number: int, situation: Situation) -> Mapping[str, float]:
    """Everybody whom a level can call, by its weight; who is in it twice has the first, as in a pick."""
    ring: dict[str, float] = {}
    for target in policy.levels[number - 1].targets:
        named = everybody_of([target], situation)
        for name in sorted(one for one in named if not one.startswith("#")):
            ring.setdefault(name, target.weight)
    return ring


def _due(rings: Sequence[Mapping[str, float]], pages: Mapping[int, int]) -> dict[str, float]:
    """How many of each level's pages would be everybody's, by weight."""
    due: dict[str, float] = {}
    for number, ring in enumerate(rings, start=1):
        whole = sum(ring.values())
        for name, weight in ring.items():
            due[name] = due.get(name, 0) + pages.get(number, 0) * weight / whole
    return due


def _load(person: str, due: float, marks: Iterable[Mark]) -> Load:
    counts, rang, why, took = Counter[What](), Counter[str](), Counter[Why](), list[float]()
    for mark in marks:
        counts[mark.what] += 1
        match mark.what:
            case What.PAGE:
                rang[mark.about] += 1
            case What.PASSED:
                why[Why(mark.about)] += 1
            case What.ANSWERED:
                took.append(mark.seconds)
            case _:
                pass
    minutes = round(median(took) / 60, 1) if took else None
    return Load(
        person=person,
        due=due,
        turns=counts[What.TURN],
        day=rang[When.DAY],
        night=rang[When.NIGHT],
        weekend=rang[When.WEEKEND],
        carried=counts[What.CARRIED],
        last_resort=counts[What.LAST_RESORT],
        passed=dict(why),
        answers=Answers(minutes=minutes, missed=counts[What.MISSED], not_me=counts[What.NOT_ME]),
    )


def _medians(loads: Iterable[Load]) -> Answers | None:
    """Of everybody who answered a page; fewer than five would be pointed at."""
    told = [(one.answers, one.answers.minutes) for one in loads if one.answers and one.answers.minutes is not None]
    if len(told) < ENOUGH:
        return None
    return Answers(
        minutes=round(median(minutes for _, minutes in told), 1),
        missed=round(median(one.missed for one, _ in told)),
        not_me=round(median(one.not_me for one, _ in told)),
    )
