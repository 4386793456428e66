"""An incident as JSON, exactly as the contract has it."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.alerts import Link, Severity
from bot.domain.escalation import Walk
from bot.domain.events import TimerKind, Via
from bot.domain.incident.held import AlertState
from bot.domain.incident.pages import Outcome
from bot.domain.incident.state import ChannelState, Status
from bot.web import shapes
from tests.web.fakes import NOW, incident


def test_a_running_incident_is_told_whole():
    one = incident(
        labels={"service": "checkout"},
        links=(Link(title="Runbook", url="https://example.com"),),
        alerts={
            "a": AlertState(firing=True, severity=Severity.CRITICAL, title="A"),
            "b": AlertState(firing=False, severity=Severity.LOW, title="B"),
        },
        deliveries=3,
        due={TimerKind.RESPONSE: NOW + timedelta(minutes=5), TimerKind.SECURITY: NOW + timedelta(minutes=10)},
        channel="C1",
        channel_name="inc-7-checkout",
        channel_state=ChannelState.OPEN,
        first_paged_at=NOW + timedelta(seconds=1.5),
    )
    assert shapes.incident(one) == {
        "id": "INC-7",
        "title": "Checkout error rate above 5 %",
        "status": "open",
        "severity": "critical",
        "service": "checkout",
        "source": "alertmanager",
        "key": "{}:{}",
        "private": False,
        "labels": {"service": "checkout"},
        "links": [{"title": "Runbook", "url": "https://example.com"}],
        "alerts": {"firing": 1, "resolved": 1, "deliveries": 3},
        "policy": "checkout-oncall",
        "level": 1,
        "round": 1,
        "escalate_at": "2026-11-23T03:17:00Z",
        "primary": "ana",
        "responders": [],
        "acknowledged_by": None,
        "acknowledged_via": None,
        "security": {
            "person": "sol",
            "status": "paged",
            "invited_at": "2026-11-23T03:12:00Z",
            "here_at": None,
            "level": 1,
            "escalate_at": "2026-11-23T03:22:00Z",
            "review": None,
            "reviewed_by": None,
            "review_due": None,
        },
        "review": None,
        "restored_at": None,
        "proposals": [],
        "channel": {"id": "C1", "name": "inc-7-checkout"},
        "pages": [
            {
                "person": "ana",
                "ladder": "response",
                "level": 1,
                "round": 1,
                "route": "slack",
                "at": "2026-11-23T03:12:00Z",
                "delivered_at": None,
                "outcome": "pending",
            }
        ],
        "opened_at": "2026-11-23T03:12:00Z",
        "first_paged_at": "2026-11-23T03:12:01.500000Z",
        "acknowledged_at": None,
        "resolved_at": None,
    }


def test_what_is_absent_is_null():
    told = shapes.incident(incident(security=None, service=None, walk=Walk(policy=None), pages=(), primary=None))
    names = ("security", "channel", "service", "policy", "level", "round", "primary", "escalate_at")
    assert [told[name] for name in names] == [None] * len(names)  # type: ignore[literal-required]


def test_an_acknowledgement_says_by_whom_how_and_when():
    told = shapes.incident(
        incident(
            status=Status.ACKNOWLEDGED,
            acknowledged_by="ben",
            acknowledged_via=Via.TOKEN,
            acknowledged_at=NOW,
            responders=("ben",),
        )
    )
    assert (told["acknowledged_by"], told["acknowledged_via"], told["responders"]) == ("ben", "token", ["ben"])


def test_a_delivered_page_says_when():
    one = incident()
    (page,) = one.pages
    told = shapes.incident(replace(one, pages=(replace(page, delivered_at=NOW, outcome=Outcome.DELIVERED),)))
    assert (told["pages"][0]["delivered_at"], told["pages"][0]["outcome"]) == ("2026-11-23T03:12:00Z", "delivered")
