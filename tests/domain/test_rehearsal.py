"""Playing a roster: the example table of docs/round-robin.md, told by the functions that pick in earnest."""

import pytest

from bot.domain.escalation import RoundRobin
from bot.domain.rehearsal import TIMEOUT, Cast, rehearse

ROSTER = {"ana": 1.0, "ben": 1.0, "chi": 1.0}
EVERYBODY = frozenset({"ana", "ben", "chi", "dora"})


def walked(cast: Cast, variation: RoundRobin, alerts: int) -> list[str]:
    played = rehearse(cast, variation, alerts).alerts
    return [" → ".join("+".join(names) for names in one.called) for one in played]


@pytest.mark.parametrize(
    ("variation", "first"),
    [
        (RoundRobin.ALERT, "ana → dora → ana+ben+chi+dora"),
        (RoundRobin.CYCLE, "ana → ben → chi → dora → ana+ben+chi+dora"),
        (RoundRobin.OFF, "ana+ben+chi → dora → ana+ben+chi+dora"),
    ],
)
def test_when_nobody_answers_the_ladder_is_walked_and_then_everybody_is_called(variation, first) -> None:
    cast = Cast(first=ROSTER, backup=("dora",), silent=EVERYBODY)
    assert walked(cast, variation, 1) == [first]
    assert rehearse(cast, variation, 1).alerts[0].answered_by is None


@pytest.mark.parametrize("variation", [RoundRobin.ALERT, RoundRobin.CYCLE])
def test_when_everybody_answers_turns_are_shared(variation) -> None:
    outcome = rehearse(Cast(first=ROSTER, backup=("dora",)), variation, 50)
    assert outcome.turns == outcome.pages == {"ana": 17, "ben": 17, "chi": 16}


def test_a_weight_of_one_half_has_half_as_many() -> None:
    outcome = rehearse(Cast(first={"ana": 1, "ben": 0.5}), RoundRobin.ALERT, 30)
    assert outcome.turns == {"ana": 20, "ben": 10}


def test_whoever_is_away_is_never_called() -> None:
    outcome = rehearse(Cast(first=ROSTER, backup=("dora",), away=frozenset({"ben"})), RoundRobin.CYCLE, 50)
    assert outcome.pages == {"ana": 25, "chi": 25}


def test_a_miss_costs_the_timeout_and_after_two_in_a_row_the_others_come_first() -> None:
    outcome = rehearse(Cast(first=ROSTER, backup=("dora",), silent=frozenset({"chi"})), RoundRobin.CYCLE, 50)
    assert outcome.pages["chi"] == 2
    assert outcome.lost == ("chi",)
    assert [one.waited for one in outcome.alerts if one.waited] == [TIMEOUT, TIMEOUT]


def test_with_everybody_away_nobody_is_called() -> None:
    outcome = rehearse(Cast(first=ROSTER, away=EVERYBODY), RoundRobin.ALERT, 3)
    assert [one.called for one in outcome.alerts] == [(), (), ()]
