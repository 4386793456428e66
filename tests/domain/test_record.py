"""The record: a change of the past shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import events as e
from bot.domain.record import BEGINNING, Kind, Line, breach, broken_at, line
from tests.conftest import Chance, chance
from tests.domain.stage import Stage

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


TAMPERINGS = ("change", "drop", "swap", "insert", "number")


def tampered(lines: tuple[Line, ...], chance: Chance) -> tuple[Line, ...]:
    """One change of the past, of a kind that is drawn: never of the end alone, which the incident itself remembers."""
    at, kept = chance.randrange(len(lines) - 1), list(lines)
    match chance.choice(TAMPERINGS):
        case "change":
            change = chance.choice(
                [
                    {"text": "x"},
                    {"by": "x"},
                    {"kind": Kind.NOT_ME},
                    {"at": AT - timedelta(days=1)},
                    {"digest": "0" * 64},
                ]
            )
            kept[at] = replace(kept[at], **change)
        case "drop":
            del kept[at]
        case "swap":
            kept[at], kept[at + 1] = kept[at + 1], kept[at]
        case "insert":
            before = kept[at - 1].digest if at else BEGINNING
            kept.insert(at, line(number=at + 1, at=AT, kind=Kind.NOTE, by="tam", text="nothing", before=before))
        case "number":
            kept[at] = replace(kept[at], number=at + chance.choice([2, 5, -1]))
    return tuple(kept)


def test_a_thousand_tamperings_are_found() -> None:
    drawn, missed = chance("tamperings"), 0
    stage = Stage()
    stage.alert()
    record = list(stage.last.record) if stage.last else []
    for happened in (e.Acknowledged(incident=1, by=stage.by("ana")), e.Resolved(incident=1, by=stage.by("ana"))):
        record += stage.happens(happened).record
    assert broken_at(tuple(record)) is None
    for _ in range(1000):
        missed += broken_at(tampered(tuple(record), drawn)) is None
    assert missed == 0
