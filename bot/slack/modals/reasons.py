"""The form for a reason that no button names."""

from bot.domain.incident.state import Incident
from bot.slack.cards.face import section
from bot.slack.cards.wondering import readers_of
from bot.slack.commands.meanings import FormKind
from bot.slack.modals.inputs import View, form, typed

#: As much as a line of the record should be.
LONGEST = 300


def other_reason(incident: Incident) -> View:
    """Why it was not them, in their own words."""
    words = typed("reason", "Why was it not you?", "My phone was in the other room", longest=LONGEST)
    blocks = [section(f"*{incident.id}* · {readers_of(incident)}"), words]
    return form(FormKind.REASON, f"{incident.id}: not me", "Say it", blocks, incident=incident.number)
