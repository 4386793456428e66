"""A form that came back: which one, by whom, and what stands in each of its blocks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.slack.commands.meanings import FormKind


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A view_submission, parsed: the form, what it is about, who sent it, and what stands in each block.

    `place` is the schedule or policy of a form about being on call; `people` are Slack ids of whoever was chosen where
    several can be; `shown` is when the form was opened, where that counts.
    """

    kind: FormKind
    slack_id: str
    team: str | None = None
    incident: int | None = None
    source: str = ""
    place: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
    first_block: str = ""
    people: tuple[str, ...] = ()
    shown: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """What to correct, by block; plain text."""

    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Further:
    """Another form takes the place of the one that came back."""

    view: Mapping[str, Any]


def submitted(body: Mapping[str, Any]) -> Submission | None:
    """The payload's form; `None` when it is none of ours."""
    view, user = body.get("view") or {}, body.get("user") or {}
    callback = str(view.get("callback_id") or "")
    if callback not in set(FormKind):
        return None
    kept = _kept(view.get("private_metadata"))
    states = (view.get("state") or {}).get("values") or {}
    entries = {block: entry for block, actions in states.items() for entry in actions.values()}
    number = kept.get("incident")
    return Submission(
        kind=FormKind(callback),
        slack_id=str(user.get("id") or ""),
        team=user.get("team_id"),
        incident=number if isinstance(number, int) else None,
        source=str(kept.get("source") or ""),
        place=str(kept.get("place") or ""),
        values={block: _value(entry) for block, entry in entries.items()},
        ticked=frozenset(one["value"] for entry in entries.values() for one in entry.get("selected_options") or ()),
        first_block=first_input(view),
        people=tuple(str(one) for entry in entries.values() for one in entry.get("selected_users") or ()),
        shown=_instant(kept.get("shown")),
    )


def first_input(view: Mapping[str, Any]) -> str:
    """The block that an error about the whole form is shown at."""
    blocks = view.get("blocks") or ()
    return next((str(one.get("block_id") or "") for one in blocks if one.get("type") == "input"), "")


def _value(entry: Mapping[str, Any]) -> str:
    option = entry.get("selected_option") or {}
    chosen = (entry.get(key) for key in ("value", "selected_user", "selected_date", "selected_date_time"))
    return str(option.get("value") or next((one for one in chosen if one), "")).strip()


def _instant(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 < seconds < 2**33 else None


def _kept(text: object) -> Mapping[str, Any]:
    try:
        kept = json.loads(str(text or "{}"))
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}
