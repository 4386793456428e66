from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import GoAhead
from bot.domain.incident.state import (
    Status,
)
from bot.domain.members import Member
from bot.domain.record import BEGINNING, Kind, Line
from bot.domain.roundrobin import Considered, Explanation, Why
from bot.domain.security import (
    Security,
    SecurityStatus,
)
from bot.domain.situation import Situation
from bot.engine import Result
from bot.sandbox.blockkit import problems
from bot.slack.cards.face import Face
from bot.slack.cards.scene import Scene
from bot.slack.commands.meanings import Choose
from bot.slack.readings import about, said
from bot.slack.readings.help import help_
from bot.slack.readings.oncall import Asking, on_call
from tests.web.fakes import NOW, incident, settings

NASTY = "<!channel> <@U0BEN> <https://evil|Runbook> & more"
MANY = Choose(text="Open", incidents=tuple(incident(n, title=NASTY * 9, service=NASTY) for n in range(7)))
SITUATION = Situation(settings=settings(), members={"ana": Member(slack_id="U0ANA", name=NASTY)})
ASKING = Asking(person="ana", situation=SITUATION, now=NOW)
PICK = Explanation(
    policy="checkout-oncall",
    level=1,
    at=NOW,
    considered=(
        Considered(name="ben", turns=2, why_not=Why.BUSY),
        Considered(name="ana", turns=3),
        Considered(name="chi", turns=4),
    ),
    chosen="ana",
    share="3 of the last 12",
)


def scene(**changes: object) -> Scene:
    return Scene(incident=incident(**changes), situation=SITUATION, now=NOW + timedelta(minutes=6))  # type: ignore[arg-type]


def words(face: Face) -> str:
    return "\n".join(str(block.get("text", {}).get("text", block)) for block in face.blocks)


def lines(count: int, text: str = "Ana was paged") -> list[Line]:
    return [
        Line(number=n, at=NOW, kind=Kind.NOTE, by="ana", text=f"{text} {n}", digest=BEGINNING)
        for n in range(1, count + 1)
    ]


def test_why_names_who_was_picked_and_who_was_passed_over_and_why() -> None:
    shown = words(about.why(scene(picks=(PICK,))))
    assert "*Ana* was picked (3 of the last 12)" in shown
    assert "Ben: passed over, has an open incident (2 turns)" in shown
    assert "Chi: later in line (4 turns)" in shown


def test_why_without_a_pick_lists_who_was_called() -> None:
    assert "*Ana* was paged" in words(about.why(scene()))
    assert "Nobody was called" in words(about.why(scene(pages=())))


def test_the_timeline_ends_with_its_last_lines() -> None:
    shown = words(about.timeline(scene(), lines(40)))
    assert "the last 15 of 40" in shown
    assert shown.endswith("Ana was paged 40")


def test_security_shows_the_state_and_asks_only_the_one_who_was_asked() -> None:
    assert "Sol paged, not here yet" in words(about.security(scene(), "ana"))
    assert "security_here" in str(about.security(scene(), "sol").blocks)
    assert "security_here" not in str(about.security(scene(), "ana").blocks)
    assert "Nobody from security" in words(about.security(scene(security=None), "ana"))


def test_security_that_is_here_is_not_asked_again() -> None:
    engineer = incident().security
    assert isinstance(engineer, Security)
    here = scene(security=replace(engineer, status=SecurityStatus.HERE, here_at=NOW))
    assert "security_here" not in str(about.security(here, "sol").blocks)


def test_on_call_shows_each_schedule_and_each_policy() -> None:
    shown = words(on_call(ASKING))
    assert "*security*: *Sol* until" in shown or "*security*: *Tam* until" in shown
    assert "*checkout-oncall*" in shown
    assert "1. Ana, then Ben, then Chi" in shown


@pytest.mark.parametrize(
    ("asked", "hint"), [("security", "*security*"), ("securty", "Did you mean security"), ("<!here>", "&lt;!here&gt;")]
)
def test_on_call_of_one_schedule(asked: str, hint: str) -> None:
    assert hint in words(on_call(ASKING, about=asked))


def test_many_schedules_all_stand_there_and_those_beyond_are_counted() -> None:
    one = SITUATION.settings.schedules["security"]
    named = {name: replace(one, name=name) for name in (f"{'s' * 40}{number}" for number in range(70))}
    many = replace(SITUATION, settings=replace(SITUATION.settings, schedules=named, policies={}))
    shown = on_call(Asking(person="chi", situation=many, now=NOW))
    assert problems([dict(block) for block in shown.blocks]) == []
    assert [f"{'s' * 40}{number}*" in words(shown) for number in (0, 59, 60)] == [True, True, False]
    assert "and 10 more: say which, `oncall NAME`" in words(shown)


def test_a_result_is_plain_words_and_a_question_has_its_button() -> None:
    asked = said.result(
        Result(text="a < b?", refused=True, confirm=GoAhead(action="acknowledge_confirmed", incident=7))
    )
    assert "a &lt; b?" in words(asked)
    assert "acknowledge_confirmed" in str(asked.blocks)
    assert words(said.result(Result())) == "Done."


def test_a_list_says_who_has_each_incident_and_hides_private_titles() -> None:
    taken = incident(8, status=Status.ACKNOWLEDGED, acknowledged_by="ben", private=True, title="fraud")
    shown = str(said.choice(Choose(text="Open", incidents=(incident(), taken)), SITUATION).blocks)
    assert "nobody has it" in shown
    assert "Ben has it" in shown
    assert "fraud" not in shown


@pytest.mark.parametrize(
    "face",
    [
        about.why(scene(picks=(replace(PICK, share=NASTY, policy=NASTY),) * 9, title=NASTY)),
        about.timeline(scene(title=NASTY), lines(40, NASTY * 5)),
        about.security(scene(title=NASTY), "sol"),
        said.choice(MANY, SITUATION),
        said.result(Result(text=NASTY * 200)),
        on_call(ASKING, about=NASTY),
        help_(NASTY),
    ],
)
def test_slack_takes_every_answer_and_foreign_text_calls_nobody(face: Face) -> None:
    blocks = [dict(block) for block in face.blocks]
    assert problems(blocks) == []
    shown = str(blocks) + face.text
    assert not [one for one in ("<!channel>", "<@", "<https://evil") if one in shown]
    assert len(face.text) < 4000
