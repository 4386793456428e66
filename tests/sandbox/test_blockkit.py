"""What Slack refuses in blocks and views, as tables; the limits are of https://docs.slack.dev/reference/block-kit."""

from typing import Any

import pytest

from bot.sandbox.blockkit import problems, view_problems
from tests.sandbox.parts import actions, button, field, form


def text(words: str = "hello", kind: str = "mrkdwn") -> dict[str, Any]:
    return {"type": kind, "text": words}


def plain(words: str = "hello") -> dict[str, Any]:
    return text(words, "plain_text")


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": text(), **more}


def option(value: str = "a", words: str = "A") -> dict[str, Any]:
    return {"text": plain(words), "value": value}


def menu(kind: str = "static_select", count: int = 1, **more: Any) -> dict[str, Any]:
    options = [option(str(number)) for number in range(count)]
    return {"type": kind, "action_id": "choose", "options": options, **more}


def confirm(**more: Any) -> dict[str, Any]:
    return {"title": plain(), "text": text(), "confirm": plain("Yes"), "deny": plain("No"), **more}


def table(rows: int, columns: int) -> dict[str, Any]:
    row = [{"type": "raw_text", "text": "x"}] * columns
    return {"type": "table", "rows": [row] * rows}


GOOD: list[list[dict[str, Any]]] = [
    [section()],
    [section(fields=[text()] * 10)],
    [section(accessory=button(value="INC-1"))],
    [section(accessory=menu("overflow", 5))],
    [section(accessory={"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"})],
    [actions(*[button(f"b{number}") for number in range(25)])],
    [actions(button(confirm=confirm(), style="danger", url="https://example.com/runbook"))],
    [actions(menu(count=100, placeholder=plain(), initial_option=option("7")))],
    [actions({"type": "users_select", "action_id": "who"}), actions({"type": "datepicker", "action_id": "day"})],
    [actions(button("same")), actions(button("same"))],
    [{"type": "header", "text": plain("x" * 150)}, {"type": "divider"}],
    [{"type": "context", "elements": [text(), plain()]}],
    [{"type": "markdown", "text": "# hello"}],
    [table(100, 20)],
    [section() for _ in range(50)],
]


@pytest.mark.parametrize("blocks", GOOD)
def test_blocks_within_the_limits_pass(blocks: list[dict[str, Any]]) -> None:
    assert problems(blocks) == []


