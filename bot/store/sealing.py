"""Seals as they are kept: made of whatever changed, under the lock that makes the writers of replicas take turns."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, exists, select, update

from bot.domain.incident.state import Status
from bot.domain.record import BEGINNING
from bot.domain.seals import TOLD, Head, Seal, forged
from bot.ports import Sealed
from bot.store import codec, keeping
from bot.store.place import Place
from bot.store.tables import facts, incidents, lines, outbox, pagings, seals, timers

#: So many heads are in one seal; the next has the rest.
MOST = 500

#: So many incidents are taken out at once.
REMOVED = 50

#: So many seals, or about so many heads, are looked through by one look of the auditor.
SEALS, HEADS = 20, 1000

_incident, _seal = incidents.c, seals.c


class Seals:
    """The port `bot.ports.Seals`."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def seal(self, now: datetime, *, empty: bool = False) -> int:
        """Seal the heads of what changed since the last seal; returns of how many incidents."""
        changed = await self._place.database.read(lambda c: c.scalar(select(exists().where(*self._unsealed()))))
        if not changed and not empty:
            return 0
        return await self._place.database.write(lambda c: self._sealed(c, now, empty=empty))

    async def newest(self) -> Sealed:
        """The newest seal, and the newest anchor."""
        return await self._place.database.read(self._newest)

    async def anchor(self, number: int, anchor: str) -> None:
        """Keep the anchor of that seal, unless somebody else made one meanwhile."""
        here = (_seal.workspace == self._place.workspace, _seal.number == number, _seal.anchor.is_(None))
        await self._place.database.write(lambda c: c.execute(update(seals).where(*here).values(anchor=anchor)))

    async def remove(self, before: datetime, now: datetime) -> int:
        """Take out incidents that were resolved before that and are not held; returns how many."""
        return await self._place.database.write(lambda c: _remove(c, self._place, before, now))

    def _unsealed(self) -> tuple[Any, ...]:
        return _incident.workspace == self._place.workspace, _incident.unsealed

    def _sealed(self, connection: Connection, now: datetime, *, empty: bool) -> int:
        keeping.next_number(connection, self._place)  # the writers' lock: nobody else writes or seals meanwhile
        statement = select(_incident.number, _incident.status, _incident.body).where(*self._unsealed())
        rows = connection.execute(statement.order_by(_incident.number).limit(MOST)).all()
        if not rows and not empty:
            return 0  # another replica was faster
        ends = [(row.number, codec.end_in(row.body)) for row in rows]
        heads = [Head(number, end.lines, end.digest) for number, end in ends if end.lines]
        closes = any(row.status == Status.RESOLVED.value for row in rows)
        add(connection, self._place, now, heads=heads, closes=closes)
        numbers = [row.number for row in rows]
        done = (_incident.workspace == self._place.workspace, _incident.number.in_(numbers))
        connection.execute(update(incidents).where(*done).values(unsealed=False))
        return len(rows)

    def _newest(self, connection: Connection) -> Sealed:
        here = self._place.workspace
        last, anchored = _last(connection, here), _last(connection, here, _seal.anchor.is_not(None))
        after = anchored.number if anchored else 0
        closing = exists().where(_seal.workspace == here, _seal.number > after, _seal.closes)
        return Sealed(
            seal=seal_in(last.body) if last else None,
            anchor=anchored.anchor if anchored else None,
            closes=bool(connection.scalar(select(closing))),
            cut=_cut(connection, here),
        )


def add(
    connection: Connection,
    place: Place,
    now: datetime,
    *,
    heads: Sequence[Head] = (),
    removed: Sequence[int] = (),
    closes: bool = False,
) -> None:
    """Add a seal to the chain, under the writers' lock."""
    last = _last(connection, place.workspace)
    before, number = (seal_in(last.body).head, last.number + 1) if last else (BEGINNING, 1)
    seal = Seal(number=number, at=now, heads=heads, removed=removed, before=before)
    row = {"workspace": place.workspace, "number": number, "at": now, "closes": closes, "body": seal.written}
    connection.execute(seals.insert(), row)


def _remove(connection: Connection, place: Place, before: datetime, now: datetime) -> int:
    """With their records, and everything that hangs on them; what they were like is in the seals, as hashes."""
    keeping.next_number(connection, place)
    old = (_incident.status == Status.RESOLVED.value, _incident.resolved_at < before, ~_incident.unsealed, ~_HELD)
    here = select(_incident.number).where(_incident.workspace == place.workspace, *old)
    numbers = list(connection.scalars(here.order_by(_incident.number).limit(REMOVED)))
    if numbers:
        for table in (lines, timers, outbox, pagings):
            its = (table.c.workspace == place.workspace, table.c.incident.in_(numbers))
            connection.execute(delete(table).where(*its))
        connection.execute(
            delete(incidents).where(_incident.workspace == place.workspace, _incident.number.in_(numbers))
        )
        add(connection, place, now, removed=numbers)
    return len(numbers)


