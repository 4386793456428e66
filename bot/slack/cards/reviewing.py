"""The security review on the screen: its line on the card, its buttons, what the channel reads, and the reminder."""

from typing import assert_never

from bot.domain import effects as e
from bot.domain.incident.owing import rule_of, whose
from bot.domain.reviews import WORDS, Concern, Conclusion, Known, ReviewState
from bot.slack import text
from bot.slack.cards.face import Block, Face, button, face, overflow
from bot.slack.cards.scene import Scene, dots

_QUESTIONS = (("attack", "an attack"), ("weakened", "a control weakened by the fix"), ("data", "data touched"))


def review_line(scene: Scene) -> str:
    """What the card says of the review; nothing where none is owed and none was given."""
    review = scene.incident.review
    if review.is_owed and rule_of(scene.situation):
        until = f" until {scene.at(review.due)}" if review.due else ""
        return f"Security review owed by {_owes(scene)}{until}"
    return f"Security review: {_concluded(scene, review.last)}" if review.last else ""


def restored_line(scene: Scene) -> str:
    """That the service is back, and the incident waits for the review alone."""
    at = scene.incident.review.restored_at
    by = scene.incident.review.restored_by
    said = f" by {scene.name(by)}" if by else ""
    return f":large_green_circle: *Service restored* {scene.at(at)}{said}. Nobody is paged any more" if at else ""


def _owes(scene: Scene) -> str:
    person = whose(scene.incident)
    return scene.name(person) if person else "security"


def _concluded(scene: Scene, one: Conclusion) -> str:
    what = WORDS[one.state]
    if one.state is ReviewState.EXCUSED:
        return f"{what}, by {scene.name(one.by)}: “{_quoted(one.note)}”"
    todo = f": {scene.name(one.owner)}, {_quoted(one.action)}" if one.action else ""
    return f"*{what}*{todo}, says {scene.name(one.by)} {scene.at(one.at)}"


def asked(scene: Scene) -> str:
    """What is asked of security, and until when."""
    due = scene.incident.review.due
    until = f" by {scene.at(due)}" if due else ""
    if not scene.incident.review.is_owed or rule_of(scene.situation) is None:
        return ""
    return f"*Asked of you{until}:* is it an attack? does the fix weaken a control? is data touched?"


def answers(scene: Scene, *further: tuple[str, str]) -> tuple[Block, ...]:
    """The buttons of whoever owes the review; `further` stand in the menu before what is rare.

    Where it is concluded, a button for what most conclude would change nothing.
    """
    number = scene.id
    menu = (*further, ("Conclude otherwise…", f"conclude:{number}"), ("Why these people?", f"why:{number}"))
    clear = (
        () if scene.incident.review.last else (button("Nothing for security", "review_clear", number, style="primary"),)
    )
    return (
        *clear,
        button("Concern…", "concern", number),
        overflow(*menu[:5]),
    )


def reviewed(scene: Scene, told: e.Reviewing) -> list[str]:
    """The lines in the channel."""
    match told:
        case e.TellReviewed():
            return _reviewed(scene, told)
        case e.TellConcern():
            return _concern(scene, told.concern)
        case e.TellRestored():
            return _restored(scene, told)
        case _:
            assert_never(told)


def _reviewed(scene: Scene, told: e.TellReviewed) -> list[str]:
    one = told.conclusion
    todo = f" {scene.name(one.owner)}: {_quoted(one.action)}" if one.action else ""
    now = ", and no longer what was said before" if told.again else ""
    first = f":shield: *{scene.name(one.by)} has reviewed {scene.id}: {_short(one)}*{todo}{now}"
    return [first, f"“{_quoted(one.note)}”" if one.note else ""]


def _short(one: Conclusion) -> str:
    return WORDS[one.state].removeprefix("reviewed, ")


def _concern(scene: Scene, one: Concern) -> list[str]:
    known = [f"{what}: {getattr(one, key).value}" for key, what in _QUESTIONS if getattr(one, key) is not Known.UNKNOWN]
    unknown = [what for key, what in _QUESTIONS if getattr(one, key) is Known.UNKNOWN]
    open_ = f"not known: {', '.join(unknown)}" if unknown else ""
    note = f" “{_quoted(one.note)}”" if one.note else ""
    return [f":shield: *{scene.name(one.by)} has a security concern*{note}", dots(*known, open_)]


def _restored(scene: Scene, told: e.TellRestored) -> list[str]:
    if told.by is None:
        return [f":rotating_light: *{scene.id} is broken again.* It goes on"]
    who = scene.name(told.whose) if told.whose else "security"
    until = f" until {scene.at(told.due)}" if told.due else ""
    first = f":large_green_circle: *Service restored, says {scene.name(told.by)}.* Nobody is paged or asked any more"
    return [first, f"Only the security review is missing: {who} owes it{until}"]


def owed_line(scene: Scene, told: e.TellResolved) -> str:
    """The line below *INC-7 is resolved*: who owes the review, and that everybody else is done."""
    if told.review_due is None:
        return ""
    who = scene.name(told.review_by) if told.review_by else "Security"
    return f"{who} owes the security review until {scene.at(told.review_due)}; you are done"


def reminder(scene: Scene, effect: e.RemindReview) -> Face:
    """Asks whoever owes the review for it."""
    late = "was due" if effect.due < scene.now else "is due"
    title = "" if scene.incident.private else f": {scene.title}"
    waits = f"{scene.name(effect.by)} waits for it, to resolve the incident" if effect.by else ""
    lines = [
        f":shield: *Your security review of {scene.id}{title} {late} {scene.at(effect.due)}*",
        waits,
        "Is it an attack? does the fix weaken a control? is data touched?",
    ]
    short = f"{scene.id}: the security review {late}"
    return face(lines, answers(scene), small=scene.channel, short=short)


def refusal(words: str, number: str, person: str) -> Face:
    """Why it can't be resolved yet, and the three ways on; `person` is who is asked again, if anybody."""
    ways = [
        "Service back? *Service restored* stops pages and reminders now; only the review stays open",
        "*Resolve without…* needs a reason, which goes to the record and to whoever leads security",
    ]
    again = f"Ask {person} again" if person else "Ask security again"
    buttons = (
        button("Service restored", "service_restored", number, style="primary"),
        button(text.cut(again, 60), "ask_review", number),
        button("Resolve without…", "resolve_without", number),
    )
    return face([words, *ways], buttons)


def _quoted(words: str) -> str:
    return text.fit(text.one_line(words), 300)
