"""The blocks, where each may stand, and the rules over a whole list of them."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

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
    picture,
    string,
    typed,
)
from bot.sandbox.blockkit.elements import IMAGE, IN_ACTIONS, IN_INPUT, IN_SECTION
from bot.sandbox.blockkit.texts import IDENTIFIER, plain, text

Surface = Literal["message", "modal", "home"]

MOST: Mapping[str, int] = {"message": 50, "modal": 100, "home": 100}
ID = {"block_id": IDENTIFIER}
NOT_IN_MODALS = frozenset({"markdown", "table", "file", "context_actions", "carousel", "card"})
NOT_AT_HOME = frozenset({"markdown", "table", "file", "context_actions", "alert"})
LETTERS_OF_MARKDOWN = 12_000


def _has_content(value: Any, place: str) -> Iterator[str]:
    if not value.get("text") and not value.get("fields"):
        yield fault("missing required field: text or fields", place)


def _has_picture(value: Any, place: str) -> Iterator[str]:
    if ("image_url" in value) == ("slack_file" in value):
        yield fault("exactly one of image_url and slack_file is required", place)


def _same_width(value: Any, place: str) -> Iterator[str]:
    rows = value.get("rows")
    if isinstance(rows, list) and len({len(row) for row in rows if isinstance(row, list)}) > 1:
        yield fault("all rows must have the same number of cells", place)


RICH_PART = typed(
    dict.fromkeys(
        ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"),
        Shape(
            required={"elements": items(anything, 1000, 0)},
            optional={
                "style": one_of("bullet", "ordered"),
                "indent": integer(0, 8),
                "offset": integer(0, 10**6),
                "border": integer(0, 1),
            },
        ),
    )
)
RICH_TEXT = Shape(required={"elements": items(RICH_PART, 1000)}, optional=ID)
CELL = typed(
    {
        "raw_text": Shape(required={"text": string(3000)}),
        "raw_number": Shape(required={"value": anything}, optional={"text": string(3000)}),
        "rich_text": RICH_TEXT,
    }
)
CONTEXT_PART = typed({"image": IMAGE, "plain_text": plain(3000), "mrkdwn": text(3000)})

BLOCKS: Mapping[str, Check] = {
    "section": Shape(
        optional={
            **ID,
            "text": text(3000),
            "fields": items(text(2000), 10),
            "accessory": typed(IN_SECTION),
            "expand": boolean,
        },
        rule=_has_content,
    ),
    "actions": Shape(required={"elements": items(typed(IN_ACTIONS), 25)}, optional=ID),
    "context": Shape(required={"elements": items(CONTEXT_PART, 10)}, optional=ID),
    "header": Shape(required={"text": plain(150)}, optional={**ID, "level": integer(1, 4)}),
    "divider": Shape(optional=ID),
    "image": Shape(
        required={"alt_text": string(2000)},
        optional={**ID, "image_url": picture, "slack_file": anything, "title": plain(2000)},
        rule=_has_picture,
    ),
    "input": Shape(
        required={"label": plain(2000), "element": typed(IN_INPUT)},
        optional={**ID, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": RICH_TEXT,
    "markdown": Shape(required={"text": string(LETTERS_OF_MARKDOWN)}, optional=ID),
    "table": Shape(
        required={"rows": items(items(CELL, 20), 100)},
        optional={**ID, "column_settings": items(anything, 20)},
        rule=_same_width,
    ),
    "alert": Shape(
        required={"text": text(200)},
        optional={**ID, "level": one_of("default", "info", "success", "warning", "error")},
    ),
    "video": Shape(
        required={
            "title": plain(200),
            "video_url": link,
            "thumbnail_url": picture,
            "alt_text": string(2000),
        },
        optional={
            **ID,
            "title_url": link,
            "description": plain(200),
            "author_name": string(49),
            "provider_name": string(255),
            "provider_icon_url": picture,
        },
    ),
    "file": Shape(required={"external_id": string(255), "source": one_of("remote")}, optional=ID),
    "context_actions": Shape(required={"elements": items(anything, 5)}, optional=ID),
}
MESSAGE = {name: check for name, check in BLOCKS.items() if name not in ("alert", "input")}
MODAL = {name: check for name, check in BLOCKS.items() if name not in NOT_IN_MODALS}
HOME = {name: check for name, check in BLOCKS.items() if name not in NOT_AT_HOME}
BY_SURFACE: Mapping[str, Check] = {
    "message": typed(MESSAGE),
    "modal": typed(MODAL),
    "home": typed(HOME),
}


def problems(blocks: Any, surface: Surface = "message", place: str = "/blocks") -> list[str]:
    """Every fault of these blocks on this surface, in Slack's words; an empty list when there is none.

    The limits are those of https://docs.slack.dev/reference/block-kit.
    """
    found = list(items(BY_SURFACE[surface], MOST[surface], 0)(blocks, place))
    return found or list(_together(blocks, place))


def _together(blocks: list[Any], place: str) -> Iterator[str]:
    """Rules that no single block can break."""
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    for repeated in sorted({each for each in ids if ids.count(each) > 1}):
        yield fault(f'`block_id` "{repeated}" already exists', place)
    for number, block in enumerate(blocks):
        yield from _repeated_actions(block, f"{place}/{number}")
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield fault("only one table allowed", place)
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > LETTERS_OF_MARKDOWN:
        yield fault(f"must be less than {LETTERS_OF_MARKDOWN + 1} characters", place)


def _repeated_actions(block: dict[str, Any], place: str) -> Iterator[str]:
    if block["type"] != "actions":
        return
    ids = [each["action_id"] for each in block["elements"] if each.get("action_id")]
    for repeated in sorted({each for each in ids if ids.count(each) > 1}):
        yield fault(f'`action_id` "{repeated}" already exists in this block', place)
