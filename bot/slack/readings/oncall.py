"""Who is on call now and next: what concerns the reader first, with buttons; then everything else, a line each."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.candidates import everybody_at
from bot.domain.durations import limit
from bot.domain.duties import shifts_of
from bot.domain.escalation import Policy, RoundRobin
from bot.domain.roundrobin import Candidate
from bot.domain.schedules import Schedule, Shift
from bot.domain.situation import Situation
from bot.domain.turns import turns
from bot.slack import text
from bot.slack.cards.face import Block, Face, actions, button, context, section
from bot.slack.cards.scene import dots, name
from bot.slack.commands.meanings import FormKind
from bot.slack.readings.changes import changes

#: How many people a level's line names, and how many schedules and policies have buttons (a message has 50 blocks).
_SHOWN, _WITH_BUTTONS = 10, 12

#: Everything else stands so many to a block, in so many blocks.
_TOGETHER, _BLOCKS = 5, 12

#: How far to look for the next change: most rotations change within the first.
_WINDOWS = (timedelta(days=8), timedelta(days=70))

#: A button's value takes no more.
_LONGEST = 2000


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks, when, and what for; instants are in their own zone."""

    person: str
    situation: Situation
    now: datetime

    def at(self, instant: datetime) -> str:
        """An instant, with its day when that is not today."""
        zone = ZoneInfo(self.situation.timezone_of(self.person))
        return text.moment(instant, near=self.now, zone=zone)

    def concerns(self, place: str) -> bool:
        """Whether they can be on call there, or learn from whoever is."""
        schedule = self.situation.settings.schedules.get(place)
        learns = schedule is not None and self.person in schedule.shadows
        return learns or self.person in everybody_at(place, self.situation)


def on_call(asking: Asking, *, about: str = "") -> Face:
    """Everything, or one schedule or policy by its name; buttons for what concerns the reader, or was named."""
    settings, wanted = asking.situation.settings, about.strip()
    places = [one for one in (*settings.schedules, *settings.policies) if wanted in {"", one}]
    if not places:
        words = unknown(wanted, [*settings.schedules, *settings.policies])
        return Face(text=text.plain(words), blocks=(section(words),))
    near = [one for one in places if wanted or asking.concerns(one)][:_WITH_BUTTONS]
    others = [one for one in places if one not in near]
    lead = "" if wanted else _lead(near, asking)
    blocks = [section(lead)] if lead else []
    for one in near:
        row = _buttons(one, asking)
        blocks += [section(now_and_next(one, asking)), *([actions(row)] if row else [])]
    blocks += [*_others(others, asking), *_below(places, asking)]
    return Face(text=text.plain(lead or now_and_next(places[0], asking)), blocks=tuple(blocks))


def _others(places: Sequence[str], asking: Asking) -> list[Block]:
    """Everything else, a few to a block, which holds 3,000 characters; beyond the last block they are counted."""
    shown, rest = places[: _TOGETHER * _BLOCKS], places[_TOGETHER * _BLOCKS :]
    groups = [shown[start : start + _TOGETHER] for start in range(0, len(shown), _TOGETHER)]
    blocks = [section("\n".join(now_and_next(one, asking) for one in group)) for group in groups]
    return [*blocks, *([context(f"and {len(rest)} more: say which, `oncall NAME`")] if rest else [])]


def _below(places: Sequence[str], asking: Asking) -> Sequence[Block]:
    settings = asking.situation.settings
    away = button("I'm away", FormKind.AWAY.value, "me")
    small = "As long as nothing changes." if any(one in settings.policies for one in places) else ""
    return [
        *changes(asking.person, places, asking.situation, asking.now),
        *([actions([away])] if asking.person in settings.people else []),
        *([context(small)] if small else []),
    ]


def unknown(wanted: str, known: Sequence[str], *, kind: str = "schedule") -> str:
    """There is none of that name, and what may have been meant."""
    if not wanted:
        return "No schedule and no policy is configured."
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.4)
    found = text.listed([text.escape(one) for one in known])
    hint = f"Did you mean {text.escape(near[0])}?" if near else f"There is {found}."
    return f"There is no {kind} “{text.escape(text.cut(wanted, 40))}”. {hint}"


