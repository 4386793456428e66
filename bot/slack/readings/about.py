"""What can be read of one incident: its timeline's end, why these people, and who stands in for security."""

from collections.abc import Sequence

from bot.domain.alerts import Severity
from bot.domain.holders import Role
from bot.domain.incident.pages import Page
from bot.domain.record import Line
from bot.domain.roles import is_one
from bot.domain.roundrobin import Considered, Explanation
from bot.domain.security import Security, SecurityStatus
from bot.slack.cards.face import Block, Face, button, face
from bot.slack.cards.reviewing import answers, review_line
from bot.slack.cards.scene import Scene, counted
from bot.slack.text import bold, cut, escape, one_line

LAST_LINES = 15


def timeline(scene: Scene, lines: Sequence[Line]) -> Face:
    """The last lines of the record, oldest first."""
    shown = lines[-LAST_LINES:]
    heading = f"*{scene.id} · timeline*"
    if shown and shown[-1].number > len(shown):
        heading += f" (the last {len(shown)} of {shown[-1].number})"
    return face([heading, *(_line(scene, one) for one in shown)])


def _line(scene: Scene, one: Line) -> str:
    return f"{scene.at(one.at)} {escape(cut(one_line(one.text), 160))}"


def why(scene: Scene) -> Face:
    """Who was picked and who was passed over, in people's words."""
    picks = scene.incident.picks
    chosen = {one.chosen for one in picks}
    others = [_page(scene, page) for page in scene.incident.pages if page.person not in chosen]
    lines = [*(part for one in picks for part in _pick(scene, one)), *others]
    return face([f"*{scene.id} · why these people*", *(lines or ["Nobody was called for it."])])


def _pick(scene: Scene, one: Explanation) -> list[str]:
    nobody = "everybody who can be called" if one.all else "nobody could be picked"
    chosen = f"{bold_name(scene, one.chosen)} was picked" if one.chosen else nobody
    again = " (had the same trouble shortly before; no turn moved)" if one.again else ""
    share = f" ({escape(one.share)})" if one.share else again
    place = f"Level {one.level} of {escape(one.policy)}"
    looked_at = [_considered(scene, each, one) for each in one.considered if each.why_not or not one.all]
    return [f"{scene.at(one.at)} {place}: {chosen}{share}", *looked_at, *(_later(scene, each) for each in one.later)]


def _considered(scene: Scene, one: Considered, pick: Explanation) -> str:
    turns = counted(one.turns, "turn")
    if one.name == pick.chosen:
        spared = f", although: {escape(one.why_not.value)}" if one.why_not else ""
        return f"• {bold_name(scene, one.name)}: picked, {turns} before{spared}"
    if one.why_not:
        return f"• {scene.name(one.name)}: passed over, {escape(one.why_not.value)} ({turns})"
    return _later(scene, one)


def _later(scene: Scene, one: Considered) -> str:
    now = f", now {escape(one.why_not.value)}" if one.why_not else ""
    return f"• {scene.name(one.name)}: later in line ({counted(one.turns, 'turn')}){now}"


def _page(scene: Scene, page: Page) -> str:
    because = f": {escape(one_line(page.why or page.reason))}" if page.why or page.reason else ""
    return f"{scene.at(page.at)} {bold_name(scene, page.person)} was paged{because}"


def bold_name(scene: Scene, person: str) -> str:
    """A name in bold, never a mention."""
    return f"*{scene.name(person)}*"


def severity(scene: Scene) -> Face:
    """How bad it is, and a button for each of the other severities."""
    now = scene.incident.severity
    others = [button(f"Set to {one}", f"severity_{one}", scene.id) for one in Severity if one is not now]
    return face([f"*{scene.id}* is {now.value}."], others)


def security(scene: Scene, person: str) -> Face:
    """Who stands in for security, their state, and the review; whoever may answer gets the buttons for it."""
    engineer = scene.incident.security
    lines = [f"Nobody from security was brought into {scene.id}."] if engineer is None else _brought_in(scene, engineer)
    concerns = [f"{scene.at(one.at)} {scene.name(one.by)} had a concern" for one in scene.incident.review.concerns]
    comes = engineer is not None and engineer.person == person and engineer.status in _WAITING
    return face([*lines, *concerns, review_line(scene)], _answers(scene, person, comes))


_WAITING = frozenset({SecurityStatus.INVITED, SecurityStatus.PAGED})


def _brought_in(scene: Scene, engineer: Security) -> list[str]:
    here = f", here since {scene.at(engineer.here_at)}" if engineer.here_at else ""
    paged = [_page(scene, page) for page in scene.incident.pages if page.ladder == "security"]
    return [bold(scene.id) + f" · {scene.security}", f"Asked {scene.at(engineer.invited_at)}{here}", *paged]


def _answers(scene: Scene, person: str, comes: bool) -> Sequence[Block]:
    """Whoever is asked can come or not; whoever may review can conclude, also where nobody was asked to."""
    asked = scene.incident.security is not None and scene.incident.security.person == person
    if asked or is_one(person, Role.SECURITY, scene.situation):
        coming = (("I'm here", f"security_here:{scene.id}"), ("Not me", f"security_not_me:{scene.id}"))
        return answers(scene, *(coming if comes else ()), ("Security incident…", f"security_incident:{scene.id}"))
    return (button("Concern…", "concern", scene.id),)
