"""The digest: one message that pages somebody for several incidents, when more messages would only be noise."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.domain.alerts import Severity
from bot.domain.incident.pages import Page
from bot.slack import text
from bot.slack.cards.face import Block, Face, button, face, overflow
from bot.slack.cards.scene import Scene, counted, dots
from bot.slack.cards.settled import hidden, settled

#: So many incidents have a line of their own, and so many a way to take them alone.
LINES, ALONE = 20, 5

Told = tuple[Scene, Page]


def told_in(scene: Scene, call: Page) -> tuple[Told, ...]:
    """Every incident that this digest tells of, with its page: the digest's own first."""
    beside = (
        (scene.of(incident), page)
        for incident in scene.beside
        for page in incident.pages
        if page.within == (scene.incident.number, call.step) and page.person == call.person
    )
    return ((scene, call), *beside)


def digest(scene: Scene, call: Page, *, repeat: bool = False) -> Face | None:
    """The digest's face while any of its incidents asks; `None` where it tells of its own alone, or nothing asks."""
    told = {one.incident.number: (one, page) for one, page in told_in(scene, call)}  # of each the newest call
    asking = [(one, page) for one, page in told.values() if settled(one, page) is None]
    if len(told) == 1 or not asking:
        return None
    if len(asking) == 1:
        return _lone(*asking[0], among=len(told), repeat=repeat)
    before = "Possible repeat: " if repeat else ""
    who = "" if call.person.startswith("#") else f"{scene.name(call.person)}, "
    sign = ":shield:" if _is_security(asking) else ":rotating_light:"
    headline = f"{sign} *{before}{who}{counted(len(asking), 'incident')} need you*"
    lines = [headline, *_lines(asking), _settled(len(told) - len(asking)), _otherwise(scene, asking)]
    return face(lines, _buttons(asking, call), short=before + _lock_screen(scene, asking, call))


def _lone(scene: Scene, call: Page, *, among: int, repeat: bool) -> Face:
    before = "Possible repeat: " if repeat else ""
    headline = f":rotating_light: *{before}Please take {scene.id}*"
    lines = [headline, _line(scene, call), _settled(among - 1), _otherwise(scene, [(scene, call)])]
    return face(lines, _buttons([(scene, call)], call), short=before + _lock_screen(scene, [(scene, call)], call))


def umbrella_of(told: Sequence[Told]) -> str | None:
    """The id of the umbrella among them, which the message belongs to."""
    return next((scene.id for scene, _ in told if scene.incident.storm_at is not None), None)


def _lines(asking: Sequence[Told]) -> Iterator[str]:
    ranked = sorted(asking, key=lambda one: (-one[0].incident.severity.rank, one[0].incident.number))
    yield from (_line(scene, call) for scene, call in ranked[:LINES])
    if len(ranked) > LINES:
        yield f"… and {len(ranked) - LINES} more"


def _line(scene: Scene, call: Page) -> str:
    kind = "security" if call.ladder == "security" else ""
    what = "(private)" if hidden(scene) else text.escape(text.cut(text.one_line(scene.incident.title), 90))
    held = scene.alerts if scene.incident.storm_at is not None else ""
    return f"• *{scene.id}* {dots(what, kind, scene.incident.severity.value, held, scene.channel)}"


def _settled(number: int) -> str:
    are = "is" if number == 1 else "are"
    return f"{counted(number, 'other')} of this message {are} taken or over" if number else ""


def _until(asking: Sequence[Told]) -> datetime | None:
    return min((call.answer_by for _, call in asking if call.answer_by is not None), default=None)


def _otherwise(scene: Scene, asking: Sequence[Told]) -> str:
    until = _until(asking)
    return f"What nobody has taken by {scene.at(until)} goes to whoever is next" if until else ""


def _lock_screen(scene: Scene, asking: Sequence[Told], call: Page) -> str:
    until = _until(asking)
    by = f". Answer by {scene.clock(until, call.person)}" if until and not call.person.startswith("#") else ""
    worst = max((one.incident.severity for one, _ in asking), key=lambda severity: severity.rank, default=Severity.LOW)
    shown = ", ".join(one.id for one, _ in asking[:3]) + (" …" if len(asking) > 3 else "")
    return f"{counted(len(asking), 'incident')} need you, {worst.value} at worst: {shown}{by}"


def _buttons(asking: Sequence[Told], call: Page) -> tuple[Block, ...]:
    here = "security_here" if call.ladder == "security" else "acknowledge"
    first = asking[0][0].id
    if len(asking) == 1:
        return (button("I'm here" if call.ladder == "security" else "Acknowledge", here, first, style="primary"),)
    ids = " ".join(scene.id for scene, _ in asking[:100])
    alone = [(f"{scene.id} alone", f"{_act(page)}:{scene.id}") for scene, page in asking[:ALONE]]
    label = "I'm here for all" if _is_security(asking) else "Acknowledge all"
    return (button(label, "acknowledge_all", ids, style="primary"), overflow(*alone))


def _is_security(asking: Sequence[Told]) -> bool:
    return all(page.ladder == "security" for _, page in asking)


def _act(page: Page) -> str:
    return "security_here" if page.ladder == "security" else "acknowledge"
