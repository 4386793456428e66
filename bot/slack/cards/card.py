"""The card: one message in the incident's channel that always shows the present."""

from collections import Counter

from bot.domain.durations import lasted
from bot.domain.effects import Next
from bot.domain.events import TimerKind
from bot.domain.incident.hold import Hold
from bot.domain.incident.state import Status
from bot.slack import text
from bot.slack.cards.face import Block, Face, button, face, overflow
from bot.slack.cards.reviewing import restored_line, review_line
from bot.slack.cards.scene import Scene, are, dots

Buttons = tuple[Block, ...]

#: How many different alerts of an umbrella are listed.
HELD = 15


def card(scene: Scene) -> Face:
    """The card of an incident in its present state, with the buttons of that state (contract §5)."""
    incident = scene.incident
    match incident.status:
        case Status.OPEN:
            lines, buttons = [_title(scene), open_line(scene), _around(scene)], _open(scene.id)
        case Status.ACKNOWLEDGED:
            taken = restored_line(scene) or taken_line(scene)
            lines, buttons = [_title(scene), taken, _around(scene)], _acknowledged(scene.id)
        case Status.RESOLVED:
            lines, buttons = [_over(scene), _summary(scene), postmortem_line(scene)], _resolved(scene.id)
    shown = [*lines, _reviewed(scene), *_held(scene), update_line(scene)]
    return face(shown, buttons, short=scene.short("the incident's card"), row=f"step:{_step(scene)}")


def _reviewed(scene: Scene) -> str:
    """That it is owed is said once it is over; before, the line of security says who is asked."""
    review = scene.incident.review
    over = scene.incident.status is Status.RESOLVED or review.restored_at is not None
    return review_line(scene) if over or not review.is_owed else ""


def _step(scene: Scene) -> int:
    """The ladder's step that the card shows: a click on an older one is somebody's who did not see the newest."""
    return max((page.step for page in scene.incident.current_pages), default=0)


def open_line(scene: Scene) -> str:
    """Line 2 while nobody has it: who was paged, who is next and when."""
    pages, coming = scene.incident.current_pages, scene.coming()
    paged = f"{scene.names([page.person for page in pages])} paged {scene.at(pages[-1].at)}" if pages else ""
    if scene.incident.hold and coming:
        paged = _waits(scene, scene.incident.hold, coming[0])
    elif coming and pages and pages[-1].ladder == "last_resort":
        paged = f"{paged}; again at {scene.at(coming[0].at)}"
    elif coming:
        following = f"{scene.whom(coming[0])} {are(coming[0].names)} next at {scene.at(coming[0].at)}"
        paged = "; ".join(part for part in (paged, following) if part)
    return f"*Nobody has it yet.* {paged}".rstrip()


def _waits(scene: Scene, hold: Hold, following: Next) -> str:
    who, at = f"{scene.whom(following)} {are(following.names)} paged", scene.at(following.at)
    match hold:
        case Hold.HOURS:
            return f"{who} at {at}, in working hours"
        case Hold.SETTLE:
            return f"{who} at {at}, unless it heals itself"
        case Hold.FLAPPING:
            return f"It flaps: nobody is paged before {at}"
        case Hold.SILENCE:
            return f"It is silenced: nobody is paged before {at}"


def taken_line(scene: Scene) -> str:
    """Line 2 while somebody has it: who, since when, with whom, and when they will be asked again."""
    incident, since = scene.incident, scene.incident.acknowledged_at
    took = f" since {scene.at(since)} ({lasted(since - incident.opened_at)})" if since else ""
    others = [person for person in incident.responders if person != incident.acknowledged_by]
    beside = f", with {scene.names(others)}" if others else ""
    asked = incident.due.get(TimerKind.ATTENTION)
    due = f" Next update due {scene.at(asked)}" if asked else ""
    return f"*{scene.keeper} has it*{took}{beside}{_unconfirmed(scene)}.{due}"


def _unconfirmed(scene: Scene) -> str:
    """It was given to them, and they have not answered yet."""
    by = scene.incident.given_by
    return f", given by {scene.name(by)} and not confirmed yet" if by else ""


def postmortem_line(scene: Scene) -> str:
    """What became of the postmortem, or when it is due."""
    report = scene.incident.postmortem
    if report.published_at:
        return "Postmortem published"
    if report.waived_by:
        return f"No postmortem needed, says {scene.name(report.waived_by)}"
    return f"Postmortem due {scene.at(report.due)}" if report.due else ""


def update_line(scene: Scene) -> str:
    """The newest words for everybody."""
    told = scene.incident.update
    return f"Update: {text.fit(text.one_line(told), 1000)}" if told else ""


def _held(scene: Scene) -> list[str]:
    """What an umbrella holds: what fires, each title once with how often it came, the most frequent first."""
    if scene.incident.storm_at is None:
        return []
    titles = Counter(one.title for one in scene.incident.alerts.values() if one.firing)
    shown = [f"• {_times(often)}{text.fit(text.one_line(title), 120)}" for title, often in titles.most_common(HELD)]
    more = f"… and {len(titles) - HELD} more" if len(titles) > HELD else ""
    return [*shown, more, "Further alerts join here while the storm lasts"]


def _times(often: int) -> str:
    return f"{often}× " if often > 1 else ""


def _title(scene: Scene) -> str:
    return f"{scene.colour} *{scene.id} · {scene.title}* · {dots(scene.privacy, scene.facts)}"


def _over(scene: Scene) -> str:
    incident = scene.incident
    when = f"resolved {scene.at(incident.resolved_at)}" if incident.resolved_at else "resolved"
    by = f" by {scene.name(incident.resolved_by)}" if incident.resolved_by else ""
    return f"{scene.colour} *{scene.id} · {scene.title}* · {dots(scene.privacy, f'{when}{by}, {scene.lasted}')}"


def _summary(scene: Scene) -> str:
    return text.fit(text.one_line(scene.incident.summary), 1000)


def _around(scene: Scene) -> str:
    return dots(scene.security, scene.alerts, scene.links)


def _more(number: str, *further: tuple[str, str]) -> Block:
    return overflow(
        *further,
        ("Security…", f"security:{number}"),
        ("Why these people?", f"why:{number}"),
        ("Timeline", f"timeline:{number}"),
    )


def _open(number: str) -> Buttons:
    return (
        button("Acknowledge", "acknowledge", number, style="primary"),
        button("Escalate", "escalate", number),
        button("Resolve", "resolve", number),
        _more(number, ("Call somebody…", f"escalate_form:{number}"), ("Silence this…", f"silence:{number}")),
    )


def _acknowledged(number: str) -> Buttons:
    return (
        button("Resolve", "resolve", number, style="primary"),
        button("Escalate", "escalate", number),
        button("Hand over", "hand_over", number),
        _more(number, ("Call somebody…", f"escalate_form:{number}")),
    )


def _resolved(number: str) -> Buttons:
    return (
        button("Postmortem", "postmortem", number, style="primary"),
        button("Reopen", "reopen", number),
        _more(number),
    )
