from datetime import timedelta

import pytest

from bot.domain.effects import Invite, Lane, PinCard, ShowCard, ShowPage, TellUpdate, lane
from bot.domain.plans import Plan, PlanKind
from bot.ports import Changes, Conflict, Promise, Wanted
from bot.store import Store
from tests.store.conftest import Opened
from tests.store.samples import NOW, done, incident, named, promise, write

PAGE = ShowPage(step=1, person="ana")
SECOND = timedelta(seconds=1)


async def claimed(store: Store, *, seconds: float = 0) -> list[Promise]:
    return list(await store.outbox.claim(NOW + seconds * SECOND, limit=99))


def test_a_promise_is_born_leased_to_whoever_commits_it(kept: Store) -> None:
    (page, card) = write(kept, promises=[promise(name="card"), promise(PAGE, name="page")])
    assert (page.effect, page.owner, page.fence, page.lease_until) == (PAGE, "one", 1, NOW + 10 * SECOND)
    assert (card.lane, card.lease_until) == (Lane.CHANNEL, NOW + 30 * SECOND)


async def test_what_is_leased_is_not_claimed(opened: Opened) -> None:
    write(opened("one"), promises=[promise()])
    assert await claimed(opened("two")) == []


async def test_what_is_due_later_waits_until_then(kept: Store) -> None:
    assert write(kept, promises=[promise(due_at=NOW + 5 * SECOND)]) == []
    assert await claimed(kept, seconds=4.9) == []
    assert [one.fence for one in await claimed(kept, seconds=5)] == [1]


async def test_the_command_line_leaves_its_promises_to_the_server(opened: Opened) -> None:
    tool = opened("tool", deliver=False)
    assert write(tool, promises=[promise()]) == []
    assert await claimed(tool) == []
    assert [one.owner for one in await claimed(opened("server"))] == ["server"]


async def test_the_most_urgent_are_claimed_first_and_of_those_the_oldest(opened: Opened) -> None:
    tool = opened("tool", deliver=False)
    old = promise(PAGE, name="old", due_at=NOW - SECOND)
    write(tool, promises=[promise(name="card"), promise(PAGE, name="new"), old])
    server = opened("server")
    assert [one.id for one in await server.outbox.claim(NOW, limit=2)] == [named("old"), named("new")]
    assert [one.id for one in await claimed(server)] == [named("card")]


async def test_of_what_waits_for_its_turn_no_more_is_taken_up_than_there_is_room_for(kept: Store) -> None:
    pins = [promise(PinCard(), name=f"pin {n}") for n in range(4)]
    with kept.begin() as transaction:
        taken = transaction.write(Changes(promises=(*pins, promise(PAGE, name="page"))), NOW, room=1)
    assert sorted(one.lane for one in taken) == [Lane.PAGE, Lane.EXTRAS]
    assert list(await kept.outbox.claim(NOW, limit=9, room=0)) == []
    assert len(await kept.outbox.claim(NOW, limit=9, room=2)) == 2
    [last] = await claimed(kept)
    assert (last.fence, last.doubtful_since, last.unanswered) == (1, None, 0)


async def test_of_more_than_one_look_takes_up_the_most_urgent_come_first_whenever_they_were_due(opened: Opened) -> None:
    tool = opened("tool", deliver=False)
    ages = [3, 7, 1, 9, 5, 8, 2, 6, 4, 0]
    late = [promise(PAGE, name=f"page {age}", born_at=NOW - age * SECOND, due_at=NOW - age * SECOND) for age in ages]
    cards = [promise(name=f"card {age}", due_at=NOW - 60 * SECOND, born_at=NOW - 60 * SECOND) for age in ages]
    write(tool, promises=[*cards, *late])
    server = opened("server")
    looks = [[one.id for one in await server.outbox.claim(NOW, limit=3)] for _ in range(5)]
    oldest_first = [named(f"page {age}") for age in range(9, -1, -1)]
    assert [*looks[0], *looks[1], *looks[2], looks[3][0]] == oldest_first
    assert {*looks[3][1:], *looks[4]} <= {one.id for one in cards}


def test_a_promise_that_happens_once_is_one_row_however_often_it_is_made(kept: Store) -> None:
    hello = promise(TellUpdate(by="ana", text="hello"))
    assert len(write(kept, promises=[hello, hello])) == 1
    assert write(kept, promises=[hello]) == []


async def test_what_was_done_is_not_done_again(kept: Store) -> None:
    (taken,) = write(kept, promises=[promise(Invite(people=("ana",)))])
    write(kept, settled=[done(taken)])
    assert write(kept, promises=[promise(Invite(people=("ana",)))]) == []
    assert await claimed(kept, seconds=99) == []


def test_changes_of_a_message_that_waits_are_one_row(opened: Opened) -> None:
    tool = opened("tool", deliver=False)
    write(tool, promises=[promise(due_at=NOW + SECOND)])
    write(tool, promises=[promise(due_at=NOW + SECOND)])
    (taken,) = write(opened("server"), promises=[promise(due_at=NOW)])
    assert (taken.generation, taken.due_at) == (3, NOW)


