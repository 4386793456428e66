"""Messages to one person or to operators: questions, reminders, answers to a click."""

import json
from typing import Any

from bot.domain.effects import Answer, AskStillOnIt, RemindPostmortem
from bot.domain.errors import GoAhead
from bot.slack import text
from bot.slack.cards.face import Face, button, face
from bot.slack.cards.scene import Scene, are
from bot.slack.carried import carry

_GO_AHEAD = {"acknowledge_confirmed": "Take it", "escalate_confirmed": "Escalate"}

_BESIDE = {"response_type": "ephemeral", "replace_original": False}


def still_on_it(scene: Scene, asked: AskStillOnIt) -> Face:
    """Asks the responder of a quiet incident; the lock screen says by when."""
    hands = scene.hands()
    called = f"{scene.names(hands) or 'the last resort'} {are(hands)} called"
    took = f"You took {scene.id} {text.lasted(scene.now - asked.since)} ago, and its channel is quiet. *Still on it?*"
    otherwise = f"If you don't answer by {scene.at(asked.answer_by)}, {called}"
    buttons = (
        button("Still on it", "still_on_it", scene.id, style="primary"),
        button("Hand over", "hand_over", scene.id),
    )
    short = f"{scene.id}: still on it? Answer by {scene.clock(asked.answer_by, asked.person)}"
    return face([f"{took} {otherwise}"], buttons, small=scene.channel, short=short)


def postmortem_due(scene: Scene, reminded: RemindPostmortem) -> Face:
    """Asks for the postmortem; the first time it may be said that none is needed."""
    late = "was due" if reminded.due < scene.now else "is due"
    title = "" if scene.incident.private else f": {scene.title}"
    lines = [
        f":memo: *The postmortem of {scene.id}{title} {late} {scene.at(reminded.due)}*",
        "Its draft is written already",
    ]
    write = button("Postmortem", "postmortem", scene.id, style="primary")
    waive = (button("Not needed", "postmortem_not_needed", scene.id),) if reminded.first else ()
    return face(lines, (write, *waive), small=scene.channel, short=f"{scene.id}: the postmortem {late}")


def plain_words(words: str) -> Face:
    """Words of the domain to a person or to operators, as they are."""
    said = text.fit(words, 2900)
    return face([said], short=said)


def question(words: str, go_ahead: GoAhead) -> Face:
    """A question (mrkdwn) above the button that goes ahead."""
    label = _GO_AHEAD.get(go_ahead.action, "Go ahead")
    return face([words], [button(label, go_ahead.action, carry(go_ahead), style="primary")])


def answer(told: Answer) -> dict[str, Any]:
    """The body of a post to a response_url: to the one who clicked, beside the message and not in its place."""
    if told.drawn:
        return {**_BESIDE, "text": told.text, "blocks": json.loads(told.drawn)}
    shown = text.fit(told.text, 2900)
    if told.confirm is None:
        return {**_BESIDE, "text": shown}
    return {**_BESIDE, "text": shown, "blocks": list(question(shown, told.confirm).blocks)}
