"""Answers to one person: a sentence, a question with its button, a list of incidents to choose from."""

import json
from collections.abc import Mapping
from typing import Any

from bot.domain.alerts import Severity
from bot.domain.incident.state import Incident, Status
from bot.domain.situation import Situation
from bot.engine import Result
from bot.slack.cards.asks import question
from bot.slack.cards.face import Block, Face, actions, button, face, section
from bot.slack.cards.scene import dots, name
from bot.slack.carried import carry
from bot.slack.commands.meanings import Choose
from bot.slack.text import bold, cut, entities, escape, plain

#: The label of the button beside an incident, by `action_id`.
_LABELS: Mapping[str, str] = {
    "acknowledge": "Acknowledge",
    "escalate": "Escalate",
    "resolve": "Resolve",
    "reopen": "Reopen",
    "postmortem": "Postmortem",
    "why": "Why these people?",
    "evidence": "The evidence",
    "timeline": "Timeline",
    "security": "Security",
    "severity": "Severity",
    "propose": "Propose…",
    "propose_this": "Propose",
    **{f"severity_{one}": f"Set to {one}" for one in Severity},
}


def ephemeral(shown: Face) -> dict[str, Any]:
    """The body that answers a command, or goes to a response_url: for that person alone, beside what stands there."""
    return {
        "response_type": "ephemeral",
        "replace_original": False,
        "text": shown.text,
        "blocks": [dict(block) for block in shown.blocks],
    }


def drawn(shown: Face) -> str:
    """Its blocks as JSON, for an effect that carries what was read."""
    return json.dumps([dict(block) for block in shown.blocks])


def sentence(mrkdwn: str) -> Face:
    """One sentence."""
    return face([mrkdwn])


def result(brought: Result) -> Face:
    """What an event brought, in the engine's plain words; a question gets the button that goes ahead."""
    words = entities(brought.text) or "Done."
    return question(words, brought.confirm) if brought.confirm else face([words])


def choice(chosen: Choose, situation: Situation) -> Face:
    """Incidents as lines, each with its button; at most five."""
    blocks: list[Block] = [section(chosen.text)]
    for one in chosen.incidents[:5]:
        asked = chosen.asked.get(one.number)
        pressed = button(_LABELS.get(chosen.action, "Open"), chosen.action, carry(asked) if asked else one.id)
        blocks += [section(line(one, situation)), actions([pressed])]
    return Face(text=plain(chosen.text), blocks=tuple(blocks))


def line(incident: Incident, situation: Situation) -> str:
    """`*INC-7 · Checkout error rate above 5 %* · critical · Ben has it`; a private one without its title."""
    title = "private" if incident.private else cut(incident.title, 150)
    service = "" if incident.private else escape(incident.named_service)
    return dots(bold(f"{incident.id} · {title}"), incident.severity.value, service, state(incident, situation))


def state(incident: Incident, situation: Situation) -> str:
    """`nobody has it`, `Ben has it`, `resolved`."""
    if incident.status is Status.RESOLVED:
        return "resolved"
    keeper = incident.acknowledged_by if incident.status is Status.ACKNOWLEDGED else None
    return f"{name(keeper, situation)} has it" if keeper else "*nobody has it*"
