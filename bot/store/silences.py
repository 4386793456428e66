"""Silences: those in force, and the next one's number."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, select

from bot.domain.silences import Silence
from bot.store import codec
from bot.store.instants import Instant
from bot.store.place import Place
from bot.store.tables import silences

_row = silences.c


def silences_of(connection: Connection, place: Place, now: datetime) -> tuple[Silence, ...]:
    """Those that are not over, in order."""
    rows = connection.execute(_IN_FORCE, {"workspace": place.workspace, "now": now})
    return tuple(codec.silence_in(body) for (body,) in rows)


_IN_FORCE = (
    select(_row.body)
    .where(_row.workspace == bindparam("workspace"), _row.until > bindparam("now", type_=Instant))
    .order_by(_row.number)
)


def next_silence(connection: Connection, place: Place) -> int:
    """The number of the next one."""
    last: int | None = connection.execute(_LAST, {"workspace": place.workspace}).scalar()
    return (last or 0) + 1


_LAST = select(func.max(_row.number)).where(_row.workspace == bindparam("workspace"))


def keep_silences(connection: Connection, place: Place, changed: Sequence[Silence]) -> None:
    """Write down those that were made, or ended."""
    if changed:
        rows = [
            {"workspace": place.workspace, "number": one.number, "until": one.until, "body": codec.silence_out(one)}
            for one in changed
        ]
        connection.execute(_keep(place.insert), rows)


@cache
def _keep(insert_into: Callable[[Table], Any]) -> Any:
    insert = insert_into(silences)
    return insert.on_conflict_do_update(
        index_elements=[_row.workspace, _row.number],
        set_={"until": insert.excluded.until, "body": insert.excluded.body},
    )
