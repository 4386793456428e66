"""The outbox's rows: how promises are made and coalesced, taken up under a lease, and settled under its fence."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, bindparam, case, func, or_, select, update

from bot.domain.effects import Effect, Lane, ReachPerson
from bot.ports import Promise, Settled
from bot.store import codec
from bot.store.instants import Instant
from bot.store.place import Place
from bot.store.tables import outbox, processes

#: How long a promise is ours once taken (design §4.7).
PAGE_LEASE = timedelta(seconds=10)
LEASE = timedelta(seconds=30)
#: A process whose heart has not beaten for so long is dead, and its leases are void.
SILENCE = timedelta(seconds=10)

REACH = ReachPerson.__name__

_row = outbox.c
_owed = _row.done_at.is_(None)


def make(connection: Connection, place: Place, promises: Iterable[Promise]) -> None:
    """Write promises down: one row per slot, whose generation counts its changes; every other promise once."""
    slots: list[dict[str, Any]] = []
    once: list[dict[str, Any]] = []
    for promise in promises:
        (slots if hasattr(promise.effect, "slot") else once).append(_values(place, promise))
    if slots:
        connection.execute(_coalesce(place.insert), slots)
    if once:
        connection.execute(place.insert(outbox).on_conflict_do_nothing(), once)


def _values(place: Place, promise: Promise) -> dict[str, Any]:
    name, body = codec.effect_out(promise.effect)
    return {
        "workspace": place.workspace,
        "id": promise.id,
        "incident": promise.incident,
        "effect": name,
        "body": body,
        "lane": int(promise.lane),
        "due_at": promise.due_at,
        "born_at": promise.born_at,
        "generation": promise.generation,
        "attempts": promise.attempts,
        "doubtful_since": promise.doubtful_since,
        "unanswered": promise.unanswered,
        "digest": promise.digest,
        "fence": 0,
    }


@cache
def _coalesce(insert_into: Callable[[Table], Any]) -> Any:
    insert = insert_into(outbox)
    new = insert.excluded
    # While an attempt runs, or its end is unknown, the generation alone is bumped: the row is due again afterwards,
    # and no look-up for a lost answer is hurried; an edit needs none.
    edits = _row.lane == int(Lane.REFRESH)
    held = and_(_owed, or_(_row.owner.is_not(None), and_(_row.doubtful_since.is_not(None), ~edits)))
    waits = and_(_owed, _row.lane < new.lane)
    tells = and_(_owed, _row.effect == REACH)  # it tells of whatever joined by then: no attempt is hurried
    return insert.on_conflict_do_update(
        index_elements=[_row.workspace, _row.id],
        set_={
            "generation": _row.generation + 1,
            "effect": new.effect,
            "body": new.body,
            "lane": case((or_(held, waits), _row.lane), else_=new.lane),
            "due_at": case((or_(held, tells), _row.due_at), else_=new.due_at),
            "born_at": case((_owed, _row.born_at), else_=new.born_at),
            "attempts": case((_owed, _row.attempts), else_=0),
            "done_at": None,
            "failed": None,
        },
    )


def _free() -> ColumnElement[bool]:
    silent = select(processes.c.owner).where(
        processes.c.workspace == bindparam("b_workspace"),
        processes.c.owner != bindparam("b_owner"),
        processes.c.heartbeat <= bindparam("b_silent_since", type_=Instant),
    )
    return and_(
        _row.workspace == bindparam("b_workspace"),
        _owed,
        _row.due_at <= bindparam("b_now", type_=Instant),
        or_(_row.owner.is_(None), _row.lease_until <= bindparam("b_now", type_=Instant), _row.owner.in_(silent)),
    )


#: Rows that are due and that nobody alive is at; with the parameters of `moment`.
FREE = _free()


def moment(place: Place, now: datetime) -> dict[str, Any]:
    """The parameters of `FREE`."""
    return {
        "b_workspace": place.workspace,
        "b_owner": place.owner,
        "b_now": now,
        "b_silent_since": now - SILENCE,
    }


def take(
    connection: Connection,
    place: Place,
    ids: Sequence[UUID],
    now: datetime,
    known: Mapping[UUID, Effect] | None = None,
) -> list[Promise]:
    """Lease to us those of the rows that are free and due; one that had an owner still was in flight: doubtful.

    `known` spares reading the effects that the caller has already. The most urgent come first.
    """
    if not ids or not place.delivers:
        return []
    leases = {"b_page_until": now + PAGE_LEASE, "b_until": now + LEASE}
    rows = connection.execute(_TAKE, {**moment(place, now), **leases, "b_ids": ids}).all()
    taken = [_promise(row, known or {}) for row in rows]
    return sorted(taken, key=lambda promise: (promise.lane, promise.due_at, promise.born_at))


_in_flight = _row.owner.is_not(None)
_TAKE = (
    update(outbox)
    .where(FREE, _row.id.in_(bindparam("b_ids", expanding=True)))
    .values(
        owner=bindparam("b_owner"),
        fence=_row.fence + 1,
        lease_until=case(
            (_row.lane == int(Lane.PAGE), bindparam("b_page_until", type_=Instant)),
            else_=bindparam("b_until", type_=Instant),
        ),
        doubtful_since=case((_in_flight, bindparam("b_now", type_=Instant)), else_=_row.doubtful_since),
        unanswered=_row.unanswered + case((_in_flight, 1), else_=0),
    )
    .returning(*_row)
)


def _promise(row: Row[Any], known: Mapping[UUID, Effect]) -> Promise:
    return Promise(
        id=row.id,
        incident=row.incident,
        effect=known[row.id] if row.id in known else codec.effect_in(row.effect, row.body),
        lane=Lane(row.lane),
        due_at=row.due_at,
        born_at=row.born_at,
        generation=row.generation,
        attempts=row.attempts,
        doubtful_since=row.doubtful_since,
        unanswered=row.unanswered,
        digest=row.digest,
        owner=row.owner,
        lease_until=row.lease_until,
        fence=row.fence,
    )


def settle(connection: Connection, place: Place, settled: Sequence[Settled], now: datetime) -> None:
    """Write the ends of attempts, each where its fence still holds; a stale one changes nothing."""
    if settled:
        connection.execute(_SETTLE, [_ended(place, one, now) for one in settled])


def _ended(place: Place, one: Settled, now: datetime) -> dict[str, Any]:
    return {
        "b_workspace": place.workspace,
        "b_id": one.id,
        "b_fence": one.fence,
        "b_done_generation": one.generation if one.done else -1,
        "b_now": now,
        "b_due_at": now if one.done else one.due_at,
        "b_digest": one.digest,
        "b_attempted": int(one.attempted),
        "b_doubtful_since": one.doubtful_since,
        "b_posted": int(one.posted),
        "b_failed": one.failed,
        "b_done": int(one.done),
    }


_done = bindparam("b_done", type_=_row.lane.type) == 1
_SETTLE = (
    update(outbox)
    .where(_row.workspace == bindparam("b_workspace"), _row.id == bindparam("b_id"), _row.fence == bindparam("b_fence"))
    .values(
        owner=None,
        lease_until=None,
        done_at=case(
            (_row.generation <= bindparam("b_done_generation"), bindparam("b_now", type_=Instant)), else_=None
        ),
        due_at=func.coalesce(bindparam("b_due_at", type_=Instant), _row.due_at),
        digest=func.coalesce(bindparam("b_digest", type_=_row.digest.type), _row.digest),
        attempts=case((_done, 0), else_=_row.attempts + bindparam("b_attempted", type_=_row.attempts.type)),
        # What changed during the send is an edit of what stands by now: a refresh. No message around Slack is edited.
        lane=case(
            (
                and_(
                    _done,
                    _row.lane < int(Lane.REFRESH),
                    _row.generation > bindparam("b_done_generation"),
                    _row.effect != REACH,
                ),
                int(Lane.REFRESH),
            ),
            else_=_row.lane,
        ),
        doubtful_since=bindparam("b_doubtful_since", type_=Instant),
        unanswered=_row.unanswered + bindparam("b_posted", type_=_row.unanswered.type),
        failed=bindparam("b_failed"),
    )
)
