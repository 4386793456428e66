"""What an incident's channel reads of releases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import effects as f
from bot.domain.releases import Deploy, Flag, FlagKind, Release, Running, Scan
from bot.slack.cards.releases import what_runs
from bot.slack.cards.scene import Scene
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
        ":package: *checkout begins with 1.4.2* in production just now, inside INC-1",
        ":warning: *1.4.2 is flagged* withdrawn, by Sol",
    ]


def test_a_flag_on_what_runs_is_one_line(stage):
    told = f.TellFlagged(
        service="checkout", version="1.4.2", environments=("prod-eu", "prod-us"), against="unstable, by Ana"
    )
    shown = ":warning: *checkout 1.4.2, which runs in prod-eu, prod-us, is flagged* unstable, by Ana"
    assert read(drawn(stage, told)) == shown


def test_what_runs_is_told_of_production_with_its_flags_and_its_last_scan(stage):
    page = Release(service="checkout", version="1.4.2", scans=(Scan(what="image", at=stage.now - timedelta(days=9)),))
    flag = Flag(number=1, kind=FlagKind.INSECURE, by="tam", made_at=stage.now, cves=("CVE-2026-1234",))
    ran = Deploy(service="checkout", version="1.4.2", environment="production", at=stage.now, seen_at=stage.now)
    running = (
        Running(deploy=ran, release=page.with_flag(flag)),
        Running(deploy=replace(ran, environment="x"), release=page),
    )
    scene = Scene(incident=stage.incidents[1], situation=stage.situation(1), now=stage.now, running=running)
    (line,) = what_runs(scene)
    assert line.startswith("1.4.2 runs in production since ")
    assert line.endswith("*flagged* insecure: CVE-2026-1234, by Tam · last scan 9 days ago")


def test_a_private_incident_shows_none_of_it_on_a_lock_screen(stage):
    stage.incidents[1] = stage.incidents[1].evolve(private=True)
    face = drawn(stage, f.TellVersion(**AT, at=stage.now, against=("withdrawn, by Sol",)))
    assert face.text == "INC-1: news in its channel (private)"
