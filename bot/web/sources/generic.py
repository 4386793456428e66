"""Rondo's own JSON, for whatever can post an object or a list of them → alerts."""

from collections.abc import Mapping
from typing import Any

from bot.domain.alerts import Alert, Link, Severity
from bot.web.sources.reading import (
    LONGEST_NAME,
    Ignored,
    Reading,
    Unreadable,
    distinct,
    instant,
    key,
    labels,
    link,
    mapping,
    service,
    text,
    title,
)

_KNOWN = frozenset({"key", "title", "status", "severity", "service", "description", "labels", "links", "at"})


def read(body: object, severities: Mapping[str, Severity]) -> Reading:
    """The alerts of one object or a list (contract §3); `severities` change nothing here.

    Raises:
        Unreadable: there is no alert in it.
    """
    items = tuple(_item(one) for one in (body if isinstance(body, list) else [body]))
    if all(isinstance(one, Ignored) for one in items):
        reasons = sorted({one.reason for one in items if isinstance(one, Ignored)})
        raise Unreadable(f"Nothing here can be read as an alert: {'; '.join(reasons) or 'the list is empty'}.")
    return Reading(alerts=items)


def _item(one: object) -> Alert | Ignored:
    if not isinstance(one, dict):
        return Ignored(reason="an alert is an object with at least a `title`")
    if not title(one.get("title")):
        return Ignored(reason="`title` is missing")
    return _alert(one)


def _alert(one: Mapping[str, Any]) -> Alert:
    kept = {**labels({name: value for name, value in one.items() if name not in _KNOWN}), **labels(one.get("labels"))}
    named, of = title(one.get("title")), service(one.get("service"), kept.get("service"))
    own = key(one.get("key")) or key(" · ".join(filter(None, (of, named))))
    return Alert(
        source="generic",
        group=own,
        key=own,
        firing=text(one.get("status")).lower() != "resolved",
        title=named,
        severity_word=text(one.get("severity"), longest=LONGEST_NAME) or kept.get("severity"),
        service=of,
        description=text(one.get("description")),
        labels={**kept, "service": of} if of else kept,
        links=distinct(_link(each) for each in _listed(one.get("links"))),
        at=instant(one.get("at")),
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _link(value: object) -> Link | None:
    """A link with its title; a bare address is taken too."""
    if isinstance(value, str):
        return link("Link", value)
    return link(title(mapping(value).get("title")), mapping(value).get("url"))
