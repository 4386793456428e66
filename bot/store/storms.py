"""What storms are judged by: when incidents of a service opened, and which messages paged whom."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, or_, select

from bot.domain.situation import Settings
from bot.domain.storms import SPAN, STORM, Sent
from bot.ports import Paging
from bot.store.instants import Instant
from bot.store.place import Place
from bot.store.tables import incidents, pagings

#: A page that is under way for longer than this is no reason to hold others back.
UNDER_WAY = timedelta(days=1)

_row = pagings.c


def opened_of(
    connection: Connection, place: Place, services: Iterable[str], now: datetime
) -> dict[str, tuple[datetime, ...]]:
    """When alerts opened incidents of those services, as far back as any storm looks."""
    each = (place.settings.storm_of(service or None) for service in services)
    rules = [one for one in each if one is not None]
    if not rules:
        return {}
    since = now - max(one.window for one in rules)
    asked = {"workspace": place.workspace, "services": sorted(services), "since": since}
    found: dict[str, list[datetime]] = {}
    for service, at in connection.execute(_OPENED, asked):
        found.setdefault(service, []).append(at)
    return {service: tuple(instants) for service, instants in found.items()}


_OPENED = select(incidents.c.service, incidents.c.opened_at).where(
    incidents.c.workspace == bindparam("workspace"),
    incidents.c.service.in_(bindparam("services", expanding=True)),
    incidents.c.opened_at > bindparam("since", type_=Instant),
    incidents.c.source.not_in((STORM, "declared")),
)


def is_limited(settings: Settings) -> bool:
    """Whether any service's storms are limited, so that anybody needs to know what was sent."""
    return settings.storm is not None or any(one.storm is not None for one in settings.services.values())


def sent_of(connection: Connection, place: Place, now: datetime) -> dict[str, tuple[Sent, ...]]:
    """The messages of their own that paged people in the last half minute, or are under way to them."""
    if not is_limited(place.settings):
        return {}
    asked = {"workspace": place.workspace, "since": now - SPAN, "long_ago": now - UNDER_WAY}
    found: dict[str, list[Sent]] = {}
    for row in connection.execute(_SENT, asked):
        one = Sent(incident=row.incident, step=row.step, at=row.at, waits=row.waits, digest=row.digest)
        found.setdefault(row.person, []).append(one)
    return {person: tuple(messages) for person, messages in found.items()}


_SENT = select(_row.person, _row.incident, _row.step, _row.at, _row.waits, _row.digest).where(
    _row.workspace == bindparam("workspace"),
    _row.within_incident.is_(None),
    or_(
        _row.at > bindparam("since", type_=Instant),
        and_(_row.waits, _row.at > bindparam("long_ago", type_=Instant)),
    ),
)


def within(connection: Connection, place: Place, digest: tuple[int, int], person: str) -> Sequence[int]:
    """The numbers of the incidents whose page to somebody stands within that digest."""
    number, step = digest
    statement = select(_row.incident).where(
        _row.workspace == place.workspace,
        _row.within_incident == number,
        _row.within_step == step,
        _row.person == person,
    )
    return connection.scalars(statement).all()


def keep_pagings(connection: Connection, place: Place, changed: Sequence[Paging]) -> None:
    """Write pages down as they count now."""
    if changed:
        connection.execute(_keep(place.insert), [_values(place, one) for one in changed])


def _values(place: Place, paging: Paging) -> dict[str, Any]:
    number, step = paging.within or (None, None)
    return {
        "workspace": place.workspace,
        "person": paging.person,
        "incident": paging.sent.incident,
        "step": paging.sent.step,
        "at": paging.sent.at,
        "waits": paging.sent.waits,
        "digest": paging.sent.digest,
        "within_incident": number,
        "within_step": step,
    }


@cache
def _keep(insert_into: Callable[[Table], Any]) -> Any:
    insert = insert_into(pagings)
    return insert.on_conflict_do_update(
        index_elements=[_row.workspace, _row.person, _row.incident, _row.step],
        set_={name: insert.excluded[name] for name in ("at", "waits", "digest")},
    )