def test_a_page_that_waits_stays_a_page_when_it_changes(opened: Opened) -> None:
    write(opened("tool", deliver=False), promises=[promise(PAGE)])
    (taken,) = write(opened("server"), promises=[promise(PAGE, lane=lane(PAGE, edit=True))])
    assert taken.lane is Lane.PAGE


async def test_a_change_during_the_send_is_sent_after_it(kept: Store) -> None:
    (first,) = write(kept, promises=[promise()])
    assert write(kept, promises=[promise()]) == []
    (again,) = write(kept, settled=[done(first, digest="d1")])
    assert (again.generation, again.fence, again.digest, again.attempts) == (2, 2, "d1", 0)
    assert (again.lane, again.effect, again.doubtful_since) == (Lane.REFRESH, ShowCard(), None)
    assert write(kept, settled=[done(again)]) == []
    assert await claimed(kept, seconds=99) == []


def test_a_message_that_was_sent_changes_again_in_its_own_row(kept: Store) -> None:
    (first,) = write(kept, promises=[promise()])
    write(kept, settled=[done(first, digest="d1")])
    (again,) = write(kept, promises=[promise(lane=Lane.REFRESH, born_at=NOW + SECOND)])
    assert (again.id, again.generation, again.digest, again.lane) == (first.id, 2, "d1", Lane.REFRESH)
    assert again.born_at == NOW + SECOND


async def test_a_postponed_promise_is_due_at_its_instant_and_counts_its_attempts(kept: Store) -> None:
    (taken,) = write(kept, promises=[promise()])
    later = done(taken, done=False, due_at=NOW + 5 * SECOND, doubtful_since=NOW)
    write(kept, settled=[later])
    assert await claimed(kept, seconds=4) == []
    (again,) = await claimed(kept, seconds=5)
    assert (again.attempts, again.doubtful_since, again.fence) == (1, NOW, 2)


async def test_waiting_for_slacks_limits_is_no_attempt(kept: Store) -> None:
    (taken,) = write(kept, promises=[promise()])
    write(kept, settled=[done(taken, done=False, due_at=NOW, attempted=False)])
    assert [one.attempts for one in await claimed(kept)] == [0]


async def test_a_change_hurries_no_look_up_for_a_lost_answer(kept: Store) -> None:
    (taken,) = write(kept, promises=[promise()])
    write(kept, settled=[done(taken, done=False, due_at=NOW + 30 * SECOND, doubtful_since=NOW)])
    assert write(kept, promises=[promise(due_at=NOW + SECOND)], now=NOW + SECOND) == []
    assert [one.generation for one in await claimed(kept, seconds=30)] == [2]


async def test_a_lease_that_ran_out_is_taken_over_in_doubt(opened: Opened) -> None:
    write(opened("one"), promises=[promise(PAGE)])
    two = opened("two")
    assert await claimed(two, seconds=9.9) == []
    (taken,) = await claimed(two, seconds=10)
    assert (taken.owner, taken.fence, taken.doubtful_since) == ("two", 2, NOW + 10 * SECOND)


async def test_doubts_are_counted_and_the_newest_counts(kept: Store) -> None:
    (taken,) = write(kept, promises=[promise(PAGE)])
    for unanswered in (1, 2):
        later = NOW + unanswered * SECOND
        write(kept, settled=[done(taken, done=False, due_at=later, doubtful_since=later, posted=True)])
        (taken,) = await claimed(kept, seconds=unanswered)
        assert (taken.unanswered, taken.doubtful_since) == (unanswered, later)
    write(kept, settled=[done(taken)])
    assert write(kept, promises=[promise(PAGE)])[0].unanswered == 2  # copies of it may stand


async def test_what_was_in_flight_at_a_death_is_one_doubt_more(opened: Opened) -> None:
    write(opened("one"), promises=[promise(PAGE, doubtful_since=NOW - SECOND, unanswered=1)])
    (taken,) = await claimed(opened("two"), seconds=10)
    assert (taken.unanswered, taken.doubtful_since) == (2, NOW + 10 * SECOND)


async def test_a_stale_fence_settles_nothing(opened: Opened) -> None:
    one, two = opened("one"), opened("two")
    (stale,) = write(one, promises=[promise(PAGE)])
    (taken,) = await claimed(two, seconds=10)
    write(one, settled=[done(stale, digest="stale")])
    assert [again.digest for again in await claimed(two, seconds=20)] == [None]
    assert write(two, settled=[done(taken)]) == []


async def test_the_leases_of_a_process_that_fell_silent_are_void(opened: Opened) -> None:
    one, two = opened("one"), opened("two")
    await one.outbox.beat(NOW)
    await two.outbox.beat(NOW)
    write(one, promises=[promise()])
    assert await claimed(two, seconds=9) == []
    (taken,) = await claimed(two, seconds=10)
    assert (taken.owner, taken.doubtful_since) == ("two", NOW + 10 * SECOND)


