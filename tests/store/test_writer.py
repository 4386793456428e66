import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.effects import ShowCard
from bot.domain.events import TimerKind
from bot.domain.incident.state import Status
from bot.domain.members import Member
from bot.domain.roundrobin import Book, Tally
from bot.ports import Answered, Changes, Conflict, Loaded, TimerRow, Wanted
from bot.store import Store
from tests.store.conftest import Opened
from tests.store.samples import NOW, SETTINGS, first_line, incident, promise, write

KEY = ("generic", "checkout")


def load(store: Store, **wanted: frozenset[object]) -> Loaded:
    with store.begin() as transaction:
        return transaction.load(Wanted(**wanted), NOW)  # type: ignore[arg-type]


def test_what_was_written_is_loaded_with_its_version_raised(kept: Store) -> None:
    write(kept, incidents=[incident(7)])
    assert load(kept, numbers=frozenset({7, 8})).incidents == {7: incident(7, version=1)}


def test_a_new_database_begins_with_the_first_number_and_the_settings(kept: Store) -> None:
    situation = load(kept).situation
    assert (situation.next_number, situation.settings) == (1, SETTINGS)


def test_the_open_incident_of_a_key_is_the_latest(kept: Store) -> None:
    gone = incident(1, status=Status.RESOLVED, resolved_at=NOW)
    write(kept, incidents=[gone, incident(2), incident(3, key="search")])
    found = load(kept, keys=frozenset({KEY, ("generic", "nothing")}))
    assert found.latest == {KEY: 2}
    assert set(found.incidents) == {2}


def test_the_same_key_of_another_source_is_another_incident(kept: Store) -> None:
    write(kept, incidents=[incident(1), incident(2, source="grafana"), incident(3, source="grafana", key="search")])
    wanted = frozenset({KEY, ("grafana", "search")})
    assert load(kept, keys=wanted).latest == {KEY: 1, ("grafana", "search"): 3}


def test_without_an_open_one_the_one_resolved_last_is_the_latest(kept: Store) -> None:
    later = incident(1, status=Status.RESOLVED, resolved_at=NOW + timedelta(hours=1))
    sooner = incident(2, status=Status.RESOLVED, resolved_at=NOW)
    write(kept, incidents=[later, sooner])
    assert load(kept, keys=frozenset({KEY})).latest == {KEY: 1}


def test_a_key_that_is_too_long_for_an_index_is_found_again(kept: Store) -> None:
    write(kept, incidents=[incident(1, key="ä" * 5_000)])
    assert load(kept, keys=frozenset({("generic", "ä" * 5_000)})).latest == {("generic", "ä" * 5_000): 1}


def test_whoever_has_an_unresolved_incident_is_busy(kept: Store) -> None:
    held = [incident(1, key="a", primary="ana"), incident(2, key="b", primary="ana", status=Status.ACKNOWLEDGED)]
    over = incident(3, key="c", primary="ben", status=Status.RESOLVED, resolved_at=NOW)
    write(kept, incidents=[*held, over, incident(4, key="d")])
    assert load(kept).busy == {"ana": 2}
    assert load(kept).situation.busy == {"ana"}


def test_a_version_that_was_changed_since_it_was_read_is_a_conflict(kept: Store) -> None:
    write(kept, incidents=[incident(1), incident(2, key="search")])
    write(kept, incidents=[incident(1, version=1, title="second")])
    with pytest.raises(Conflict):
        write(kept, incidents=[incident(2, key="search", version=1), incident(1, version=1, title="lost")])
    assert load(kept, numbers=frozenset({1})).incidents[1].title == "second"


def test_a_second_open_incident_of_one_key_is_a_conflict(kept: Store) -> None:
    write(kept, incidents=[incident(1)])
    with pytest.raises(Conflict):
        write(kept, incidents=[incident(2)], next_number=3)
    assert load(kept).situation.next_number == 1


def test_a_resolved_key_may_be_opened_again(kept: Store) -> None:
    write(kept, incidents=[incident(1)])
    write(kept, incidents=[incident(1, version=1, status=Status.RESOLVED, resolved_at=NOW), incident(2)])
    assert load(kept, keys=frozenset({KEY})).latest == {KEY: 2}


def test_one_may_end_and_another_of_its_key_begin_again_at_once(kept: Store) -> None:
    write(kept, incidents=[incident(1, status=Status.RESOLVED, resolved_at=NOW), incident(2)])
    over = incident(2, version=1, status=Status.RESOLVED, resolved_at=NOW)
    write(kept, incidents=[incident(1, version=1), over])
    assert load(kept, keys=frozenset({KEY})).latest == {KEY: 1}