def now_and_next(place: str, asking: Asking) -> str:
    """Who has a schedule now and who is next, or whom a policy calls level by level; mrkdwn."""
    settings = asking.situation.settings
    if place in settings.schedules:
        return _schedule(settings.schedules[place], asking)
    return "\n".join(_policy(settings.policies[place], asking))


def _lead(places: Iterable[str], asking: Asking) -> str:
    """Whether the reader is on call now, and when next."""
    me, now = asking.person, asking.now
    schedules = [one for one in places if one in asking.situation.settings.schedules]
    mine = [(one, shift) for one in schedules for shift in _coming(one, asking) if shift.person == me]
    present = [f"{text.bold(one)} until {asking.at(shift.ends)}" for one, shift in mine if shift.starts <= now]
    if present:
        return f":telephone_receiver: *You are on call*: {text.listed(present)}"
    later = min(((shift.starts, one) for one, shift in mine if shift.starts > now), default=None)
    return f"You are on call next in {text.bold(later[1])} from {asking.at(later[0])}" if later else ""


def _buttons(place: str, asking: Asking) -> list[Block]:
    """What the reader can change of it; somebody who is not in the roster changes nothing."""
    me, situation = asking.person, asking.situation
    if me not in situation.settings.people or len(place) > _LONGEST:
        return []
    schedule, part = place in situation.settings.schedules, me in everybody_at(place, situation)
    has_it = schedule and any(one.person == me and one.starts <= asking.now for one in _coming(place, asking)[:1])
    take = [button("Take over", FormKind.TAKE.value, place)] if not has_it else []
    give = [button("Give away", FormKind.GIVE.value, place)] if part else []
    swap = [button("Swap", FormKind.SWAP.value, place)] if part and schedule else []
    return [*take, *give, *swap]


def _schedule(schedule: Schedule, asking: Asking) -> str:
    coming, situation = _coming(schedule.name, asking), asking.situation
    present = coming[0] if coming and coming[0].starts <= asking.now else None
    following = coming[1:] if present else coming
    holder = f"*{name(present.person, situation)}*" if present else "*nobody*"
    until = f" until {asking.at(present.ends)}" if present and following else ""
    after = following[0] if following else None
    then = f", then {name(after.person, situation)} from {asking.at(after.starts)}" if after else ""
    learners = [one for one, followed in schedule.shadows.items() if present and followed == present.person]
    verb = "learn" if len(learners) > 1 else "learns"
    along = f" ({text.listed([name(one, situation) for one in learners])} {verb})" if learners else ""
    return f":calendar: {text.bold(schedule.name)}: {holder}{along}{until}{then}"


def _coming(schedule: str, asking: Asking) -> Sequence[Shift]:
    found: Sequence[Shift] = ()
    situation, now = asking.situation, asking.now
    for window in _WINDOWS:
        found = shifts_of(schedule, situation.settings, now, now + window, situation.plans)
        if len(found) > 1:
            break
    return found


def _policy(policy: Policy, asking: Asking) -> list[str]:
    situation, lines = asking.situation, [f":rotating_light: {text.bold(policy.name)}"]
    for number, level in enumerate(policy.levels, start=1):
        found = turns(policy, number, situation, asking.now)
        names = [name(one, situation) for one in found.coming[:_SHOWN]]
        turning = level.round_robin is not RoundRobin.OFF
        whom = (", then ".join(names) if turning else text.listed(names)) or "nobody"
        over = ", ".join(_passed(one, situation) for one in found.passed[:_SHOWN])
        passed = f"passed over: {over}" if over else ""
        lines.append(f"{number}. {dots(whom, limit(level.timeout), passed)}")
    return lines


def _passed(one: Candidate, situation: Situation) -> str:
    why = text.escape(one.why_not.value) if one.why_not else "later in line"
    return f"{name(one.name, situation)} ({why})"
