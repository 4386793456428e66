"""Promises of `/api/v1/incidents`."""

import pytest

from bot.domain.alerts import Severity
from bot.domain.events import By, Declared, Via
from bot.domain.incident.state import Status
from bot.domain.record import BEGINNING, Kind, line
from bot.engine import Result
from tests.web.fakes import NOW, incident


@pytest.fixture(autouse=True)
def _three(house):
    house.reads.known = [incident(1, status=Status.RESOLVED), incident(2), incident(3, status=Status.ACKNOWLEDGED)]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["INC-3", "INC-2"]),
        ("?status=all", ["INC-3", "INC-2", "INC-1"]),
        ("?status=resolved", ["INC-1"]),
        ("?status=open,resolved", ["INC-2", "INC-1"]),
        ("?status=all&cursor=3", ["INC-2", "INC-1"]),
    ],
)
async def test_incidents_are_listed_newest_first(api, query, ids):
    answer = await api.get(f"/api/v1/incidents{query}")
    assert [one["id"] for one in answer.json()["incidents"]] == ids


async def test_a_cursor_leads_to_the_next_page_until_there_is_none(api):
    first = (await api.get("/api/v1/incidents?status=all&limit=2")).json()
    second = (await api.get(f"/api/v1/incidents?status=all&limit=2&cursor={first['next']}")).json()
    assert [one["id"] for one in first["incidents"] + second["incidents"]] == ["INC-3", "INC-2", "INC-1"]
    assert second["next"] is None


@pytest.mark.parametrize("query", ["status=closed", "limit=0", "limit=x", "cursor=x", "status=", "cursor=%00"])
async def test_a_query_that_makes_no_sense_is_told_what_does(api, query):
    answer = await api.get(f"/api/v1/incidents?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_one_incident_is_found_in_any_case(api):
    assert (await api.get("/api/v1/incidents/inc-2")).json()["id"] == "INC-2"


@pytest.mark.parametrize("name", ["INC-99", "7", "INC-", "INC-0", "INC-99999999999", "x%00", "INC-²"])
async def test_an_incident_that_is_not_there_is_not_found(api, name):
    answer = await api.get(f"/api/v1/incidents/{name}")
    assert answer.status_code == 404
    assert "INC-7" in answer.json()["detail"]


async def test_the_timeline_is_the_record(api, house):
    house.reads.lines = [line(number=1, at=NOW, kind=Kind.OPENED, by="ana", text="critical: x", before=BEGINNING)]
    answer = await api.get("/api/v1/incidents/INC-2/timeline")
    entry = {
        "number": 1,
        "at": "2026-11-23T03:12:00Z",
        "kind": "opened",
        "by": "ana",
        "via": None,
        "text": "critical: x",
    }
    assert answer.json() == {"entries": [entry], "next": None}


async def test_a_title_is_enough_to_declare(api, house):
    answer = await api.post("/api/v1/incidents", json={"title": " Checkout\nis down "})
    assert (answer.status_code, answer.headers["location"]) == (201, "/api/v1/incidents/INC-7")
    by = By(person="", via=Via.TOKEN, token="api", confirmed=True)
    assert house.engine.events == [Declared(by=by, title="Checkout is down")]


async def test_everything_can_be_declared(api, house):
    body = {"title": "x", "service": "checkout", "severity": "P1", "private": True, "security": True, "as": "ana"}
    assert (await api.post("/api/v1/incidents", json=body)).status_code == 201
    (event,) = house.engine.events
    assert (event.severity, event.private, event.security_concern) == (Severity.CRITICAL, True, True)
    assert event.by == By(person="ana", via=Via.TOKEN, token="api", confirmed=True)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": "  "},
        {"title": 5},
        {"title": "x", "as": "nobody"},
        {"title": "x", "severity": "terrible"},
        {"title": "x", "private": "perhaps"},
        [],
        None,
    ],
)
async def test_a_declaration_with_a_fault_is_told_which(api, house, body):
    answer = await api.post("/api/v1/incidents", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert not house.engine.calls


@pytest.mark.parametrize(
    "body", [b"{", b"[" * 100_000, b'{"title": ' + b"9" * 5000 + b"}", b'{"title": "\\ud800"}', b"\xff"]
)
async def test_a_body_that_is_no_json_is_refused(api, house, body):
    answer = await api.post("/api/v1/incidents", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert not house.engine.calls


async def test_a_body_over_one_mebibyte_is_refused(api):
    body = b'{"title": "' + b"x" * 1024 * 1024 + b'"}'
    answer = await api.post("/api/v1/incidents", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


async def test_what_is_refused_is_a_conflict_with_the_sentence(api, house):
    house.engine.answer = lambda _: Result(refused=True, text="No.")
    answer = await api.post("/api/v1/incidents", json={"title": "x"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "No.")
