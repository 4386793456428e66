"""What is said of an incident as a whole: its line under `announce`, the brief to security, the channel's topic."""

from bot.domain.incident.owing import rule_of
from bot.domain.incident.state import (
    Status,
)
from bot.domain.security import (
    SecurityStatus,
)
from bot.domain.situation import ChannelUse
from bot.slack import text
from bot.slack.cards.card import open_line, taken_line, update_line
from bot.slack.cards.face import Block, Face, button, face
from bot.slack.cards.page import security_buttons, security_excuses
from bot.slack.cards.reviewing import answers, asked, review_line
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


def brief(scene: Scene, person: str) -> Face:
    """What security needs to know now; the mention, in the channel, asks that one person."""
    engineer = scene.incident.security
    if engineer is not None and engineer.person != person:
        line = (
            f":shield: *{scene.name(engineer.person)} stands in for security on {scene.id}*, not {scene.name(person)}"
        )
        return face([line], short=scene.short("security"))
    here = engineer is not None and engineer.status is SecurityStatus.HERE
    you = scene.mention(person) if scene.channel else scene.name(person)
    owed = scene.incident.review.is_owed and rule_of(scene.situation) is not None
    if scene.incident.status is Status.RESOLVED:
        left = asked(scene) if owed else review_line(scene) or "Nothing more is asked of you"
        buttons = answers(scene) if owed else ()
        return face([f"{you} *{scene.id} is resolved.* {left}"], buttons, short=scene.short("resolved"))
    about = dots(scene.incident.severity.value, scene.service).replace(" · ", ", ")
    state = f"*You are security's eyes on {scene.id}*" + (", and here." if here else f" ({about}).")
    fixes = f"{scene.name(scene.incident.primary)} fixes; you judge. " if scene.incident.primary else ""
    lines = [f"{you} {state} {fixes}You need not debug.", _known(scene), _unknown(scene), asked(scene)]
    return face(
        [*lines, review_line(scene) if not owed else ""], _asks(scene, owed, here), short=_lock_screen(scene, lines[0])
    )


def _asks(scene: Scene, owed: bool, here: bool) -> tuple[Block, ...]:
    """What they can answer: with a review owed what they conclude, and behind it whether they come."""
    if not owed:
        return () if here else security_buttons(scene.id)
    comes = (
        ("I'm here", f"security_here:{scene.id}"),
        ("Not me", f"security_not_me:{scene.id}"),
        *security_excuses(scene.id),
    )
    return answers(scene, *(() if here else comes))


def _lock_screen(scene: Scene, line: str) -> str:
    return scene.short("security is asked") or line


def _known(scene: Scene) -> str:
    titles = [one.title for one in scene.incident.alerts.values()][:3] or [scene.incident.title]
    known = [text.escape(text.cut(text.one_line(title), 120)) for title in titles]
    return f"*Known:* {dots(*known, f'since {scene.at(scene.incident.opened_at)}', scene.links)}"


def _unknown(scene: Scene) -> str:
    return "*Not known:* which version runs now" if scene.incident.alerts else ""


def topic(scene: Scene) -> str:
    """What stays as it is, since a topic is set once: service and runbook, at most 250 characters.

    It has no formatting but is escaped all the same.
    """
    runbook = scene.runbook or ""
    words = dots(scene.id, scene.incident.named_service, f"Runbook: {runbook}" if text.is_web(runbook) else "")
    return text.fit(text.one_line(words), 240, formats=False)
