"""What is said of an incident as a whole: its line under `announce`, the brief to security, the channel's topic."""

from bot.domain.incident.state import (
    Status,
)
from bot.domain.situation import ChannelUse
from bot.slack import text
from bot.slack.cards.card import open_line, taken_line, update_line
from bot.slack.cards.face import Face, button, face
from bot.slack.cards.scene import Scene, dots


def announcement(scene: Scene) -> Face:
    """The incident's line: a link to the channel and no button; a low one can be made an incident instead."""
    incident = scene.incident
    line = f"{scene.colour} *{scene.id} · {scene.title}* · {dots(scene.facts, scene.channel)}"
    match incident.status:
        case Status.RESOLVED:
            by = f" by {scene.name(incident.resolved_by)}" if incident.resolved_by else ""
            state = f"*Resolved*{by}, {scene.lasted}"
        case Status.ACKNOWLEDGED:
            state = taken_line(scene)
        case Status.OPEN:
            state = open_line(scene) if incident.pages or incident.held else ""
    alone = incident.channel is None and incident.urgency.channel is ChannelUse.NONE
    make = (
        (button("Make it an incident", "make_incident", scene.id),) if alone and incident.status is Status.OPEN else ()
    )
    return face([line, state, update_line(scene), "" if scene.channel else scene.links], make)


def topic(scene: Scene) -> str:
    """What stays as it is, since a topic is set once: service and runbook, at most 250 characters.

    It has no formatting but is escaped all the same.
    """
    runbook = scene.runbook or ""
    words = dots(scene.id, scene.incident.named_service, f"Runbook: {runbook}" if text.is_web(runbook) else "")
    return text.fit(text.one_line(words), 240, formats=False)
