"""What an incident's channel reads of releases."""

from datetime import timedelta

import pytest

from bot.domain import effects as f
from tests.slack.cards.faces import drawn, read, staged

AT = {"service": "checkout", "version": "1.4.2", "environment": "production"}


@pytest.fixture
def stage():
    made = staged()
    made.now += timedelta(minutes=2)
    return made


def test_a_step_back_to_a_known_hole_says_what_when_where_what_is_known_and_who_is_told(stage):
    told = f.TellVersion(
        **AT,
        at=stage.now - timedelta(minutes=2),
        by="deploybot",
        before="1.5.0",
        back=True,
        against=("insecure: CVE-2026-1234, by Tam", "withdrawn, by Sol"),
        unstable=True,
        told=("sol", "tam"),
    )
    assert read(drawn(stage, told)).splitlines() == [
        ":rewind: *checkout went back from 1.5.0 to 1.4.2* in production 2 min ago, inside INC-1 · by deploybot",
        ":warning: *1.4.2 is flagged* insecure: CVE-2026-1234, by Tam · withdrawn, by Sol",
        "1.5.0 is flagged unstable from now on · Sol and Tam are told",
    ]


def test_a_first_version_goes_back_from_nothing(stage):
    told = f.TellVersion(**AT, at=stage.now, against=("withdrawn, by Sol",))
    assert read(drawn(stage, told)).splitlines() == [
        ":package: *checkout begins with 1.4.2* in production 0 s ago, inside INC-1",
        ":warning: *1.4.2 is flagged* withdrawn, by Sol",
    ]


def test_a_flag_on_what_runs_is_one_line(stage):
    told = f.TellFlagged(
        service="checkout", version="1.4.2", environments=("prod-eu", "prod-us"), against="unstable, by Ana"
    )
    shown = ":warning: *checkout 1.4.2, which runs in prod-eu, prod-us, is flagged* unstable, by Ana"
    assert read(drawn(stage, told)) == shown


def test_a_private_incident_shows_none_of_it_on_a_lock_screen(stage):
    stage.incidents[1] = stage.incidents[1].evolve(private=True)
    face = drawn(stage, f.TellVersion(**AT, at=stage.now, against=("withdrawn, by Sol",)))
    assert face.text == "INC-1: news in its channel (private)"
