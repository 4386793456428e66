"""Bodies of Alertmanager's webhook (version 4, older and partial ones too) and of Grafana's unified one → alerts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.alerts import Alert, Link, Severity, severity_of
from bot.web.sources.reading import (
    Ignored,
    Reading,
    Unreadable,
    distinct,
    hashed,
    instant,
    key,
    labels,
    link,
    mapping,
    service,
    text,
    title,
)

_SOURCE = "alertmanager"
_SIGNS = ("labels", "annotations", "fingerprint", "status", "startsAt", "endsAt", "generatorURL")
_WORDS = {"firing": True, "alerting": True, "resolved": False}


@dataclass(frozen=True, kw_only=True)
class _Item:
    """One alert as it stands in the body."""

    body: Mapping[str, Any]
    firing: bool
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    word: str | None

    @property
    def key(self) -> str:
        return key(self.body.get("fingerprint")) or hashed(self.labels or self.annotations)

    @property
    def named(self) -> str:
        return title(self.annotations.get("summary") or self.labels.get("alertname"))


@dataclass(frozen=True, kw_only=True)
class _Group:
    """What a body says of all its alerts: `label`s for the route, and the title of an incident it opens."""

    key: str
    labels: Mapping[str, str]
    common: Mapping[str, str]
    annotations: Mapping[str, str]
    title: str
    opener: _Item
    links: tuple[Link | None, ...]


def read(body: object, severities: Mapping[str, Severity]) -> Reading:
    """The alerts of a notification, in its order; a bare list of alerts is taken for a notification's.

    Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config and Grafana's webhook notifier.

    Raises:
        Unreadable: there is no alert in it.
    """
    whole = mapping({"alerts": body} if isinstance(body, list) else body)
    listed = whole.get("alerts")
    if not isinstance(listed, list) or not listed:
        raise Unreadable("This is no Alertmanager notification: it has no `alerts`, or none in it.")
    items = [_item(one, whole) for one in listed]
    found = [one for one in items if isinstance(one, _Item)]
    if not found:
        raise Unreadable("None of `alerts` can be read as an alert: each must be an object with labels.")
    group = _group(whole, found, severities)
    return Reading(alerts=tuple(one if isinstance(one, Ignored) else _alert(one, group) for one in items))


def _item(one: object, whole: Mapping[str, Any]) -> _Item | Ignored:
    if not isinstance(one, dict) or not any(one.get(sign) for sign in _SIGNS):
        return Ignored(reason="not an alert: an object with labels was expected")
    own = labels(one.get("labels"))
    return _Item(
        body=one,
        firing=_firing(one.get("status"), whole.get("status")),
        labels=own,
        annotations=labels(one.get("annotations")),
        word=own.get("severity") or labels(whole.get("commonLabels")).get("severity"),
    )


def _firing(*statuses: object) -> bool:
    """The alert's own word, else the notification's; what nobody says or understands is firing."""
    said = (_WORDS.get(text(one).lower()) for one in statuses)
    return next((firing for firing in said if firing is not None), True)


def _group(whole: Mapping[str, Any], items: Sequence[_Item], severities: Mapping[str, Severity]) -> _Group:
    common, annotations = labels(whole.get("commonLabels")), labels(whole.get("commonAnnotations"))
    worst = max(items, key=lambda one: (one.firing, severity_of(one.word, severities)[0].rank))
    opener = next((one for one in items if one.firing), items[0])
    said = annotations.get("summary") or opener.annotations.get("summary")
    named = common.get("alertname") or opener.labels.get("alertname") or text(whole.get("title"))
    return _Group(
        key=_group_key(whole, common),
        labels={**worst.labels, **common},
        common=common,
        annotations=annotations,
        title=title(said or named or annotations.get("description")),
        opener=opener,
        links=_links_around(whole, annotations),
    )


def _group_key(whole: Mapping[str, Any], common: Mapping[str, str]) -> str:
    """Empty where the body says nothing of what its alerts have in common."""
    alike = labels(whole.get("groupLabels")) or common
    pairs = ", ".join(f"{name}={json.dumps(alike[name], ensure_ascii=False)}" for name in sorted(alike))
    return key(whole.get("groupKey")) or (key(f"{{{pairs}}}") if pairs else "")


def _alert(one: _Item, group: _Group) -> Alert:
    """Title of the group for the alert that would open the incident, so that the incident is called by it."""
    own = group.title if one is group.opener else one.named
    return Alert(
        source=_SOURCE,
        group=group.key or one.key,
        key=one.key,
        firing=one.firing,
        title=own or group.title or one.named or "Alert without a name",
        severity_word=one.word,
        service=service(group.labels.get("service")),
        description=one.annotations.get("description") or group.annotations.get("description", ""),
        labels=group.labels,
        own={**group.common, **one.labels},
        links=_links(one, group),
        at=instant(one.body.get("startsAt")),
    )


def _links(one: _Item, group: _Group) -> tuple[Link, ...]:
    own = (
        link("Runbook", one.annotations.get("runbook_url") or one.annotations.get("runbook")),
        link("Dashboard", one.body.get("dashboardURL") or one.annotations.get("dashboard_url")),
        link("Panel", one.body.get("panelURL")),
        link("Graph", one.body.get("generatorURL")),
        link("Silence", one.body.get("silenceURL")),
    )
    return distinct((own[0], *group.links[:2], *own[1:], *group.links[2:]))


def _links_around(whole: Mapping[str, Any], annotations: Mapping[str, str]) -> tuple[Link | None, ...]:
    return (
        link("Runbook", annotations.get("runbook_url") or annotations.get("runbook")),
        link("Dashboard", annotations.get("dashboard_url")),
        link("Grafana" if "orgId" in whole else "Alertmanager", whole.get("externalURL")),
    )
