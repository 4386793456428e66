"""The auditor's look at the database: what is late, what is suspect, and the records, under a time-out of its own."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, text

from bot.domain.audit import TIMER_LATE, Late, Look, Running, Seen
from bot.domain.events import TimerKind
from bot.domain.incident.state import ChannelState, Incident, Status
from bot.domain.record import breach
from bot.domain.situation import ChannelUse, PageWhen
from bot.ports import Progress
from bot.store import codec, sealing
from bot.store.place import Place
from bot.store.reads import outbox_state
from bot.store.tables import incidents, lines, outbox, timers

#: A query of the auditor's may take so long on PostgreSQL, and all of a look on SQLite.
PATIENCE_SECONDS = 5

#: How many incidents of each kind a look takes up; the next look goes on after them.
SUSPECTS, CHANGED, ROUND = 200, 50, 50

#: SQLite asks after so many steps of its machine (about a millisecond) whether to go on.
STEPS = 10_000

_incident, _timer = incidents.c, timers.c


@dataclass(frozen=True)
class Audit:
    """The port `bot.ports.Audit`; `seconds` only go forward."""

    place: Place
    seconds: Callable[[], float]
    patience_seconds: float = PATIENCE_SECONDS
    steps: int = STEPS

    async def look(self, now: datetime, progress: Progress, *, again: frozenset[int]) -> tuple[Look, Progress]:
        """What is late or suspect now, and a part of everything.

        That is: what changed since the last look, the next of the round, and around those incidents `again`.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached, or it took too long.
        """
        return await self.place.database.read(lambda c: self._bounded(c, now, progress, again))

    def _bounded(
        self, connection: Connection, now: datetime, progress: Progress, again: frozenset[int]
    ) -> tuple[Look, Progress]:
        limits = self._postgresql_limits if self.place.database.dialect == "postgresql" else self._sqlite_limits
        with limits(connection):
            return _look(connection, self.place.workspace, now, progress, again)

    @contextmanager
    def _sqlite_limits(self, connection: Connection) -> Iterator[None]:
        end = self.seconds() + self.patience_seconds
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(lambda: self.seconds() > end, self.steps)
        try:
            yield
        finally:
            driver.set_progress_handler(None, 0)

    @contextmanager
    def _postgresql_limits(self, connection: Connection) -> Iterator[None]:
        """Both end with the transaction; one snapshot, so that nothing seems missing that is being moved."""
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        connection.execute(text(f"SET LOCAL statement_timeout = '{round(self.patience_seconds * 1000)}ms'"))
        yield


def _look(
    connection: Connection, workspace: str, now: datetime, progress: Progress, again: frozenset[int]
) -> tuple[Look, Progress]:
    here, asking = _incident.workspace == workspace, _asking(workspace)
    waits = (_incident.status == Status.OPEN.value, ~_clocked(), ~_pages_nobody())
    unresolved = _incident.status != Status.RESOLVED.value
    lacks = (unresolved, _incident.channel.is_(None), _incident.number.not_in(asking), ~_wants_no_channel())
    clockless = _next(connection, here, *waits, after=progress.timers, most=SUSPECTS)
    channelless = _next(connection, here, *lacks, after=progress.channels, most=SUSPECTS)
    turn = _next(connection, here, after=progress.records, most=ROUND)
    read = {*turn, *_changed(connection, workspace, progress.since)}
    known = _incidents(connection, workspace, {*clockless, *channelless, *read, *again})
    sealed = sealing.checked(connection, workspace, progress.seals)
    look = Look(
        seen=_surroundings(connection, workspace, known),
        late=_late(connection, workspace, now - TIMER_LATE),
        oldest=outbox_state(connection, workspace, now).oldest,
        records=_records(connection, workspace, {number: one for number, one in known.items() if number in read}),
        seal=sealed.seal,
        apart=sealed.apart,
    )
    return look, Progress(
        timers=_came(clockless, SUSPECTS),
        channels=_came(channelless, SUSPECTS),
        records=_came(turn, ROUND),
        seals=sealed.came,
        since=now,
    )


def _next(connection: Connection, *conditions: ColumnElement[bool], after: int, most: int) -> Sequence[int]:
    """The next so many incidents by number."""
    statement = select(_incident.number).where(*conditions, _incident.number > after)
    return connection.scalars(statement.order_by(_incident.number).limit(most)).all()


def _came(numbers: Sequence[int], most: int) -> int:
    """Where the next look goes on; a round that came to its end begins anew."""
    return numbers[-1] if len(numbers) == most else 0


def _clocked() -> ColumnElement[bool]:
    """Whether a row of the response ladder's timer stands beside an incident."""
    same = and_(_timer.workspace == _incident.workspace, _timer.incident == _incident.number)
    return exists().where(same, _timer.kind == TimerKind.RESPONSE.value)


