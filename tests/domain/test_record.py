"""The record: a change of the past shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import events as e
from bot.domain.canonical import sha256
from bot.domain.events import Via
from bot.domain.incident import Incident, public
from bot.domain.incident.recorded import Recorded
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


@pytest.fixture
def stage() -> Stage:
    made = Stage()
    made.alert()
    made.record = list(made.last.record)
    made.record += made.happens(e.Acknowledged(incident=1, by=replace(made.by("ana"), witness="1795403999.1"))).record
    return made


def test_what_is_hashed_by_hand_is_the_canonical_head(stage):
    before = BEGINNING
    for one in stage.record:
        assert one.digest == sha256({**one.head(), "before": before})
        before = one.digest


def test_a_line_says_how_somebody_was_known_by_which_rule_and_what_slack_says_of_when(stage):
    taken = stage.record[-1]
    assert (taken.kind, taken.via, taken.rule, taken.witness) == ("acknowledged", "slack", "everyone", "1795403999.1")
    assert (stage.record[0].via, stage.record[0].rule, stage.record[0].witness) == (None, None, None)


def test_the_claim_of_a_token_is_on_the_line(stage):
    by = replace(stage.by("ben"), via=Via.TOKEN, token="pipeline")
    (line,) = stage.happens(e.Noted(incident=1, by=by, text="deployed")).record
    assert (line.via, line.token) == (Via.TOKEN, "pipeline")


@pytest.mark.parametrize("change", [{"via": Via.CLI}, {"token": "x"}, {"rule": "admin"}, {"witness": "1.0"}])
def test_none_of_that_can_be_changed_afterwards(stage, change):
    assert broken_at((*stage.record[:-1], replace(stage.record[-1], **change))) == len(stage.record)


def told(*lines: Line) -> dict[str, object]:
    """The incident's JSON, of what its lines say has changed."""
    fields: dict[str, object] = {}
    for one in lines:
        fields |= {**one.changes, **one.hidden}
    pages = [value for name, value in fields.items() if name.startswith("pages/")]
    return {name: fields.get(name) for name in public.FIELDS} | {"pages": pages}


def shown(incident: Incident) -> dict[str, object]:
    return {
        name: None if value in public.EMPTY and name != "pages" else value
        for name, value in public.incident(incident).items()
    }


def test_the_incident_comes_out_of_its_record_alone(stage):
    assert told(*stage.record) == shown(stage.incidents[1])


def test_what_was_erased_leaves_a_chain_and_nothing_to_guess_from(stage):
    (first, *others) = stage.record
    gone = first.without("words", "labels")
    assert (gone.by, gone.text, gone.salt) == ("erased", "erased", "")
    assert broken_at((gone, *others)) is None
    assert gone.without("words") is gone
    again = gone.without("title")
    assert broken_at((again, *others)) is None
    assert broken_at((replace(gone, text="something else"), *others)) is None  # what is shown there is nobody's words
    assert broken_at((replace(gone, gone={**gone.gone, "words": "0" * 64}), *others)) == 1


def test_an_incident_that_an_older_version_wrote_is_told_whole_with_its_next_line(stage):
    old = stage.incidents[1].evolve(recorded=Recorded())
    stage.incidents[1] = old
    (line,) = stage.happens(e.Noted(incident=1, by=stage.by("ben"), text="mine")).record
    assert told(line) == shown(stage.incidents[1])


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
