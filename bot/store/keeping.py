"""How incidents, their lines and timers, the books, the answers and the counter are kept: one statement per table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, tuple_, update

from bot.domain.events import TimerKind
from bot.domain.incident.state import Incident, Status
from bot.domain.record import Line
from bot.domain.roundrobin import Book
from bot.ports import Answered, Conflict, TimerRow
from bot.store import codec
from bot.store.place import Place
from bot.store.tables import books, deliveries, incidents, lines, timers, workspaces

_incident = incidents.c
_timer = timers.c


def incidents_of(connection: Connection, place: Place, numbers: Iterable[int]) -> dict[int, Incident]:
    """Those incidents, locked by number."""
    wanted = sorted(numbers)
    if not wanted:
        return {}
    statement = (
        select(_incident.number, _incident.body)
        .where(_incident.workspace == place.workspace, _incident.number.in_(wanted))
        .order_by(_incident.number)
        .with_for_update()
    )
    return {number: codec.incident_in(body) for number, body in connection.execute(statement)}


def latest_of(connection: Connection, place: Place, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Per (source, indexed key), the incident that is open, else the one resolved last."""
    wanted = sorted(keys)
    if not wanted:
        return {}
    order = (_incident.resolved_at.desc().nulls_first(), _incident.number.desc())
    place_of = func.row_number().over(partition_by=(_incident.source, _incident.key), order_by=order)
    ranked = (
        select(_incident.source, _incident.key, _incident.number, place_of.label("place"))
        .where(_incident.workspace == place.workspace, tuple_(_incident.source, _incident.key).in_(wanted))
        .subquery()
    )
    rows = connection.execute(select(ranked.c.source, ranked.c.key, ranked.c.number).where(ranked.c.place == 1))
    return {(source, key): number for source, key, number in rows}


def keep_incidents(connection: Connection, place: Place, changed: Sequence[Incident]) -> None:
    """Insert new incidents (version 0), update the others where the version is still the one that was read."""
    # Those that end come first: in the same batch another may be opened, or opened again, under their key.
    ordered = sorted(changed, key=lambda incident: incident.status is not Status.RESOLVED)
    new = [
        {**_row(incident), "workspace": place.workspace, "number": incident.number}
        for incident in ordered
        if not incident.version
    ]
    old = [
        {**_row(incident), "b_workspace": place.workspace, "b_number": incident.number, "b_version": incident.version}
        for incident in ordered
        if incident.version
    ]
    if old and connection.execute(_UPDATE, old).rowcount != len(old):
        raise Conflict("an incident was changed by somebody else since it was read")
    if new:
        connection.execute(incidents.insert(), new)


_UPDATE = update(incidents).where(
    _incident.workspace == bindparam("b_workspace"),
    _incident.number == bindparam("b_number"),
    _incident.version == bindparam("b_version"),
)


def _row(incident: Incident) -> dict[str, Any]:
    kept = replace(incident, version=incident.version + 1)
    return {
        "version": kept.version,
        "status": kept.status.value,
        "severity": kept.severity.value,
        "source": kept.source,
        "key": codec.key_out(kept.key),
        "channel": kept.channel,
        "primary": kept.primary,
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
    away = [{f"b_{name}": row[name] for name in ("workspace", "incident", "kind")} for row in rows if not row["due_at"]]
    if away:
        connection.execute(_DELETE_TIMER, away)
    kept = [row for row in rows if row["due_at"]]
    if kept:
        insert = place.insert(timers)
        new = {"generation": insert.excluded.generation, "due_at": insert.excluded.due_at}
        keys = [_timer.workspace, _timer.incident, _timer.kind]
        connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=new), kept)


_DELETE_TIMER = delete(timers).where(
    _timer.workspace == bindparam("b_workspace"),
    _timer.incident == bindparam("b_incident"),
    _timer.kind == bindparam("b_kind"),
)


def timer_in(row: Any) -> TimerRow:
    """A timer of its row."""
    return TimerRow(incident=row.incident, kind=TimerKind(row.kind), generation=row.generation, due_at=row.due_at)


def keep_books(
    connection: Connection,
    place: Place,
    changed: Mapping[tuple[str, int], Book],
    *,
    known: frozenset[tuple[str, int]],
) -> None:
    """Write books; one that was not there when they were read is inserted, so that two first turns can't both win."""
    rows = [
        {"workspace": place.workspace, "policy": policy, "level": level, "body": codec.book_out(book)}
        for (policy, level), book in sorted(changed.items())
    ]
    new = [row for row in rows if (row["policy"], row["level"]) not in known]
    old = [{f"b_{name}": value for name, value in row.items()} for row in rows if row not in new]
    if new:
        connection.execute(books.insert(), new)
    if old:
        connection.execute(_UPDATE_BOOK, old)


_UPDATE_BOOK = (
    update(books)
    .where(
        books.c.workspace == bindparam("b_workspace"),
        books.c.policy == bindparam("b_policy"),
        books.c.level == bindparam("b_level"),
    )
    .values(body=bindparam("b_body"))
)


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


def keep_next_number(connection: Connection, place: Place, number: int | None) -> None:
    """Move the counter of incidents."""
    if number is not None:
        here = workspaces.c.workspace == place.workspace
        connection.execute(update(workspaces).where(here).values(next_number=number))
