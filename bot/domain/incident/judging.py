"""Who may judge an incident's security, and what has to wait for the judgement."""

from datetime import datetime

from bot.domain import events as e
from bot.domain.events import Via
from bot.domain.incident import owing
from bot.domain.incident.state import Incident
from bot.domain.situation import Situation

#: A review, or a way around one, needs a person who is known: an act that Slack signed, or a session.
_SIGNED = frozenset({Via.SLACK, Via.SESSION})

_JUDGEMENTS = (e.ReviewGiven, e.SecurityIncidentDeclared, e.ResolvedWithout, e.ServiceRestored, e.ReviewAskedAgain)


def hides(incident: Incident | None, by: e.By) -> bool:
    """Whether somebody must not know that there is such an incident."""
    return incident is not None and by.person in incident.secrecy.hidden_from


def why_not(incident: Incident, event: e.PersonEvent, situation: Situation, now: datetime) -> str:
    """Why that can't be done, as whoever wants it reads it; nothing when it can."""
    if isinstance(event, _JUDGEMENTS) and event.by.via not in _SIGNED:
        who = "A token" if event.by.via is Via.TOKEN else "The command line" if event.by.via is Via.CLI else "A link"
        return f"{who} can't do that: a review needs a person, in Slack or signed in to the dashboard."
    if isinstance(event, e.ReviewGiven | e.SecurityIncidentDeclared) and _is_alone(incident, event, situation):
        return f"You worked on {incident.id}, and four eyes are asked for: somebody else from security reviews it."
    if isinstance(event, e.Resolved) and owing.is_missing(incident, situation):
        return owing.why_missing(incident, situation, event.by, now)
    return ""


def _is_alone(incident: Incident, event: e.PersonEvent, situation: Situation) -> bool:
    security = situation.settings.security
    return security is not None and security.four_eyes and event.by.person in did_it(incident)


def did_it(incident: Incident) -> frozenset[str]:
    """Who fixed or ended an incident, or proposed how."""
    single = (incident.acknowledged_by, incident.first_acknowledged_by, incident.resolved_by)
    proposers = (one.by for one in incident.proposals)
    named = (*single, incident.review.restored_by, *incident.responders, *proposers)
    return frozenset(one for one in named if one)
