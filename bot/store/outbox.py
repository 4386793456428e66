"""Taking promises up for delivery: claiming, the heartbeat that keeps leases valid, and what is swept away."""

from collections.abc import Container, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, exists, func, select, update

from bot.domain.effects import Lane
from bot.ports import AT_ONCE, Promise
from bot.store import promises
from bot.store.bodies import KEPT
from bot.store.instants import EPOCH
from bot.store.place import Place
from bot.store.tables import bodies, deliveries, outbox, pagings, plans, processes, sessions, sign_ins

#: A heartbeat that lies so far ahead was of a clock that has been set back since.
AHEAD = timedelta(seconds=10)
#: A repeat of Slack's comes within minutes; its answer is kept for so long (design §4.3).
ANSWER_KEPT = timedelta(minutes=15)
#: What was delivered, and processes that are gone, are kept for a look back.
DONE_KEPT = timedelta(days=1)
#: Pages of a storm are found in their digest for so long.
PAGINGS_KEPT = timedelta(days=7)
#: Who was on call is told for so long back; the newest plan stays, so that no number is given twice.
PLANS_KEPT = timedelta(days=400)


class Outbox:
    """The port `bot.ports.Outbox`, and the heartbeat."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def claim(
        self, now: datetime, *, limit: int, room: int | None = None, busy: Container[UUID] = ()
    ) -> Sequence[Promise]:
        """Up to `limit` promises that are due and that nobody is at, most urgent first, leased to us.

        At most `room` of them are such as wait for their turn; without it, any number. What the caller is `busy` with
        stays theirs, whatever the clock says by now.
        One that was in flight when its lease ran out, or whose owner fell silent, comes back doubtful.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached.
        """
        place, room = self._place, limit if room is None else room
        last = max(Lane) if room else AT_ONCE
        if not place.delivers or not await place.database.read(lambda c: _any(c, place, now, last)):
            return []
        return await place.database.write(lambda c: _claim(c, place, now, limit, room, busy))

    async def adopt(self) -> None:
        """At a start: void the leases of our earlier life, on SQLite all of them; what was in flight is doubtful."""
        await self._place.database.write(lambda c: _adopt(c, self._place))

    async def beat(self, now: datetime) -> None:
        """Say that we live, and sweep away what is spent; call it every 3 seconds, first at the start.

        Raises:
            bot.domain.errors.Outdated: a newer Rondo has changed the schema; end.
            bot.domain.errors.Unavailable: the database can't be reached.
        """
        await self._place.database.write(lambda c: _beat(c, self._place, now))
        await self._place.database.write(lambda c: _sweep(c, self._place, now))


_LANES = outbox.c.lane <= bindparam("b_last", type_=outbox.c.lane.type)
_ANY = exists().where(promises.FREE, _LANES).select()
_CLAIM = (
    select(outbox.c.id, outbox.c.lane)
    .where(promises.FREE, _LANES)
    .order_by(outbox.c.lane, outbox.c.born_at)
    .limit(bindparam("b_limit"))
    .with_for_update(skip_locked=True)
)


def _any(connection: Connection, place: Place, now: datetime, last: Lane) -> bool:
    return bool(connection.scalar(_ANY, {**promises.moment(place, now), "b_last": int(last)}))


def _claim(
    connection: Connection, place: Place, now: datetime, limit: int, room: int, busy: Container[UUID]
) -> list[Promise]:
    last = max(Lane) if room else AT_ONCE
    rows = connection.execute(_CLAIM, {**promises.moment(place, now), "b_limit": limit, "b_last": int(last)})
    found = [row for row in rows if row.id not in busy]
    urgent, others = [row for row in found if row.lane <= AT_ONCE], [row for row in found if row.lane > AT_ONCE]
    return promises.take(connection, place, [row.id for row in (*urgent, *others[:room])], now)


def _adopt(connection: Connection, place: Place) -> None:
    ours = [outbox.c.owner == place.owner] if place.database.dialect == "postgresql" else []
    connection.execute(
        update(outbox)
        .where(outbox.c.workspace == place.workspace, outbox.c.owner.is_not(None), outbox.c.done_at.is_(None), *ours)
        .values(lease_until=EPOCH)
    )


def _beat(connection: Connection, place: Place, now: datetime) -> None:
    if place.database.dialect == "sqlite":  # replicas go by PostgreSQL's clock, and one may have stood still
        _set_back(connection, place, now)
    insert = place.insert(processes)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[processes.c.workspace, processes.c.owner], set_={"heartbeat": insert.excluded.heartbeat}
        ),
        {"workspace": place.workspace, "owner": place.owner, "heartbeat": now},
    )


def _set_back(connection: Connection, place: Place, now: datetime) -> None:
    """Where the machine's clock was set back, what waits for another attempt would wait until it is that late again."""
    ahead = (processes.c.workspace == place.workspace, processes.c.heartbeat > now + AHEAD)
    if not connection.execute(delete(processes).where(*ahead)).rowcount:
        return
    owed = (outbox.c.workspace == place.workspace, outbox.c.done_at.is_(None))
    ends = now + promises.LEASE
    connection.execute(update(outbox).where(*owed, outbox.c.due_at > now).values(due_at=now))
    connection.execute(update(outbox).where(*owed, outbox.c.doubtful_since > now).values(doubtful_since=now))
    connection.execute(update(outbox).where(*owed, outbox.c.lease_until > ends).values(lease_until=ends))


_all_plans = plans.alias()


def _sweep(connection: Connection, place: Place, now: datetime) -> None:
    """After the heartbeat, in a commit of its own: deleting may take longer than a replica may be silent."""
    newest = select(func.max(_all_plans.c.number)).where(_all_plans.c.workspace == place.workspace).scalar_subquery()
    spent: tuple[tuple[Any, ...], ...] = (
        (deliveries, deliveries.c.at < now - ANSWER_KEPT),
        (outbox, outbox.c.done_at < now - DONE_KEPT, outbox.c.failed.is_(None)),
        (processes, processes.c.heartbeat < now - DONE_KEPT),
        (pagings, pagings.c.at < now - PAGINGS_KEPT),
        (plans, plans.c.until < now - PLANS_KEPT, plans.c.number < newest),
        (sign_ins, sign_ins.c.until < now),
        (sessions, sessions.c.until < now),
        (bodies, bodies.c.at < now - KEPT),
    )
    for table, *conditions in spent:
        connection.execute(delete(table).where(table.c.workspace == place.workspace, *conditions))
