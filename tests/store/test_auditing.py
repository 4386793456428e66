"""The auditor's look, on both databases: what it finds, how far it goes at once, and that it ends in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import text

from bot.domain.alerts import Severity
from bot.domain.audit import Late, Look, Running
from bot.domain.effects import Lane, OpenChannel
from bot.domain.errors import Unavailable
from bot.domain.events import TimerKind
from bot.domain.incident.state import Incident, Status
from bot.domain.situation import DEFAULT_URGENCY
from bot.ports import Progress, TimerRow
from bot.store import Store, auditing
from tests.store.samples import NOW, done, first_line, incident, promise, write


async def look(store: Store, progress: Progress | None = None, *again: int) -> tuple[Look, Progress]:
    return await store.audit(lambda: 0.0).look(NOW, progress or Progress(), again=frozenset(again))


def response(number: int, due_at: datetime = NOW, kind: TimerKind = TimerKind.RESPONSE) -> TimerRow:
    return TimerRow(incident=number, kind=kind, generation=4, due_at=due_at)


def recorded(number: int, **changes: object) -> Incident:
    """An incident whose record is one line long."""
    return incident(number, key=str(number), lines=1, digest=first_line().digest, **changes)


async def test_timers_are_late_from_half_a_minute_on_and_the_worst_is_named(kept: Store) -> None:
    rows = [response(1, NOW - timedelta(seconds=29)), response(2, NOW - timedelta(seconds=40))]
    write(kept, timers=[*rows, response(3, NOW - timedelta(seconds=31))])
    found, _ = await look(kept)
    assert found.late == Late(count=2, due_at=NOW - timedelta(seconds=40), incident=2)


async def test_what_is_owed_has_its_age_by_lane(kept: Store) -> None:
    write(kept, promises=[promise(born_at=NOW - timedelta(minutes=3), lane=Lane.CHANNEL)])
    assert (await look(kept))[0].oldest == {Lane.CHANNEL: timedelta(minutes=3)}


async def test_around_an_incident_stand_its_timers_and_whether_somebody_is_asked_for_its_channel(kept: Store) -> None:
    asked = promise(OpenChannel(name="inc-1", private=False))
    write(kept, incidents=[incident(1), incident(2, key="b")], timers=[response(1)], promises=[asked])
    found = {one.incident.number: one for one in (await look(kept))[0].seen}
    assert (found[1].timers, found[1].channel_asked) == ({TimerKind.RESPONSE: Running(generation=4, due_at=NOW)}, True)
    assert (found[2].timers, found[2].channel_asked) == ({}, False)


async def test_a_record_is_read_through_to_its_end(kept: Store) -> None:
    well, cut = recorded(1), replace(recorded(2), lines=2)
    write(kept, incidents=[well, cut], lines=[(1, first_line()), (2, first_line())])
    assert (await look(kept))[0].records == {1: None, 2: 2}


async def test_a_look_takes_a_part_the_next_goes_on_and_a_round_begins_anew(kept: Store) -> None:
    over = {"status": Status.RESOLVED, "resolved_at": NOW}
    write(kept, incidents=[recorded(number, **over) for number in range(1, auditing.ROUND + 4)])
    first, progress = await look(kept)
    second, end = await look(kept, progress)
    assert len(first.records) == auditing.ROUND
    assert list(second.records) == [auditing.ROUND + 1, auditing.ROUND + 2, auditing.ROUND + 3]
    assert end.records == 0


async def test_what_changed_since_the_last_look_is_read_whoever_s_turn_it_is(kept: Store) -> None:
    over = {"status": Status.RESOLVED, "resolved_at": NOW}
    write(kept, incidents=[recorded(number, **over) for number in range(1, 9)])
    (taken,) = write(kept, promises=[promise(incident=3)])
    write(kept, settled=[done(taken)])
    elsewhere = Progress(records=7, since=NOW - timedelta(minutes=1))
    assert set((await look(kept, elsewhere))[0].records) == {3, 8}
    assert set((await look(kept, replace(elsewhere, since=NOW + timedelta(minutes=1))))[0].records) == {8}


@pytest.mark.parametrize("suspect", ["no timer", "no channel"])
async def test_suspects_are_looked_at_in_every_look(kept: Store, suspect: str) -> None:
    taken = {"status": Status.ACKNOWLEDGED, "acknowledged_by": "ana"}
    well = incident(2, key="b", channel="C2", **taken)
    bad = incident(1, channel="C1") if suspect == "no timer" else incident(1, **taken)
    write(kept, incidents=[bad, well])
    found, _ = await look(kept, Progress(records=5))
    assert [one.incident.number for one in found.seen] == [1]


@pytest.mark.parametrize("suspect", ["no timer", "no channel"])
async def test_those_that_page_nobody_and_want_no_channel_crowd_out_no_suspect(kept: Store, suspect: str) -> None:
    low = {"severity": Severity.LOW, "urgency": DEFAULT_URGENCY[Severity.LOW]}
    crowd = [incident(number, key=str(number), **low) for number in range(1, auditing.SUSPECTS + 2)]
    taken = {"status": Status.ACKNOWLEDGED, "acknowledged_by": "ana"}
    bad = incident(900, channel="C1") if suspect == "no timer" else incident(900, **taken)
    write(kept, incidents=[*crowd, bad])
    assert [one.incident.number for one in (await look(kept, Progress(records=950)))[0].seen] == [900]


async def test_incidents_around_which_something_stands_are_looked_at_again(kept: Store) -> None:
    write(kept, incidents=[recorded(1, channel="C1")], timers=[response(1)])
    assert [one.incident.number for one in (await look(kept, Progress(records=5), 1))[0].seen] == [1]
    assert (await look(kept, Progress(records=5)))[0].seen == []


async def test_a_look_that_takes_too_long_is_ended_and_the_next_reads_in_peace(kept: Store) -> None:
    numbers = range(1, 41)
    write(kept, incidents=[recorded(number) for number in numbers], lines=[(one, first_line()) for one in numbers])
    with slowed(kept) as audit, pytest.raises(Unavailable):
        await audit.look(NOW, Progress(), again=frozenset())
    assert len((await look(kept))[0].records) == 40
    assert len(await kept.reads.incidents(statuses=frozenset(Status), limit=99)) == 40


@contextmanager
def slowed(store: Store) -> Iterator[auditing.Audit]:
    """An audit for which everything takes too long: on PostgreSQL because of a lock, on SQLite by its own clock."""
    if store._place.database.dialect == "sqlite":
        seconds = count(step=60)
        yield auditing.Audit(store._place, lambda: next(seconds), steps=10)
        return
    with store._place.database.writing() as connection:
        connection.execute(text("LOCK TABLE incidents IN ACCESS EXCLUSIVE MODE"))
        yield auditing.Audit(store._place, lambda: 0.0, patience_seconds=0.05)


async def test_the_time_out_is_the_auditor_s_alone(opened, database_url: str) -> None:
    store = opened()
    await look(store)
    if store._place.database.dialect == "postgresql":
        shown = await store._place.database.read(lambda c: c.execute(text("SHOW statement_timeout")).scalar_one())
        assert shown == "30s"
    else:
        write(store, incidents=[recorded(1)])
        assert await store.reads.incident(1) is not None
