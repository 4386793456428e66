"""Reading for pages, cards, answers and ticks; on connections of its own, never in the way of the writer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pydantic_core import to_json
from sqlalchemy import ColumnElement, Connection, func, or_, select

from bot.domain.effects import Lane
from bot.domain.events import TimerKind
from bot.domain.incident.state import Incident, Status
from bot.domain.marks import Called
from bot.domain.record import Line
from bot.domain.releases import Deploy, Release, Running
from bot.domain.reviews import ReviewState
from bot.domain.security import Heard
from bot.domain.silences import Silence
from bot.domain.situation import Situation
from bot.ports import OutboxState, TimerRow
from bot.store import around, codec, keeping, ledgers, storms
from bot.store.place import Place
from bot.store.promises import SILENCE
from bot.store.tables import incidents, lines, outbox, processes, timers, workspaces
from bot.store.timed import in_force

#: Above every number.
_BEYOND = 2**31 - 1

#: So many incidents of security sources are looked at, the newest.
_HEARD = 100

#: So many incidents back the queue of security reaches.
_QUEUE = 5000


class Reads:
    """The port `bot.ports.Reads`; everything raises `bot.domain.errors.Unavailable` when the database is away."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._read = place.database.read

    async def incident(self, number: int) -> Incident | None:
        """One incident."""
        found = await self._incidents(incidents.c.number == number, limit=1)
        return found[0] if found else None

    async def incidents(
        self, *, statuses: frozenset[Status], limit: int, before: int | None = None
    ) -> Sequence[Incident]:
        """The newest first, of those statuses, with numbers below `before`."""
        conditions: list[ColumnElement[bool]] = [incidents.c.status.in_(sorted(status.value for status in statuses))]
        if before is not None:
            conditions.append(incidents.c.number < before)
        return await self._incidents(*conditions, limit=limit)

    async def called_since(self, since: datetime, *, before: int | None = None, limit: int) -> Sequence[Called]:
        """Who was called for the newest `limit` incidents below `before`, of those opened since then, newest first.

        Numbers go up with time, so the newest are taken by number and those of before are left: no look is longer
        than `limit`, however many incidents there are.
        """
        statement = select(incidents.c.opened_at, incidents.c.body).where(
            incidents.c.workspace == self._place.workspace, incidents.c.number < (before or _BEYOND)
        )
        newest = statement.order_by(incidents.c.number.desc()).limit(limit)
        return await self._read(lambda c: [codec.called_in(body) for at, body in c.execute(newest) if at >= since])

    async def counts(self) -> Mapping[Status, int]:
        """How many incidents there are of each status."""
        statement = (
            select(incidents.c.status, func.count())
            .where(incidents.c.workspace == self._place.workspace)
            .group_by(incidents.c.status)
        )
        return await self._read(lambda c: {Status(status): count for status, count in c.execute(statement)})

    async def in_channel(self, channel: str) -> Incident | None:
        """The incident whose channel that is."""
        found = await self._incidents(incidents.c.channel == channel, limit=1)
        return found[0] if found else None

    async def concerning(self, person: str) -> Sequence[Incident]:
        """Incidents that are not resolved and that paged, are held or were declared by that person, newest first."""
        mentioned = incidents.c.body.contains(to_json(person).decode(), autoescape=True)
        found = await self._incidents(around.NOT_RESOLVED, mentioned)
        return [incident for incident in found if _concerns(incident, person)]

    async def owing(self, limit: int) -> Sequence[Incident]:
        """Incidents that are over and whose security review is owed, newest first: those whose review's clock runs."""
        clock = (timers.c.workspace == self._place.workspace, timers.c.kind == TimerKind.REVIEW.value)
        runs = select(timers.c.incident).where(*clock)
        return await self._incidents(incidents.c.number.in_(runs), limit=limit)

    async def within(self, number: int, step: int, person: str) -> Sequence[Incident]:
        """The incidents that are not resolved and whose page to somebody stands within that digest, oldest first."""
        found = await self._read(lambda c: storms.within(c, self._place, (number, step), person))
        beside = await self._incidents(around.NOT_RESOLVED, incidents.c.number.in_(found)) if found else []
        return beside[::-1]

    async def _incidents(self, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Incident]:
        statement = (
            select(incidents.c.body)
            .where(incidents.c.workspace == self._place.workspace, *conditions)
            .order_by(incidents.c.number.desc())
            .limit(limit)
        )
        return await self._read(lambda c: [codec.incident_in(body) for body in c.scalars(statement)])

    async def timeline(self, number: int, *, after: int = 0, limit: int = 1000) -> Sequence[Line]:
        """The record's lines with numbers above `after`."""
        statement = (
            select(lines.c.body)
            .where(lines.c.workspace == self._place.workspace, lines.c.incident == number, lines.c.number > after)
            .order_by(lines.c.number)
            .limit(limit)
        )
        return await self._read(lambda c: [codec.line_in(body) for body in c.scalars(statement)])

    async def silences(self, now: datetime) -> Sequence[Silence]:
        """The silences in force, in order."""
        return await self._read(lambda c: in_force(c, self._place, now).silences)

    async def release(self, service: str, version: str) -> Release:
        """The ledger's page of a version; an empty one where nothing is known."""
        return await self._read(lambda c: ledgers.release_of(c, self._place, service, version))

    async def running(self, service: str) -> Sequence[Deploy]:
        """What runs of a service: the last deploy of each environment, by its name."""
        return await self._read(lambda c: ledgers.running(c, self._place, service))

    async def runs(self, service: str) -> Sequence[Running]:
        """The same, each with the ledger's page of its version."""
        return await self._read(lambda c: ledgers.runs(c, self._place, service))

    async def queued(self) -> Sequence[Incident]:
        """What stands in the queue of security, oldest first, among the newest few thousand incidents.

        The body is looked through for the word before it is read: that is the state, and no column of its own.
        """
        here = incidents.c.workspace == self._place.workspace
        newest = select(func.max(incidents.c.number)).where(here).scalar_subquery()
        found = await self._incidents(
            incidents.c.status == Status.RESOLVED.value,
            incidents.c.number > newest - _QUEUE,
            incidents.c.body.contains(to_json(ReviewState.QUEUED.value).decode(), autoescape=True),
        )
        return [one for one in reversed(found) if one.review.state is ReviewState.QUEUED]

    async def heard(self, since: datetime, *, besides: int) -> Sequence[Heard]:
        """What security's sources and services said in incidents opened since then, private ones left out."""
        known = self._place.settings.security
        if known is None or not (known.sources or known.services):
            return ()
        said = or_(incidents.c.source.in_(sorted(known.sources)), incidents.c.service.in_(sorted(known.services)))
        found = await self._incidents(said, incidents.c.opened_at >= since, incidents.c.number != besides, limit=_HEARD)
        return heard_of([one for one in found if not one.private])

    async def pages(self, service: str) -> Sequence[Release]:
        """The ledger's pages of a service."""
        return await self._read(lambda c: ledgers.pages(c, self._place, service))

    async def situation(self) -> Situation:
        """The present situation, as of the last commit; `busy` are the primaries of all that is not resolved."""
        return await self._read(lambda c: _situation(c, self._place))

    async def due(self, now: datetime, *, limit: int) -> Sequence[TimerRow]:
        """Timers that are due, the oldest first; a look that costs nothing when there are none."""
        statement = (
            select(timers)
            .where(timers.c.workspace == self._place.workspace, timers.c.due_at <= now)
            .order_by(timers.c.due_at)
            .limit(limit)
        )
        return await self._read(lambda c: [keeping.timer_in(row) for row in c.execute(statement)])

    async def outbox(self, now: datetime) -> OutboxState:
        """What is owed: for metrics and the set-up's state."""
        return await self._read(lambda c: outbox_state(c, self._place.workspace, now))

    async def ready(self) -> None:
        """Returns when alerts can be accepted: a transaction that writes could be begun.

        Raises:
            bot.domain.errors.Unavailable: with the reason.
        """
        await self._place.database.write(lambda c: keeping.next_number(c, self._place))


