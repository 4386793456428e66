"""The description of the REST API, and that the API keeps to it."""

import functools
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from bot.engine import Result
from bot.web.app import build
from tests.web.conftest import House
from tests.web.fakes import incident

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
BEARER = {"Authorization": "Bearer all"}


@functools.cache
def described() -> schemathesis.BaseSchema:
    house = House()
    house.reads.known = [incident()]
    house.engine.answer = lambda _: Result(incident=incident())
    app = build(house.web())
    return schemathesis.openapi.from_asgi("/openapi.json", app, headers=BEARER)


@pytest.mark.parametrize("name", ["GET", "POST", "DELETE"])
def test_the_api_keeps_to_its_description(name):
    for operation in described().get_all_operations():
        if operation.ok().method.upper() == name:
            _explore(operation.ok())


def _explore(operation: schemathesis.schemas.APIOperation) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=20, database=None, suppress_health_check=list(HealthCheck))
    def explore(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=BEARER, checks=CHECKS)

    explore()


async def test_the_description_names_every_route_of_the_contract(api):
    paths = (await api.get("/openapi.json")).json()["paths"]
    acts = [f"/api/v1/incidents/{{id}}/{verb}" for verb in ("acknowledge", "escalate", "resolve", "reopen", "note")]
    assert set(paths) == {
        "/api/v1/incidents",
        "/api/v1/incidents/{id}",
        "/api/v1/incidents/{id}/timeline",
        "/api/v1/incidents/{id}/evidence",
        "/api/v1/incidents/{id}/why",
        *acts,
        "/api/v1/incidents/{id}/proposals",
        "/api/v1/oncall",
        "/api/v1/policies/{name}/next",
        "/api/v1/policies/{name}/fairness",
        "/api/v1/deploys",
        "/api/v1/releases/{service}/{version}",
        "/api/v1/releases/{service}/{version}/flags",
        "/api/v1/releases/{service}/{version}/proceed",
    }


async def test_the_description_is_a_page_too_that_needs_nothing_from_elsewhere(api):
    text = (await api.get("/docs")).text
    assert "/api/v1/incidents/{id}/acknowledge" in text
    assert "on behalf" in text or "In whose name" in text
    assert not re.search(r'(src|href)="(https?:)?//', text)


@pytest.fixture
async def ana(house, client):
    """Ana's browser, signed in."""
    house.sessions.open["cookie"] = "ana"
    client.cookies.set("rondo_session", "cookie")
    return client


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
async def test_a_browser_that_is_signed_in_opens_the_description(ana, house, path):
    assert (await ana.get(path)).status_code == 200
    house.sessions.open.clear()
    assert (await ana.get(path)).status_code == 401


@pytest.mark.parametrize("path", ["/metrics", "/api/v1/incidents", "/api/v1/oncall"])
async def test_a_session_opens_nothing_of_what_is_described(ana, path):
    assert (await ana.get(path)).status_code == 401


async def test_a_wrong_token_opens_no_description_whatever_session_comes_with_it(ana):
    assert (await ana.get("/docs", headers={"Authorization": "Bearer wrong"})).status_code == 401


async def test_a_stranger_hears_of_both_ways_to_the_description(client):
    detail = (await client.get("/docs")).json()["detail"]
    assert "Sign in to the dashboard" in detail
    assert "Authorization: Bearer" in detail


async def test_the_dashboard_leads_to_the_description_where_there_is_an_api(ana, house):
    assert 'href="/docs"' in (await ana.get("/")).text
    async with house.client(tokens=()) as without:
        without.cookies.set("rondo_session", "cookie")
        assert 'href="/docs"' not in (await without.get("/")).text
        assert (await without.get("/docs")).status_code == 404
