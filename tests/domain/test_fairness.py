"""What fairness means, whatever happens: absences, weights and edits in any order (docs/round-robin)."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.roundrobin import Book, Candidate, Pick, Why, cost, pick
from tests.domain.test_roundrobin import AT

NAMES = ("ana", "ben", "chi", "dora", "sol")
SOFT, HARD = (Why.BUSY, Why.OWES, Why.RESTS, Why.MISSED), (Why.AWAY, Why.GIVEN, Why.OUTSIDE_HOURS, Why.UNREACHABLE)

weights = st.fixed_dictionaries({name: st.sampled_from([0.5, 1, 2]) for name in NAMES})
#: Who is on the level, which is edited now and then, and who has a reason against them at each pick in between.
rings = st.sets(st.sampled_from(NAMES), min_size=1)
reasons = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([*SOFT, *HARD]), max_size=3)
histories = st.lists(st.tuples(rings, st.lists(reasons, min_size=1, max_size=12)), min_size=1, max_size=5)


@dataclass
class History:
    """Picks one after the other: who was chosen, and who could have been."""

    book: Book = field(default_factory=Book)
    picked: list[tuple[str | None, frozenset[str]]] = field(default_factory=list)

    def goes_on(self, ring: dict[str, float], against: dict[str, Why]) -> Pick:
        candidates = [Candidate(name=name, weight=ring[name], why_not=against.get(name)) for name in sorted(ring)]
        made = pick(self.book, candidates, policy="oncall", level=1, at=AT)
        self.book = made.book
        self.picked.append((made.explanation.chosen, eligible_of(candidates)))
        return made

    def turns(self, name: str) -> float:
        """What is written for them, in whole turns."""
        return self.book.tallies[name].turns


def eligible_of(candidates: list[Candidate]) -> frozenset[str]:
    """Who may be picked: without a reason, else with a soft one."""
    free = frozenset(one.name for one in candidates if one.why_not is None)
    return free or frozenset(one.name for one in candidates if one.why_not in SOFT)


@settings(max_examples=400)
@given(histories, weights)
def test_nobody_present_gets_more_than_two_turns_ahead_of_their_weights_share(history, shares):
    """A turn of weight one half is written as two: whose counts are equal had their shares."""
    told, two_turns = History(), 2 * max(map(cost, shares.values()))
    for ring, picks in history:
        for against in picks:
            told.goes_on({name: shares[name] for name in ring}, against)
            turns = [told.turns(name) for name in ring if name not in against]
            assert max(turns, default=0) - min(turns, default=0) <= two_turns


@settings(max_examples=400)
@given(histories, weights)
def test_whoever_may_be_picked_is_passed_over_for_a_reason_alone(history, shares):
    told = History()
    for ring, picks in history:
        for against in picks:
            made = told.goes_on({name: shares[name] for name in ring}, against).explanation
            *passed, last = made.considered
            assert all(one.why_not for one in passed)
            assert made.chosen in (last.name, *(one.name for one in passed), None)
            assert (made.chosen is None) == (not told.picked[-1][1])


@settings(max_examples=400)
@given(st.lists(st.sets(st.sampled_from(NAMES), max_size=3), min_size=3, max_size=40), st.sampled_from([*SOFT, *HARD]))
def test_with_equal_weights_nobody_is_paged_three_times_running_while_somebody_else_could_be(absences, why):
    told = History()
    for absent in absences:
        told.goes_on(dict.fromkeys(NAMES, 1), dict.fromkeys(absent, why))
    for three in zip(told.picked, told.picked[1:], told.picked[2:], strict=False):
        chosen = {name for name, _ in three}
        others = frozenset.intersection(*(eligible for _, eligible in three)) - chosen
        assert len(chosen) > 1 or not others
