"""An incident is taken for worse, or for less bad, than it was; a low line becomes an incident with a channel."""

from bot.domain.effects import TellPerson, TellSeverity
from bot.domain.errors import Refused
from bot.domain.events import MadeIncident, SeverityChanged
from bot.domain.incident.draft import Draft
from bot.domain.incident.held import AlertState
from bot.domain.incident.opening import follow, urgency_of, want_channel
from bot.domain.incident.state import ChannelState, Status
from bot.domain.incident.taking import take
from bot.domain.record import Kind


def make_incident(draft: Draft, event: MadeIncident) -> None:
    """A low line becomes an incident with a channel; whoever pressed has it."""
    if draft.incident.status is Status.RESOLVED:
        raise Refused(f"{draft.incident.id} is resolved. Nothing to do")
    if draft.incident.channel_state is not ChannelState.NONE:
        keeper = draft.incident.acknowledged_by
        has_it = f": {draft.shown(keeper)} has it" if keeper else ""
        draft.said = f"{draft.incident.id} has a channel already{has_it}."
        return
    draft.write(Kind.CHANNEL, "made an incident with a channel", event.by.named)
    want_channel(draft)
    take(draft, event.by)
    draft.said = f"{draft.incident.id} is yours. Its channel opens now."


def severity_changed(draft: Draft, event: SeverityChanged) -> None:
    """A person set the severity: raising has its consequences, lowering stops nothing that has begun."""
    incident = draft.incident
    if incident.severity is event.severity:
        draft.said = f"{incident.id} is {event.severity} already."
        return
    settings = draft.situation.settings
    urgency = urgency_of(incident.service, event.severity, stated=True, settings=settings)
    draft.set(severity=event.severity, stated=True, urgency=urgency)
    draft.write(Kind.SEVERITY, f"{incident.severity} → {event.severity}", event.by.named)
    draft.do(TellSeverity(before=incident.severity, after=event.severity, by=event.by.person))
    if incident.status is not Status.RESOLVED:
        follow(draft)
    draft.refresh()
    draft.said = f"{incident.id} is {event.severity} now."


def raised(draft: Draft, state: AlertState) -> None:
    """An alert that is worse raises the incident, does what that severity demands, and tells whoever has it."""
    incident = draft.incident
    if state.severity.rank <= incident.severity.rank:
        return
    urgency = urgency_of(incident.service, state.severity, stated=state.stated, settings=draft.situation.settings)
    draft.set(severity=state.severity, stated=state.stated, urgency=urgency)
    draft.write(Kind.SEVERITY, f"{incident.severity} → {state.severity}, by an alert: {state.title}")
    draft.do(TellSeverity(before=incident.severity, after=state.severity, alert=state.title))
    if incident.acknowledged_by:
        words = f"{incident.id} is {state.severity} now (it was {incident.severity}): a worse alert joined."
        draft.do(TellPerson(person=incident.acknowledged_by, text=words))
    follow(draft)
    draft.refresh()
