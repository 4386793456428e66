from typing import Any, get_args

import pytest

from bot.domain.effects import Answer, Effect
from bot.domain.incident.state import Incident
from bot.domain.record import Line
from bot.domain.roundrobin import Book
from bot.ports import Answered, Identity
from bot.store import codec
from tests.store.samples import example, incident


@pytest.mark.parametrize("kind", get_args(Effect), ids=lambda kind: kind.__name__)
def test_every_effect_comes_back_as_it_was(kind: Any) -> None:
    effect = example(kind)
    assert codec.effect_in(*codec.effect_out(effect)) == effect


def test_an_incident_with_every_field_filled_comes_back_as_it_was() -> None:
    whole = example(Incident)
    assert codec.incident_in(codec.incident_out(whole)) == whole


def test_a_fresh_incident_comes_back_as_it_was() -> None:
    assert codec.incident_in(codec.incident_out(incident())) == incident()


def test_an_instant_comes_back_aware() -> None:
    again = codec.incident_in(codec.incident_out(incident()))
    assert again.opened_at.isoformat() == incident().opened_at.isoformat()


def test_lines_books_answers_and_identities_come_back_as_they_were() -> None:
    assert codec.line_in(codec.line_out(example(Line))) == example(Line)
    assert codec.book_in(codec.book_out(example(Book))) == example(Book)
    assert codec.answers_in(codec.answers_out((example(Answered),))) == (example(Answered),)
    assert codec.identity_in(codec.identity_out(example(Identity))) == example(Identity)


def test_a_response_url_is_kept_but_never_shown() -> None:
    answer = Answer(url="https://hooks.slack.com/actions/T1/secret", text="done")
    again = codec.effect_in(*codec.effect_out(answer))
    assert again == answer
    assert "secret" not in repr(again)


def test_a_nul_in_an_alert_is_kept_out_of_the_database_as_an_escape() -> None:
    assert "\0" not in codec.incident_out(incident(title="a\0b"))


def test_a_long_key_is_indexed_by_its_hash_and_a_short_one_as_it_is() -> None:
    assert codec.key_out("checkout") == "checkout"
    assert len(codec.key_out("ä" * 5_000)) < 100
    assert codec.key_out("ä" * 5_000) != codec.key_out("ä" * 5_001)
