"""Messages to one person or to operators: questions, reminders, answers to a click."""

import json
from typing import Any

from bot.domain.durations import lasted
from bot.domain.effects import Answer, AskStillOnIt, RemindPostmortem
from bot.domain.errors import GoAhead
from bot.domain.events import TimerKind
from bot.domain.incident.state import Status
from bot.slack import text
from bot.slack.cards.face import Block, Face, button, face
from bot.slack.cards.reviewing import refusal
from bot.slack.cards.scene import Scene, are
from bot.slack.carried import carry

_ANSWERS = {"reachable": "I can be reached", "take_time": "I take it", "undo_plan": "Undo"}
_GO_AHEAD = {"acknowledge_confirmed": "Take it", "escalate_confirmed": "Escalate"}

_BESIDE = {"response_type": "ephemeral", "replace_original": False}


def still_on_it(scene: Scene, asked: AskStillOnIt) -> Face:
    """Asks the responder of a quiet incident; the lock screen says by when. Later it says what became of that."""
    if not is_asking(scene, asked):
        return _answered(scene, asked)
    hands = scene.hands()
    called = f"{scene.names(hands) or 'the last resort'} {are(hands)} called"
    since = scene.incident.acknowledged_at or scene.incident.opened_at
    took = f"You took {scene.id} {lasted(scene.now - since)} ago, and its channel is quiet. *Still on it?*"
    otherwise = f"If you don't answer by {scene.at(asked.answer_by)}, {called}"
    short = f"{scene.id}: still on it? Answer by {scene.clock(asked.answer_by, asked.person)}"
    return face([f"{took} {otherwise}"], _still_on_it(scene), small=scene.channel, short=short)


def is_asking(scene: Scene, asked: AskStillOnIt) -> bool:
    """Whether the question is open."""
    due = scene.incident.due.get(TimerKind.ATTENTION)
    if scene.incident.asked_at is None or due is None or scene.now >= due:
        return False
    return asked.slot == AskStillOnIt(person=scene.incident.acknowledged_by or "", answer_by=due).slot


def _answered(scene: Scene, asked: AskStillOnIt) -> Face:
    incident = scene.incident
    if incident.status is Status.RESOLVED:
        return face([f":white_check_mark: *{scene.id} is resolved.* Nothing to do."])
    if incident.acknowledged_by != asked.person:
        state = f"{scene.keeper} has it" if incident.acknowledged_by else f"{scene.id} is open again"
        return face([f"*{state}.* This question is answered"], small=scene.channel)
    if TimerKind.HELP not in incident.due:
        return face([f"*Still on it:* you have {scene.id}. Rondo asks again later"], small=scene.channel)
    called = [page.person for page in incident.pages if page.help and asked.person in page.silent]
    more = f", so {scene.name(called[-1])} was called" if called else ""
    line = f"You have not answered by {scene.at(asked.answer_by)}{more}. *Still on it?*"
    return face([line], _still_on_it(scene), small=scene.channel)


def _still_on_it(scene: Scene) -> tuple[Block, ...]:
    return (
        button("Still on it", "still_on_it", scene.id, style="primary"),
        button("Hand over", "hand_over", scene.id),
    )


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


def plain_words(words: str, *, action: str = "", plan: int = 0) -> Face:
    """Words of the domain to a person or to operators, as they are, and a button where they ask for an answer."""
    said = text.fit(words, 2900, formats=False)
    answers = (button(_ANSWERS[action], action, f"plan {plan}"),) if action else ()
    return face([said], answers, short=said)


def question(words: str, go_ahead: GoAhead) -> Face:
    """A question (mrkdwn) above the button that goes ahead."""
    if go_ahead.action == "review_missing":
        return refusal(words, f"INC-{go_ahead.incident}", go_ahead.person or "")
    label = _GO_AHEAD.get(go_ahead.action, "Go ahead")
    return face([words], [button(label, go_ahead.action, carry(go_ahead), style="primary")])


def answer(told: Answer) -> dict[str, Any]:
    """The body of a post to a response_url: to the one who clicked, beside the message and not in its place."""
    if told.drawn:
        return {**_BESIDE, "text": told.text, "blocks": json.loads(told.drawn)}
    shown = text.fit(told.text, 2900, formats=False)
    if told.confirm is None:
        return {**_BESIDE, "text": shown}
    return {**_BESIDE, "text": shown, "blocks": list(question(shown, told.confirm).blocks)}
