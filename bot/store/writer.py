"""The one transaction: reads what a batch needs for writing, and writes all that was decided."""

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from bot.domain.canonical import canonical
from bot.domain.effects import Lane
from bot.domain.incident.state import Incident, Status
from bot.domain.releases import Ledger
from bot.domain.situation import Settings, Situation
from bot.domain.snapshots import snapshot
from bot.ports import AT_ONCE, About, Answered, Changes, Loaded, Promise, Wanted
from bot.store import around, codec, erasing, keeping, ledgers, promises, storms
from bot.store.place import Place
from bot.store.tables import deliveries, facts, outbox
from bot.store.timed import PLANS, SILENCES, in_force


class Begin:
    """Begins the store's transactions; one at a time on SQLite."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @contextmanager
    def __call__(self) -> Iterator["Writing"]:
        """Enter to begin, leave to commit.

        Raises:
            bot.ports.Conflict: somebody else wrote the same.
            bot.domain.errors.Unavailable: the database can't be reached or can't write.
        """
        with self._place.database.writing(guarded=False) as connection:
            writing = Writing(connection, self._place)
            yield writing
        self._place.kept |= writing.kept


class Writing:
    """A transaction that is open."""

    def __init__(self, connection: Connection, place: Place) -> None:
        self._connection = connection
        self._place = place
        self._known_books: frozenset[tuple[str, int]] = frozenset()
        #: The configurations that are kept with this transaction, by their hashes.
        self.kept: frozenset[str] = frozenset()
        #: The configuration that is decided by: one for the whole transaction.
        self.settings: Settings = place.settings

    def load(self, wanted: Wanted, now: datetime) -> Loaded:
        """Read for writing.

        The workspace's row is locked first, and with it the next number: the writers of several replicas take turns,
        each with its batch, and none decides on what another is changing.
        """
        connection, place = self._connection, self._place
        number = keeping.next_number(connection, place)
        found = keeping.incidents_of(connection, place, wanted.numbers)
        over = {(one.source, one.key) for one in found.values() if one.status is Status.RESOLVED}
        latest = self._latest(wanted.keys | over)
        busy = around.busy_of(connection, place)
        situation = self._situation(wanted, now, number, frozenset(busy))
        found |= {one.number: one for one in latest.values()}
        if wanted.releases:
            found |= ledgers.concerned(connection, place, {one.service for one in wanted.releases})
        known = self._answered(wanted.deliveries)
        numbers = {key: one.number for key, one in latest.items()}
        return Loaded(incidents=found, latest=numbers, situation=situation, busy=busy, answered=known)

    def _situation(self, wanted: Wanted, now: datetime, number: int, busy: frozenset[str]) -> Situation:
        connection, place = self._connection, self._place
        turns = around.books_of(connection, place, lock=True)
        self._known_books = frozenset(turns)
        return Situation(
            settings=self.settings,
            books=turns,
            busy=busy,
            **around.people_of(connection, place),
            next_number=number,
            opened=storms.opened_of(connection, place, wanted.services, now),
            sent=storms.sent_of(connection, place, now),
            **in_force(connection, place, now)._asdict(),
            next_plan=PLANS.next(connection, place) if wanted.plans else 1,
            ledgers=self._ledgers(wanted),
            next_silence=SILENCES.next(connection, place) if wanted.silences else 1,
            salt=place.salt(),
        )

    def _ledgers(self, wanted: Wanted) -> dict[str, Ledger]:
        connection, place = self._connection, self._place
        paged = ledgers.with_pages(connection, place, wanted.flagged) if wanted.flagged else []
        abouts = wanted.releases.union(About(service, "") for service in paged)
        return ledgers.ledgers_of(connection, place, abouts) if abouts else {}

    def _latest(self, keys: frozenset[tuple[str, str]]) -> dict[tuple[str, str], Incident]:
        indexed = {(source, codec.key_out(key)): (source, key) for source, key in keys}
        found = keeping.latest_of(self._connection, self._place, indexed)
        return {indexed[pair]: incident for pair, incident in found.items()}

    def _answered(self, ids: frozenset[str]) -> Mapping[str, tuple[Answered, ...]]:
        if not ids:
            return {}
        statement = select(deliveries.c.id, deliveries.c.answer).where(
            deliveries.c.workspace == self._place.workspace, deliveries.c.id.in_(sorted(ids))
        )
        return {name: codec.answers_in(answer) for name, answer in self._connection.execute(statement)}

    def fences(self, ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """The present fences of those promises; one that is gone is left out."""
        if not ids:
            return {}
        found = self._connection.execute(_FENCES, {"workspace": self._place.workspace, "ids": ids}).all()
        return {row.id: row.fence for row in found}

    def write(
        self, changes: Changes, now: datetime, *, room: int | None = None, busy: Container[UUID] = ()
    ) -> Sequence[Promise]:
        """Write it all; returns the promises that are due now, leased to us; see `Transaction.write`.

        A promise of an earlier batch that this one settled, and that changed during its send, is among them.

        Raises:
            bot.ports.Conflict: a version was not the one that was read, or a key was opened by somebody else.
        """
        connection, place = self._connection, self._place
        told = frozenset(number for number, _ in changes.lines)
        keeping.keep_incidents(connection, place, changes.incidents, told)
        keeping.keep_lines(connection, place, changes.lines)
        erasing.erase(connection, place, changes.erased)
        self._keep_settings(changes)
        keeping.keep_timers(connection, place, changes.timers)
        PLANS.keep(connection, place, changes.plans)
        ledgers.keep(connection, place, changes.deploys, changes.releases)
        around.keep_standings(connection, place, changes.standings)
        around.keep_books(connection, place, changes.books, known=self._known_books)
        SILENCES.keep(connection, place, changes.silences)
        storms.keep_pagings(connection, place, changes.pagings)
        keeping.keep_answers(connection, place, changes.answered, now)
        around.keep_members(connection, place, changes.members)
        keeping.keep_next_number(connection, place, changes.next_number)
        promises.settle(connection, place, changes.settled, now)
        promises.make(connection, place, changes.promises)
        known = {promise.id: promise.effect for promise in changes.promises}
        return promises.take(connection, place, _taken_up(changes, room, busy), now, known=known)

    def _keep_settings(self, changes: Changes) -> None:
        """The configuration that lines were written by, once."""
        named = {line.settings for _, line in changes.lines if line.settings} - self._place.kept
        if self.settings.digest in named:
            row = {
                "workspace": self._place.workspace,
                "name": f"settings/{self.settings.digest}",
                "text": canonical(snapshot(self.settings)).decode(),
            }
            self._connection.execute(self._place.insert(facts).on_conflict_do_nothing(), row)
            self.kept = frozenset({self.settings.digest})


def _taken_up(changes: Changes, room: int | None, busy: Container[UUID]) -> list[UUID]:
    """What is leased at once: all that is urgent, and of the rest the most urgent as far as there is room.

    What is being sent just now waits for its end, which may be here.
    """
    over = {one.id for one in changes.settled}
    lanes = {one.id: one.lane for one in changes.promises if one.id in over or one.id not in busy}
    again = {one.id: Lane.REFRESH for one in changes.settled if one.done and one.id not in lanes}
    urgent = [id_ for id_, lane in lanes.items() if lane <= AT_ONCE]
    others = {id_: lane for id_, lane in {**again, **lanes}.items() if lane > AT_ONCE}
    return [*urgent, *sorted(others, key=lambda id_: others[id_])[:room]]


_FENCES = (
    select(outbox.c.id, outbox.c.fence)
    .where(outbox.c.workspace == bindparam("workspace"), outbox.c.id.in_(bindparam("ids", expanding=True)))
    .with_for_update()
)
