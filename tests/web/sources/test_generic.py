"""How Rondo's own JSON is read."""

from datetime import UTC, datetime

import pytest

from bot.domain.alerts import Alert, Link
from bot.web.sources.generic import read


def one(**body: object) -> Alert:
    (alert,) = read({"title": "Disk full", **body}, {}).alerts
    assert isinstance(alert, Alert)
    return alert


def test_a_title_is_enough():
    alert = one()
    assert (alert.title, alert.firing, alert.key, alert.group) == ("Disk full", True, "Disk full", "Disk full")


def test_everything_that_can_be_said_is_read():
    alert = one(
        key="disk-1",
        status="resolved",
        severity="warn",
        service="db",
        description="/var is full",
        labels={"host": "a"},
        links=[{"title": "Graph", "url": "https://g.example"}, {"url": "ftp://x"}, None, "https://h.example"],
        at="2026-11-23T03:12:00+01:00",
    )
    assert alert == Alert(
        source="generic",
        group="disk-1",
        key="disk-1",
        firing=False,
        title="Disk full",
        severity_word="warn",
        service="db",
        description="/var is full",
        labels={"host": "a", "service": "db"},
        links=(Link(title="Graph", url="https://g.example"), Link(title="Link", url="https://h.example")),
        at=datetime(2026, 11, 23, 2, 12, tzinfo=UTC),
    )


def test_the_key_falls_back_to_service_and_title():
    assert one(service="db").key == one(service="db").key != one(service="web").key


def test_unknown_keys_are_kept_as_labels_and_labels_win_over_them():
    alert = one(host="a", team="x", tags=["p", "q"], nothing=None, ok=True, labels={"team": "y"})
    assert alert.labels == {"host": "a", "team": "y", "tags": '["p","q"]', "ok": "true"}


def test_service_and_severity_may_stand_among_the_labels():
    alert = one(labels={"service": "db", "severity": "p1"})
    assert (alert.service, alert.severity_word) == ("db", "p1")


@pytest.mark.parametrize("at", ["0001-01-01", "soon", -1, 1e300, True, [], 10**30])
def test_a_date_that_is_none_is_dropped_and_the_alert_taken(at):
    assert one(at=at).at is None


def test_long_texts_are_cut():
    alert = one(title="t" * 9000, description="d" * 9000, labels={"a": "b" * 9000})
    assert [len(said) for said in (alert.title, alert.description, alert.labels["a"])] == [300, 3000, 1000]
