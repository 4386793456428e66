"""What people decided for a time: silences, and plans of who is on call; numbered, and kept a while after their end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Connection, Table, bindparam, func, literal, select, union_all

from bot.domain.plans import Plan
from bot.domain.silences import Silence
from bot.domain.standings import Standing
from bot.store import codec
from bot.store.instants import EPOCH, Instant
from bot.store.place import Place
from bot.store.tables import plans, silences, standings

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class _Timed(Generic[T]):
    """A table of them: how they are written, and which column says when they end."""

    table: Table
    row: Callable[[T], dict[str, Any]]

    def next(self, connection: Connection, place: Place) -> int:
        """The number of the next one."""
        numbers = self.table.c
        last = select(func.max(numbers.number)).where(numbers.workspace == bindparam("workspace"))
        return (connection.execute(last, {"workspace": place.workspace}).scalar() or 0) + 1

    def keep(self, connection: Connection, place: Place, changed: Sequence[T]) -> None:
        """Write down those that were made, or ended."""
        if changed:
            insert = place.insert(self.table)
            kept = insert.on_conflict_do_update(
                index_elements=[self.table.c.workspace, self.table.c.number],
                set_={"until": insert.excluded.until, "body": insert.excluded.body},
            )
            connection.execute(kept, [{"workspace": place.workspace, **self.row(one)} for one in changed])


SILENCES: _Timed[Silence] = _Timed(
    table=silences, row=lambda one: {"number": one.number, "until": one.until, "body": codec.silence_out(one)}
)
PLANS: _Timed[Plan] = _Timed(
    table=plans, row=lambda one: {"number": one.number, "until": one.ends, "body": codec.plan_out(one)}
)


class InForce(NamedTuple):
    """Silences and plans in the order of their making, less the plans that were taken back; and standings by person."""

    silences: tuple[Silence, ...]
    plans: tuple[Plan, ...]
    standings: dict[str, Standing]


def in_force(connection: Connection, place: Place, now: datetime | None) -> InForce:
    """Those that are not over `now` (`None`: whatever is kept), and how people stand; one statement for it all."""
    rows = sorted(connection.execute(_IN_FORCE, {"workspace": place.workspace, "now": now or EPOCH}).all())
    kept_plans = (codec.plan_in(body) for kind, _, _, body in rows if kind == "plan")
    return InForce(
        silences=tuple(codec.silence_in(body) for kind, _, _, body in rows if kind == "silence"),
        plans=tuple(one for one in kept_plans if not one.undone),
        standings={person: codec.standing_in(body) for kind, _, person, body in rows if kind == "standing"},
    )


def _until(table: Table, kind: str) -> Any:
    ours = (table.c.workspace == bindparam("workspace"), table.c.until > bindparam("now", type_=Instant))
    return select(literal(kind), table.c.number, literal(""), table.c.body).where(*ours)


# Read for every transaction: three statements cost three ways to the database.
_IN_FORCE = union_all(
    _until(silences, "silence"),
    _until(plans, "plan"),
    select(literal("standing"), literal(0), standings.c.person, standings.c.body).where(
        standings.c.workspace == bindparam("workspace")
    ),
)
