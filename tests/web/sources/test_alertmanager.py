"""How notifications of Alertmanager and Grafana are read."""

from datetime import UTC, datetime

import pytest

from bot.domain.alerts import Alert, Link, Severity
from bot.web.sources.alertmanager import read
from bot.web.sources.reading import Ignored, Unreadable


def one(alert: dict | None = None, **whole: object) -> Alert:
    """The first alert of a notification that says `whole` around it."""
    (first, *_) = read({"alerts": [{"labels": {"alertname": "Down"}, **(alert or {})}], **whole}, {}).alerts
    assert isinstance(first, Alert)
    return first


def several(*alerts: dict, **whole: object) -> list[Alert]:
    return [alert for alert in read({"alerts": list(alerts), **whole}, {}).alerts if isinstance(alert, Alert)]


@pytest.mark.parametrize(
    ("own", "top", "firing"),
    [
        ("firing", "resolved", True),  # the alert's own word wins
        ("resolved", "firing", False),
        (None, "resolved", False),
        (None, None, True),
        ("Resolved", None, False),
        ({"state": "active"}, 7, True),  # what can't be understood fires
    ],
)
def test_an_alerts_own_status_wins_over_the_notifications(own, top, firing):
    assert one({"status": own}, status=top).firing is firing


@pytest.mark.parametrize(
    ("whole", "group"),
    [
        ({"groupKey": "{}:{a}", "groupLabels": {"x": "1"}}, "{}:{a}"),
        ({"groupKey": 5615590933959184469}, "5615590933959184469"),  # version 3
        ({"groupLabels": {"b": "2", "a": "1"}, "commonLabels": {"c": "3"}}, '{a="1", b="2"}'),
        ({"groupLabels": {}, "commonLabels": {"c": "3"}}, '{c="3"}'),
    ],
)
def test_the_incidents_key_is_the_groups(whole, group):
    assert one(**whole).group == group


def test_alerts_that_have_nothing_in_common_are_apart():
    first, second = several({"labels": {"a": "1"}}, {"labels": {"a": "2"}})
    assert first.group == first.key != second.group == second.key


def test_an_alerts_key_is_its_fingerprint_else_a_hash_of_its_sorted_labels():
    assert one({"fingerprint": "f1"}).key == "f1"
    assert one({"labels": {"a": "1", "b": "2"}}).key == one({"labels": {"b": "2", "a": "1"}}).key
    assert one({"labels": {"a": "1"}}).key != one({"labels": {"a": "2"}}).key


def test_a_key_of_any_length_is_kept_apart_in_bounded_length():
    long, longer = one(groupKey="x" * 5000).group, one(groupKey="x" * 5001).group
    assert long != longer
    assert len(long) <= 500


@pytest.mark.parametrize(
    ("alert", "whole", "title"),
    [
        ({"annotations": {"summary": "own"}}, {"commonAnnotations": {"summary": "common"}}, "common"),
        ({"annotations": {"summary": "own"}}, {"commonLabels": {"alertname": "Name"}}, "own"),
        ({}, {"commonLabels": {"alertname": "Name"}}, "Name"),
        ({}, {}, "Down"),
        ({"labels": {"a": "1"}}, {"title": "[FIRING:1] Grafana's"}, "[FIRING:1] Grafana's"),
        ({"labels": {"a": "1"}}, {}, "Alert without a name"),
    ],
)
def test_the_title_is_the_common_summary_else_the_first_alerts_else_the_name(alert, whole, title):
    assert one(alert, **whole).title == title


def test_each_further_alert_is_called_by_its_own_summary():
    first, second = several(
        {"labels": {"a": "1"}, "annotations": {"summary": "one"}},
        {"labels": {"a": "2"}, "annotations": {"summary": "two"}},
    )
    assert (first.title, second.title) == ("one", "two")


def test_service_and_route_come_from_what_all_have_in_common():
    alert = one({"labels": {"service": "cart", "team": "b"}}, commonLabels={"service": "checkout", "team": "a"})
    assert (alert.service, alert.labels["team"]) == ("checkout", "a")


def test_else_service_and_route_come_from_the_most_severe_firing_alert():
    alerts = several(
        {"labels": {"service": "web", "severity": "info"}},
        {"labels": {"service": "cart", "severity": "page"}},
        {"labels": {"service": "db", "severity": "critical"}, "status": "resolved"},
    )
    assert {alert.service for alert in alerts} == {"cart"}
    assert {alert.labels["service"] for alert in alerts} == {"cart"}


def test_the_installations_own_severity_words_count_when_the_most_severe_is_sought():
    body = {"alerts": [{"labels": {"service": "a", "severity": "high"}}, {"labels": {"service": "b", "severity": "X"}}]}
    assert read(body, {"x": Severity.CRITICAL}).alerts[0].service == "b"


def test_the_severity_is_each_alerts_own_else_the_common_one():
    assert one({"labels": {"severity": "warning"}}, commonLabels={"severity": "page"}).severity_word == "warning"
    assert one(commonLabels={"severity": "page"}).severity_word == "page"
    assert one().severity_word is None


def test_links_are_kept_when_they_are_absolute_and_http():
    alert = one(
        {
            "annotations": {"runbook_url": "https://example.com/run"},
            "generatorURL": "?orgId=1",
            "panelURL": "https://g/d?viewPanel=1",
            "dashboardURL": "javascript:alert(1)",
            "silenceURL": "https://g/a|b<c>",
        },
        externalURL="http://[",
    )
    assert alert.links == (
        Link(title="Runbook", url="https://example.com/run"),
        Link(title="Panel", url="https://g/d?viewPanel=1"),
        Link(title="Silence", url="https://g/a%7Cb%3Cc%3E"),
    )


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2018-03-07T06:33:21.873077559-05:00", datetime(2018, 3, 7, 11, 33, 21, 873077, UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("yesterday", None),
        (1e300, None),
        (None, None),
    ],
)
def test_a_date_that_is_none_or_out_of_range_is_dropped_and_the_alert_taken(said, at):
    assert one({"startsAt": said}).at == at


@pytest.mark.parametrize("odd", [None, [], ["a"], 7, "text", True, {"a": {"b": [1]}}, {"": "x", "y": None}])
def test_unexpected_types_survive(odd):
    fields = ("annotations", "fingerprint", "generatorURL", "startsAt", "values")
    whole = ("groupLabels", "commonLabels", "commonAnnotations", "groupKey", "externalURL", "status", "version")
    alert = {"status": "firing", "labels": odd, **dict.fromkeys(fields, odd)}
    assert len(read({"alerts": [alert], **dict.fromkeys(whole, odd)}, {}).alerts) == 1


def test_an_item_that_is_no_alert_is_ignored_in_its_place():
    items = read({"alerts": [None, {"labels": {"a": "1"}}, {}, "text"]}, {}).alerts
    assert [isinstance(item, Ignored) for item in items] == [True, False, True, True]


def test_a_bare_list_of_alerts_is_read_too():
    assert read([{"labels": {"alertname": "Down"}}], {}).alerts[0].title == "Down"


@pytest.mark.parametrize("body", [None, 5, "text", [], {}, {"alerts": []}, {"alerts": {}}, {"alerts": [1, {}]}])
def test_a_body_without_any_alert_is_unreadable(body):
    with pytest.raises(Unreadable):
        read(body, {})
