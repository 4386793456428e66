"""What comes next if nobody does anything: for the page, the card and the escalation's line."""

from dataclasses import replace
from datetime import datetime

from bot.domain.effects import Next
from bot.domain.escalation import Walk
from bot.domain.incident.state import Incident, Status
from bot.domain.ladder import Step, advance
from bot.domain.secrecy import hiding
from bot.domain.situation import Situation

#: How far ahead people are told.
STEPS = 4


def ahead(incident: Incident, situation: Situation, now: datetime) -> tuple[Next, ...]:
    """The coming steps of the response ladder, in order; empty when nothing runs.

    The first is due when the response timer is; a level that was not reached yet is shown with whom it would pick now.
    The last resort is a `Next` without names.
    """
    due = incident.escalate_at()
    if incident.status is not Status.OPEN or due is None:
        return ()
    walk: Walk = incident.walk
    situation = hiding(situation, incident.secrecy)
    coming: list[Next] = []
    while len(coming) < STEPS:
        step = advance(walk, situation, now)
        coming.append(Next(names=step.called, at=due))
        if not step.called:
            break
        walk, due = step.walk, due + step.timeout
    return tuple(coming)


def open_walk(incident: Incident) -> Walk:
    """The walk as it goes on from here: more hands are others, not those who have the incident already."""
    at_work = incident.responders if incident.status is Status.ACKNOWLEDGED else ()
    return replace(incident.walk, declined=incident.walk.declined | frozenset(at_work))


def security_step(incident: Incident, walk: Walk, situation: Situation, now: datetime) -> Step:
    """The next step of security's ladder: somebody other than the responder while there is one, on whatever level."""
    primary, situation = incident.primary, hiding(situation, incident.secrecy)
    step = advance(walk, situation, now, avoid=primary)
    if primary is None or step.called != (primary,):
        return step
    without = replace(walk, declined=walk.declined | {primary})
    other = advance(without, situation, now, avoid=primary)
    return replace(other, walk=replace(other.walk, declined=walk.declined)) if other.called else step


def stand_ins(incident: Incident, situation: Situation, now: datetime) -> tuple[str, ...]:
    """Who would be asked for security now if somebody else was; empty: nobody is left."""
    return security_step(incident, incident.security.walk, situation, now).called if incident.security else ()


def hands(incident: Incident, situation: Situation, now: datetime) -> tuple[str, ...]:
    """Who would be called now if more hands were; empty: the last resort."""
    return advance(open_walk(incident), hiding(situation, incident.secrecy), now).called
