"""The page: the direct message that asks one person to take it, and later says what became of it.

It is the only message that notifies. It shows nothing that changes while an incident is being opened but the channel's
link, so that it is edited once.
"""

from bot.domain.events import TimerKind
from bot.domain.incident.state import (
    ChannelState,
    Page,
    Status,
)
from bot.domain.security import (
    SecurityStatus,
)
from bot.slack import text
from bot.slack.cards.card import open_line
from bot.slack.cards.everybody import calls_everybody, to_everybody
from bot.slack.cards.face import Block, Face, button, face, overflow
from bot.slack.cards.scene import Scene, are, dots

Buttons = tuple[Block, ...]


def page(scene: Scene, call: Page, *, repeat: bool = False) -> Face:
    """The page of one call in its present state; `repeat` marks one that may have arrived already."""
    return _settled(scene, call) or _asking(scene, call, repeat)


def asks(scene: Scene, call: Page) -> bool:
    """Whether the page still asks for something; one that does not, and never arrived, need not be sent."""
    return _settled(scene, call) is None


def _settled(scene: Scene, call: Page) -> Face | None:
    incident = scene.incident
    if incident.status is Status.RESOLVED:
        return _resolved(scene)
    if call.ladder == "security":
        return _security(scene, call)
    if call.person in incident.responders and not _awaited(scene, call):
        return _mine(scene, call.person)
    if incident.status is Status.ACKNOWLEDGED and call.step <= incident.acknowledged_step:
        return _nothing_to_do(scene, f"{scene.keeper} has it", _since_taken(scene))
    # The last resort, and whoever is called by name, is asked again whatever they said before.
    on_ladder = call.ladder == "response" and call.by is None
    return _passed_on(scene) if on_ladder and call.person in incident.walk.declined else None


def _awaited(scene: Scene, call: Page) -> bool:
    """Called after somebody had it already, and not answered yet: a hand-over, or more hands."""
    incident = scene.incident
    later = call.step > incident.acknowledged_step and call in incident.current_pages
    return incident.status is Status.OPEN or (later and TimerKind.HELP in incident.due)


def _asking(scene: Scene, call: Page, repeat: bool) -> Face:
    lines = [f"{_sign(call)} *{_prefix(call, repeat)}{_headline(scene, call)}*", *_because(scene, call), _facts(scene)]
    about = [] if _hidden(scene) else [_reason(call), scene.security]
    shown = face(
        [*lines, _otherwise(scene, call), *about],
        _buttons(scene, call),
        short=_prefix(call, repeat) + _lock_screen(scene, call),
    )
    return calls_everybody(shown) if _is_channel(call) else shown


def _prefix(call: Page, repeat: bool) -> str:
    return "Possible repeat: " if repeat else "Second call: " if call.second else ""


def _sign(call: Page) -> str:
    return ":shield:" if call.ladder == "security" else ":rotating_light:"


def _headline(scene: Scene, call: Page) -> str:
    who, what = scene.name(call.person), f"{scene.id}: {scene.title}"
    if _hidden(scene):
        asked = "somebody is needed" if _is_channel(call) else f"{who}, you are needed"
        return f"{asked} on {scene.id} (private)"
    if _is_channel(call):
        return to_everybody(scene, call, what)
    if call.ladder == "security":
        return f"{who}, please stand in for security on {what}"
    if call.help:
        given = call.person == scene.incident.acknowledged_by
        asks = f"{scene.name(call.by)} {'gives you' if given else 'calls you to'}" if call.by else "please help with"
        return f"{who}, {asks} {what}"
    return f"{who}, nobody has answered {what}" if call.ladder == "last_resort" else f"{who}, please take {what}"


def _because(scene: Scene, call: Page) -> list[str]:
    """Who was asked before, who has it already, and the words of whoever called."""
    was, has = ("were", "have") if len(call.silent) > 1 else ("was", "has")
    asked = f"{scene.names(call.silent)} {was} paged{_asked_at(scene, call)} and {has} not answered"
    keeper = scene.incident.acknowledged_by
    quiet = f"{scene.keeper} has it, but has not answered whether they are still on it"
    silent = (quiet if call.silent == (keeper,) else asked) if call.silent else ""
    keeps = f"{scene.keeper} keeps the incident" if call.help and keeper and keeper != call.person else ""
    words = f"“{text.fit(text.one_line(call.reason), 500)}”" if call.reason and not _hidden(scene) else ""
    return [silent, dots(words, keeps)]


def _asked_at(scene: Scene, call: Page) -> str:
    before = [one for one in scene.incident.pages if one.step < call.step and one.person in call.silent]
    return f" at {scene.at(before[-1].at)}" if before else ""


def _facts(scene: Scene) -> str:
    if not _hidden(scene):
        return dots(scene.facts, scene.channel, scene.links)
    sign_in = text.link(scene.address, "sign in") if scene.address else ""
    where = " or ".join(part for part in (scene.channel, sign_in) if part)
    facts = dots(scene.incident.severity.value, f"since {scene.at(scene.incident.opened_at)}")
    return f"{facts}. Open it: {where}" if where else facts


def _hidden(scene: Scene) -> bool:
    """A private incident is told in its channel alone, as long as there is or will be one."""
    return scene.incident.private and scene.incident.channel_state is not ChannelState.REFUSED


