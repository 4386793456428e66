"""Every route that changes something needs a credential; the list of routes is the app's own."""

import re

import pytest
from starlette.routing import Mount, Route

from bot.web.app import build
from bot.web.given import Lock, Source
from tests.web.conftest import House
from tests.web.fakes import NOW, incident

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
FILLED = {
    "{source}": "generic",
    "{sender}": "github",
    "{id}": "INC-7",
    "{verb}": "resolve",
    "{name}": "checkout-oncall",
    "{token}": "7.1.ana.00",
    "{kind}": "schedule",
    "{secret}": "0" * 32,
    "{service}": "checkout",
    "{version:path}": "1.4.2",
}
SOURCES = {name: Source(name=name, locks=(Lock.of("secret"),)) for name in ("generic", "github")}
STRANGE = [
    {},
    {"Authorization": "Bearer wrong"},
    {"Cookie": "rondo_session=wrong"},
    {"Origin": "https://evil.example"},
]
BODIES = [b"", b"{", b'{"title": "x", "as": "ana", "reason": "x"}', b"token=x&seal=x&reason=x"]


def walked(found, before=""):
    """Every route as (methods, path), those of routers within routers too."""
    for route in found:
        if isinstance(route, Route | Mount):
            yield getattr(route, "methods", None) or (), before + route.path
        else:
            yield from walked(route.original_router.routes, before + (route.include_context.prefix or ""))


def routes():
    """Every changing route as (method, path), its parameters filled in."""
    found = []
    for methods, path in walked(build(House().web()).routes):
        filled = re.sub(r"{\w+(?::\w+)?}", lambda name: FILLED[name.group()], path)
        found += [(method, filled) for method in CHANGING & set(methods)]
    return sorted(found)


def test_the_changing_routes_are_those_of_the_contract():
    verbs = ("acknowledge", "escalate", "note", "reopen", "resolve")
    api = [("POST", "/api/v1/incidents"), *(("POST", f"/api/v1/incidents/INC-7/{verb}") for verb in verbs)]
    api += [("POST", "/api/v1/incidents/INC-7/proposals")]
    release = "/api/v1/releases/checkout/1.4.2"
    api += [("POST", "/api/v1/deploys"), ("POST", f"{release}/proceed")]
    api += [(method, f"{release}/flags") for method in ("POST", "DELETE")]
    pages = [
        ("POST", "/incidents/INC-7/proposals"),
        ("POST", "/incidents/INC-7/resolve"),
        ("POST", "/incidents/INC-7/review"),
        ("POST", "/releases/flag"),
        ("POST", "/releases/unflag"),
        ("POST", "/report/keep"),
        ("POST", "/sign-in"),
        ("POST", "/sign-out"),
        ("POST", "/take/7.1.ana.00"),
    ]
    assert routes() == sorted([("POST", "/alerts/generic"), ("POST", "/deploys/github"), *api, *pages])


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Cookie": "rondo_session=wrong"}, {"Origin": "https://evil.example"}],
    ids=["none", "a wrong token", "a wrong session", "another site"],
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain"])
@pytest.mark.parametrize("route", routes(), ids=lambda route: route[1])
async def test_without_a_credential_nothing_is_changed(house, route, kind, headers):
    house.reads.known = [incident()]
    house.sessions.open["cookie"] = "ana"
    await house.sessions.invite("ana", NOW)
    async with house.client(sources=SOURCES) as client:
        for body in BODIES:
            answer = await client.request(*route, content=body, headers={"Content-Type": kind, **headers})
            assert answer.status_code in {401, 403, 404}, (answer.status_code, body)
    assert (house.engine.calls, house.sessions.open, len(house.sessions.invited)) == (0, {"cookie": "ana"}, 1)


async def test_a_session_alone_is_no_credential_for_another_sites_form(house):
    house.reads.known, house.sessions.open["cookie"] = [incident()], "ana"
    async with house.client(sources=SOURCES) as client:
        client.cookies.set("rondo_session", "cookie")
        # A signed link is its own credential; one that nobody signed leads nowhere, whoever asks.
        others = [route for route in routes() if not route[1].startswith("/take/")]
        forged = [client.request(*route, headers={"Origin": "https://evil.example"}) for route in others]
        assert {(await one).status_code for one in forged} <= {401, 403}
    assert (house.engine.calls, house.sessions.open) == (0, {"cookie": "ana"})