BAD: list[tuple[Any, str]] = [
    # no list, no object, no type, a type nobody knows
    ({}, "must be an array"),
    (["x"], "must be an object"),
    ([{"text": text()}], "missing required field: type"),
    ([{"type": "sectoin", "text": text()}], "unsupported type: sectoin"),
    # texts: empty, too long, of the wrong kind, a property that does not exist
    ([section(text=text(""))], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ([section(text=text("x" * 3001))], "must be less than 3001 characters"),
    ([section(text="hello")], "must be an object"),
    ([section(text={**text(), "emoji": True})], "invalid additional property: emoji"),
    ([{"type": "header", "text": text()}], "unsupported type: mrkdwn"),
    ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters"),
    # sections
    ([{"type": "section"}], "missing required field: text or fields"),
    ([section(fields=[text()] * 11)], "no more than 10 items allowed"),
    ([section(fields=[text("x" * 2001)])], "must be less than 2001 characters"),
    ([section(accessory={"type": "plain_text_input", "action_id": "x"})], "unsupported type: plain_text_input"),
    ([section(color="red")], "invalid additional property: color"),
    # how many, and what may not be twice
    ([section() for _ in range(51)], "no more than 50 items allowed"),
    ([section(block_id="x"), section(block_id="x")], '`block_id` "x" already exists'),
    ([actions(button("x"), button("x"))], '`action_id` "x" already exists'),
    ([actions(*[button(f"b{n}") for n in range(26)])], "no more than 25 items allowed"),
    ([actions()], "no fewer than 1 items allowed"),
    ([{"type": "context", "elements": [text()] * 11}], "no more than 10 items allowed"),
    ([section(block_id="x" * 256)], "must be less than 256 characters"),
    # buttons
    ([actions(button(text=plain("x" * 76)))], "must be less than 76 characters"),
    ([actions(button(text=text()))], "unsupported type: mrkdwn"),
    ([actions(button(value="x" * 2001))], "must be less than 2001 characters"),
    ([actions(button(value=""))], "must be more than 0 characters"),
    ([actions(button(value=7))], "must be a string"),
    ([actions(button(url="x" * 3001))], "must be less than 3001 characters"),
    ([actions(button(url="example.com"))], "must be a valid URL"),
    ([actions(button(url="https://example.com/a b"))], "must be a valid URL"),
    ([actions(button(style="green"))], "must be a valid enum value"),
    ([actions(button("x" * 256))], "must be less than 256 characters"),
    # confirmations
    ([actions(button(confirm=confirm(title=plain("x" * 101))))], "must be less than 101 characters"),
    ([actions(button(confirm=confirm(text=text("x" * 301))))], "must be less than 301 characters"),
    ([actions(button(confirm=confirm(deny=plain("x" * 31))))], "must be less than 31 characters"),
    ([actions(button(confirm={"title": plain()}))], "missing required field: text"),
    # menus and choices
    ([section(accessory=menu("overflow", 6))], "no more than 5 items allowed"),
    ([actions(menu(count=101))], "no more than 100 items allowed"),
    ([actions(menu(count=0))], "no fewer than 1 items allowed"),
    ([actions(menu(option_groups=[]))], "exactly one of options and option_groups"),
    ([actions({"type": "static_select", "action_id": "x"})], "exactly one of options and option_groups"),
    ([actions(menu("radio_buttons", 11))], "no more than 10 items allowed"),
    ([actions(menu("checkboxes", 11))], "no more than 10 items allowed"),
    ([actions(menu(options=[option("x" * 151)]))], "must be less than 151 characters"),
    ([actions(menu(options=[option("a", "x" * 76)]))], "must be less than 76 characters"),
    ([actions(menu(options=[option(), option()]))], "option values must be unique"),
    ([actions(menu(initial_option=option("z")))], "initial option must exactly match an option"),
    ([actions(menu(placeholder=plain("x" * 151)))], "must be less than 151 characters"),
    # pictures, tables, what a message can't hold
    ([{"type": "image", "image_url": "https://example.com/a.png"}], "missing required field: alt_text"),
    ([{"type": "image", "image_url": "http://127.0.0.1/a.png", "alt_text": "a"}], "downloading image failed"),
    ([table(101, 1)], "no more than 100 items allowed"),
    ([table(1, 21)], "no more than 20 items allowed"),
    ([table(1, 1), table(1, 1)], "only one table allowed"),
    ([{"type": "markdown", "text": "x" * 7000}] * 2, "must be less than 12001 characters"),
    ([{"type": "alert", "text": text()}], "unsupported type: alert"),
    ([field()], "unsupported type: input"),
    ([section(accessory={"type": "datetimepicker", "action_id": "x"})], "unsupported type: datetimepicker"),
]


@pytest.mark.parametrize(("blocks", "fault"), BAD)
def test_slack_refuses_what_breaks_a_limit(blocks: Any, fault: str) -> None:
    found = problems(blocks)
    assert any(fault in each for each in found), found


@pytest.mark.parametrize("view", [form(field()), form(section()), form(*[section() for _ in range(100)])])
def test_forms_within_the_limits_pass(view: dict[str, Any]) -> None:
    assert view_problems(view, "modal") == []


BAD_VIEWS: list[tuple[dict[str, Any], str]] = [
    (form(field(), title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (form(field(), submit=plain("x" * 25)), "must be less than 25 characters"),
    (form(field(), close=plain("x" * 25)), "must be less than 25 characters"),
    (form(field(), submit=None), "missing required field: submit"),
    (form(field(), title=None), "missing required field: title"),
    (form(field(), private_metadata="x" * 3001), "must be less than 3001 characters"),
    (form(field(), callback_id="x" * 256), "must be less than 256 characters"),
    (form(field(), external="x"), "invalid additional property: external"),
    (form(*[section() for _ in range(101)]), "no more than 100 items allowed"),
    (form(field(label=plain("x" * 2001))), "must be less than 2001 characters"),
    (form(field(label=text())), "unsupported type: mrkdwn"),
    (form(field(element=button())), "unsupported type: button"),
    (form(field(element={"type": "plain_text_input", "max_length": 3001})), "must be between 1 and 3000"),
    (form({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
    (form(table(1, 1)), "unsupported type: table"),
    ({**form(field()), "type": "home"}, "unsupported type: home"),
]


@pytest.mark.parametrize(("view", "fault"), BAD_VIEWS)
def test_slack_refuses_what_breaks_a_form(view: dict[str, Any], fault: str) -> None:
    found = view_problems(view, "modal")
    assert any(fault in each for each in found), found


def test_a_home_has_neither_title_nor_submit() -> None:
    home = {**form(section()), "type": "home"}
    assert [each.split(" [")[0] for each in view_problems(home, "home")] == [
        "invalid additional property: title",
        "invalid additional property: submit",
    ]


def test_alerts_stand_in_forms_only() -> None:
    alert = {"type": "alert", "text": text()}
    assert problems([alert], "modal") == []
    assert problems([alert], "home") != []
