"""What comes next if nobody does anything: for the page, the card and the escalation's line."""

from datetime import datetime

from bot.domain.effects import Next
from bot.domain.incident.state import Incident
from bot.domain.situation import Situation


def ahead(incident: Incident, situation: Situation, now: datetime) -> tuple[Next, ...]:
    """The coming steps of the response ladder, in order, the last resort at the end; empty when nothing runs.

    The first is due when the response timer is; a level that was not reached yet is shown with whom it would pick now.
    """
    raise NotImplementedError
