"""Promises of the actions under `/api/v1/incidents/INC-7`."""

import pytest

from bot.domain.events import Acknowledged, By, EscalationAsked, Noted, Reopened, Resolved, Via
from bot.domain.incident.state import Status
from bot.domain.members import Member
from bot.engine import Result
from tests.web.fakes import incident

ANA = By(person="ana", via=Via.TOKEN, token="api", confirmed=True)


@pytest.fixture(autouse=True)
def _open(house):
    house.reads.known = [incident()]


@pytest.mark.parametrize(
    ("verb", "event"),
    [
        ("acknowledge", Acknowledged(incident=7, by=ANA)),
        ("escalate", EscalationAsked(incident=7, by=ANA, reason="why")),
        ("resolve", Resolved(incident=7, by=ANA, summary="why")),
        ("reopen", Reopened(incident=7, by=ANA, reason="why")),
        ("note", Noted(incident=7, by=ANA, text="why")),
    ],
)
async def test_each_action_is_its_event_in_the_name_that_was_claimed(api, house, verb, event):
    house.engine.answer = lambda _: Result(incident=incident(status=Status.ACKNOWLEDGED))
    answer = await api.post(f"/api/v1/incidents/INC-7/{verb}", json={"as": "ana", "reason": "why"})
    assert (answer.status_code, answer.json()["status"]) == (200, "acknowledged")
    assert house.engine.events == [event]


async def test_a_refusal_is_a_conflict_that_says_who_and_when(api, house):
    house.engine.answer = lambda _: Result(refused=True, text="Ben has INC-7 since 03:14. Nothing to do")
    answer = await api.post("/api/v1/incidents/INC-7/acknowledge", json={"as": "ana"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "Ben has INC-7 since 03:14. Nothing to do")


@pytest.mark.parametrize(
    "body", [{}, {"as": "nobody"}, {"as": ""}, {"as": 5}, {"as": "ana", "reason": ["x"]}, {"as": None}]
)
async def test_whoever_is_not_known_can_do_nothing(api, house, body):
    answer = await api.post("/api/v1/incidents/INC-7/acknowledge", json=body)
    assert answer.status_code == 422
    assert not house.engine.calls


async def test_people_are_known_by_their_slack_ids_too(api, house):
    house.reads.members = {"ana": Member(slack_id="U0ANA"), "U0EVE": Member(slack_id="U0EVE")}
    for name in ("U0ANA", "U0EVE"):
        await api.post("/api/v1/incidents/INC-7/acknowledge", json={"as": name})
    assert [event.by.person for event in house.engine.events] == ["ana", "U0EVE"]


async def test_a_note_needs_words(api):
    assert (await api.post("/api/v1/incidents/INC-7/note", json={"as": "ana"})).status_code == 422


async def test_nothing_can_be_done_to_an_incident_that_is_not_there(api):
    assert (await api.post("/api/v1/incidents/INC-8/resolve", json={"as": "ana"})).status_code == 404


async def test_an_action_that_does_not_exist_is_not_found(api):
    assert (await api.post("/api/v1/incidents/INC-7/explode", json={"as": "ana"})).status_code == 404


async def test_without_a_commit_nothing_is_claimed_to_be_done(api, house):
    house.engine.away = True
    assert (await api.post("/api/v1/incidents/INC-7/resolve", json={"as": "ana"})).status_code == 503
