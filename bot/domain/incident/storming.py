"""A storm: which incident holds an alert, and the umbrella that many alerts share."""

from datetime import datetime

from bot.domain.alerts import Alert, Disposition
from bot.domain.durations import limit
from bot.domain.incident.covering import face
from bot.domain.incident.demanding import opens
from bot.domain.incident.draft import Draft
from bot.domain.incident.opening import follow, new_incident, service_of, state_of
from bot.domain.incident.state import Incident, Status
from bot.domain.record import Kind
from bot.domain.silences import silenced_until
from bot.domain.situation import Settings, Situation
from bot.domain.storms import STORM, held_as, is_storm, lasts

#: The reason that a sender reads whose alert joined an umbrella.
REASON = "storm"


def umbrella_key(alert: Alert, settings: Settings) -> tuple[str, str] | None:
    """The source and key of the umbrella that would hold an alert; `None` where storms are switched off."""
    service = service_of(alert, settings)
    return (STORM, service or "") if settings.storm_of(service) else None


def recently_resolved(incident: Incident, now: datetime, settings: Settings) -> bool:
    """Whether an alert that fires again reopens it."""
    at = incident.resolved_at
    return incident.status is Status.RESOLVED and at is not None and now - at < settings.reopen_within


def holder(
    alert: Alert, own: Incident | None, umbrella: Incident | None, now: datetime, situation: Situation
) -> Incident | None:
    """The incident an alert belongs to: its group's own, else the umbrella that holds it or, in a storm, takes it."""
    if umbrella is None or (own is not None and own.status is not Status.RESOLVED):
        return own
    if held_as(alert) in umbrella.alerts and (
        umbrella.status is not Status.RESOLVED
        or (alert.firing and recently_resolved(umbrella, now, situation.settings))
    ):
        return umbrella
    if not alert.firing or (own is not None and recently_resolved(own, now, situation.settings)):
        return own
    if _is_silenced(alert, now, situation):
        return own
    return umbrella if _takes(umbrella, now, situation) else own


def _takes(umbrella: Incident, now: datetime, situation: Situation) -> bool:
    rules = situation.settings.storm_of(umbrella.service)
    again = is_storm(situation.opened.get(umbrella.key, ()), rules, now)
    if umbrella.status is Status.RESOLVED:
        return again and recently_resolved(umbrella, now, situation.settings)
    return again or lasts(umbrella.storm_at, rules, now)


def _is_silenced(alert: Alert, now: datetime, situation: Situation) -> bool:
    """What pages nobody is no part of a storm."""
    return silenced_until(face(alert, situation.settings), situation.silences, now) is not None


def breaks_out(alert: Alert, now: datetime, situation: Situation) -> bool:
    """Whether an alert that would open an incident is one too many of its service."""
    service = service_of(alert, situation.settings)
    if _is_silenced(alert, now, situation):
        return False
    return is_storm(situation.opened.get(service or "", ()), situation.settings.storm_of(service), now)


def umbrella(alert: Alert, now: datetime, situation: Situation) -> Draft:
    """A new umbrella, with the alert that was one too many."""
    settings = situation.settings
    service = service_of(alert, settings)
    rules, state = settings.storm_of(service), state_of(alert, settings)
    named = f" of {service}" if service and service != "default" else ""
    incident = new_incident(alert, now, situation).evolve(
        title=f"Alert storm: many alerts{named}",
        source=STORM,
        key=service or "",
        description="",
        labels={"service": service} if service else {},
        alerts={held_as(alert): state},
        storm_at=now,
    )
    draft = Draft(incident, now, situation)
    more = f"more than {rules.threshold} incidents within {limit(rules.window)}" if rules else ""
    draft.write(Kind.OPENED, f"{incident.severity}: {incident.title} ({more}; further alerts join here)")
    draft.write(Kind.JOINED, f"{state.severity}: {alert.title}")
    draft.disposition, draft.reason = Disposition.JOINED, REASON
    opens(draft, alert)
    follow(draft)
    return draft
