"""Promises of `POST /alerts/{source}`."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.alerts import Disposition
from bot.domain.events import AlertFired, AlertResolved
from bot.engine import Result
from bot.web.given import Lock, Source
from bot.web.intake import MOST
from tests.web.fakes import incident

FIRING = {"status": "firing", "alerts": [{"status": "firing", "labels": {"alertname": "Down"}, "fingerprint": "f1"}]}
AM = "/alerts/alertmanager?token=am-secret"


async def test_an_alert_is_accepted_with_its_disposition(client, house):
    answer = await client.post(AM, json=FIRING)
    assert answer.status_code == 202
    assert answer.json() == {"results": [{"key": "f1", "disposition": "opened", "incident": "INC-7"}]}
    assert isinstance(house.engine.events[0], AlertFired)


async def test_all_alerts_of_a_body_are_handed_in_at_once_in_their_order(client, house):
    listed = [{"status": status, "labels": {"n": str(n)}} for n, status in enumerate(["firing", "resolved", "firing"])]
    answer = await client.post(AM, json={"alerts": listed})
    assert house.engine.calls == 1
    assert [type(event) for event in house.engine.events] == [AlertFired, AlertResolved, AlertFired]
    assert [one["key"] for one in answer.json()["results"]] == [event.alert.key for event in house.engine.events]


async def test_what_is_no_alert_is_ignored_with_its_reason_in_its_place(client):
    answer = await client.post("/alerts/generic", json=[{"title": "a"}, 5, {"title": "b"}])
    results = answer.json()["results"]
    assert [one["disposition"] for one in results] == ["opened", "ignored", "opened"]
    assert results[1] == {
        "key": None,
        "disposition": "ignored",
        "incident": None,
        "reason": "an alert is an object with at least a `title`",
    }


async def test_a_reason_is_told(client, house):
    house.engine.answer = lambda _: Result(disposition=Disposition.IGNORED, reason="nothing open")
    answer = await client.post("/alerts/generic", json={"title": "a", "status": "resolved"})
    (result,) = answer.json()["results"]
    assert (result["disposition"], result["reason"], result["incident"]) == ("ignored", "nothing open", None)


@pytest.mark.parametrize("source", ["nagios", "generic", "%ff", "..%2f"])
async def test_a_source_that_is_unknown_or_not_configured_is_not_found(house, source):
    async with house.client(sources={}) as client:
        answer = await client.post(f"/alerts/{source}", json=FIRING)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("url", "headers", "status"),
    [
        ("/alerts/alertmanager", {}, 401),
        ("/alerts/alertmanager", {"Authorization": "Bearer wrong"}, 401),
        ("/alerts/alertmanager", {"Authorization": "Basic am-secret"}, 401),
        ("/alerts/alertmanager?token=wrong", {}, 401),
        ("/alerts/alertmanager?token=%ff%00", {}, 401),
        ("/alerts/alertmanager?token=am-secret", {}, 202),
        ("/alerts/alertmanager", {"Authorization": "bearer am-secret"}, 202),
        ("/alerts/generic", {}, 400),  # open, so that the body is what is wrong
    ],
)
async def test_a_source_with_a_secret_is_closed_to_everybody_else(client, url, headers, status):
    answer = await client.post(url, json=FIRING, headers=headers)
    assert answer.status_code == status
    assert "am-secret" not in answer.text


@pytest.mark.parametrize(
    ("presented", "status"), [("new-secret", 202), ("old-secret", 202), ("older-secret", 401), ("new-secre", 401)]
)
@pytest.mark.parametrize("where", ["header", "address"])
async def test_while_a_secret_is_changed_both_open_the_source(house, presented, status, where):
    locks = (Lock.of("new-secret"), Lock.of("old-secret"))
    headers = {"Authorization": f"Bearer {presented}"} if where == "header" else {}
    query = {"token": presented} if where == "address" else {}
    async with house.client(sources={"generic": Source(name="generic", locks=locks)}) as client:
        answer = await client.post("/alerts/generic", json={"title": "x"}, headers=headers, params=query)
    assert answer.status_code == status


async def test_every_lock_is_tried_with_every_secret_whichever_fits(house):
    tried = []

    class Watched(Lock):
        def opens(self, presented):
            tried.append(presented)
            return super().opens(presented)

    locks = (Watched.of("new-secret"), Watched.of("old-secret"))
    async with house.client(sources={"generic": Source(name="generic", locks=locks)}) as client:
        for presented in ("new-secret", "old-secret", "wrong"):
            headers = {"Authorization": f"Bearer {presented}"}
            await client.post("/alerts/generic?token=x", json={"title": "x"}, headers=headers)
    assert tried == [one for secret in ("new-secret", "old-secret", "wrong") for one in (secret, "x") * 2]


async def test_the_checks_come_in_the_order_of_the_contract(client):
    large, packed = b" " * (1024 * 1024 + 1), {"Content-Encoding": "gzip"}
    assert (await client.post("/alerts/none", content=large, headers=packed)).status_code == 404
    assert (await client.post("/alerts/alertmanager", content=large, headers=packed)).status_code == 413
    assert (await client.post("/alerts/alertmanager", content=b"{", headers=packed)).status_code == 415
    assert (await client.post("/alerts/alertmanager", content=b"{")).status_code == 401
    assert (await client.post(AM, content=b"{")).status_code == 400


async def test_a_body_of_unannounced_size_is_cut_off_too(client, house):
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b" " * 65536

    assert (await client.post("/alerts/generic", content=chunks())).status_code == 413


async def test_a_body_of_more_alerts_than_one_commit_may_hold_others_up_is_refused_whole(client, house):
    many = b"[" + b",".join([b'{"title":"a"}'] * (MOST + 1)) + b"]"
    answer = await client.post("/alerts/generic", content=many)
    assert (answer.status_code, answer.json()["detail"]) == (
        413,
        "The body holds more than 5,000 alerts. Send fewer at a time.",
    )
    assert not house.engine.calls
    assert not house.engine.calls


async def test_a_body_of_exactly_one_mebibyte_is_taken(client):
    body = json.dumps({"title": "a"}).encode()
    assert (await client.post("/alerts/generic", content=body.ljust(1024 * 1024))).status_code == 202


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"details=woot&summary=hello",
        b"null",
        b"[]",
        b"{}",
        b'"title"',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000,
        b'{"title": "a", "n": ' + b"9" * 5000 + b"}",
        b'{"title": "a", "n": NaN}',
        b'{"title": "a", "n": -Infinity}',
        b'{"title": "a", "n": 1e999}',
        b'{"title": "  "}',
        b"\xff\xfe\x00",
    ],
)
@pytest.mark.parametrize("source", ["generic", "alertmanager"])
async def test_a_body_without_an_alert_is_refused_with_a_reason(client, house, source, body):
    answer = await client.post(f"/alerts/{source}?token=am-secret", content=body)
    assert answer.status_code == 400
    assert len(answer.json()["detail"]) > 10
    assert not house.engine.calls


async def test_an_empty_notification_is_refused(client):
    assert (await client.post(AM, json={"status": "firing", "alerts": []})).status_code == 400


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (rb'{"title": "a\ud800b\u0000c"}', "a\ufffdb\ufffdc"),  # a lone surrogate, NUL
        (b'{"title": "a\xffb"}', "a\ufffdb"),  # invalid UTF-8
        (b'\xef\xbb\xbf{"title": "a"}', "a"),  # a byte order mark
        (b'{"title": 42}', "42"),
        (b'{"title": "two\\nlines"}', "two lines"),
    ],
)
async def test_odd_text_is_taken_and_made_harmless(client, house, body, title):
    answer = await client.post("/alerts/generic", content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 202
    assert house.engine.events[0].alert.title == title


@pytest.mark.parametrize(
    "body", [rb'{"title": "a\ud800b"}', rb'{"title": "x", "deep": [{"a\u0000": 1}]}', b'{"title": "a\xffb"}']
)
async def test_a_body_that_had_to_be_altered_is_kept_as_it_came(client, house, body):
    assert (await client.post("/alerts/generic", content=body)).status_code == 202
    assert house.bodies.kept == [("generic", body)]


@pytest.mark.parametrize("body", [rb'{"title": "\ud83d\ude00 \u00e9"}', b'{"title": "\xc3\xa9"}', b'{"title": "x"}'])
async def test_a_body_that_is_taken_as_it_is_leaves_nothing_behind(client, house, body):
    assert (await client.post("/alerts/generic", content=body)).status_code == 202
    assert house.bodies.kept == []


async def test_what_can_not_be_read_as_an_alert_is_not_kept(client, house):
    assert (await client.post("/alerts/generic", content=b'{"a": "\xff"}')).status_code == 400
    assert house.bodies.kept == []


async def test_without_a_commit_the_sender_is_asked_to_try_again(client, house):
    house.engine.away = True
    answer = await client.post("/alerts/generic", json={"title": "a"})
    assert answer.status_code == 503
    assert "try again" in answer.json()["detail"]


async def test_the_route_takes_nothing_but_posts(client):
    answer = await client.get("/alerts/generic")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"


def samples() -> list[Path]:
    root = Path(os.environ.get("RONDO_PAYLOADS", "nowhere"))  # noqa: TID251
    folders = ("prometheus-alertmanager", "grafana-unified-alerting")
    return sorted(file for folder in folders for file in root.glob(f"{folder}/*.json") if ".headers." not in file.name)


@pytest.mark.skipif(not samples(), reason="RONDO_PAYLOADS names no folder of real senders' bodies")
@pytest.mark.parametrize("file", samples(), ids=lambda file: file.stem)
async def test_every_body_of_a_real_sender_opens_an_incident(client, house, file):
    house.engine.answer = lambda _: Result(incident=incident(), disposition=Disposition.OPENED)
    answer = await client.post(AM, content=file.read_bytes())
    assert answer.status_code == 202
    assert [one["disposition"] for one in answer.json()["results"]] == ["opened"]
    assert house.engine.events[0].alert.title
