from typing import Any

import pytest

from bot.domain.events import Acknowledged, By
from bot.slack.actions import Picked, clicked, read
from bot.slack.commands.meanings import Act, FormKind, Look, Meaning, OpenForm, Reading, Say

BY = By(person="ana", channel="C7")


def press(action: str, value: str | None = "INC-7", **more: Any) -> Meaning | None:
    pressed = {"type": "button", "action_id": action, "value": value, **more}
    return read(clicked({"actions": [pressed], "user": {"id": "U0ANA"}}), BY)


def choose(value: str) -> Meaning | None:
    return press("more", None, type="overflow", selected_option={"value": value})


def test_going_ahead_after_a_question_says_that_they_were_told() -> None:
    meaning = press("acknowledge_confirmed")
    assert meaning == Act(event=Acknowledged(incident=7, by=By(person="ana", channel="C7", confirmed=True)))


@pytest.mark.parametrize("form", [FormKind.RESOLVE, FormKind.HAND_OVER, FormKind.ESCALATE, FormKind.POSTMORTEM])
def test_forms_open_from_buttons_and_from_the_menu(form: FormKind) -> None:
    for meaning in (press(form.value), choose(f"{form.value}:INC-7")):
        assert isinstance(meaning, OpenForm)
        assert (meaning.kind, meaning.incident) == (form, 7)
        assert "INC-7" in meaning.instead


@pytest.mark.parametrize("look", [Look.STATUS, Look.TIMELINE, Look.WHY, Look.SECURITY])
def test_the_menu_reads(look: Look) -> None:
    assert choose(f"{look.value}:INC-7") == Reading(look=look, incident=7)


def test_the_menu_acts_too() -> None:
    assert isinstance(choose("not_me:INC-7"), Act)


@pytest.mark.parametrize("value", ["", None, "INC-", "7", "INC-99999999999", "<!channel>", "INC-७"])
def test_a_button_that_names_no_incident_changes_nothing(value: str | None) -> None:
    assert isinstance(press("acknowledge", value), Say)


@pytest.mark.parametrize("action", ["runbook", "", "whom", "acknowledge_twice", "more"])
def test_what_is_no_action_of_ours_means_nothing(action: str) -> None:
    assert press(action) is None


def test_a_payload_without_anything_means_nothing() -> None:
    assert read(clicked({}), BY) is None


def test_a_picked_messages_link_needs_the_workspaces_address() -> None:
    picked = Picked(text="", author="", channel="C7", ts="1732331520.000100")
    assert picked.link("https://acme.slack.com/") == "https://acme.slack.com/archives/C7/p1732331520000100"
    assert picked.link("") is None
