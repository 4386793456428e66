"""Answers to one person: a sentence, a question with its button, a list of incidents to choose from."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.incident.state import Incident, Status
from bot.domain.situation import Situation
from bot.engine import Result
from bot.slack.cards.face import Block, Face, actions, button, face, section
from bot.slack.cards.scene import dots, name
from bot.slack.text import bold, cut, escape, plain

#: The label of the button beside an incident, by `action_id`.
_LABELS: Mapping[str, str] = {
    "acknowledge": "Acknowledge",
    "escalate": "Escalate",
    "resolve": "Resolve",
    "reopen": "Reopen",
    "postmortem": "Postmortem",
    "why": "Why these people?",
    "timeline": "Timeline",
    "security": "Security",
}
_CONFIRM: Mapping[str, str] = {"acknowledge_confirmed": "Take it", "escalate_confirmed": "Escalate"}


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
    words = escape(brought.text) or "Done."
    if brought.confirm is None or brought.incident is None:
        return face([words])
    label = _CONFIRM.get(brought.confirm, "Go ahead")
    return face([words], [button(label, brought.confirm, brought.incident.id, style="primary")])


def choice(lead: str, incidents: Sequence[Incident], situation: Situation, *, action: str = "open_incident") -> Face:
    """Incidents as lines, each with its button; at most five."""
    blocks: list[Block] = [section(lead)]
    for one in incidents[:5]:
        pressed = button(_LABELS.get(action, "Open"), action, one.id)
        blocks += [section(line(one, situation)), actions([pressed])]
    return Face(text=plain(lead), blocks=tuple(blocks))


def line(incident: Incident, situation: Situation) -> str:
    """`*INC-7 · Checkout error rate above 5 %* · critical · Ben has it`; a private one without its title."""
    title = "private" if incident.private else cut(incident.title, 150)
    service = "" if incident.private else escape(incident.service or "")
    return dots(bold(f"{incident.id} · {title}"), incident.severity.value, service, state(incident, situation))


def state(incident: Incident, situation: Situation) -> str:
    """`nobody has it`, `Ben has it`, `resolved`."""
    if incident.status is Status.RESOLVED:
        return "resolved"
    keeper = incident.acknowledged_by if incident.status is Status.ACKNOWLEDGED else None
    return f"{name(keeper, situation)} has it" if keeper else "*nobody has it*"
