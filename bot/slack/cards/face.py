"""What a message looks like: its notification text and its Block Kit blocks, built within Slack's limits."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack import text

Block = Mapping[str, Any]

#: Limits of https://docs.slack.dev/reference/block-kit, with room to spare in all that people see cut.
SECTION = 3000


@dataclass(frozen=True, kw_only=True)
class Face:
    """How a message looks: `text` is the lock screen's (mrkdwn, escaped), `blocks` what stands in Slack."""

    text: str
    blocks: tuple[Block, ...]

    @property
    def digest(self) -> str:
        """The same for what looks the same, so that an edit that would change nothing is not made."""
        words = json.dumps([self.text, self.blocks], sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(words.encode()).hexdigest()


def face(
    lines: Sequence[str],
    elements: Sequence[Block] = (),
    *,
    small: str = "",
    short: str | None = None,
    row: str | None = None,
) -> Face:
    """A message of `lines` (mrkdwn; empty ones are left out), a `small` line below them, and buttons.

    `short` is the lock screen's text where it is not the first line; `row` names the row of buttons.
    """
    shown = [line for line in lines if line]
    blocks = [
        section("\n".join(shown)),
        *([context(small)] if small else []),
        *([actions(elements, row)] if elements else []),
    ]
    return Face(text=text.plain(shown[0] if short is None else short), blocks=tuple(blocks))


def section(mrkdwn: str) -> Block:
    """Words in a block. `verbatim`: nothing is linked by itself, so a bare address in an alert stays text."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": _whole_lines(mrkdwn), "verbatim": True}}


def context(mrkdwn: str) -> Block:
    """A small line."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": _whole_lines(mrkdwn), "verbatim": True}]}


def header(words: str) -> Block:
    """A heading; plain text needs no escaping and knows no mentions."""
    return {"type": "header", "text": _plain(text.cut(words, 150))}


def actions(elements: Sequence[Block], row: str | None = None) -> Block:
    """A row of buttons; a click brings the row's name back."""
    made = {"type": "actions", "elements": list(elements)}
    return {**made, "block_id": row} if row else made


def button(label: str, action: str, value: str, *, style: str | None = None) -> Block:
    """A button; `value` says which incident, `style` is `primary` or `danger`."""
    made = {"type": "button", "text": _plain(label), "action_id": action, "value": value}
    return {**made, "style": style} if style else made


def overflow(*options: tuple[str, str]) -> Block:
    """The menu for the rest, as (label, value); a value is `what:INC-7`."""
    shown = [{"text": _plain(label), "value": value} for label, value in options]
    return {"type": "overflow", "action_id": "more", "options": shown}


def _plain(words: str) -> Block:
    return {"type": "plain_text", "text": words, "emoji": True}


def _whole_lines(mrkdwn: str) -> str:
    """At most what a block takes; what is left out goes line by line, so that no link or entity is cut in two."""
    if len(mrkdwn) <= SECTION:
        return mrkdwn
    kept: list[str] = []
    for line in mrkdwn.split("\n"):
        if sum(map(len, kept)) + len(kept) + len(line) > SECTION - 2:
            break
        kept.append(line)
    return "\n".join([*kept, "…"])
