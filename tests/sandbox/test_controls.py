"""Every kind of field sends what Slack sends for it, and refuses what Slack's client refuses."""

from typing import Any

import pytest

from bot.sandbox import Impossible
from bot.sandbox.controls import fill, state_of
from bot.sandbox.records import View
from tests.sandbox.parts import field, form

OPTIONS = [{"text": {"type": "plain_text", "text": value}, "value": value} for value in ("a", "b")]


@pytest.mark.parametrize(
    ("element", "value", "entry"),
    [
        ({"type": "plain_text_input"}, "x", {"value": "x"}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "static_select", "options": OPTIONS}, "b", {"selected_option": OPTIONS[1]}),
        ({"type": "static_select", "options": OPTIONS}, None, {"selected_option": None}),
        ({"type": "static_select", "option_groups": [{"options": OPTIONS}]}, "b", {"selected_option": OPTIONS[1]}),
        ({"type": "checkboxes", "options": OPTIONS}, ["a", "b"], {"selected_options": OPTIONS}),
        ({"type": "checkboxes", "options": OPTIONS}, None, {"selected_options": []}),
        ({"type": "users_select"}, "U0ANA", {"selected_user": "U0ANA"}),
        ({"type": "multi_users_select"}, ["U0ANA"], {"selected_users": ["U0ANA"]}),
        ({"type": "channels_select"}, "C1", {"selected_channel": "C1"}),
        ({"type": "datepicker"}, "2026-11-23", {"selected_date": "2026-11-23"}),
    ],
)
def test_a_field_holds_its_value_in_slacks_shape(element: dict[str, Any], value: Any, entry: dict[str, Any]) -> None:
    assert state_of(element, value) == {"type": element["type"], **entry}


def view(**more: Any) -> View:
    element = {"type": "plain_text_input", "action_id": "text", **more}
    return View(id="V1", user="U0ANA", body=form(field(element=element)), hash="1", root="V1")


def test_what_a_field_begins_with_is_sent_when_nobody_changes_it() -> None:
    opened = view(initial_value="so far")
    fill(opened, {})
    assert opened.values["summary"]["text"]["value"] == "so far"


@pytest.mark.parametrize(
    ("more", "values", "fault"),
    [
        ({}, {}, "summary must be filled in"),
        ({}, {"other": "x"}, r"no field \['other'\]; there are: \['summary'\]"),
        ({"max_length": 2}, {"summary": "xxx"}, "summary has the wrong length"),
        ({"min_length": 2}, {"summary": "x"}, "summary has the wrong length"),
    ],
)
def test_a_form_that_slacks_client_would_hold_back_is_not_sent(
    more: dict[str, Any], values: dict[str, Any], fault: str
) -> None:
    with pytest.raises(Impossible, match=fault):
        fill(view(**more), values)


def test_an_option_that_is_not_offered_cannot_be_chosen() -> None:
    with pytest.raises(Impossible, match="no option 'z'; there are: a, b"):
        state_of({"type": "static_select", "options": OPTIONS}, "z")
