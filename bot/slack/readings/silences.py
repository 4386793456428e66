"""The silences in force, and how to make or end one."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.incident.silencing import shown
from bot.domain.silences import Silence
from bot.domain.situation import Situation
from bot.slack.cards.face import Face, face
from bot.slack.cards.scene import name
from bot.slack.text import cut, escape, fit, moment, one_line


def in_force(silences: Sequence[Silence], situation: Situation, now: datetime, root: str) -> Face:
    """A line each."""
    typed = escape(root)
    how = f"`{typed} silence service=checkout 4h WHY` makes one, `{typed} silence end 3` ends it"
    lines = [_line(one, situation, now) for one in silences[:20]]
    return face([*(lines or ["No silence is in force: every alert pages as it says."])], small=how)


def _line(one: Silence, situation: Situation, now: datetime) -> str:
    why = f": {fit(one_line(one.why), 200)}" if one.why else ""
    match = escape(cut(shown(one), 200))
    return f":no_bell: *{one.number}* `{match}` until {moment(one.until, near=now)}, by {name(one.by, situation)}{why}"
