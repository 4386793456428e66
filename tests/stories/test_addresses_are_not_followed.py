"""Whatever addresses stand in an alert, Rondo follows none: not when it is taken, not when it is shown, not later."""

import socket
import sys

import pytest

from tests.stories.test_hostile_text import lives

REACHED = []
_WATCHED = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname"}


def _watch(event, arguments):
    if event in _WATCHED:
        REACHED.append((event, arguments[-1]))


sys.addaudithook(_watch)

#: Fields that ask to be fetched, by senders who know such requests or by whoever hopes for it.
ADDRESS = "http://127.0.0.1:9/confirm"
ASKING = ("SubscribeURL", "UnsubscribeURL", "SigningCertURL", "url", "image", "callback", "webhook", "icon_url", "x5u")
BODIES = {
    "generic": {"title": ADDRESS, "description": ADDRESS, "links": [{"title": "Graph", "url": ADDRESS}], "labels": {}},
    "alertmanager": {
        "Type": "SubscriptionConfirmation", "externalURL": ADDRESS, "commonAnnotations": {"runbook_url": ADDRESS},
        "alerts": [{"labels": {"alertname": ADDRESS}, "generatorURL": ADDRESS, "dashboardURL": ADDRESS}],
    },
}  # fmt: skip


@pytest.mark.parametrize("source", BODIES)
async def test_no_address_of_an_alert_is_followed(quick, source):
    REACHED.clear()
    body = {**BODIES[source], **dict.fromkeys(ASKING, ADDRESS)}
    answer = await quick.post(f"/alerts/{source}", body)
    assert (answer.status_code, answer.json()["results"][0]["disposition"]) == (202, "opened")
    await lives(quick)
    assert REACHED == []


def test_what_would_be_followed_would_be_seen():
    REACHED.clear()
    with socket.socket() as one, pytest.raises(ConnectionRefusedError):
        one.connect(("127.0.0.1", 9))
    assert REACHED == [("socket.connect", ("127.0.0.1", 9))]