def heard_of(found: Sequence[Incident]) -> list[Heard]:
    """How many alerts each source sent, and in which of those incidents."""
    by_source: dict[str, list[Incident]] = {}
    for one in found:
        by_source.setdefault(one.source, []).append(one)
    return [
        Heard(source=source, alerts=sum(len(one.alerts) for one in those), incidents=tuple(one.number for one in those))
        for source, those in sorted(by_source.items())
    ]


def _concerns(incident: Incident, person: str) -> bool:
    paged = {page.person for page in incident.pages}
    security = incident.security.person if incident.security else None
    return person in paged | {incident.primary, incident.declared_by, security, *incident.responders}


def _situation(connection: Connection, place: Place) -> Situation:
    kept = in_force(connection, place, None)
    counter = select(workspaces.c.next_number).where(workspaces.c.workspace == place.workspace)
    return Situation(
        settings=place.settings,
        books=around.books_of(connection, place),
        busy=frozenset(around.busy_of(connection, place)),
        next_number=connection.scalar(counter) or 1,
        **around.people_of(connection, place),
        plans=kept.plans,
        standings=kept.standings,
    )


def outbox_state(connection: Connection, workspace: str, now: datetime) -> OutboxState:
    """What is owed, per lane."""
    here = outbox.c.workspace == workspace
    waiting = (
        select(outbox.c.lane, func.count(), func.min(outbox.c.born_at))
        .where(here, outbox.c.done_at.is_(None))
        .group_by(outbox.c.lane)
    )
    rows = [(Lane(lane), count, born) for lane, count, born in connection.execute(waiting)]
    given_up = select(func.count()).where(here, outbox.c.done_at.is_not(None), outbox.c.failed.is_not(None))
    beating = (processes.c.workspace == workspace, processes.c.heartbeat > now - SILENCE)
    return OutboxState(
        waiting={lane: count for lane, count, _ in rows},
        oldest={lane: max(now - born, timedelta()) for lane, _, born in rows},
        given_up=connection.scalar(given_up) or 0,
        replicas=connection.scalar(select(func.count()).select_from(processes).where(*beating)) or 0,
    )
