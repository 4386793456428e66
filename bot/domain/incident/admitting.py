"""Whether somebody may do what they ask for (`bot.domain.roles`), and the line in the record when they may not."""

from datetime import datetime

from bot.domain import events as e
from bot.domain import roles
from bot.domain.errors import Refused
from bot.domain.holders import Role
from bot.domain.incident import judging, owing, replying
from bot.domain.incident.draft import Decision, Draft
from bot.domain.incident.state import Incident, Status
from bot.domain.record import Kind
from bot.domain.situation import Situation


def why_not(incident: Incident | None, event: e.Event, situation: Situation, now: datetime) -> str:
    """Why whoever acts may not do that, as they read it; nothing when they may, or when nobody acts."""
    if not isinstance(event, e.PersonEvent):
        return ""
    by, needed = event.by, roles.rule(event, incident.severity if incident else None)
    if needed is None:
        return "Nobody may do this: no rule says who may."
    if needed.role is Role.ANYBODY:
        return ""
    if barred := _barred(incident, by, situation):
        return barred
    of_none = isinstance(event, e.Declared | e.SilenceAsked | e.SilenceEnded | e.OnCallEvent | e.ReleaseEvent)
    if incident is None and not of_none:  # that there is none is the answer
        return ""
    if _holds(by, needed, situation) or _stands(incident, by.person, needed.role):
        return _unfit(incident, event, situation, now) if incident is not None else ""
    if needed.role is Role.SECURITY and incident is not None:
        return _not_security(incident, situation)
    whom = needed.role.value if needed.role is Role.SECURITY else f"{needed.role}s"
    return f"{needed.deed.capitalize()} is for {whom}. {_instead(incident, situation)}"


def _barred(incident: Incident | None, by: e.By, situation: Situation) -> str:
    """Why they may do nothing at all: they are no member here, or must not know that there is such an incident."""
    if outsider := roles.outsider(by, situation):
        return outsider
    return f"There is no {incident.id}" if incident is not None and judging.hides(incident, by) else ""


def _unfit(incident: Incident, event: e.PersonEvent, situation: Situation, now: datetime) -> str:
    """Why it can't be, though they have the right."""
    return judging.why_not(incident, event, situation, now) or replying.why_not(incident, event, situation)


def _holds(by: e.By, needed: roles.Rule, situation: Situation) -> bool:
    return any(roles.holds(by, role, situation) for role in (needed.role, needed.also) if role is not None)


def _stands(incident: Incident | None, person: str, role: Role) -> bool:
    """Whoever took this incident is its responder; whoever was asked into it for security is that."""
    if incident is None:
        return False
    if role is Role.SECURITY:
        asked = incident.security is not None and incident.security.person == person
        return asked or "security" in incident.ladders_of(person)
    return role is Role.RESPONDER and person in incident.responders


def _not_security(incident: Incident, situation: Situation) -> str:
    if incident.security is None:
        return f"Nobody from security was asked into {incident.id}"
    return f"You were not asked into {incident.id} for security; {situation.shown(incident.security.person)} was"


def _instead(incident: Incident | None, situation: Situation) -> str:
    """What they can do instead, where a responder is needed."""
    if incident and incident.acknowledged_by:
        return f"Ask {situation.shown(incident.acknowledged_by)}."
    if incident and incident.status is Status.OPEN:
        return "Acknowledge it first, and it is yours."
    return "Ask one of them."


def turned_away(
    incident: Incident | None, event: e.Event, reason: str, now: datetime, situation: Situation
) -> Decision:
    """Nothing changes but the record, which says who wanted what, and why it was refused.

    Raises:
        Refused: there is no incident whose record could say it.
    """
    if incident is None or not isinstance(event, e.PersonEvent):
        raise Refused(reason)
    needed = roles.rule(event, incident.severity)
    deed = needed.deed if needed else type(event).__name__
    draft = Draft(incident, now, situation)
    draft.write(Kind.REFUSED, f"{deed} refused to {draft.shown(event.by.person)}: {reason}", event.by.named)
    draft.said = reason
    waits = isinstance(event, e.Resolved) and owing.is_missing(incident, situation)
    return draft.decision()._replace(refused=True, confirm=owing.questions(incident) if waits else None)
