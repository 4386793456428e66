"""The record: a change of the past shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.record import BEGINNING, Kind, Line, breach, broken_at, line

AT = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)


@pytest.fixture
def lines() -> tuple[Line, ...]:
    made: list[Line] = []
    for number, text in enumerate(("opened", "Ana paged", "Ana has it"), start=1):
        before = made[-1].digest if made else BEGINNING
        at = AT + timedelta(minutes=number)
        made.append(line(number=number, at=at, kind=Kind.NOTE, by="rondo", text=text, before=before))
    return tuple(made)


def test_an_untouched_record_chains(lines):
    assert broken_at(lines) is None


@pytest.mark.parametrize("change", [{"text": "Ben paged"}, {"by": "ana"}, {"at": AT}, {"kind": Kind.PAGED}])
def test_a_changed_line_breaks_the_chain_where_it_stands(lines, change):
    assert broken_at((lines[0], replace(lines[1], **change), lines[2])) == 2


def test_a_line_that_was_taken_out_or_put_in_another_place_shows(lines):
    assert broken_at((lines[0], lines[2])) == 2
    assert broken_at((lines[1], lines[0], lines[2])) == 1


def test_a_record_is_as_long_as_its_incident_says_and_ends_as_it_says(lines):
    end = lines[-1].digest
    assert breach(lines, count=3, digest=end) is None
    assert breach((), count=0, digest=BEGINNING) is None
    assert breach(lines[:2], count=3, digest=end) == 3  # the last was taken away
    assert breach(lines, count=2, digest=lines[1].digest) == 3  # one was added
    assert breach(lines, count=3, digest=lines[1].digest) == 3  # all of it was written anew
    assert breach((), count=3, digest=end) == 1
    assert breach((lines[0], lines[2]), count=3, digest=end) == 2
