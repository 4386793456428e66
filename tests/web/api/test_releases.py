"""Promises of `/api/v1/deploys` and `/api/v1/releases`: who may ask what, and what nonsense gets."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.alerts import Severity
from bot.domain.events import By, Deployed, ReleaseFlagged, ReleaseUnflagged, Via, WentOn
from bot.domain.releases import Deploy, Flag, FlagKind, Release, Scan
from bot.engine import Result
from bot.web.given import Lock, Right, Token
from tests.web.fakes import NOW, incident

PAGE = "/api/v1/releases/checkout/1.4.2"
DEPLOY = {"service": "checkout", "version": "1.4.2"}
CI = By(person="", via=Via.TOKEN, token="api", confirmed=True)
SOL = By(person="sol", via=Via.TOKEN, token="api", confirmed=True)
HOLE = Flag(number=1, kind=FlagKind.INSECURE, by="tam", made_at=NOW, cves=("CVE-2026-1234",), severity=Severity.HIGH)
OVER = replace(HOLE, number=2, kind=FlagKind.UNSTABLE, incident=7, ended_at=NOW, ended_by="sol", cves=())


@pytest.fixture(autouse=True)
def _quiet(house):
    house.engine.answer = lambda _: Result(text="ok")


def known(house, *flags, **more):
    house.reads.releases["checkout", "1.4.2"] = Release(service="checkout", version="1.4.2", flags=flags, **more)


async def test_a_deploy_is_what_was_said_and_answers_what_is_known(api, house):
    known(house, HOLE)
    body = {**DEPLOY, "environment": "staging", "when": "2026-11-23T04:00:00+01:00", "by": " build  12 "}
    answer = await api.post("/api/v1/deploys", json=body)
    told = Deploy(**DEPLOY, environment="staging", at=NOW - timedelta(minutes=12), seen_at=NOW, by="build 12")
    assert house.engine.events == [Deployed(by=CI, deploy=told)]
    assert (answer.status_code, answer.json()["verdict"], answer.json()["at"]) == (
        201,
        "flagged",
        "2026-11-23T03:00:00Z",
    )


async def test_a_deploy_is_in_production_now_unless_it_says_otherwise(api, house):
    await api.post("/api/v1/deploys", json=DEPLOY)
    deploy = house.engine.events[0].deploy
    assert (deploy.environment, deploy.at, deploy.by) == ("production", NOW, "")


async def test_a_deploy_that_is_known_is_200(api, house):
    house.engine.answer = lambda _: Result(unchanged=True)
    assert (await api.post("/api/v1/deploys", json=DEPLOY)).status_code == 200


async def test_what_the_ledger_refuses_is_422_with_its_sentence(api, house):
    house.engine.answer = lambda _: Result(refused=True, text="That deploy is from the future")
    answer = await api.post("/api/v1/deploys", json=DEPLOY)
    assert (answer.status_code, answer.json()["detail"]) == (422, "That deploy is from the future")


NONSENSE = [
    {},
    {"service": "checkout"},
    {**DEPLOY, "version": 5},
    {**DEPLOY, "version": "x" * 200},
    {**DEPLOY, "when": "tomorrow"},
    {**DEPLOY, "when": "0001-01-01T00:00:00+14:00"},
    {**DEPLOY, "when": 1e300},
    {**DEPLOY, "by": ["x"]},
    [],
]


@pytest.mark.parametrize("body", NONSENSE)
async def test_a_deploy_that_makes_no_sense_changes_nothing(api, house, body):
    answer = await api.post("/api/v1/deploys", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert not house.engine.calls


async def test_what_runs_where_can_be_asked(api, house):
    house.reads.deploys = [Deploy(**DEPLOY, environment="prod", at=NOW, seen_at=NOW, by="ci")]
    running = (await api.get("/api/v1/deploys", params={"service": "checkout"})).json()["running"]
    assert running == [{**DEPLOY, "environment": "prod", "at": "2026-11-23T03:12:00Z", "by": "ci"}]


async def test_the_gate_says_what_is_known_now_and_when_it_was_scanned(api, house):
    assert (await api.get(PAGE)).json() == {**DEPLOY, "verdict": "clear", "flags": [], "last_scan": None}
    known(house, HOLE, OVER, scans=(Scan(what="image", at=NOW),))
    said = (await api.get(PAGE)).json()
    assert (said["verdict"], [one["kind"] for one in said["flags"]]) == ("flagged", ["insecure"])
    assert said["last_scan"] == "2026-11-23T03:12:00Z"


async def test_a_gate_that_is_asked_of_nothing_is_not_clear(api):
    answer = await api.get("/api/v1/releases/chekout/1.4.2")
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such service: did you mean checkout?")
    for version in ("", "%20", "x" * 129, "1%092", "%00", "%E2%80%AE1"):
        assert (await api.get(f"/api/v1/releases/checkout/{version}")).status_code == 422


async def test_a_version_may_be_a_path(api, house):
    assert (await api.get("/api/v1/releases/checkout/feature%2Fx")).json()["version"] == "feature/x"
    await api.post("/api/v1/releases/checkout/feature%2Fx/proceed", json={"reason": "so"})
    assert house.engine.events == [WentOn(by=CI, service="checkout", version="feature/x", reason="so")]


async def test_everything_that_was_ever_known_is_listed(api, house):
    known(house, HOLE, OVER)
    listed = (await api.get(f"{PAGE}/flags")).json()["flags"]
    assert [(one["kind"], one["incident"], one["ended_by"]) for one in listed] == [
        ("insecure", None, None),
        ("unstable", "INC-7", "sol"),
    ]


async def test_a_flag_is_put_and_taken_back_in_somebodys_name(api, house):
    house.reads.known = [incident(), incident(8, private=True)]
    body = {"as": "sol", "kind": "unstable", "cves": ["CVE-1", "CVE-1"], "severity": "high", "note": " a  b "}
    answer = await api.post(f"{PAGE}/flags", json={**body, "until": "2026-12-24T00:00:00Z", "incident": "INC-7"})
    assert answer.status_code == 201
    await api.post(f"{PAGE}/flags", json={**body, "incident": "INC-8"})
    await api.delete(f"{PAGE}/flags", params={"as": "sol", "kind": "unstable"})
    flag, private, gone = house.engine.events
    assert flag == ReleaseFlagged(
        by=SOL,
        **DEPLOY,
        kind=FlagKind.UNSTABLE,
        cves=("CVE-1",),
        severity=Severity.HIGH,
        note="a b",
        until=flag.until,
        broke=7,
    )
    assert (flag.until.isoformat(), private.broke) == ("2026-12-24T00:00:00+00:00", None)
    assert gone == ReleaseUnflagged(by=SOL, **DEPLOY, kind=FlagKind.UNSTABLE)


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "insecure"},
        {"as": "nobody", "kind": "insecure"},
        {"as": "sol", "kind": "bad"},
        {"as": "sol", "kind": "insecure", "cves": ["two words"]},
        {"as": "sol", "kind": "insecure", "cves": [""]},
        {"as": "sol", "kind": "insecure", "cves": ["x"] * 101},
        {"as": "sol", "kind": "insecure", "until": "soon"},
        {"as": "sol", "kind": "insecure", "severity": "awful"},
    ],
)
async def test_a_flag_that_makes_no_sense_changes_nothing(api, house, body):
    assert (await api.post(f"{PAGE}/flags", json=body)).status_code == 422
    assert not house.engine.calls


ROUTES = {
    ("POST", "/api/v1/deploys"): "deploy",
    ("GET", "/api/v1/deploys?service=checkout"): "read",
    ("GET", PAGE): "gate",
    ("POST", f"{PAGE}/proceed"): "gate",
    ("GET", f"{PAGE}/flags"): "read",
    ("POST", f"{PAGE}/flags"): "act",
    ("DELETE", f"{PAGE}/flags?as=sol"): "act",
}


@pytest.mark.parametrize("right", Right)
async def test_each_right_opens_what_it_is_for_and_no_more(house, right):
    token = Token(name="ci", lock=Lock.of("ci-secret"), rights=frozenset({right}))
    bodies = {"/api/v1/deploys": DEPLOY, f"{PAGE}/flags": {"as": "sol", "kind": "insecure", "note": "x"}}
    async with house.client(tokens=(token,)) as client:
        client.headers["Authorization"] = "Bearer ci-secret"
        for (method, path), needed in ROUTES.items():
            body = bodies.get(path, {"reason": "x"}) if method == "POST" else None
            status = (await client.request(method, path, json=body)).status_code
            assert (status == 403) == (needed != right), (method, path)