#: Whether an incident is held; in a text of somebody's it would have other quotation marks.
_HELD = _incident.body.contains('"kept":true', autoescape=True)


def _last(connection: Connection, workspace: str, *conditions: ColumnElement[bool]) -> Row[Any] | None:
    here = select(seals).where(_seal.workspace == workspace, *conditions)
    return connection.execute(here.order_by(_seal.number.desc()).limit(1)).first()


def seal_in(text: str) -> Seal:
    """The seal of that JSON."""
    found = json.loads(text)
    return Seal(
        number=found["number"],
        at=datetime.fromisoformat(found["at"]),
        heads=tuple(Head(*head) for head in found["heads"]),
        removed=tuple(found.get("removed", ())),
        before=found["before"],
    )


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The first seal that does not fit, the incidents whose record is not what was sealed, and where to go on.

    `came` is the seal that the next look follows from: after a break the one that was found there, as it stands.
    """

    seal: int | None = None
    apart: frozenset[int] = frozenset()
    came: int = 0


def checked(connection: Connection, workspace: str, after: int) -> Checked:
    """Look through the next seals: whether they chain, and whether the records still have what they sealed."""
    statement = select(_seal.number, _seal.body).where(_seal.workspace == workspace, _seal.number >= after)
    rows = connection.execute(statement.order_by(_seal.number).limit(SEALS + 1)).all()
    read, unreadable = _read(rows, after)
    (number, before), following = _start(after, read)
    taken = [one for place, one in enumerate(following) if sum(len(seal.heads) for seal in following[:place]) <= HEADS]
    broken = forged(taken, (number, before))
    if broken is not None:
        taken = taken[: broken - number]  # with the one that does not fit: the next look follows from it
    apart = {head.incident for seal in taken for head in seal.heads if _differs(connection, workspace, head)}
    if broken is None and taken == following and unreadable is not None:
        return Checked(seal=unreadable, apart=frozenset(apart), came=unreadable)
    more = broken is not None or len(rows) > SEALS or taken != following
    came = taken[-1].number if more and taken else 0
    return Checked(seal=broken or _cut(connection, workspace), apart=frozenset(apart), came=came)


def _read(rows: Sequence[Row[Any, Any]], after: int) -> tuple[list[Seal], int | None]:
    """The seals up to one that is none, and the number of that; where the last look ended at it, those beyond it."""
    read: list[Seal] = []
    for row in rows:
        try:
            read.append(seal_in(row.body))
        except (ValueError, KeyError, TypeError):
            if row.number != after:
                return read, row.number
    return read, None


def _start(after: int, read: list[Seal]) -> tuple[tuple[int, str], list[Seal]]:
    """What the first of the next seals must follow from, and those."""
    if after == 0 or not read:
        return (0, BEGINNING), read
    if read[0].number == after:
        return (after, read[0].head), read[1:]
    return (after, read[0].before), read  # the one that was there the last time is gone, or can't be read


def _cut(connection: Connection, workspace: str) -> int | None:
    """The seal whose anchor was told to people, where it is not there any more: the end of the chain was cut off.

    Seals that were made since in its place have other heads.
    """
    told = connection.scalar(select(facts.c.text).where(facts.c.workspace == workspace, facts.c.name == TOLD))
    number, _, head = (told or "").partition(" ")
    if not number.isdecimal():
        return None
    anchor = connection.scalar(select(_seal.anchor).where(_seal.workspace == workspace, _seal.number == int(number)))
    return None if anchor and head in anchor else int(number)


def _differs(connection: Connection, workspace: str, head: Head) -> bool:
    """Whether a record has another line there than was sealed; one that was taken out by its age has none."""
    here = {"workspace": workspace, "incident": head.incident, "number": head.lines}
    body = connection.scalar(_LINE, here)
    if body is None:
        return connection.scalar(_THERE, {"workspace": workspace, "incident": head.incident}) is not None
    return codec.digest_in(body) != head.digest


_LINE = select(lines.c.body).where(
    lines.c.workspace == bindparam("workspace"),
    lines.c.incident == bindparam("incident"),
    lines.c.number == bindparam("number"),
)
_THERE = select(_incident.number).where(
    _incident.workspace == bindparam("workspace"), _incident.number == bindparam("incident")
)
