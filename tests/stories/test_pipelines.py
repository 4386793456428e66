"""Deployment systems tell of deploys in their own words: GitHub signs, Argo CD and Flux send a token."""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests.hostile import MENTIONS
from tests.world import World

SOURCES = """\
sources:
  github: {token: secret-of-github}
  argocd: {token: secret-of-argocd}
  flux: {token: secret-of-flux}
"""
GITHUB = {
    "action": "created",
    "deployment_status": {
        "state": "success",
        "environment": "Production",
        "created_at": "2026-11-23T03:10:00Z",
        "creator": {"login": "Ana"},
    },
    "deployment": {"ref": "1.4.2", "sha": "0123abc", "environment": "Production", "payload": {}},
    "repository": {"name": "shop", "full_name": "acme/shop"},
}
ARGOCD = {
    "app": {
        "metadata": {"name": "checkout-prod", "annotations": {"rondo/environment": "prod-eu"}},
        "spec": {},
        "status": {
            "health": {"status": "Healthy"},
            "operationState": {
                "phase": "Succeeded",
                "finishedAt": "2026-11-23T03:10:00Z",
                "syncResult": {"revision": "0123abc"},
            },
            "summary": {"images": ["registry.example.com:5000/acme/checkout:1.4.2"]},
        },
    }
}
FLUX = {
    "involvedObject": {"kind": "HelmRelease", "name": "checkout", "namespace": "shop"},
    "severity": "info",
    "timestamp": "2026-11-23T03:10:00Z",
    "message": "Helm upgrade succeeded",
    "reason": "UpgradeSucceeded",
    "metadata": {"helm.toolkit.fluxcd.io/revision": "1.4.2", "environment": "production"},
    "reportingController": "helm-controller",
}


@pytest.fixture
async def world(changed):
    named = ("checkout: {policy", "checkout: {deploys_as: [acme/shop, checkout-prod], policy")
    return await changed(named, ("sources:\n", SOURCES))


async def send(world: World, name: str, body: Any, **headers: str) -> httpx.Response:
    answer = await world.post(f"/deploys/{name}", body, **{"Authorization": f"Bearer secret-of-{name}", **headers})
    await world.settles()
    return answer


async def signed(world: World, body: Any, secret: str = "secret-of-github") -> httpx.Response:
    """As GitHub sends it: no token, but a signature over the very bytes."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "application/x-www-form-urlencoded" if isinstance(body, bytes) else "application/json"
    digest = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={digest}", "Authorization": "", "Content-Type": kind}
    return await world._ask("POST", "/deploys/github", content=raw, headers=headers)


async def running(world: World) -> list[tuple[str, str]]:
    found = (await world.get("/api/v1/deploys?service=checkout"))["running"]
    return [(one["environment"], one["version"]) for one in found]


async def test_github_is_known_by_its_signature_and_tells_by_the_repositorys_name(world):
    answer = await signed(world, GITHUB)
    assert (answer.status_code, answer.json()["disposition"]) == (202, "recorded")
    assert await running(world) == [("production", "1.4.2")]
    assert (await signed(world, GITHUB)).json()["disposition"] == "repeated"
    assert (await signed(world, GITHUB, secret="another")).status_code == 401


async def test_a_branch_is_no_version_and_what_did_not_succeed_no_deploy(world):
    branch = {**GITHUB, "deployment": {**GITHUB["deployment"], "ref": "main"}}
    assert (await signed(world, branch)).json()["version"] == "0123abc"
    pending = {**GITHUB, "deployment_status": {"state": "in_progress"}}
    assert (await signed(world, pending)).json()["reason"] == "the state is in_progress, not success"
    assert "a ping" in (await signed(world, {"zen": "Design for failure.", "repository": {}})).json()["reason"]


async def test_argo_cd_tells_the_tag_of_its_image_and_its_annotations(world):
    assert (await send(world, "argocd", ARGOCD)).json()["disposition"] == "recorded"
    assert await running(world) == [("prod-eu", "1.4.2")]
    assert (await send(world, "argocd", ARGOCD["app"])).json()["disposition"] == "repeated"


async def test_flux_tells_the_revision_and_the_metadata_of_its_alert(world):
    assert (await send(world, "flux", FLUX)).json()["disposition"] == "recorded"
    assert await running(world) == [("production", "1.4.2")]
    other = {**FLUX, "reason": "HealthCheckFailed"}
    assert "says of no deploy" in (await send(world, "flux", other)).json()["reason"]


async def test_a_service_that_nobody_named_is_ignored_with_a_sentence(world):
    unknown = {**FLUX, "involvedObject": {"kind": "HelmRelease", "name": "chekout"}}
    answer = await send(world, "flux", unknown)
    assert (answer.status_code, answer.json()["disposition"]) == (202, "ignored")
    assert "did you mean checkout?" in answer.json()["reason"]


async def test_github_may_send_the_form_that_it_sends_unless_told_otherwise(world):
    form = urlencode({"payload": json.dumps(GITHUB)}).encode()
    answer = await signed(world, form)
    assert (answer.status_code, answer.json()["disposition"], answer.json()["version"]) == (202, "recorded", "1.4.2")
    assert (await signed(world, form, secret="another")).status_code == 401


@pytest.mark.parametrize("name", ["github", "argocd", "flux"])
async def test_what_is_wrong_is_refused_in_the_order_of_the_contract(world, name):
    assert (await world.post("/deploys/nobody", {})).status_code == 404
    assert (await send(world, name, {}, **{"Content-Encoding": "gzip"})).status_code == 415
    assert (await world.post(f"/deploys/{name}", {}, Authorization="Bearer wrong")).status_code == 401
    assert (await send(world, name, {})).status_code == 400


@pytest.mark.parametrize(("name", "example"), [("github", GITHUB), ("argocd", ARGOCD), ("flux", FLUX)])
async def test_no_body_brings_an_error_of_the_server(world, name, example):
    for path in _paths(example):
        for value in (None, [], {}, 7, "x" * 5000, f"\x00\ud800{MENTIONS[0]}"):
            raw = json.dumps(_with(example, path, value)).encode()
            headers = {"Authorization": f"Bearer secret-of-{name}"}
            answer = await world._ask("POST", f"/deploys/{name}", content=raw, headers=headers)
            assert answer.status_code in (202, 400), (path, value, answer.text)


def _paths(body: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = body.items() if isinstance(body, dict) else ()
    return [found for key, inner in pairs for found in ((*before, key), *_paths(inner, (*before, key)))]


def _with(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    head, *rest = path
    return {**body, head: _with(body[head], tuple(rest), value) if rest else value}
