"""Which messages are drawn anew, and which stay as they are."""

from bot.domain import events as e
from bot.domain.effects import ShowPage
from bot.domain.situation import Person
from tests.domain.stage import ROSTER, Stage, level, settings


def shown(stage: Stage) -> set[tuple[int, str]]:
    assert stage.last is not None
    return {(one.step, one.person) for one in stage.last.effects if isinstance(one, ShowPage)}


def test_of_many_who_were_called_at_once_each_sees_that_the_ladder_went_on() -> None:
    others = [f"p{number}" for number in range(9)]
    people = {name: Person(name=name, slack=f"U0{name.upper()}") for name in (*ROSTER, *others)}
    stage = Stage(settings(level(*others), level("dora"), people=people, security=None))
    stage.alert()
    stage.passes(minutes=5)
    assert shown(stage) == {*((1, one) for one in others), (2, "dora")}


def test_whoever_was_called_long_ago_reads_who_has_it_after_a_hand_over() -> None:
    stage = Stage(settings(*(level(one) for one in ROSTER), level("ana"), level("ben"), security=None))
    stage.alert()
    stage.passes(minutes=35)
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ben")))
    stage.happens(e.HandedOver(incident=1, by=stage.by("ben"), to="tam"))
    assert {step for step, _ in shown(stage)} == set(range(1, 10))
