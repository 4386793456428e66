"""Security asks for time, or says that they can't: of whom, when, and what they read."""

import pytest

from bot.domain import events as e
from bot.domain.errors import Refused
from tests.domain.stage import Stage


@pytest.fixture
def stage() -> Stage:
    """Sol is paged for security."""
    made = Stage()
    made.alert()
    return made


def asks_for_time(stage: Stage, person: str = "sol") -> str:
    return stage.happens(e.SecurityTimeAsked(incident=1, by=stage.by(person))).said


def test_whoever_was_not_asked_can_neither_ask_for_time_nor_be_excused(stage):
    with pytest.raises(Refused, match="You were not asked into INC-1 for security"):
        asks_for_time(stage, "ana")
    with pytest.raises(Refused, match="You were not asked into INC-1 for security"):
        stage.happens(e.SecurityExcused(incident=1, by=stage.by("ana"), reason="ill"))


def test_whoever_is_here_needs_no_time(stage):
    stage.happens(e.SecurityArrived(incident=1, by=stage.by("sol")))
    assert asks_for_time(stage) == "You are here for security already."


def test_no_clock_runs_for_whoever_was_only_invited(stage):
    stage.alert("g2", severity="high")
    said = stage.happens(e.SecurityTimeAsked(incident=2, by=stage.by("sol"))).said
    assert said == "No clock runs for you. Press *I'm here* when you are."


def test_nor_for_whoever_did_not_answer_in_time_and_was_followed_by_others(stage):
    stage.passes(minutes=31)
    assert stage.incidents[1].security.walk.exhausted
    assert asks_for_time(stage).startswith("No clock runs for you")


def test_asking_for_time_in_the_channel_is_not_being_here(stage):
    stage.happens(e.ChannelOpened(incident=1, channel="C0INC", name="inc-1"))
    stage.happens(e.SecurityTimeAsked(incident=1, by=stage.by("sol", channel="C0INC")))
    assert stage.incidents[1].security.here_at is None


def test_what_is_over_waits_for_nobody(stage):
    stage.happens(e.Resolved(incident=1, by=stage.by("ana")))
    assert asks_for_time(stage) == "INC-1 is resolved: nobody waits for you there."


def test_an_excuse_without_a_reason_is_refused(stage):
    with pytest.raises(Refused, match="Say why you can't"):
        stage.happens(e.SecurityExcused(incident=1, by=stage.by("sol"), reason=""))
