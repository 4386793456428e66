"""The App Home: what is mine, who is on call now, and the state of the set-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.incident.state import Incident, Status
from bot.domain.schedules import on_call
from bot.domain.situation import Situation
from bot.slack import text
from bot.slack.cards.card import open_line, taken_line
from bot.slack.cards.face import Block, actions, button, context, header, section
from bot.slack.cards.scene import Scene, dots, name

#: How many incidents, and how many lines of the set-up, are shown; a view holds 100 blocks.
SHOWN, SETUP = 10, 15


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What an App Home is drawn from beside the incidents."""

    situation: Situation
    now: datetime
    setup: Sequence[str] = ()


def home(mine: Sequence[Incident], around: Surroundings) -> Mapping[str, Any]:
    """The view of one person: incidents they have or were paged for, newest first, with the buttons of their state."""
    blocks = [header("Your incidents"), *_mine(mine, around), header("On call now"), *_on_call(around)]
    setup = [text.escape(line) for line in around.setup[:SETUP]]
    set_up = [header("Set-up"), section("\n".join(setup))] if setup else []
    return {"type": "home", "blocks": [*blocks, *set_up, context(f"As of {text.moment(around.now)}")]}


def _mine(mine: Sequence[Incident], around: Surroundings) -> list[Block]:
    if not mine:
        return [section("Nothing. `/rondo declare` opens one.")]
    shown = [block for one in mine[:SHOWN] for block in _one(one, around)]
    more = [context(f"and {len(mine) - SHOWN} more")] if len(mine) > SHOWN else []
    return [*shown, *more]


def _one(incident: Incident, around: Surroundings) -> list[Block]:
    scene = Scene(incident=incident, situation=around.situation, now=around.now)
    title = f"{scene.colour} *{scene.id} · {scene.title}* · {dots(scene.facts, scene.channel)}"
    if incident.status is Status.OPEN:
        buttons = [
            button("Acknowledge", "acknowledge", scene.id, style="primary"),
            button("Resolve", "resolve", scene.id),
        ]
        return [section(f"{title}\n{open_line(scene)}"), actions(buttons)]
    buttons = [button("Resolve", "resolve", scene.id, style="primary"), button("Hand over", "hand_over", scene.id)]
    return [section(f"{title}\n{taken_line(scene)}"), actions(buttons)]


def _on_call(around: Surroundings) -> list[Block]:
    settings, people = around.situation.settings, around.situation.settings.people
    absences = {person.name: person.away for person in people.values()}
    zones = {person.name: person.timezone for person in people.values()}
    lines = []
    for schedule in settings.schedules.values():
        now = on_call(schedule, around.now, absences=absences, timezones=zones)
        lines.append(f"*{text.escape(schedule.name)}*: {_names(now, around)}")
    for policy in settings.policies.values():
        first = [target.name for level in policy.levels[:1] for target in level.targets]
        lines.append(f"*{text.escape(policy.name)}*: {_names(first[:20], around)}")
    return [section("\n".join(lines) or "No schedule is configured")]


def _names(people: Sequence[str], around: Surroundings) -> str:
    return text.listed([name(one, around.situation) for one in people]) or "nobody"
