"""Finding a button, menu or field in blocks, and what pressing or filling it sends."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.sandbox.records import Json, View


class Impossible(Exception):
    """A person can't do this: there is no such button, field, command or place for them."""


Control = tuple[Json, Json]
"""A block and one of its elements."""

SELECTED = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
OPTION = ("static_select", "external_select", "radio_buttons", "overflow")
MANY_OPTIONS = ("checkboxes", "multi_static_select", "multi_external_select")


def controls(blocks: Iterable[Json]) -> Iterator[Control]:
    """Everything in these blocks that has an action_id."""
    for block in blocks:
        places = [block.get("accessory"), block.get("element"), *block.get("elements", ())]
        for element in places:
            if isinstance(element, dict) and element.get("action_id"):
                yield block, element


def find(blocks: Iterable[Json], action_id: str, value: Any = None) -> Control:
    """The control with that action_id; where several share it, the one that carries `value`."""
    known = list(controls(blocks))
    named = [each for each in known if each[1]["action_id"] == action_id]
    fitting = [each for each in named if value is None or _offers(each[1], value)]
    if not fitting:
        there = ", ".join(f"{element['action_id']}" for _, element in known) or "nothing"
        wanted = action_id if value is None else f"{action_id} with {value!r}"
        raise Impossible(f"no {wanted} to press; there is: {there}")
    return fitting[0]


def _offers(element: Json, value: Any) -> bool:
    if element["type"] == "button":
        return bool(element.get("value") == value)
    if element["type"] in OPTION:
        return any(option["value"] == value for option in all_options(element))
    return True


def all_options(element: Json) -> list[Json]:
    grouped = [each for group in element.get("option_groups", ()) for each in group["options"]]
    return [*element.get("options", ()), *grouped]


def action(control: Control, value: Any = None) -> Json:
    """What a press sends, without its action_ts."""
    block, element = control
    kept = ("type", "action_id", "text", "value", "style", "url") if element["type"] == "button" else ()
    sent = {name: element[name] for name in kept if name in element}
    chosen = {} if element["type"] == "button" else state_of(element, value)
    return {**sent, **chosen, "action_id": element["action_id"], "block_id": block["block_id"]}


def state_of(element: Json, value: Any) -> Json:
    """An element's entry in `state.values` when it holds `value` (an option's value, a text, an id, a list)."""
    kind = element["type"]
    if kind in OPTION:
        return {"type": kind, "selected_option": None if value is None else _option(element, value)}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": [_option(element, each) for each in value or ()]}
    if kind in SELECTED:
        return {"type": kind, SELECTED[kind]: value}
    return {"type": kind, "value": value or None}


def _option(element: Json, value: Any) -> Json:
    for option in all_options(element):
        if option["value"] == value:
            return dict(option)
    if "external" in element["type"]:
        return {"text": {"type": "plain_text", "text": str(value)}, "value": value}
    known = ", ".join(option["value"] for option in all_options(element))
    raise Impossible(f"no option {value!r}; there are: {known}")


def initial(element: Json) -> Any:
    """What an element holds before anybody touched it."""
    if option := element.get("initial_option"):
        return option["value"]
    if options := element.get("initial_options"):
        return [option["value"] for option in options]
    names = (name for name in element if name.startswith("initial_"))
    return next((element[name] for name in names), None)


def fill(view: View, values: Json) -> None:
    """Types `values` (block_id → value) into a form; what is not named keeps what it held."""
    inputs = {block["block_id"]: (block, element) for block, element in controls(view.blocks)}
    if unknown := set(values) - set(inputs):
        raise Impossible(f"no field {sorted(unknown)}; there are: {sorted(inputs)}")
    for block_id, (block, element) in inputs.items():
        if element["type"] in ("button", "overflow"):
            continue
        held = view.values.setdefault(block_id, {})
        if block_id in values or element["action_id"] not in held:
            value = values.get(block_id, initial(element))
            held[element["action_id"]] = state_of(element, value)
        _complete(block, element, held[element["action_id"]])


def _complete(block: Json, element: Json, entry: Json) -> None:
    """Refuses what Slack's own client refuses before it sends a form."""
    given = next((value for name, value in entry.items() if name != "type"), None)
    if block["type"] == "input" and not block.get("optional") and not given:
        raise Impossible(f"{block['block_id']} must be filled in")
    longest = element.get("max_length", 3000)
    if isinstance(given, str) and not element.get("min_length", 0) <= len(given) <= longest and given:
        raise Impossible(f"{block['block_id']} has the wrong length")
