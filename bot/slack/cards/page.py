"""The page: the direct message that asks one person to take it, and later says what became of it.

It is the only message that notifies. It shows nothing that changes while an incident is being opened but the channel's
link, so that it is edited once.
"""

from bot.domain.events import TimerKind
from bot.domain.incident.pages import Page
from bot.domain.incident.sending import is_beside, is_past
from bot.domain.incident.state import Status
from bot.slack import text
from bot.slack.cards.digest import digest, told_in
from bot.slack.cards.everybody import calls_everybody, to_everybody
from bot.slack.cards.face import Block, Face, button, face, overflow
from bot.slack.cards.proposals import waiting_for_security
from bot.slack.cards.scene import Scene, are, dots
from bot.slack.cards.settled import facts, hidden, settled

Buttons = tuple[Block, ...]

#: How a call is announced that is not the first; further ones by their number.
_AGAIN = {2: "Second", 3: "Third"}


def page(scene: Scene, call: Page, *, repeat: bool = False) -> Face:
    """The page of one call in its present state; `repeat` marks one that may have arrived already."""
    together = digest(scene, call, repeat=repeat) if call.digest else None
    if together:
        return together
    *_, newest = (page for one, page in told_in(scene, call) if one.incident is scene.incident)
    return settled(scene, newest) or _asking(scene, newest, repeat)


def asks(scene: Scene, call: Page) -> bool:
    """Whether the message still asks for something; one that does not, and never arrived, need not be sent."""
    told = told_in(scene, call)
    return any(settled(one, page) is None and not is_past(one.incident, page) for one, page in told)


def _superseded(scene: Scene, call: Page) -> bool:
    """The ladder went on. What is drawn now may stay for good, so it says nothing that time or others change."""
    incident = scene.incident
    return call.ladder == "response" and incident.status is Status.OPEN and call not in incident.current_pages


def _asking(scene: Scene, call: Page, repeat: bool) -> Face:
    before = _prefix(scene, call, repeat)
    lines = [f"{_sign(call)} *{before}{_headline(scene, call)}*", *_because(scene, call), facts(scene)]
    security = "" if _superseded(scene, call) else scene.security
    about = [] if hidden(scene) else [_reason(call), security]
    shown = face(
        [*lines, _otherwise(scene, call), *about],
        _buttons(scene, call),
        short=before + _lock_screen(scene, call),
    )
    return calls_everybody(shown) if _is_channel(call) else shown


def _prefix(scene: Scene, call: Page, repeat: bool) -> str:
    if repeat:
        return "Possible repeat: "
    calls = [one for one in scene.incident.pages if (one.person, one.ladder) == (call.person, call.ladder)]
    number = sum(one.step <= call.step for one in calls)
    return f"{_AGAIN.get(number) or text.ordinal(number)} call: " if number > 1 else ""


def _sign(call: Page) -> str:
    return ":shield:" if call.ladder == "security" else ":rotating_light:"


def _headline(scene: Scene, call: Page) -> str:
    who, what = scene.name(call.person), f"{scene.id}: {scene.title}"
    if hidden(scene):
        asked = "somebody is needed" if _is_channel(call) else f"{who}, you are needed"
        return f"{asked} on {scene.id} (private)"
    if _is_channel(call):
        return to_everybody(scene, call, what)
    if call.ladder == "security":
        return f"{who}, please stand in for security on {what}"
    if call.help:
        asks = (
            f"{scene.name(call.by)} {'gives you' if call.given else 'calls you to'}" if call.by else "please help with"
        )
        return f"{who}, {asks} {what}"
    return f"{who}, nobody has answered {what}" if call.ladder == "last_resort" else f"{who}, please take {what}"


