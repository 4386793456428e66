"""The App Home: what is mine, who is on call now, and the state of the set-up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.duties import on_duty
from bot.domain.events import TimerKind
from bot.domain.incident.owing import owes
from bot.domain.incident.state import Incident, Status
from bot.domain.security import SecurityStatus
from bot.domain.situation import Situation
from bot.domain.turns import turns
from bot.slack import text
from bot.slack.cards.card import open_line, taken_line
from bot.slack.cards.face import Block, actions, button, context, header, section
from bot.slack.cards.page import security_buttons
from bot.slack.cards.queue import blocks as queue_of
from bot.slack.cards.reviewing import answers, review_line
from bot.slack.cards.scene import Scene, dots, name
from bot.slack.commands.spoken import DEFAULT_ROOT

#: How many incidents, and how many lines of the set-up, are shown; a view holds 100 blocks.
SHOWN, SETUP = 10, 15
#: A line of the set-up: its mark, what was looked at, and in a column of its own how that stands.
_CHECK = re.compile(r"^(\S) (\S.*?) {2,}(.+)$")


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What an App Home is drawn from beside the incidents: whose it is, and which command takes every verb here.

    `owed` are the incidents that are over and whose security review is missing.
    """

    situation: Situation
    now: datetime
    person: str = ""
    root: str = DEFAULT_ROOT
    setup: Sequence[str] = ()
    queue: Sequence[Incident] = ()
    owed: Sequence[Incident] = ()


def home(mine: Sequence[Incident], around: Surroundings) -> Mapping[str, Any]:
    """The view of one person: incidents that concern them, newest first, with the buttons that are theirs."""
    blocks = [header("Your incidents"), *_mine(mine, around), *_owed(around), *_queue(around)]
    on_call = [header("On call now"), *_on_call(around)]
    setup = [_CHECK.sub(r"\1 *\2* · \3", text.entities(line)) for line in around.setup[:SETUP]]
    set_up = [header("Set-up"), section("\n".join(setup))] if setup else []
    return {"type": "home", "blocks": [*blocks, *on_call, *set_up, context(f"As of {text.moment(around.now)}")]}


def closed(why: str) -> Mapping[str, Any]:
    """The view of somebody who may see nothing here: that sentence alone."""
    return {"type": "home", "blocks": [section(text.entities(why))]}


def _mine(mine: Sequence[Incident], around: Surroundings) -> list[Block]:
    if not mine:
        return [section(f"Nothing. `{text.escape(around.root)} declare` opens one.")]
    shown = [block for one in mine[:SHOWN] for block in _one(one, around)]
    more = [context(f"and {len(mine) - SHOWN} more")] if len(mine) > SHOWN else []
    return [*shown, *more]


def _owed(around: Surroundings) -> list[Block]:
    """The reviews that this person owes, those that are due first, with the buttons that answer them."""
    theirs = [one for one in around.owed if owes(one, around.person, around.situation)]
    if not theirs:
        return []
    first = sorted(theirs, key=lambda one: one.review.due or around.now)
    shown = [block for one in first[:SHOWN] for block in _review(one, around)]
    more = [context(f"and {len(theirs) - SHOWN} more")] if len(theirs) > SHOWN else []
    return [header("Security reviews you owe"), *shown, *more]


def _queue(around: Surroundings) -> list[Block]:
    """For security alone: what asks for no review of its own."""
    return [header("Security's queue"), *queue_of(around.queue, around.now)] if around.queue else []


def _review(incident: Incident, around: Surroundings) -> list[Block]:
    scene = Scene(incident=incident, situation=around.situation, now=around.now)
    title = f"{scene.colour} *{scene.id} · {scene.title}* · {dots(scene.privacy, scene.facts, scene.channel)}"
    return [section(f"{title}\n{review_line(scene)}"), actions(answers(scene))]


def _one(incident: Incident, around: Surroundings) -> list[Block]:
    scene = Scene(incident=incident, situation=around.situation, now=around.now)
    title = f"{scene.colour} *{scene.id} · {scene.title}* · {dots(scene.facts, scene.channel)}"
    state = open_line(scene) if incident.status is Status.OPEN else taken_line(scene)
    lines = [title, state, scene.security if _for_security(incident, around.person) else ""]
    buttons = _buttons(incident, around.person)
    return [section("\n".join(line for line in lines if line)), *([actions(buttons)] if buttons else [])]


def _buttons(incident: Incident, person: str) -> Sequence[Block]:
    """What this person can do: come or not for security, take it, join those who have it, or end it."""
    if _for_security(incident, person):
        return security_buttons(incident.id) if _security_waits(incident, person) else ()
    waited_for = person in {page.person for page in incident.waited_for} and TimerKind.HELP in incident.due
    resolve, give = button("Resolve", "resolve", incident.id), button("Hand over", "hand_over", incident.id)
    if incident.status is Status.OPEN or waited_for:
        return button("Acknowledge", "acknowledge", incident.id, style="primary"), resolve
    first = button("Resolve", "resolve", incident.id, style="primary")
    return (first, give) if person == incident.acknowledged_by else (first,)


def _for_security(incident: Incident, person: str) -> bool:
    """Whether they are in it for security alone."""
    asked = incident.security is not None and incident.security.person == person
    return (asked or "security" in incident.ladders_of(person)) and not (
        "response" in incident.ladders_of(person) or person in incident.responders
    )


def _security_waits(incident: Incident, person: str) -> bool:
    security = incident.security
    waiting = security is not None and security.status in {SecurityStatus.INVITED, SecurityStatus.PAGED}
    return waiting and security is not None and person not in security.walk.declined


def _on_call(around: Surroundings) -> list[Block]:
    settings, lines = around.situation.settings, []
    for schedule in settings.schedules.values():
        now = on_duty(schedule.name, around.situation, around.now)
        lines.append(f"*{text.escape(schedule.name)}*: {_names(now, around)}")
    for policy in settings.policies.values():
        first = turns(policy, 1, around.situation, around.now).coming
        lines.append(f"*{text.escape(policy.name)}*: {_names(first[:20], around)}")
    return [section("\n".join(lines) or "No schedule is configured")]


def _names(people: Sequence[str], around: Surroundings) -> str:
    return text.listed([name(one, around.situation) for one in people]) or "nobody"
