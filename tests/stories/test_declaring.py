"""Anybody may say that something is wrong; it is an incident from then on, like any other."""

import pytest

from bot.sandbox import Failing
from tests.world import words


async def test_with_a_title_it_opens_at_once(world):
    answer = await world.asks("tam", "/rondo declare Checkout shows an error")
    incident = await world.incident()
    assert (incident["title"], incident["status"], incident["source"]) == (
        "Checkout shows an error",
        "open",
        "declared",
    )
    assert answer.startswith("INC-1 is open. Paged: Ana.")


async def test_the_declarer_is_in_the_channel(world):
    await world.types("tam", "/incident declare Checkout shows an error")
    assert {"tam", "ana"} <= set(world.slack.members(world.channel()))
    assert "declared by Tam" in words(world.card())


async def test_the_form_takes_title_service_severity(world):
    await world.types("tam", "/rondo declare")
    await world.fills("tam", title="Search is slow", service="checkout", severity="critical")
    incident = await world.incident()
    assert (incident["title"], incident["service"], incident["severity"]) == ("Search is slow", "checkout", "critical")
    assert world.slack.paged == ["ana", "sol"]


async def test_the_form_says_what_came_of_it(quick):
    await quick.types("tam", "/rondo declare")
    await quick.fills("tam", title="Search is slow")
    shown = str(quick.slack.views_open("tam")[-1].blocks)
    assert "INC-1 is open. Paged: Ana." in shown


async def test_private_it_has_a_private_channel_whose_name_says_nothing(world):
    await world.types("tam", "/rondo declare")
    await world.fills("tam", title="Somebody reads our mail", flags=["private"])
    channel = world.slack.channel(world.channel())
    assert (channel.name, channel.kind) == ("inc-1", "private_channel")
    assert (await world.incident())["private"] is True


async def test_a_security_concern_pages_security_whatever_the_severity(world):
    await world.types("tam", "/rondo declare")
    await world.fills("tam", title="A strange login", severity="medium", flags=["security"])
    assert "sol" in world.slack.paged


async def test_without_a_severity_it_is_high_and_security_is_invited_not_paged(quick):
    await quick.types("tam", "/rondo declare Checkout shows an error")
    incident = await quick.incident()
    assert (incident["severity"], incident["security"]["status"]) == ("high", "invited")
    assert quick.slack.paged == ["ana"]


async def test_from_a_message_the_form_begins_with_its_words(quick):
    message = await quick.slack.act("ben").say("the shop is <!here> down & out", "general")
    await quick.slack.act("tam").message_shortcut("declare_from_message", message)
    await quick.fills("tam")
    assert (await quick.incident())["title"] == "the shop is <!here> down & out"


async def test_by_the_api_only_a_title_is_required(world):
    answer = await world.post("/api/v1/incidents", {"title": "Search is slow"})
    await world.settles()
    assert answer.status_code == 201
    assert answer.json()["id"] == "INC-1"
    assert answer.headers["location"] == "/api/v1/incidents/INC-1"
    assert world.slack.paged == ["ana"]


async def test_by_the_api_everything_can_be_said(world):
    asked = {"title": "Odd", "service": "checkout", "severity": "p1", "private": True, "security": True, "as": "ben"}
    answer = (await world.post("/api/v1/incidents", asked)).json()
    await world.settles()
    assert (answer["service"], answer["severity"], answer["private"]) == ("checkout", "critical", True)
    assert world.slack.paged == ["ana", "sol"]
    assert "ben" in world.slack.members(world.channel())


@pytest.mark.parametrize(
    "wrong", [{}, {"title": ""}, {"title": "x", "severity": "enormous"}, {"title": "x", "as": "guest"}]
)
async def test_by_the_api_what_makes_no_sense_is_refused(quick, wrong):
    answer = await quick.post("/api/v1/incidents", wrong)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_an_unknown_service_is_told_which_there_are(quick):
    answer = await quick.post("/api/v1/incidents", {"title": "x", "service": "chekout"})
    assert answer.status_code == 422
    assert "did you mean checkout?" in answer.json()["detail"]


async def test_two_declared_with_the_same_words_are_two(quick):
    for _ in range(2):
        await quick.types("tam", "/rondo declare Checkout shows an error")
    assert [(await quick.incident(n))["title"] for n in (1, 2)] == ["Checkout shows an error"] * 2


async def test_the_same_command_delivered_twice_opens_one(quick):
    await quick.types("tam", "/rondo declare Checkout shows an error")
    await quick.comes_again()
    assert len((await quick.get("/api/v1/incidents"))["incidents"]) == 1


async def test_where_no_form_can_be_opened_it_says_what_to_type(quick):
    quick.fails(Failing.ERROR, "views.open", code="expired_trigger_id")
    assert "`/rondo declare TITLE`" in await quick.asks("tam", "/rondo declare")


async def test_the_turn_is_the_ladders_as_with_an_alert(quick):
    await quick.types("tam", "/rondo declare One")
    await quick.types("tam", "/rondo declare Two")
    assert quick.slack.paged == ["ana", "ben"]


async def test_the_record_says_who_declared_it(quick):
    await quick.types("tam", "/rondo declare Checkout shows an error")
    entries = (await quick.get("/api/v1/incidents/INC-1/timeline"))["entries"]
    assert (entries[0]["kind"], entries[0]["by"]) == ("opened", "tam")


async def test_curl_need_not_say_that_it_sends_json(quick):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await quick._ask("POST", "/api/v1/incidents", content=b'{"title": "By hand"}', headers=form)
    assert answer.status_code == 201


async def test_the_answer_says_where_it_goes_on(quick):
    answer = await quick.asks("tam", "/rondo declare Checkout shows an error")
    assert "Its channel opens now, and you are invited: #inc-1-checkout-shows-an." in answer
    assert quick.slack.channel(quick.channel()).name == "inc-1-checkout-shows-an"


async def test_the_answer_says_that_nobody_is_paged_for_what_is_low(quick):
    await quick.types("tam", "/rondo declare")
    await quick.fills("tam", title="A typo", severity="low")
    shown = str(quick.slack.views_open("tam")[-1].blocks)
    assert "INC-1 is open. Nobody is paged: it is low. It has no channel; its line is in #incidents." in shown


async def test_the_answer_says_when_somebody_is_paged_who_must_not_be_woken(quick):
    await quick.types("tam", "/rondo declare")
    await quick.fills("tam", title="Slow", severity="medium")
    shown = str(quick.slack.views_open("tam")[-1].blocks)
    assert "Nobody is paged before working hours: Mon 23 Nov, 09:00 CET." in shown
