"""A concern reaches somebody: whoever stands in for security, the next one of them, or operators."""

from dataclasses import replace

import pytest

from bot.domain import events as e
from bot.domain.effects import TellPerson
from bot.domain.reviews import Known, ReviewRule, ReviewState
from bot.domain.security import SecuritySettings
from tests.domain.stage import Stage, settings

REQUIRED = SecuritySettings(policy="security-oncall", review=ReviewRule.REQUIRED)


def stage(severity: str = "high", **more) -> Stage:
    made = Stage(settings(**{"security": REQUIRED, **more}))
    made.alert(severity=severity)
    return made


def concern(made: Stage, person: str = "ana", note: str = "odd logins"):
    return made.happens(e.ConcernRaised(incident=1, by=made.by(person), attack=Known.YES, note=note))


def clears(made: Stage, person: str = "sol"):
    made.happens(e.ReviewGiven(incident=1, by=made.by(person), state=ReviewState.CLEAR))


def told(decision) -> list[tuple[str, str]]:
    return [(one.person, one.text) for one in decision.effects if isinstance(one, TellPerson)]


def test_after_a_conclusion_the_review_is_owed_again_and_whoever_is_here_reads_of_it():
    made = stage()
    clears(made)
    decision = concern(made)
    assert made.incidents[1].review.is_owed
    assert told(decision) == [("sol", "INC-1: Ana has a concern for security: odd logins")]
    refused = made.happens(e.Resolved(incident=1, by=made.by("ana")))
    assert refused.refused


def test_whoever_concluded_and_has_it_themselves_owes_no_second_review():
    made = stage()
    clears(made)
    concern(made, "sol")
    assert made.incidents[1].review.state is ReviewState.CLEAR


def test_after_the_end_its_clock_runs_again_and_they_read_of_it():
    made = stage()
    clears(made)
    made.happens(e.Resolved(incident=1, by=made.by("ana")))
    decision = concern(made)
    assert e.TimerKind.REVIEW in made.incidents[1].due
    assert [person for person, _ in told(decision)] == ["sol"]


def test_where_all_of_them_said_not_me_operators_read_of_it():
    made = stage()
    for person in ("sol", "tam"):
        made.happens(e.SecurityNotMeSaid(incident=1, by=made.by(person)))
    decision = concern(made)
    assert decision.said == "Noted for INC-1. Nobody from security could be asked; operators know."
    assert made.told[-1] == "INC-1: Ana has a concern for security, and nobody from security could be asked: odd logins"


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("off", [False, True])
def test_where_nobody_can_be_asked_operators_are_told_without_a_word_of_what_is_private(off, private):
    made = stage("low", **({"security": None} if off else {}))
    made.happens(e.Resolved(incident=1, by=made.by("ana")))
    made.incidents[1] = replace(made.incidents[1], private=private)
    decision = concern(made)
    assert decision.said.endswith("operators know.")
    assert ("odd logins" in made.told[-1], "Ana" in made.told[-1]) == (not private, not private)
    assert "has a concern for security" in made.told[-1]
