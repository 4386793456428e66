"""Elements: everything inside a block that can be pressed, chosen from or filled in."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.blockkit.check import (
    Check,
    Shape,
    anything,
    boolean,
    fault,
    integer,
    items,
    link,
    one_of,
    pattern,
    picture,
    string,
)
from bot.sandbox.blockkit.texts import (
    CONFIRM,
    GROUP,
    IDENTIFIER,
    PLAIN_OPTION,
    RICH_OPTION,
    options,
    plain,
)

ACTION: dict[str, Check] = {"action_id": IDENTIFIER, "confirm": CONFIRM, "focus_on_load": boolean}
PLACEHOLDER: dict[str, Check] = {"placeholder": plain(150)}
DATE = pattern(r"\d{4}-\d\d-\d\d", "date")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "time")

BUTTON = Shape(
    required={"text": plain(75)},
    optional={
        "action_id": IDENTIFIER,
        "confirm": CONFIRM,
        "url": link,
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(75),
    },
)


def _one_source(value: Any, place: str) -> Iterator[str]:
    """A static menu has options or groups, never both, and its initial choice is one of them."""
    if ("options" in value) == ("option_groups" in value):
        yield fault("exactly one of options and option_groups is required", place)
        return
    known = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        known += group.get("options", []) if isinstance(group, dict) else []
    yield from initial_is_known(value, place, known)


def initial_is_known(value: Any, place: str, known: list[Any]) -> Iterator[str]:
    chosen = value.get("initial_options") or [value.get("initial_option")]
    for each in chosen:
        if each is not None and each not in known:
            yield fault("initial option must exactly match an option", place)


def _of_options(value: Any, place: str) -> Iterator[str]:
    known = value.get("options")
    yield from initial_is_known(value, place, known if isinstance(known, list) else [])


def _static(more: dict[str, Check]) -> Shape:
    fields = {"options": options(PLAIN_OPTION, 100), "option_groups": items(GROUP, 100)}
    return Shape(optional={**ACTION, **PLACEHOLDER, **fields, **more}, rule=_one_source)


def _menu(**more: Check) -> Shape:
    return Shape(optional={**ACTION, **PLACEHOLDER, **more})


MANY: dict[str, Check] = {"max_selected_items": integer(1, 1000)}
ONE_IN_MODAL: dict[str, Check] = {"response_url_enabled": boolean, "default_to_current_conversation": boolean}
NAMES = items(string(255), 1000)

SELECTS: dict[str, Check] = {
    "static_select": _static({"initial_option": PLAIN_OPTION}),
    "multi_static_select": _static({"initial_options": items(PLAIN_OPTION, 100), **MANY}),
    "external_select": _menu(initial_option=PLAIN_OPTION, min_query_length=integer(0, 3000)),
    "multi_external_select": _menu(initial_options=items(PLAIN_OPTION, 100), min_query_length=integer(0, 3000), **MANY),
    "users_select": _menu(initial_user=string(255)),
    "multi_users_select": _menu(initial_users=NAMES, **MANY),
    "conversations_select": _menu(initial_conversation=string(255), filter=anything, **ONE_IN_MODAL),
    "multi_conversations_select": _menu(
        initial_conversations=NAMES, filter=anything, default_to_current_conversation=boolean, **MANY
    ),
    "channels_select": _menu(initial_channel=string(255), response_url_enabled=boolean),
    "multi_channels_select": _menu(initial_channels=NAMES, **MANY),
}
CHOICES: dict[str, Check] = {
    "radio_buttons": Shape(
        required={"options": options(RICH_OPTION, 10)},
        optional={**ACTION, "initial_option": RICH_OPTION},
        rule=_of_options,
    ),
    "checkboxes": Shape(
        required={"options": options(RICH_OPTION, 10)},
        optional={**ACTION, "initial_options": items(RICH_OPTION, 10)},
        rule=_of_options,
    ),
    "datepicker": _menu(initial_date=DATE),
    "timepicker": _menu(initial_time=TIME, timezone=string(255)),
    "datetimepicker": Shape(optional={**ACTION, "initial_date_time": integer(10**9, 10**10)}),
}
DISPATCH = Shape(optional={"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})
TYPED: dict[str, Check] = {
    "plain_text_input": _menu(
        initial_value=string(3000, 0),
        multiline=boolean,
        min_length=integer(0, 3000),
        max_length=integer(1, 3000),
        dispatch_action_config=DISPATCH,
    ),
    "email_text_input": _menu(initial_value=string(3000, 0), dispatch_action_config=DISPATCH),
    "url_text_input": _menu(initial_value=string(3000, 0), dispatch_action_config=DISPATCH),
    "number_input": Shape(
        required={"is_decimal_allowed": boolean},
        optional={
            **ACTION,
            **PLACEHOLDER,
            "initial_value": string(255, 0),
            "min_value": string(255),
            "max_value": string(255),
            "dispatch_action_config": DISPATCH,
        },
    ),
    "rich_text_input": _menu(initial_value=anything, dispatch_action_config=DISPATCH),
    "file_input": Shape(
        optional={
            "action_id": IDENTIFIER,
            "filetypes": items(string(20), 100),
            "max_files": integer(1, 10),
        }
    ),
}
OVERFLOW = Shape(
    required={"options": options(PLAIN_OPTION, 5)},
    optional={"action_id": IDENTIFIER, "confirm": CONFIRM},
)


def _has_source(value: Any, place: str) -> Iterator[str]:
    if ("image_url" in value) == ("slack_file" in value):
        yield fault("exactly one of image_url and slack_file is required", place)


IMAGE = Shape(
    required={"alt_text": string(2000)},
    optional={"image_url": picture, "slack_file": anything},
    rule=_has_source,
)
WORKFLOW_BUTTON = Shape(
    required={"text": plain(75), "workflow": anything, "action_id": IDENTIFIER},
    optional={"style": one_of("primary", "danger"), "accessibility_label": string(75)},
)
PRESSED: dict[str, Check] = {"button": BUTTON, "overflow": OVERFLOW}
IN_ACTIONS: dict[str, Check] = {
    **PRESSED,
    **SELECTS,
    **CHOICES,
    "workflow_button": WORKFLOW_BUTTON,
}
IN_SECTION: dict[str, Check] = {
    **PRESSED,
    **SELECTS,
    **{name: check for name, check in CHOICES.items() if name != "datetimepicker"},
    "workflow_button": WORKFLOW_BUTTON,
    "image": IMAGE,
}
IN_INPUT: dict[str, Check] = {**SELECTS, **CHOICES, **TYPED}
