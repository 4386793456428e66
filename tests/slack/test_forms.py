from typing import Any

import pytest

from bot.domain.events import By
from bot.domain.situation import Situation
from bot.slack.modals.meant import read
from bot.slack.modals.submission import Wrong, submitted
from tests.web.fakes import settings

SITUATION = Situation(settings=settings())
LATE = {"selected_date_time": 1_796_000_000}


def body(callback: str, kept: str = "", **values: Any) -> dict[str, Any]:
    state = {block: {block: entry} for block, entry in values.items()}
    blocks = [{"type": "section"}, *({"type": "input", "block_id": block} for block in values)]
    view = {"callback_id": callback, "private_metadata": kept, "state": {"values": state}, "blocks": blocks}
    return {"view": view, "user": {"id": "U0ANA", "team_id": "T1"}}


@pytest.mark.parametrize(
    ("payload", "block"),
    [
        (body("declare", title={"value": "   "}), "title"),  # blank is missing
        (body("hand_over", '{"incident":7}', whom={"selected_user": None}), "whom"),
        (body("add_to_timeline", incident={"selected_option": None}, text={"value": "x"}), "incident"),
        (body("add_to_timeline", incident={"selected_option": {"value": "INC-7"}}, text={"value": None}), "text"),
        (body("resolve", "not json", summary={"value": "x"}), "summary"),  # a form that lost its incident
        (body("resolve", "[1]", summary={"value": "x"}), "summary"),
        (body("resolve", '{"incident":"7"}', summary={"value": "x"}), "summary"),
        (body("take_over", '{"place":"security"}', starts={"selected_date_time": None}, ends=LATE), "starts"),
        (body("take_over", '{"place":"security"}', starts=LATE, ends=LATE), "ends"),
        (body("give_away", '{"place":"security"}', starts=LATE, ends={"selected_date_time": 0}), "ends"),
        (body("swap_shifts", '{"place":"security"}', of={"selected_option": None}), "of"),
        (body("say_away", first={"selected_date": "soon"}, last={"selected_date": "2026-12-01"}), "first"),
        (body("say_away", first={"selected_date": "2026-12-02"}, last={"selected_date": "2026-12-01"}), "last"),
    ],
)
def test_what_is_wrong_stands_at_its_block(payload: dict[str, Any], block: str) -> None:
    form = submitted(payload)
    assert form
    answer = read(form, By(person="ana"), SITUATION)
    assert isinstance(answer, Wrong)
    assert list(answer.errors) == [block]


def test_a_form_that_is_not_ours_is_left_alone() -> None:
    assert submitted(body("theirs")) is None
    assert submitted({}) is None
