"""Whose turn it is: the book, the pick, and why somebody was passed over (docs/round-robin)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.roundrobin import Book, Candidate, Tally, Why, passed_on, pick

AT = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)


def ring(*names: str, **reasons: Why) -> list[Candidate]:
    return [Candidate(name=name, why_not=reasons.get(name)) for name in names]


def picks(book: Book, candidates: list[Candidate], times: int = 1) -> tuple[list[str | None], Book]:
    chosen = []
    for _ in range(times):
        picked = pick(book, candidates, policy="oncall", level=1, at=AT)
        book = picked.book
        chosen.append(picked.explanation.chosen)
    return chosen, book


def test_turns_go_round_in_the_configured_order():
    chosen, _ = picks(Book(), ring("ana", "ben", "chi"), times=7)
    assert chosen == ["ana", "ben", "chi", "ana", "ben", "chi", "ana"]


def test_removing_somebody_shifts_nobody():
    _, book = picks(Book(), ring("ana", "ben", "chi"), times=4)
    assert picks(book, ring("ana", "chi"), times=3)[0] == ["chi", "ana", "chi"]


def test_a_newcomer_comes_in_at_the_end_of_the_lap_in_progress():
    _, book = picks(Book(), ring("ana", "ben"), times=3)
    assert picks(book, ring("dora", "ana", "ben"), times=4)[0] == ["ben", "dora", "ana", "ben"]


def test_somebody_who_was_away_comes_back_without_debt_or_gain():
    _, book = picks(Book(), ring("ana", "ben", ana=Why.AWAY), times=6)
    assert abs(book.tallies["ana"].turns - book.tallies["ben"].turns) <= 1
    assert picks(book, ring("ana", "ben"), times=4)[0].count("ana") == 2


@pytest.mark.parametrize("why", [Why.AWAY, Why.OUTSIDE_HOURS, Why.UNREACHABLE])
def test_a_hard_reason_is_never_overruled(why):
    assert picks(Book(), ring("ana", ana=why))[0] == [None]


@pytest.mark.parametrize("why", [Why.BUSY, Why.OWES])
def test_a_soft_reason_is_overruled_when_nobody_else_is_left(why):
    assert picks(Book(), ring("ana", "ben", ana=why))[0] == ["ben"]
    assert picks(Book(), ring("ana", "ben", ana=why, ben=Why.AWAY))[0] == ["ana"]


def test_somebody_who_was_spared_is_next_in_line_and_owes_no_more_than_one_turn():
    _, book = picks(Book(), ring("ana", "ben", "chi", ana=Why.BUSY), times=8)
    assert picks(book, ring("ana", "ben", "chi"), times=3)[0].count("ana") == 2
    assert picks(book, ring("ana", "ben", "chi"), times=12)[0].count("ana") == 5


def test_not_me_passes_the_turn_on_and_spares_for_a_while():
    _, book = picks(Book(), ring("ana", "ben", "chi"))
    ana, ben, _ = ring("ana", "ben", "chi")
    after = passed_on(book, giver=ana, taker=ben, owes_until=AT + timedelta(hours=12))
    assert {name: tally.turns for name, tally in after.tallies.items()} == {"ana": 0, "ben": 1, "chi": 0}
    assert after.tallies["ana"].owes_until == AT + timedelta(hours=12)


def test_the_explanation_names_everybody_who_was_looked_at():
    book = Book(recent=("ben", "chi", "ben"))
    picked = pick(book, ring("ana", "ben", ana=Why.BUSY), policy="oncall", level=1, at=AT)
    assert [(one.name, one.why_not) for one in picked.explanation.considered] == [("ana", Why.BUSY), ("ben", None)]
    assert picked.explanation.share == "3 of the last 4 on oncall"


@given(st.lists(st.sampled_from(["ana", "ben", "chi"]), unique=True, min_size=1), st.integers(1, 40))
def test_without_absences_any_two_differ_by_at_most_one(names, times):
    _, book = picks(Book(), ring(*names), times)
    turns = [book.tallies[name].turns for name in names]
    assert max(turns) - min(turns) <= 1
    assert sum(turns) == times


@given(st.lists(st.sets(st.sampled_from(["ana", "ben", "chi", "dora"])), min_size=1, max_size=40))
def test_with_absences_nobody_present_gets_far_ahead(absent_at_each):
    book, names = Book(), ["ana", "ben", "chi", "dora"]
    for absent in absent_at_each:
        _, book = picks(book, ring(*names, **dict.fromkeys(absent, Why.AWAY)))
    turns = [tally.turns for tally in book.tallies.values()]
    assert max(turns) - min(turns) <= 2


def test_an_old_book_of_a_person_who_left_is_kept_but_gives_no_burst():
    book = Book(tallies={"ana": Tally(turns=1), "ben": Tally(turns=9), "chi": Tally(turns=9)}, ring=("ben", "chi"))
    assert picks(book, ring("ana", "ben", "chi"), times=4)[0].count("ana") <= 2
