"""What silences look at: the labels of each alert that fires, and until when all of them are covered."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.domain.alerts import Alert
from bot.domain.incident.state import Incident
from bot.domain.routing import route
from bot.domain.silences import Silence, silenced_until
from bot.domain.situation import Settings


def labels_of(alert: Alert, settings: Settings) -> Mapping[str, str]:
    """An alert's own labels, its `service` the one that it is routed to by them, else what it says itself."""
    own = alert.own or alert.labels
    said = own.get("service") or alert.service
    service = route(own, said, settings) or said
    return {**own, "service": service} if service else own


def face(alert: Alert, settings: Settings) -> Mapping[str, str]:
    """What silences look at of an alert: its own labels, with its `title` and `key`."""
    return {"title": alert.title, "key": alert.key, **labels_of(alert, settings)}


def faces(incident: Incident) -> list[Mapping[str, str]]:
    """The labels of each alert that fires, with its `title` and `key`; of an incident without any, its own."""
    mine = {**incident.labels, "service": incident.service} if incident.service else incident.labels
    firing = [
        {"title": alert.title, "key": key, **(alert.labels or mine)}
        for key, alert in incident.alerts.items()
        if alert.firing
    ]
    return list(firing) or [{"title": incident.title, "key": incident.key, **mine}]


def covered_until(incident: Incident, silences: Iterable[Silence], now: datetime) -> datetime | None:
    """Until when nobody is paged for it: while silences cover every alert that fires; `None`: people are paged."""
    known = [one for one in silences if one.until > now]
    ends = [silenced_until(labels, known, now) for labels in faces(incident)] if known else []
    covered = [end for end in ends if end is not None]
    return min(covered) if covered and len(covered) == len(ends) else None
