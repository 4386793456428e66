"""The forms for reasons in somebody's own words: why it was not them, why they can't stand in for security."""

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


def excuse(incident: Incident) -> View:
    """Why they can't stand in for security."""
    words = typed("reason", "Why can't you?", "I wrote that service, and can't judge it", longest=LONGEST)
    read = "Your reason goes into the timeline and to whoever leads security. The next one is asked at once"
    blocks = [section(f"*{incident.id}* · {read}"), words]
    return form(FormKind.EXCUSE, f"{incident.id}: can't", "Say it", blocks, incident=incident.number)
