from dataclasses import replace
from datetime import timedelta

from bot.domain.events import TimerKind
from bot.domain.incident.pages import Page
from bot.domain.incident.state import Incident, Status
from bot.domain.record import Kind, line
from bot.domain.situation import Settings
from bot.ports import TimerRow
from bot.store import Store
from tests.store.samples import NOW, first_line, incident, write

OVER = {"status": Status.RESOLVED, "resolved_at": NOW}
ALL = frozenset(Status)


def paged(number: int, person: str, **changed: object) -> Incident:
    page = Page(person=person, ladder="response", level=1, round=1, step=1, at=NOW, answer_by=None)
    return incident(number, key=str(number), pages=(page,), **changed)


async def test_one_incident_is_found_by_its_number_or_not_at_all(kept: Store) -> None:
    write(kept, incidents=[incident(7)])
    assert await kept.reads.incident(7) == incident(7, version=1)
    assert await kept.reads.incident(8) is None


async def test_incidents_come_newest_first_page_by_page(kept: Store) -> None:
    write(kept, incidents=[incident(n, key=str(n)) for n in range(1, 6)])
    first = await kept.reads.incidents(statuses=ALL, limit=2)
    rest = await kept.reads.incidents(statuses=ALL, limit=9, before=first[-1].number)
    assert [one.number for one in [*first, *rest]] == [5, 4, 3, 2, 1]


async def test_incidents_are_of_the_statuses_asked_for(kept: Store) -> None:
    taken = incident(2, key="b", status=Status.ACKNOWLEDGED)
    write(kept, incidents=[incident(1, key="a"), taken, incident(3, key="c", **OVER)])
    found = await kept.reads.incidents(statuses=frozenset({Status.OPEN, Status.RESOLVED}), limit=9)
    assert [one.number for one in found] == [3, 1]


async def test_an_incident_is_found_by_its_channel(kept: Store) -> None:
    write(kept, incidents=[incident(1, channel="C1"), incident(2, key="b")])
    found = await kept.reads.in_channel("C1")
    assert found is not None
    assert found.number == 1
    assert await kept.reads.in_channel("C2") is None


async def test_what_concerns_somebody_is_what_paged_them_or_is_theirs(kept: Store) -> None:
    write(kept, incidents=[paged(1, "ana"), paged(2, "ben", primary="ana"), paged(3, "ben")])
    write(kept, incidents=[paged(4, "ana", **OVER), incident(5, key="e", title='says "ana"', summary="ana")])
    assert [one.number for one in await kept.reads.concerning("ana")] == [2, 1]


async def test_a_percent_sign_concerns_nobody(kept: Store) -> None:
    write(kept, incidents=[paged(1, "ana")])
    assert await kept.reads.concerning("a%") == []


async def test_the_timeline_comes_in_order_from_where_one_was(kept: Store) -> None:
    one = first_line()
    two = line(number=2, at=NOW, kind=Kind.NOTE, by="ana", text="a\0b", before=one.digest)
    write(kept, lines=[(1, one), (1, two), (2, one)])
    assert await kept.reads.timeline(1) == [one, two]
    assert await kept.reads.timeline(1, after=1) == [two]
    assert await kept.reads.timeline(1, limit=1) == [one]


async def test_timers_that_are_due_come_oldest_first(kept: Store) -> None:
    timers = [
        TimerRow(incident=n, kind=TimerKind.RESPONSE, generation=n, due_at=NOW - timedelta(microseconds=n))
        for n in range(-1, 3)
    ]
    write(kept, timers=timers)
    assert await kept.reads.due(NOW, limit=2) == [timers[3], timers[2]]
    assert await kept.reads.due(NOW, limit=9) == [timers[3], timers[2], timers[1]]


async def test_an_instant_comes_back_to_the_microsecond_in_utc(kept: Store) -> None:
    write(kept, timers=[TimerRow(incident=1, kind=TimerKind.ARCHIVE, generation=0, due_at=NOW)])
    (timer,) = await kept.reads.due(NOW, limit=1)
    assert timer.due_at is not None
    assert timer.due_at.isoformat() == NOW.isoformat()


async def test_the_situation_is_the_last_committed_one_under_the_present_settings(kept: Store) -> None:
    write(kept, incidents=[incident(1, primary="ana")], next_number=2)
    kept.settings = replace(kept.settings, timezone="Europe/Vienna")
    seen = await kept.reads.situation()
    assert (set(seen.busy), seen.next_number) == ({"ana"}, 2)
    assert seen.settings == Settings(people={}, policies={}, services={}, last_resort=(), timezone="Europe/Vienna")


async def test_a_reader_waits_for_no_writer(kept: Store) -> None:
    write(kept, incidents=[incident(1)])
    with kept.begin():
        assert await kept.reads.incident(1) is not None


async def test_who_was_called_comes_newest_first_in_chunks_and_no_further_than_asked(kept: Store) -> None:
    write(kept, incidents=[replace(paged(n, "ana"), opened_at=NOW + timedelta(days=n)) for n in range(1, 6)])
    since = NOW + timedelta(days=3)
    first = await kept.reads.called_since(since, limit=2)
    rest = await kept.reads.called_since(since, before=first[-1].number, limit=2)
    assert ([one.number for one in first], [one.number for one in rest]) == ([5, 4], [3])
    assert first[0].pages == paged(5, "ana").pages
