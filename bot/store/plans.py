"""Plans: what people changed of who is on call, those that are not over, and the next one's number."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, select

from bot.domain.plans import Plan
from bot.store import codec
from bot.store.instants import EPOCH, Instant
from bot.store.place import Place
from bot.store.tables import plans

_row = plans.c


def plans_of(connection: Connection, place: Place, now: datetime | None) -> tuple[Plan, ...]:
    """Those that are not taken back, and not over `now` (`None`: whatever is kept), in the order of their making."""
    rows = connection.execute(_IN_FORCE, {"workspace": place.workspace, "now": now or EPOCH})
    return tuple(plan for (body,) in rows if not (plan := codec.plan_in(body)).undone)


_IN_FORCE = (
    select(_row.body)
    .where(_row.workspace == bindparam("workspace"), _row.until > bindparam("now", type_=Instant))
    .order_by(_row.number)
)


def next_plan(connection: Connection, place: Place) -> int:
    """The number of the next one."""
    last: int | None = connection.execute(_LAST, {"workspace": place.workspace}).scalar()
    return (last or 0) + 1


_LAST = select(func.max(_row.number)).where(_row.workspace == bindparam("workspace"))


def keep_plans(connection: Connection, place: Place, changed: Sequence[Plan]) -> None:
    """Write down those that were made, or taken back."""
    if changed:
        rows = [
            {"workspace": place.workspace, "number": one.number, "until": one.ends, "body": codec.plan_out(one)}
            for one in changed
        ]
        connection.execute(_keep(place.insert), rows)


@cache
def _keep(insert_into: Callable[[Table], Any]) -> Any:
    insert = insert_into(plans)
    return insert.on_conflict_do_update(
        index_elements=[_row.workspace, _row.number],
        set_={"until": insert.excluded.until, "body": insert.excluded.body},
    )