class Killed(Exception):
    """The end of a life, between two commits."""


async def test_the_heart_beats_in_a_commit_of_its_own_before_anything_is_swept_away(opened: Opened) -> None:
    armed: list[str] = []

    def crash(where: str) -> None:
        if where in armed:
            raise Killed

    beating = opened("beating", crash=crash)
    armed.append("after commit")
    with pytest.raises(Killed):
        await beating.outbox.beat(NOW)
    assert (await opened("other").reads.outbox(NOW)).replicas == 1


async def test_nobody_takes_from_themselves_however_late_their_heart_beats(kept: Store) -> None:
    await kept.outbox.beat(NOW)
    write(kept, promises=[promise()])
    assert await claimed(kept, seconds=20) == []


async def test_what_our_earlier_life_had_in_flight_is_doubtful_at_once(opened: Opened) -> None:
    write(opened("one"), promises=[promise(PAGE)])
    again = opened("one")
    await again.outbox.adopt()
    assert [one.doubtful_since for one in await claimed(again, seconds=1)] == [NOW + SECOND]


def test_a_change_of_what_a_dead_process_had_in_flight_comes_back_in_doubt(opened: Opened) -> None:
    write(opened("one"), promises=[promise(PAGE)])
    (taken,) = write(opened("two"), promises=[promise(PAGE)], now=NOW + 10 * SECOND)
    assert (taken.generation, taken.fence, taken.doubtful_since) == (2, 2, NOW + 10 * SECOND)


async def test_what_was_delivered_is_swept_away_after_a_day_and_answers_after_15_minutes(kept: Store) -> None:
    invite = promise(Invite(people=("ana",)))
    (taken,) = write(kept, promises=[invite], answered={"Ev1": ()})
    write(kept, settled=[done(taken)])
    await kept.outbox.beat(NOW + timedelta(minutes=16))
    with kept.begin() as transaction:
        assert transaction.load(Wanted(deliveries=frozenset({"Ev1"})), NOW).answered == {}
        assert transaction.fences([taken.id]) == {taken.id: 1}
    await kept.outbox.beat(NOW + timedelta(days=2))
    with kept.begin() as transaction:
        assert transaction.fences([taken.id]) == {}


async def test_a_plan_is_swept_away_400_days_after_its_end_but_for_the_newest_whose_number_is_never_given_again(
    kept: Store,
) -> None:
    made = [
        Plan(number=number, kind=PlanKind.AWAY, person="ana", starts=NOW, ends=NOW + SECOND, by="ana", made_at=NOW)
        for number in (1, 2)
    ]
    write(kept, plans=made)
    await kept.outbox.beat(NOW + timedelta(days=400))
    assert [one.number for one in (await kept.reads.situation()).plans] == [1, 2]
    await kept.outbox.beat(NOW + timedelta(days=401))
    assert [one.number for one in (await kept.reads.situation()).plans] == [2]
    with kept.begin() as transaction:
        assert transaction.load(Wanted(plans=True), NOW).situation.next_plan == 3


async def test_what_is_owed_and_what_was_given_up_is_counted(kept: Store) -> None:
    (page, card) = write(kept, promises=[promise(PAGE, name="page"), promise(name="card")])
    write(kept, settled=[done(page, failed="user_not_found")])
    state = await kept.reads.outbox(NOW + 3 * SECOND)
    assert (state.waiting, state.oldest) == ({card.lane: 1}, {card.lane: 3 * SECOND})
    assert state.given_up == 1


def test_a_rollback_takes_the_promises_with_it(kept: Store) -> None:
    def half() -> None:
        with kept.begin() as transaction:
            transaction.write(Changes(promises=[promise()]), NOW)
            transaction.write(Changes(incidents=[incident(1, version=9)]), NOW)

    with pytest.raises(Conflict):
        half()
    with kept.begin() as transaction:
        assert transaction.fences([promise().id]) == {}


async def test_a_clock_that_is_set_back_delays_nothing_that_is_owed(opened: Opened) -> None:
    """What was to be tried again in a minute would wait until it is that late again; on SQLite, with one process."""
    server = opened("server")
    if server.is_shared:
        pytest.skip("PostgreSQL's clock decides")
    await server.outbox.beat(NOW)
    (waits, sent) = write(server, promises=[promise(PAGE, name="waits"), promise(PAGE, name="sent")])
    write(server, settled=[done(waits, done=False, due_at=NOW + 60 * SECOND, doubtful_since=NOW)])
    earlier = NOW - 3600 * SECOND
    await server.outbox.beat(earlier)
    [again] = await server.outbox.claim(earlier, limit=9)
    assert (again.id, again.doubtful_since, again.unanswered) == (waits.id, earlier, 0)
    [lost] = await server.outbox.claim(earlier + 30 * SECOND, limit=9, busy={again.id})
    assert (lost.id, lost.doubtful_since) == (sent.id, earlier + 30 * SECOND)
    assert (await server.reads.outbox(earlier)).replicas == 1
