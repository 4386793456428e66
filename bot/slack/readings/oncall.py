"""Who is on call now and next: per schedule by its shifts, per policy as long as nothing changes."""

import difflib
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.durations import limit
from bot.domain.duties import shifts_of
from bot.domain.escalation import Policy, RoundRobin
from bot.domain.roundrobin import Candidate
from bot.domain.schedules import Schedule, Shift
from bot.domain.situation import Situation
from bot.domain.turns import turns
from bot.slack.cards.face import Face, face
from bot.slack.cards.scene import dots, name
from bot.slack.text import bold, cut, escape, listed, moment

#: How many people a level's line names.
_SHOWN = 10

#: How far to look for the next change: most rotations change within the first.
_WINDOWS = (timedelta(days=8), timedelta(days=70))


def on_call(situation: Situation, now: datetime, *, about: str = "") -> Face:
    """Everybody, or one schedule or policy by its name."""
    settings, wanted = situation.settings, about.strip()
    schedules = [one for one in settings.schedules.values() if wanted in {"", one.name}]
    policies = [one for one in settings.policies.values() if wanted in {"", one.name}]
    lines = [_schedule(one, situation, now) for one in schedules]
    for policy in policies:
        lines += _policy(policy, situation, now)
    if lines:
        return face(lines, small="As long as nothing changes." if policies else "")
    return face([unknown(wanted, [*settings.schedules, *settings.policies])])


def unknown(wanted: str, known: Sequence[str], *, kind: str = "schedule") -> str:
    """There is none of that name, and what may have been meant."""
    if not wanted:
        return "No schedule and no policy is configured."
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.4)
    hint = f"Did you mean {escape(near[0])}?" if near else f"There is {listed([escape(one) for one in known])}."
    return f"There is no {kind} “{escape(cut(wanted, 40))}”. {hint}"


def _schedule(schedule: Schedule, situation: Situation, now: datetime) -> str:
    coming = _coming(schedule, situation, now)
    present = coming[0] if coming and coming[0].starts <= now else None
    following = coming[1:] if present else coming
    holder = f"*{name(present.person, situation)}*" if present else "*nobody*"
    until = f" until {moment(present.ends, near=now)}" if present and following else ""
    after = following[0] if following else None
    then = f", then {name(after.person, situation)} from {moment(after.starts, near=now)}" if after else ""
    return f":calendar: {bold(schedule.name)}: {holder}{until}{then}"


def _coming(schedule: Schedule, situation: Situation, now: datetime) -> Sequence[Shift]:
    found: Sequence[Shift] = ()
    for window in _WINDOWS:
        found = shifts_of(schedule.name, situation.settings, now, now + window, situation.plans)
        if len(found) > 1:
            break
    return found


def _policy(policy: Policy, situation: Situation, now: datetime) -> list[str]:
    lines = [f":rotating_light: {bold(policy.name)}"]
    for number, level in enumerate(policy.levels, start=1):
        found = turns(policy, number, situation, now)
        names = [name(one, situation) for one in found.coming[:_SHOWN]]
        turning = level.round_robin is not RoundRobin.OFF
        whom = (", then ".join(names) if turning else listed(names)) or "nobody"
        over = ", ".join(_passed(one, situation) for one in found.passed[:_SHOWN])
        passed = f"passed over: {over}" if over else ""
        lines.append(f"{number}. {dots(whom, limit(level.timeout), passed)}")
    return lines


def _passed(one: Candidate, situation: Situation) -> str:
    why = escape(one.why_not.value) if one.why_not else "later in line"
    return f"{name(one.name, situation)} ({why})"
