"""What somebody reads on their phone: plain lines, and of a private incident no more than its number."""

from dataclasses import replace
from datetime import timedelta

from bot.contact.letter import letter
from tests.domain.stage import Stage


def written(incident, stage, **more):
    page = incident.pages[0]
    return letter(incident, page, stage.situation(), stage.now, **{"link": None, "reference": "1a2b3c4d", **more})


def test_it_says_what_by_when_and_who_is_next():
    stage = Stage()
    title, body = written(stage.alert(), stage, link="https://rondo.example.com/take/x")
    assert title == "INC-1 critical: Checkout error rate above 5 %"
    assert body.splitlines() == [
        "Ana, please take INC-1 (critical, checkout).",
        "Answer by 03:17 UTC, or Dora is paged.",
        "See it and take it: https://rondo.example.com/take/x",
        "Message 1a2b3c4d",
    ]


def test_a_title_is_one_line_of_printable_text():
    stage = Stage()
    incident = replace(stage.alert(), title="Down\r\nBcc: all@example.com\x1b[31m \u202e" + "x" * 500)
    title, body = written(incident, stage)
    assert "\n" not in title
    assert "\x1b" not in title + body
    assert len(title) < 240


def test_of_a_private_incident_it_says_the_number_alone():
    stage = Stage()
    incident = replace(stage.alert(), private=True, title="Somebody reads our mail")
    title, body = written(incident, stage)
    assert title == "INC-1: you are needed (private)"
    assert "mail" not in body
    assert "checkout" not in body


def test_whoever_has_not_answered_in_time_reads_that_nobody_has():
    stage = Stage()
    incident = stage.alert()
    stage.now += timedelta(minutes=30)
    assert "Nobody has answered yet." in written(incident, stage).body
