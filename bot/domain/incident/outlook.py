"""What comes next if nobody does anything: for the page, the card and the escalation's line."""

from datetime import datetime

from bot.domain.effects import Next
from bot.domain.escalation import Walk
from bot.domain.incident.state import Incident, Status
from bot.domain.ladder import advance
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
    coming: list[Next] = []
    while len(coming) < STEPS:
        step = advance(walk, situation, now)
        coming.append(Next(names=step.called, at=due))
        if not step.called:
            break
        walk, due = step.walk, due + step.timeout
    return tuple(coming)
