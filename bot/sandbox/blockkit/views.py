"""Modals and homes: their own fields, and what a form must have to be sent."""

import json
from collections.abc import Iterator
from typing import Any

from bot.sandbox.blockkit.blocks import problems
from bot.sandbox.blockkit.check import Shape, anything, boolean, fault, string
from bot.sandbox.blockkit.texts import IDENTIFIER, plain

LARGEST_VIEW = 250_000

COMMON = {
    "callback_id": IDENTIFIER,
    "external_id": string(255, 0),
    "private_metadata": string(3000, 0),
}
MODAL = Shape(
    required={"title": plain(24), "blocks": anything},
    optional={
        **COMMON,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
HOME = Shape(required={"blocks": anything}, optional=COMMON)


def too_large(view: Any) -> bool:
    """Whether the view is above 250 kB as JSON (`view_too_large`)."""
    return len(json.dumps(view)) > LARGEST_VIEW


def view_problems(view: Any, kind: str) -> list[str]:
    """Every fault of a view that should be of `kind` (modal or home), in Slack's words."""
    if not isinstance(view, dict):
        return [fault("must be an object", "/view")]
    if view.get("type") != kind:
        return [fault(f"unsupported type: {view.get('type')}", "/view/type")]
    return list(_view_faults(view, kind))


def _view_faults(view: dict[str, Any], kind: str) -> Iterator[str]:
    yield from (MODAL if kind == "modal" else HOME)(view, "/view")
    blocks = view.get("blocks")
    yield from problems(blocks, "modal" if kind == "modal" else "home", "/view/blocks")
    inputs = isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )
    if kind == "modal" and inputs and not view.get("submit"):
        yield fault("missing required field: submit", "/view")