def _pages_nobody() -> ColumnElement[bool]:
    """Hundreds of these may be open and would crowd out who waits for somebody; the round comes to them as well."""
    return _holds('"urgency":{"page":"none"')


def _wants_no_channel() -> ColumnElement[bool]:
    urgencies = (f'"urgency":{{"page":"{page.value}","channel":"{ChannelUse.NONE.value}"' for page in PageWhen)
    return and_(_holds(f'"channel_state":"{ChannelState.NONE.value}"'), or_(*map(_holds, urgencies)))


def _holds(written: str) -> ColumnElement[bool]:
    """Whether that stands in an incident's JSON; in a text of somebody's it would have other quotation marks."""
    return _incident.body.contains(written, autoescape=True)


def _asking(workspace: str) -> Any:
    """The incidents for which a channel is being asked."""
    opening = outbox.c.effect == "OpenChannel"
    return select(outbox.c.incident).where(
        outbox.c.workspace == workspace, outbox.c.done_at.is_(None), opening, outbox.c.incident.is_not(None)
    )


def _changed(connection: Connection, workspace: str, since: datetime | None) -> Sequence[int]:
    """Incidents of which something was delivered lately: whatever changes an incident is shown somewhere."""
    if since is None:
        return ()
    lately = (outbox.c.workspace == workspace, outbox.c.done_at >= since, outbox.c.incident.is_not(None))
    return connection.scalars(select(outbox.c.incident).where(*lately).distinct().limit(CHANGED)).all()


def _incidents(connection: Connection, workspace: str, numbers: Iterable[int]) -> dict[int, Incident]:
    statement = select(_incident.number, _incident.body).where(
        _incident.workspace == workspace, _incident.number.in_(sorted(numbers))
    )
    return {number: codec.incident_in(body) for number, body in connection.execute(statement)}


def _surroundings(connection: Connection, workspace: str, known: dict[int, Incident]) -> list[Seen]:
    running: dict[int, dict[TimerKind, Running]] = {number: {} for number in known}
    statement = select(timers).where(_timer.workspace == workspace, _timer.incident.in_(sorted(known)))
    for row in connection.execute(statement):
        running[row.incident][TimerKind(row.kind)] = Running(generation=row.generation, due_at=row.due_at)
    asked = frozenset(connection.scalars(_asking(workspace)))
    return [Seen(incident=one, timers=running[number], channel_asked=number in asked) for number, one in known.items()]


def _late(connection: Connection, workspace: str, before: datetime) -> Late | None:
    late = (_timer.workspace == workspace, _timer.due_at < before)
    worst = connection.execute(select(timers).where(*late).order_by(_timer.due_at).limit(1)).first()
    if worst is None:
        return None
    count = connection.scalar(select(func.count()).select_from(timers).where(*late)) or 0
    return Late(count=count, due_at=worst.due_at, incident=worst.incident)


def _records(connection: Connection, workspace: str, known: dict[int, Incident]) -> dict[int, int | None]:
    """Where the records of those incidents break; worked out here, in the reader's thread, since it takes a while."""
    statement = (
        select(lines.c.incident, lines.c.body)
        .where(lines.c.workspace == workspace, lines.c.incident.in_(sorted(known)))
        .order_by(lines.c.incident, lines.c.number)
    )
    found = {number: breach((), count=one.lines, digest=one.digest) for number, one in known.items()}
    for number, rows in groupby(connection.execute(statement), key=lambda row: row.incident):
        one, record = known[number], tuple(codec.line_in(row.body) for row in rows)
        found[number] = breach(record, count=one.lines, digest=one.digest)
    return found