def test_two_who_open_the_same_key_at_once_open_one_incident(opened: Opened) -> None:
    stores, outcomes = [opened("one"), opened("two")], []

    def open_it(store: Store) -> None:
        with store.begin() as transaction:
            found = transaction.load(Wanted(keys=frozenset({KEY})), NOW)
            number = found.situation.next_number
            if not found.latest:
                transaction.write(Changes(incidents=[incident(number)], next_number=number + 1), NOW)
            outcomes.append(bool(found.latest))

    threads = [threading.Thread(target=open_it, args=(stores[n % 2],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False] + [True] * 7
    assert load(stores[0]).situation.next_number == 2


def test_numbers_have_no_holes_after_a_rollback(kept: Store) -> None:
    def undone() -> None:
        with kept.begin() as transaction:
            transaction.write(Changes(incidents=[incident(1)], next_number=2), NOW)
            raise Conflict

    with pytest.raises(Conflict):
        undone()
    assert load(kept, numbers=frozenset({1})).incidents == {}
    assert load(kept).situation.next_number == 1


def test_books_are_kept_by_policy_and_level(kept: Store) -> None:
    first, second = Book(tallies={"ana": Tally(turns=1)}), Book(tallies={"ana": Tally(turns=2)}, ring=("ana", "ben"))
    write(kept, books={("checkout", 1): first})
    with kept.begin() as transaction:
        transaction.load(Wanted(), NOW)
        transaction.write(Changes(books={("checkout", 1): second, ("checkout", 2): first}), NOW)
    assert load(kept).situation.books == {("checkout", 1): second, ("checkout", 2): first}


def test_two_first_turns_of_one_book_do_not_both_win(kept: Store) -> None:
    write(kept, books={("checkout", 1): Book(ring=("ana",))})
    with pytest.raises(Conflict):
        write(kept, books={("checkout", 1): Book(ring=("ben",))})


def test_a_known_delivery_of_slack_gives_its_first_answer(kept: Store) -> None:
    answers = (Answered(incident=7, text="You have it."), Answered(refused=True))
    write(kept, answered={"Ev1": answers})
    assert load(kept, deliveries=frozenset({"Ev1", "Ev2"})).answered == {"Ev1": answers}


def test_a_delivery_answered_by_somebody_else_meanwhile_is_a_conflict(kept: Store) -> None:
    write(kept, answered={"Ev1": ()})
    with pytest.raises(Conflict):
        write(kept, answered={"Ev1": ()})


def test_a_line_of_the_record_is_written_once(kept: Store) -> None:
    write(kept, lines=[(1, first_line())])
    with pytest.raises(Conflict):
        write(kept, lines=[(1, first_line("another past"))])


async def test_timers_are_set_moved_and_taken_away(kept: Store) -> None:
    response = TimerRow(incident=1, kind=TimerKind.RESPONSE, generation=1, due_at=NOW)
    security = replace(response, kind=TimerKind.SECURITY)
    write(kept, timers=[response, security])
    write(kept, timers=[replace(response, generation=2), replace(security, due_at=None)])
    assert await kept.reads.due(NOW, limit=9) == [replace(response, generation=2)]


async def test_of_several_words_about_one_timer_the_last_counts(kept: Store) -> None:
    response = TimerRow(incident=1, kind=TimerKind.RESPONSE, generation=1, due_at=NOW)
    write(kept, timers=[replace(response, due_at=None), response])
    write(kept, timers=[response, replace(response, due_at=None)])
    assert await kept.reads.due(NOW, limit=9) == []


def test_members_that_a_delivery_taught_us_are_kept(kept: Store) -> None:
    write(kept, members={"ana": Member(slack_id="U1", direct="D1", timezone="Europe/Vienna")})
    assert load(kept).situation.members == {"ana": Member(slack_id="U1", direct="D1", timezone="Europe/Vienna")}


def test_the_present_fences_are_told(kept: Store) -> None:
    write(kept, promises=[promise(ShowCard())])
    with kept.begin() as transaction:
        assert transaction.fences([promise().id, promise(name="unknown").id]) == {promise().id: 1}


def test_workspaces_do_not_see_each_other(opened: Opened) -> None:
    here, there = opened("one"), opened("two", workspace="other")
    write(here, incidents=[incident(1)])
    write(there, incidents=[incident(1)])
    assert set(load(there, keys=frozenset({KEY})).incidents) == {1}
