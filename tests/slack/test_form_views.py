from datetime import UTC, datetime

import pytest

from bot.domain.situation import Service, Settings
from bot.sandbox.blockkit import view_problems
from bot.slack.modals import reasons, reviews, views
from tests.web.fakes import incident, settings

NASTY = "<!channel> <@U0BEN> <https://evil|Runbook> & *bold* " * 40
WILD = incident(title=NASTY)


def crowded() -> Settings:
    """More services than a select holds, with names longer than an option shows."""
    services = {f"{number:03}-{'x' * 120}": Service(name="x", policy=None) for number in range(150)}
    return Settings(people={}, policies={}, services=services, last_resort=())


@pytest.mark.parametrize(
    "view",
    [
        views.resolve(incident()),
        views.hand_over(incident()),
        views.escalate(WILD),
        views.declare(settings()),
        views.declare(crowded(), title=NASTY),
        views.postmortem(incident(), {}),
        views.postmortem(WILD, {"summary": "x" * 9000}),
        views.add_to_timeline(
            [WILD, incident(8, private=True)], words=NASTY, link="https://acme.slack.com/archives/C1/p1"
        ),
        reasons.other_reason(WILD),
        reviews.conclude(WILD, datetime(2026, 11, 23, tzinfo=UTC)),
        reviews.concern(WILD, NASTY[:1000]),
        reviews.without(WILD),
        reviews.security_incident(7, NASTY[:1000]),
        reviews.take_there([incident()], NASTY * 10, "https://acme.slack.com/archives/C1/p1"),
        views.sentence("*Done*"),
    ],
)
def test_slack_takes_every_form(view: views.View) -> None:
    assert view_problems(dict(view), "modal") == []
    assert "<!channel>" not in str([block for block in view["blocks"] if block["type"] == "section"])


def test_a_private_title_stands_in_no_list_of_options() -> None:
    view = views.add_to_timeline([incident(title="fraud", private=True)], words="", link="")
    assert "fraud" not in str(view)
