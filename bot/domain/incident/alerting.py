"""What becomes of an alert: opened, joined, repeated, reopened, resolved or ignored (contract §3, "Dispositions")."""

from dataclasses import replace
from datetime import datetime

from bot.domain.alerts import Alert, Disposition
from bot.domain.effects import TellJoined, TellQuiet
from bot.domain.events import AlertResolved
from bot.domain.incident.closing import reopened, resolved
from bot.domain.incident.demanding import joins
from bot.domain.incident.draft import Decision, Draft
from bot.domain.incident.held import AlertState
from bot.domain.incident.holding import changed
from bot.domain.incident.opening import follow, from_alert, settles, state_of
from bot.domain.incident.raising import raised
from bot.domain.incident.restoring import broke_again
from bot.domain.incident.resuming import uncovered
from bot.domain.incident.state import Incident, Status
from bot.domain.incident.storming import REASON, breaks_out, recently_resolved, umbrella
from bot.domain.record import Kind
from bot.domain.situation import Situation
from bot.domain.storms import held_as


def fired(incident: Incident | None, alert: Alert, now: datetime, situation: Situation) -> Decision:
    """A firing alert; `incident` is the one that holds it (`storming.holder`), else its group's last, else none."""
    gone = incident is not None and incident.status is Status.RESOLVED
    if incident is None or (gone and not recently_resolved(incident, now, situation.settings)):
        if breaks_out(alert, now, situation):
            return umbrella(alert, now, situation).decision()
        return from_alert(alert, incident, now, situation).decision()
    draft = Draft(incident, now, situation)
    key = _key(alert, incident)
    state, known = state_of(alert, situation.settings), incident.alerts.get(key)
    draft.set(deliveries=incident.deliveries + 1, alerts={**incident.alerts, key: state})
    if _is_quiet(incident):
        changed(draft)
    if incident.status is Status.RESOLVED:
        draft.disposition = Disposition.REOPENED
        _in_storm(draft)
        if not incident.pages and incident.storm_at is None:
            settles(draft, alert)
        reopened(draft, None, alert=alert.title)
    elif known is not None and known.firing:
        draft.disposition = Disposition.REPEATED
    else:
        _joined(draft, alert, state)
        broke_again(draft, alert.title)
    if known is None or not known.firing or state.severity.rank > known.severity.rank:
        raised(draft, state)
    _for_security(draft, alert)
    uncovered(draft)
    return draft.decision()


def _for_security(draft: Draft, alert: Alert) -> None:
    """What nothing demanded before follows now."""
    if joins(draft, alert):
        follow(draft)


def _key(alert: Alert, incident: Incident) -> str:
    """The alert's own key, within an umbrella as that knows it."""
    return alert.key if incident.storm_at is None else held_as(alert)


def _joined(draft: Draft, alert: Alert, state: AlertState) -> None:
    """A further alert; in an umbrella the card is the list, and no line is posted for each."""
    draft.disposition = Disposition.JOINED
    draft.write(Kind.JOINED, f"{state.severity}: {alert.title}")
    if draft.incident.storm_at is None:
        draft.do(TellJoined(titles=(alert.title,)))
        draft.refresh(pages=False)
    else:
        _in_storm(draft)
        draft.refresh()


def _in_storm(draft: Draft) -> None:
    """An umbrella took one more alert: the storm goes on."""
    if draft.incident.storm_at is not None:
        draft.reason = REASON
        draft.set(storm_at=draft.now)


def cleared(incident: Incident | None, event: AlertResolved, now: datetime, situation: Situation) -> Decision:
    """A resolved alert; with the last one the incident ends by itself, unless somebody has it."""
    alert = event.alert
    if incident is None or incident.status is Status.RESOLVED:
        return Decision(None, [], [], [], {}, "", Disposition.IGNORED, "nothing open")
    draft = Draft(incident, now, situation)
    draft.set(deliveries=incident.deliveries + 1)
    key = _key(alert, incident)
    known = incident.alerts.get(key)
    if known is None or not known.firing:
        draft.disposition = Disposition.REPEATED if known else Disposition.IGNORED
        draft.reason = None if known else "never fired in this incident"
        return draft.decision()
    draft.disposition = Disposition.RESOLVED
    draft.set(alerts={**incident.alerts, key: replace(known, firing=False)})
    draft.write(Kind.ALERT_RESOLVED, alert.title)
    if _is_quiet(draft.incident):
        changed(draft)
    if _is_quiet(draft.incident) and not event.more:
        _last(draft)
    draft.refresh(pages=False)
    return draft.decision()


def _is_quiet(incident: Incident) -> bool:
    """Whether no alert of it fires; the newest first, since one body may bring thousands, one after the other."""
    return not any(alert.firing for alert in reversed(tuple(incident.alerts.values())))


def _last(draft: Draft) -> None:
    incident = draft.incident
    if incident.status is Status.OPEN and draft.situation.settings.auto_resolve:
        resolved(draft, None)
    else:
        draft.do(TellQuiet(keeper=incident.acknowledged_by))
