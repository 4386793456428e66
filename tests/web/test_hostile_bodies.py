"""The hostile corpus, over a real database: what can be read is kept, and what it came with does no harm."""

import json

import pytest

from tests.web.door import opened

GOOD = {
    "generic": {"title": "good", "key": "good"},
    "alertmanager": {"status": "firing", "labels": {"alertname": "good"}, "fingerprint": "good"},
}
NESTS = [(b"[", b"]"), (b'{"a":', b"}")]
DEEP = b"[" * 100_000 + b"]" * 100_000
AWFUL = {  # by what it is: a value that stands where a sender puts one
    "a deep list": json.loads("[" * 400 + "]" * 400),
    "a deep object": json.loads('{"a":' * 400 + "1" + "}" * 400),
    "400 digits": 10**399,
    "a small fraction": 1e-300,
    "half a character": "a\ud800b",
    "nothing": None,
    "no text": "\x00\x01\x02\x1b[31m",
    "a long text": "x" * 100_000,
    "many labels": {f"l{number}": "x" for number in range(5000)},
    "a date before all dates": "0000-00-00T00:00:00Z",
    "the first date": "0001-01-01T00:00:00+23:59",
    "the last date": "9999-12-31T23:59:59-23:59",
    "a far date": "+12026-01-01T00:00:00Z",
    "a date that was not": "2026-02-30T25:61:61Z",
    "seconds beyond time": 10**18,
    "fractions beyond time": -1e308,
    "a mention": "<!channel> <@U0ANA> <!subteam^S0OPS>",
    "markup": "<https://evil.example|Runbook> <script>alert(1)</script> =cmd()|'/c calc'!A1",
    "lines": "one\r\ntwo\u2028three\x85four",
    "right to left": "\u202e\u2066gpj.exe",
}
PLACES = {
    "generic": ("key", "status", "severity", "service", "description", "labels", "links", "at", "odd"),
    "alertmanager": ("status", "labels", "annotations", "startsAt", "endsAt", "generatorURL", "fingerprint", "odd"),
}


@pytest.fixture(params=["generic", "alertmanager"])
def source(request):
    return request.param


@pytest.fixture
def door(tmp_path):
    with opened(tmp_path) as door:
        yield door


def body(source, *items):
    return json.dumps(list(items) if source == "generic" else {"groupKey": "g", "alerts": list(items)}).encode()


def test_an_alert_that_can_be_read_is_taken_whatever_stands_in_or_beside_it(door, source):
    bodies = [
        body(source, {**GOOD[source], place: awful}, awful, GOOD[source])
        for awful in AWFUL.values()
        for place in PLACES[source]
    ]
    answers = door.post(source, *bodies)
    assert {answer.status_code for answer in answers} == {202}
    last = [answer.json()["results"][-1] for answer in answers]
    assert {one["key"] for one in last} == {"good"}
    assert {"good"} <= set(door.incident(last[-1]["incident"]).alerts)


@pytest.mark.parametrize(
    "broken",
    [
        DEEP,
        b'{"a":' * 100_000,
        b"9" * 5000,
        b'{"a": NaN}',
        b"[Infinity]",
        b"[-Infinity]",
        b"[1e999]",
        b'["\x00"]',
        b"{",
    ],
    ids=["deep", "deep objects", "5000 digits", "NaN", "Infinity", "-Infinity", "1e999", "NUL", "cut off"],
)
def test_what_is_no_json_is_refused_and_nothing_is_kept(door, source, broken):
    whole = body(source, GOOD[source])
    inside = whole.replace(b'"good"', broken, 1)
    assert {answer.status_code for answer in door.post(source, broken, inside)} == {400}
    assert (door.committed(), door.altered()) == (0, 0)


def test_between_what_can_be_read_and_what_is_too_deep_there_is_no_fault(door, source):
    whole = body(source, {**GOOD[source], "labels": {"odd": "@"}})
    nests = [(left * depth, right * depth) for depth in range(600, 12_000, 300) for left, right in NESTS]
    answers = door.post(source, *(whole.replace(b'"@"', left + b"1" + right) for left, right in nests))
    assert {answer.status_code for answer in answers} == {202, 400}


@pytest.mark.parametrize("lost", [rb"\ud800", rb"\u0000", b"\xff", b"\xed\xa0\x80"])
def test_what_no_database_takes_is_replaced_and_its_bytes_are_kept(door, source, lost):
    sent = body(source, GOOD[source]).replace(b'"good"', b'"a%sb"' % lost)
    (answer,) = door.post(source, sent)
    (result,) = answer.json()["results"]
    assert door.incident(result["incident"]).title.replace("\ufffd\ufffd\ufffd", "\ufffd") == "a\ufffdb"
    assert door.altered() == 1
