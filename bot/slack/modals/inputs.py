"""What forms are built of: views and their inputs, within Slack's limits; a form keeps what its answer needs.

Source: https://docs.slack.dev/reference/views/modal-views
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.slack.commands.meanings import FormKind
from bot.slack.text import cut

View = Mapping[str, Any]
Block = Mapping[str, Any]

#: What an input takes, and how many options a choice has, at most.
LONGEST, OPTIONS = 3000, 100


def form(kind: FormKind, title: str, submit: str, blocks: Sequence[Block], **kept: Any) -> View:
    """A view that comes back, with `kept` in its `private_metadata`."""
    made = view(kind, title, blocks)
    return {**made, "submit": plain(submit), "close": plain("Cancel"), "private_metadata": _kept(**kept)}


def view(kind: FormKind | None, title: str, blocks: Sequence[Block]) -> dict[str, Any]:
    """A view, of a form or to be read."""
    named = {"callback_id": kind.value} if kind else {}
    return {"type": "modal", **named, "title": plain(cut(title, 24)), "close": plain("Close"), "blocks": list(blocks)}


def plain(words: str) -> Block:
    """Words that format nothing."""
    return {"type": "plain_text", "text": words}


def typed(
    block: str,
    label: str,
    hint: str,
    *,
    optional: bool = False,
    lines: bool = False,
    initial: str = "",
    longest: int = LONGEST,
) -> Block:
    """Words to write, on one line or on several."""
    element: dict[str, Any] = {"type": "plain_text_input", "multiline": lines, "max_length": longest}
    if hint:
        element["placeholder"] = plain(cut(hint, 150))
    if initial:
        element["initial_value"] = initial
    return _input(block, label, element, optional=optional)


def person(block: str, label: str, *, optional: bool = False) -> Block:
    """Somebody of the workspace."""
    return _input(block, label, {"type": "users_select"}, optional=optional)


def people(block: str, label: str, *, optional: bool = False) -> Block:
    """Any number of people of the workspace."""
    return _input(block, label, {"type": "multi_users_select"}, optional=optional)


def choice(
    block: str, label: str, options: Sequence[tuple[str, str]], *, chosen: str = "", optional: bool = False
) -> Block:
    """One of (words, value)."""
    shown = [_option(words, value) for words, value in options]
    initial = next((one for one, (_, value) in zip(shown, options, strict=True) if value == chosen), None)
    element: dict[str, Any] = {"type": "static_select", "options": shown}
    return _input(block, label, {**element, "initial_option": initial} if initial else element, optional=optional)


def ticks(block: str, label: str, options: Sequence[tuple[str, str]]) -> Block:
    """Any of (words, value)."""
    element = {"type": "checkboxes", "options": [_option(words, value) for words, value in options]}
    return _input(block, label, element, optional=True)


def day(block: str, label: str, initial: date) -> Block:
    """A day of the calendar."""
    return _input(block, label, {"type": "datepicker", "initial_date": initial.isoformat()}, optional=False)


def moment(block: str, label: str, initial: datetime) -> Block:
    """An instant; Slack shows it in the reader's own zone and returns seconds since 1970."""
    element = {"type": "datetimepicker", "initial_date_time": int(initial.timestamp())}
    return _input(block, label, element, optional=False)


def _kept(**kept: Any) -> str:
    return json.dumps({key: value for key, value in kept.items() if value}, separators=(",", ":"))


def _input(block: str, label: str, element: Block, *, optional: bool) -> Block:
    named = {**element, "action_id": block}
    return {"type": "input", "block_id": block, "label": plain(label), "element": named, "optional": optional}


def _option(words: str, value: str) -> Block:
    return {"text": plain(cut(words, 75)), "value": value}