def _otherwise(scene: Scene, call: Page) -> str:
    """What happens if nobody answers."""
    if call.ladder == "last_resort":
        return "You are called again every 15 min until somebody takes it" if not _is_channel(call) else ""
    if call.answer_by is None:
        return ""
    until = f"If you don't answer by {scene.at(call.answer_by)}"
    if call.ladder == "security":
        return f"{until}, the next one in security is called"
    if call.help:
        return f"{until}, the next one is called"
    if call not in scene.incident.current_pages:
        return f"You can still take it. {open_line(scene)}"
    coming = scene.coming()
    following = f"{scene.whom(coming[0])} {are(coming[0].names)} paged" if coming else "the next one is paged"
    return f"{until}, {following}"


def _reason(call: Page) -> str:
    return f"Your turn: {text.fit(call.why, 300)}" if call.why and not _is_channel(call) else ""


def _lock_screen(scene: Scene, call: Page) -> str:
    by = f". Answer by {scene.clock(call.answer_by, call.person)}" if call.answer_by and not _is_channel(call) else ""
    if scene.incident.private:
        return f"{scene.id}: you are needed (private){by}"
    kind = " (security)" if call.ladder == "security" else ""
    return f"{scene.id} {scene.incident.severity.value}{kind}: {scene.title}{by}"


def _is_channel(call: Page) -> bool:
    return call.person.startswith("#")


def _buttons(scene: Scene, call: Page) -> Buttons:
    number = scene.id
    more = overflow(
        ("Call somebody else…", f"escalate_form:{number}"),
        ("Why me?", f"why:{number}"),
        ("Timeline", f"timeline:{number}"),
    )
    if call.ladder == "security":
        return (*security_buttons(number), more)
    take = button("Acknowledge", "acknowledge", number, style="primary")
    return (take,) if _is_channel(call) else (take, button("Not me", "not_me", number), more)


def security_buttons(number: str) -> Buttons:
    """What security answers with, on a page and on a brief."""
    here = button("I'm here", "security_here", number, style="primary")
    return (here, button("Not me", "security_not_me", number))


def _mine(scene: Scene, person: str) -> Face:
    """What somebody who answered sees: what they have, and what they can do with it."""
    resolve, give = button("Resolve", "resolve", scene.id), button("Hand over", "hand_over", scene.id)
    if person == scene.incident.acknowledged_by:
        line = f"{scene.colour} *You have {_what(scene)}*{_since_taken(scene)}"
        return face([line, _facts(scene)], (resolve, give), short=scene.short("you have it"))
    line = f"{scene.colour} *You are on {_what(scene)}*, with {scene.keeper}"
    return face([line, _facts(scene)], (resolve,), short=scene.short("you are on it"))


def _what(scene: Scene) -> str:
    return f"{scene.id} (private)" if _hidden(scene) else f"{scene.id}: {scene.title}"


def _since_taken(scene: Scene) -> str:
    since = scene.incident.acknowledged_at
    return f" since {scene.at(since)}" if since else ""


def _nothing_to_do(scene: Scene, state: str, since: str = "") -> Face:
    line = f"*{state}*{since}. Nothing to do. Go back to sleep."
    return face([line, _what(scene)], small=scene.channel, short=scene.short("nothing to do"))


def _passed_on(scene: Scene) -> Face:
    again = button("Take it after all", "acknowledge", scene.id)
    state = open_line(scene) if scene.incident.status is Status.OPEN else f"{scene.keeper} has it"
    return face(
        [f"*You said not me on {_what(scene)}.* Nothing to do.", state], (again,), short=scene.short("passed on")
    )


def _resolved(scene: Scene) -> Face:
    by = f" by {scene.name(scene.incident.resolved_by)}" if scene.incident.resolved_by else ""
    line = f":white_check_mark: *{scene.id} is resolved*{by} ({scene.lasted}). Nothing to do."
    return face([line, "" if _hidden(scene) else scene.title], short=scene.short("resolved"))


def _security(scene: Scene, call: Page) -> Face | None:
    engineer = scene.incident.security
    if engineer is None or engineer.status is SecurityStatus.EXCUSED:
        return _nothing_to_do(scene, "Security is not needed")
    here = engineer.status is SecurityStatus.HERE
    if here and engineer.person == call.person:
        since = f" since {scene.at(engineer.here_at)}" if engineer.here_at else ""
        return face(
            [f":shield: *You stand in for security on {_what(scene)}*{since}", _facts(scene)],
            short=scene.short("you are here"),
        )
    if here:
        return _nothing_to_do(scene, f"{scene.name(engineer.person)} is here for security")
    if engineer.person != call.person and not _among_the_asked(scene, call):
        return _asked_instead(scene, engineer.person)
    return None


def _among_the_asked(scene: Scene, call: Page) -> bool:
    """Whether security waits for them too: several are asked at one step, and only one of them is the engineer."""
    engineer = scene.incident.security
    steps = [one.step for one in scene.incident.pages if one.ladder == "security"]
    return engineer is not None and call.step == steps[-1] and call.person not in engineer.walk.declined


def _asked_instead(scene: Scene, person: str) -> Face:
    come = button("I'm here", "security_here", scene.id)
    line = f"*{scene.name(person)} is asked for security on {_what(scene)} now.* You can still stand in"
    return face([line], (come,), short=scene.short("somebody else is asked"))
