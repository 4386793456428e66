"""The question why it was *Not me*: to that person alone, and it says beforehand who can read the answer."""

from bot.domain.effects import AskReason
from bot.domain.incident.state import Incident
from bot.domain.incident.wondering import TOO_LATE
from bot.domain.reasons import Question
from bot.slack import text
from bot.slack.cards.face import Face, button, face
from bot.slack.cards.scene import Scene


def why_not_me(scene: Scene, asked: AskReason) -> Face:
    """Asks why; the title stands in it unless the incident is private. Later it says what was answered."""
    question = _question(scene, asked)
    if question is not None and question.answer:
        answer = text.escape(text.cut(text.one_line(question.answer), 300))
        noted = f":speech_balloon: Noted in the timeline of {scene.id}: {answer}"
        return face([noted], small=readers_of(scene.incident))
    title = " (private)" if scene.incident.private else f": {scene.title}"
    lines = [
        f":speech_balloon: *{scene.id}{title}*",
        f"You said *Not me* {scene.at(asked.said_at)}. Why was that? You need not answer, and are asked once",
    ]
    buttons = (
        button("Couldn't be reached", "reason_unreachable", scene.id),
        button("Not my service", "reason_service", scene.id),
        button("Ill or away", "reason_away", scene.id),
        button("Something else…", "reason_other", scene.id),
    )
    short = f"{scene.id}: why was it not you? You need not answer"
    return face(lines, buttons, small=readers_of(scene.incident), short=short)


def readers_of(incident: Incident) -> str:
    """Who can read what somebody answers, said before they do."""
    who = "whoever is in this private incident" if incident.private else "everybody who can use Rondo"
    return f"Your answer goes into the timeline of {incident.id}, which {who} can read, and into no postmortem"


def is_wondering(scene: Scene, asked: AskReason) -> bool:
    """Whether it is still worth asking: they have not answered, and it is not evening by now."""
    question = _question(scene, asked)
    if question is None or question.asked_at is None or question.answer:
        return False
    return scene.now - question.asked_at <= TOO_LATE


def _question(scene: Scene, asked: AskReason) -> Question | None:
    known = scene.incident.questions
    same = (one for one in known if AskReason(person=one.person, said_at=one.said_at).slot == asked.slot)
    return next(same, None)
