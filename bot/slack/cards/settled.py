"""A page that asks nothing any more: what became of it, for whoever it had asked."""

from bot.domain.events import TimerKind
from bot.domain.incident.pages import Page
from bot.domain.incident.sending import is_beside
from bot.domain.incident.state import ChannelState, Status
from bot.domain.security import (
    SecurityStatus,
)
from bot.slack import text
from bot.slack.cards.face import Face, button, face
from bot.slack.cards.scene import Scene, dots


def settled(scene: Scene, call: Page) -> Face | None:
    """What somebody reads who need not answer; `None` while they are asked."""
    incident = scene.incident
    if incident.status is Status.RESOLVED:
        return _resolved(scene, call)
    if call.ladder == "security":
        return _security(scene, call)
    if _asked_anew(scene, call):
        return face(
            [f"*You are asked anew about {what(scene)}.* See the newer message"], short=scene.short("see below")
        )
    if call.person in incident.responders and not awaited(scene, call):
        return _mine(scene, call)
    if incident.status is Status.ACKNOWLEDGED and call.step <= incident.acknowledged_step:
        return _nothing_to_do(scene, f"{scene.keeper} has it", _since_taken(scene))
    # The last resort, and whoever is called by name, is asked again whatever they said before.
    on_ladder = call.ladder == "response" and call.by is None
    return _passed_on(scene) if on_ladder and call.person in incident.walk.declined else None


def awaited(scene: Scene, call: Page) -> bool:
    """Called, and not answered yet: by the ladder, for a hand-over, or as more hands."""
    incident = scene.incident
    unconfirmed = call.given and call.person == incident.acknowledged_by and incident.given_by is not None
    helps = TimerKind.HELP in incident.due and call in incident.waited_for
    return incident.status is Status.OPEN or helps or (unconfirmed and incident.status is Status.ACKNOWLEDGED)


def _asked_anew(scene: Scene, call: Page) -> bool:
    """Somebody has it, and the same person was called for help since: one message asks, and not two."""
    later = (one for one in scene.incident.waited_for if one.person == call.person and one.step > call.step)
    return scene.incident.status is Status.ACKNOWLEDGED and any(later)


def hidden(scene: Scene) -> bool:
    """A private incident is told in its channel alone, as long as there is or will be one."""
    return scene.incident.private and scene.incident.channel_state is not ChannelState.REFUSED


def what(scene: Scene) -> str:
    """`INC-7: Checkout error rate above 5 %`."""
    return f"{scene.id} (private)" if hidden(scene) else f"{scene.id}: {scene.title}"


def facts(scene: Scene) -> str:
    """How bad, which service, since when, where."""
    if not hidden(scene):
        return dots(scene.facts, scene.channel, scene.links)
    sign_in = text.link(scene.address, "sign in") if scene.address else ""
    where = " or ".join(part for part in (scene.channel, sign_in) if part)
    known = dots(scene.incident.severity.value, f"since {scene.at(scene.incident.opened_at)}")
    return f"{known}. Open it: {where}" if where else known


def _mine(scene: Scene, call: Page) -> Face:
    """What somebody who answered sees: what they have, and on the newest of their pages what they can do with it."""
    resolve, give = button("Resolve", "resolve", scene.id), button("Hand over", "hand_over", scene.id)
    newest = [one.step for one in scene.incident.pages if one.person == call.person and one.ladder != "security"][-1]
    buttons = (resolve, give) if call.step == newest else ()
    if call.person == scene.incident.acknowledged_by:
        line = f"{scene.colour} *You have {what(scene)}*{_since_taken(scene)}"
        return face([line, facts(scene)], buttons, short=scene.short("you have it"))
    line = f"{scene.colour} *You are on {what(scene)}*, with {scene.keeper}"
    return face([line, facts(scene)], buttons[:1], short=scene.short("you are on it"))


def _since_taken(scene: Scene) -> str:
    since = scene.incident.acknowledged_at
    return f" since {scene.at(since)}" if since else ""


def _nothing_to_do(scene: Scene, state: str, since: str = "") -> Face:
    line = f"*{state}*{since}. Nothing to do. Go back to sleep."
    return face([line, what(scene)], small=scene.channel, short=scene.short("nothing to do"))


def _passed_on(scene: Scene) -> Face:
    """Without times: whoever passed it on long ago has a message that is not drawn again."""
    again = button("Take it after all", "acknowledge", scene.id)
    state = "Nobody has it yet" if scene.incident.status is Status.OPEN else f"{scene.keeper} has it"
    return face(
        [f"*You said not me on {what(scene)}.* Nothing to do.", state], (again,), short=scene.short("passed on")
    )


def _resolved(scene: Scene, call: Page) -> Face:
    by = f" by {scene.name(scene.incident.resolved_by)}" if scene.incident.resolved_by else ""
    line = f":white_check_mark: *{scene.id} is resolved*{by} ({scene.lasted}). {_left(scene, call)}"
    return face([line, "" if hidden(scene) else scene.title], short=scene.short("resolved"))


def _left(scene: Scene, call: Page) -> str:
    """Nothing that changes with the review: the message is not drawn again when that is given."""
    review = scene.incident.review
    if call.ladder != "security" or not (review.is_owed or review.last):
        return "Nothing to do."
    return "Nobody is paged any more" + (f"; its security review: {scene.channel}" if scene.channel else "")


def _security(scene: Scene, call: Page) -> Face | None:
    engineer = scene.incident.security
    if engineer is None:
        return _nothing_to_do(scene, "Security is not needed")
    here = engineer.status is SecurityStatus.HERE
    if here and engineer.person == call.person:
        since = f" since {scene.at(engineer.here_at)}" if engineer.here_at else ""
        return face(
            [f":shield: *You stand in for security on {what(scene)}*{since}", facts(scene)],
            short=scene.short("you are here"),
        )
    if is_beside(scene.incident, call):
        return None
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
    line = f"*{scene.name(person)} is asked for security on {what(scene)} now.* You can still stand in"
    return face([line], (come,), short=scene.short("somebody else is asked"))
