"""A message that somebody pins in the incident's channel is evidence: it is kept as it was then, once."""

from bot.domain import events as e
from bot.domain.incident.draft import Draft
from bot.domain.record import Kind


def pinned(draft: Draft, event: e.MessagePinned) -> None:
    """The message goes into the record; of a private incident only where the configuration says so."""
    incident, settings = draft.incident, draft.situation.settings.evidence
    if event.ts in incident.pins or (incident.private and not settings.private_messages):
        return
    draft.set(pins=(*incident.pins, event.ts))
    draft.write(Kind.PINNED, f"{draft.shown(event.author)}: {event.text}", event.by.named)