def _because(scene: Scene, call: Page) -> list[str]:
    """Who was asked before, who has it already, and the words of whoever called."""
    was, has = ("were", "have") if len(call.silent) > 1 else ("was", "has")
    asked = f"{scene.names(call.silent)} {was} paged{_asked_at(scene, call)} and {has} not answered"
    keeper = scene.incident.acknowledged_by
    quiet = f"{scene.keeper} has it, but has not answered"
    silent = (quiet if call.silent == (keeper,) else asked) if call.silent else ""
    keeps = f"{scene.keeper} keeps the incident" if call.help and keeper and keeper != call.person else ""
    words = f"“{text.fit(text.one_line(call.reason), 500)}”" if call.reason and not hidden(scene) else ""
    asked = waiting_for_security(scene) if call.ladder == "security" and not hidden(scene) else ""
    return [silent, dots(words, keeps), asked]


def _asked_at(scene: Scene, call: Page) -> str:
    before = [one for one in scene.incident.pages if one.step < call.step and one.person in call.silent]
    return f" at {scene.at(before[-1].at)}" if before else ""


def _otherwise(scene: Scene, call: Page) -> str:
    """What happens if nobody answers."""
    if call.ladder == "last_resort":
        return "You are called again every 15 min until somebody takes it" if not _is_channel(call) else ""
    if call.answer_by is None or (call.help and TimerKind.HELP not in scene.incident.due):
        return ""
    until = f"If you don't answer by {scene.at(call.answer_by)}"
    if call.ladder == "security":
        others = scene.stand_ins()
        again = (
            "nobody else can be asked" if is_beside(scene.incident, call) else "security is asked again 15 min later"
        )
        asked = f"{scene.names(others)} {are(others)} asked" if others else again
        return f"{until}, {asked}"
    if call.help and call not in scene.incident.waited_for:
        return "You can still join"
    if call.help:
        hands = scene.hands()
        yours = "You have it from now on. " if call.person == scene.incident.acknowledged_by else ""
        return f"{yours}{until}, {scene.names(hands) or 'the last resort'} {are(hands)} called"
    if _superseded(scene, call):
        return "You can still take it. *Nobody has it yet.*"
    coming = scene.coming()
    return f"{until}, {scene.whom(coming[0])} {are(coming[0].names)} paged" if coming else ""


def _reason(call: Page) -> str:
    return f"Your turn: {text.fit(call.why, 300)}" if call.why and not _is_channel(call) else ""


def _lock_screen(scene: Scene, call: Page) -> str:
    waits = call.answer_by and not _is_channel(call) and not _superseded(scene, call)
    by = f". Answer by {scene.clock(call.answer_by, call.person)}" if call.answer_by and waits else ""
    if scene.incident.private:
        return f"{scene.id}: you are needed (private){by}"
    kind = " (security)" if call.ladder == "security" else ""
    return f"{scene.id} {scene.incident.severity.value}{kind}: {scene.title}{by}"


def _is_channel(call: Page) -> bool:
    return call.person.startswith("#")


def _buttons(scene: Scene, call: Page) -> Buttons:
    number = scene.id
    more = overflow(
        *(security_excuses(number) if call.ladder == "security" else ()),
        ("Call somebody else…", f"escalate_form:{number}"),
        ("Why me?", f"why:{number}"),
        ("Timeline", f"timeline:{number}"),
    )
    if call.ladder == "security":
        return (*security_buttons(number), more)
    take = button("Acknowledge", "acknowledge", number, style="primary")
    other = button("Hand over", "hand_over", number) if call.given else button("Not me", "not_me", number)
    return (take,) if _is_channel(call) else (take, other, more)


def security_buttons(number: str) -> Buttons:
    """What security answers with, on a page and on a brief."""
    here = button("I'm here", "security_here", number, style="primary")
    return (here, button("Not me", "security_not_me", number))


def security_excuses(number: str) -> tuple[tuple[str, str], ...]:
    """What security may say instead of coming, for the menu of a page and of a brief."""
    return ("Need time", f"security_time:{number}"), ("Can't…", f"security_excuse:{number}")
