"""What becomes of an alert: opened, joined, repeated, reopened, resolved or ignored (contract §3, "Dispositions")."""

from dataclasses import replace
from datetime import datetime

from bot.domain.alerts import Alert, Disposition
from bot.domain.effects import TellJoined, TellQuiet
from bot.domain.events import AlertResolved
from bot.domain.incident.closing import reopened, resolved
from bot.domain.incident.draft import Decision, Draft
from bot.domain.incident.opening import from_alert, raised, state_of
from bot.domain.incident.state import Incident, Status
from bot.domain.record import Kind
from bot.domain.situation import Situation


def fired(incident: Incident | None, alert: Alert, now: datetime, situation: Situation) -> Decision:
    """A firing alert; `incident` is its group's that is open, else the one resolved last, else none."""
    if incident is None or (incident.status is Status.RESOLVED and not _recent(incident, now, situation)):
        return from_alert(alert, now, situation).decision()
    draft = Draft(incident, now, situation)
    state, known = state_of(alert, situation.settings), incident.alerts.get(alert.key)
    draft.set(deliveries=incident.deliveries + 1, alerts={**incident.alerts, alert.key: state})
    if incident.status is Status.RESOLVED:
        draft.disposition = Disposition.REOPENED
        reopened(draft, None, alert=alert.title)
    elif known is not None and known.firing:
        draft.disposition = Disposition.REPEATED
    else:
        draft.disposition = Disposition.JOINED
        draft.write(Kind.JOINED, f"{state.severity}: {alert.title}")
        draft.do(TellJoined(titles=(alert.title,)))
        draft.refresh(pages=False)
    if known is None or not known.firing or state.severity.rank > known.severity.rank:
        raised(draft, state)
    return draft.decision()


def _recent(incident: Incident, now: datetime, situation: Situation) -> bool:
    return incident.resolved_at is not None and now - incident.resolved_at < situation.settings.reopen_within


def cleared(incident: Incident | None, event: AlertResolved, now: datetime, situation: Situation) -> Decision:
    """A resolved alert; with the last one the incident ends by itself, unless somebody has it."""
    alert = event.alert
    if incident is None or incident.status is Status.RESOLVED:
        return Decision(None, [], [], [], {}, "", Disposition.IGNORED, "nothing open")
    draft = Draft(incident, now, situation)
    draft.set(deliveries=incident.deliveries + 1)
    known = incident.alerts.get(alert.key)
    if known is None or not known.firing:
        draft.disposition = Disposition.REPEATED if known else Disposition.IGNORED
        draft.reason = None if known else "never fired in this incident"
        return draft.decision()
    draft.disposition = Disposition.RESOLVED
    draft.set(alerts={**incident.alerts, alert.key: replace(known, firing=False)})
    draft.write(Kind.ALERT_RESOLVED, alert.title)
    if draft.incident.firing == 0 and not event.more:
        _last(draft)
    draft.refresh(pages=False)
    return draft.decision()


def _last(draft: Draft) -> None:
    incident = draft.incident
    if incident.status is Status.OPEN and draft.situation.settings.auto_resolve:
        resolved(draft, None)
    else:
        draft.do(TellQuiet(keeper=incident.acknowledged_by))
