"""How incidents, their lines and timers, the answers and the counter are kept: one statement per table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Connection, Table, bindparam, delete, func, or_, select, update

from bot.domain.events import TimerKind
from bot.domain.incident.state import Incident, Status
from bot.domain.record import Line
from bot.ports import Answered, Conflict, TimerRow
from bot.store import codec, schema
from bot.store.place import Place
from bot.store.tables import deliveries, incidents, lines, timers, workspaces

_incident = incidents.c
_timer = timers.c


def incidents_of(connection: Connection, place: Place, numbers: Iterable[int]) -> dict[int, Incident]:
    """Those incidents, locked by number."""
    wanted = sorted(numbers)
    if not wanted:
        return {}
    rows = connection.execute(_INCIDENTS, {"workspace": place.workspace, "numbers": wanted}).all()
    return {number: codec.incident_in(body) for number, body in rows}


# Statements are built once: building one costs as much as running it.
_INCIDENTS = (
    select(_incident.number, _incident.body)
    .where(_incident.workspace == bindparam("workspace"), _incident.number.in_(bindparam("numbers", expanding=True)))
    .order_by(_incident.number)
    .with_for_update()
)


def latest_of(connection: Connection, place: Place, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Incident]:
    """Per (source, indexed key), the incident that is open, else the one resolved last.

    None of them is locked: whoever changes incidents has locked the workspace.
    """
    wanted = frozenset(keys)
    if not wanted:
        return {}
    # Asked for as two lists, since SQLite finds no pairs in an index: what is too much is left out here.
    sources, names = (sorted(set(part)) for part in zip(*wanted, strict=True))
    rows = connection.execute(_LATEST, {"workspace": place.workspace, "sources": sources, "keys": names}).all()
    return {(source, key): codec.incident_in(body) for source, key, body in rows if (source, key) in wanted}


_ranked = (
    select(
        _incident.source,
        _incident.key,
        _incident.body,
        func.row_number()
        .over(
            partition_by=(_incident.source, _incident.key),
            order_by=(_incident.resolved_at.desc().nulls_first(), _incident.number.desc()),
        )
        .label("place"),
    )
    .where(
        _incident.workspace == bindparam("workspace"),
        _incident.source.in_(bindparam("sources", expanding=True)),
        _incident.key.in_(bindparam("keys", expanding=True)),
    )
    .subquery()
)
_LATEST = select(_ranked.c.source, _ranked.c.key, _ranked.c.body).where(_ranked.c.place == 1)


def keep_incidents(
    connection: Connection, place: Place, changed: Sequence[Incident], told: frozenset[int] = frozenset()
) -> None:
    """Insert new incidents (version 0), update the others where the version is still the one that was read.

    The records of `told` are longer, so that their heads are to be sealed.
    """
    # Those that end come first: in the same batch another may be opened, or opened again, under their key.
    ordered = sorted(changed, key=lambda incident: incident.status is not Status.RESOLVED)
    new = [
        {**_row(incident), "workspace": place.workspace, "number": incident.number}
        for incident in ordered
        if not incident.version
    ]
    old = [
        {**_row(incident), **_of(place, incident), "told": incident.number in told}
        for incident in ordered
        if incident.version
    ]
    if old and connection.execute(_UPDATE, old).rowcount != len(old):
        raise Conflict("an incident was changed by somebody else since it was read")
    if new:
        connection.execute(incidents.insert(), new)


_UPDATE = (
    update(incidents)
    .where(
        _incident.workspace == bindparam("b_workspace"),
        _incident.number == bindparam("b_number"),
        _incident.version == bindparam("b_version"),
    )
    .values(unsealed=or_(_incident.unsealed, bindparam("told", type_=Boolean())))
)


def _of(place: Place, incident: Incident) -> dict[str, Any]:
    return {"b_workspace": place.workspace, "b_number": incident.number, "b_version": incident.version}


def _row(incident: Incident) -> dict[str, Any]:
    kept = incident.evolve(version=incident.version + 1)
    return {
        "version": kept.version,
        "status": kept.status.value,
        "severity": kept.severity.value,
        "source": kept.source,
        "key": codec.key_out(kept.key),
        "channel": kept.channel,
        "primary": kept.primary,
        "service": kept.service or "",
        "opened_at": kept.opened_at,
        "resolved_at": kept.resolved_at if kept.status is Status.RESOLVED else None,
        "body": codec.incident_out(kept),
    }


def keep_lines(connection: Connection, place: Place, added: Sequence[tuple[int, Line]]) -> None:
    """Append to the records."""
    if added:
        connection.execute(
            lines.insert(),
            [
                {
                    "workspace": place.workspace,
                    "incident": incident,
                    "number": line.number,
                    "at": line.at,
                    "body": codec.line_out(line),
                }
                for incident, line in added
            ],
        )


def keep_timers(connection: Connection, place: Place, changed: Sequence[TimerRow]) -> None:
    """Set timers, or take away those without an instant; of several for one clock the last counts."""
    last = {(timer.incident, timer.kind): timer for timer in changed}.values()
    rows = [
        {
            "workspace": place.workspace,
            "incident": timer.incident,
            "kind": timer.kind.value,
            "generation": timer.generation,
            "due_at": timer.due_at,
        }
        for timer in last
    ]
    away = [
        {f"b_{name}": row[name] for name in ("workspace", "incident", "kind", "generation")}
        for row in rows
        if not row["due_at"]
    ]
    if away:
        connection.execute(_DELETE_TIMER, away)
    kept = [row for row in rows if row["due_at"]]
    if kept:
        connection.execute(_set_timer(place.insert), kept)


@cache
def _set_timer(insert_into: Callable[[Table], Any]) -> Any:
    insert = insert_into(timers)
    return insert.on_conflict_do_update(
        index_elements=[_timer.workspace, _timer.incident, _timer.kind],
        set_={"generation": insert.excluded.generation, "due_at": insert.excluded.due_at},
        where=insert.excluded.generation >= _timer.generation,
    )


_DELETE_TIMER = delete(timers).where(
    _timer.workspace == bindparam("b_workspace"),
    _timer.incident == bindparam("b_incident"),
    _timer.kind == bindparam("b_kind"),
    _timer.generation <= bindparam("b_generation"),
)


def timer_in(row: Any) -> TimerRow:
    """A timer of its row."""
    return TimerRow(incident=row.incident, kind=TimerKind(row.kind), generation=row.generation, due_at=row.due_at)


def keep_answers(
    connection: Connection, place: Place, answered: Mapping[str, tuple[Answered, ...]], now: datetime
) -> None:
    """Keep what deliveries of Slack were answered."""
    if answered:
        rows = [
            {"workspace": place.workspace, "id": name, "at": now, "answer": codec.answers_out(answers)}
            for name, answers in answered.items()
        ]
        connection.execute(deliveries.insert(), rows)


def next_number(connection: Connection, place: Place) -> int:
    """The next incident's number; until the end of the transaction other writers wait for theirs.

    Raises:
        bot.domain.errors.Outdated: a newer Rondo has changed the schema.
    """
    number, stamped = connection.execute(_COUNTER, {"workspace": place.workspace}).one()
    schema.guard(stamped)
    return int(number)


def keep_next_number(connection: Connection, place: Place, number: int | None) -> None:
    """Move the counter of incidents."""
    if number is not None:
        connection.execute(_COUNT, {"b_workspace": place.workspace, "b_number": number})


_COUNTER = (
    select(workspaces.c.next_number, schema.STAMP)
    .where(workspaces.c.workspace == bindparam("workspace"))
    .with_for_update(of=workspaces)
)
_COUNT = (
    update(workspaces)
    .where(workspaces.c.workspace == bindparam("b_workspace"))
    .values(next_number=bindparam("b_number"))
)
