"""Whoever takes it has it, once; everybody sees at once who it is, and nobody takes it from them by a click."""

import pytest

from bot.sandbox import User
from tests.world import act, buttons, words


async def opened(world, severity="high", **more):
    await world.alert("checkout", severity=severity, **more)
    await world.settles()


async def test_somebody_who_is_not_on_call_is_told_first_what_taking_it_does(world):
    await opened(world)
    await world.presses("tam", "acknowledge", on=world.card())
    told = "You are not on call for checkout. Taking this stops the page to Ana and makes you the responder."
    assert told in world.told("tam")
    assert (await world.incident())["status"] == "open"


async def test_having_confirmed_they_have_it(world):
    await opened(world)
    await world.presses("tam", "acknowledge", on=world.card())
    await world.presses("tam", "acknowledge_confirmed", on=world.slack.ephemeral("tam")[-1])
    assert (await world.incident())["acknowledged_by"] == "tam"
    assert "Go back to sleep" in words(world.page_of("ana"))


async def test_typed_by_somebody_who_is_not_on_call_it_asks_as_well(quick):
    await opened(quick)
    assert "You are not on call for checkout." in await quick.asks("tam", "/ack", channel="inc-1")
    await quick.presses("tam", "acknowledge_confirmed", on=quick.slack.ephemeral("tam")[-1])
    assert (await quick.incident())["acknowledged_by"] == "tam"


@pytest.mark.parametrize("person", ["ana", "ben", "chi", "dora"])
async def test_nobody_on_the_ladder_or_of_the_last_resort_is_asked(quick, person):
    await opened(quick)
    await quick.presses(person, "acknowledge", on=quick.card())
    assert (await quick.incident())["acknowledged_by"] == person


async def test_a_second_click_changes_nothing_and_says_so(world):
    await opened(world)
    page = world.page_of("ana")
    await world.presses("ana", "acknowledge", on=page)
    before = await world.incident(), await world.timeline()
    await world.presses("ana", "acknowledge", on=page)
    assert "You have INC-1 already." in world.told("ana")
    assert (await world.incident(), await world.timeline()) == before


async def test_a_click_after_somebody_elses_says_who_and_since_when(world):
    await opened(world)
    page = world.page_of("ana")
    await world.passes(minutes=5)
    await world.presses("ben", "acknowledge")
    await world.presses("ana", "acknowledge", on=page)
    assert "Ben has INC-1 since 04:17 CET. Nothing to do" in world.told("ana")
    assert (await world.incident())["responders"] == ["ben"]


async def test_whoever_was_called_for_help_joins_as_more_hands(world):
    await opened(world)
    await world.presses("ana", "acknowledge")
    await world.types("ana", "/escalate @dora", channel="inc-1")
    await world.presses("dora", "acknowledge")
    await world.passes(minutes=1)
    incident = await world.incident()
    assert (incident["acknowledged_by"], incident["responders"]) == ("ana", ["ana", "dora"])
    assert "*Dora joins*" in "\n".join(world.said())


async def test_by_token_it_is_a_claim_and_the_record_says_so(world):
    await opened(world)
    answer = await act(world, "acknowledge", **{"as": "ana"})
    assert answer.json()["acknowledged_via"] == "token"
    entries = (await world.get("/api/v1/incidents/INC-1/timeline"))["entries"]
    assert [one["by"] for one in entries if one["kind"] == "acknowledged"] == ["token api, on behalf of ana"]


async def test_by_token_nobody_is_asked_to_confirm(quick):
    await opened(quick)
    answer = await act(quick, "acknowledge", **{"as": "tam"})
    assert (answer.status_code, answer.json()["acknowledged_by"]) == (200, "tam")


async def test_by_token_after_somebody_else_it_is_a_conflict_that_says_who_and_when(world):
    await opened(world)
    await world.presses("ana", "acknowledge")
    answer = await act(world, "acknowledge", **{"as": "ben"})
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert "Ana has INC-1 since 04:12 CET" in answer.json()["detail"]


async def test_by_token_again_it_is_unchanged(world):
    await opened(world)
    first = await act(world, "acknowledge")
    await world.passes(minutes=1)
    again = await act(world, "acknowledge")
    assert (again.status_code, again.json()) == (200, {**first.json(), "pages": again.json()["pages"]})


async def test_by_token_whoever_was_paged_since_joins(world):
    await opened(world)
    await world.presses("ana", "acknowledge")
    await world.types("ana", "/escalate @dora", channel="inc-1")
    answer = await act(world, "acknowledge", **{"as": "dora"})
    assert (answer.status_code, answer.json()["responders"]) == (200, ["ana", "dora"])


async def test_in_the_name_of_nobody_known_it_is_refused(quick):
    await opened(quick)
    assert (await act(quick, "acknowledge", **{"as": "guest"})).status_code == 422
    assert (await quick.incident())["status"] == "open"


async def test_by_the_dashboard_it_is_by_session(changed):
    world = await changed(RONDO_PUBLIC_URL="https://rondo.example.com")
    await opened(world)
    browser = await world.browser("ben")
    seal = (await browser.get("/incidents/INC-1")).text.split('name="seal" value="')[1].split('"')[0]
    headers = {"Origin": "https://rondo.example.com"}
    await browser.post("/incidents/INC-1/acknowledge", data={"seal": seal}, headers=headers)
    incident = await world.incident()
    assert (incident["acknowledged_by"], incident["acknowledged_via"]) == ("ben", "session")


async def test_everybody_who_was_paged_and_the_card_show_it(world):
    await opened(world)
    await world.passes(minutes=5)
    await world.presses("ben", "acknowledge")
    assert "*Ben has it*" in words(world.page_of("ana"))
    assert "Nothing to do. Go back to sleep." in words(world.page_of("ana"))
    assert "*You have INC-1: Checkout error rate above 5 %*" in words(world.page_of("ben"))
    assert "*Ben has it* since" in words(world.card())


async def test_whoever_acknowledges_is_in_the_channel(world):
    await opened(world)
    await world.presses("dora", "acknowledge", on=world.card())
    assert "dora" in world.slack.members(world.channel())


async def test_an_acknowledgement_by_token_brings_them_into_the_channel_too(quick):
    await opened(quick)
    await act(quick, "acknowledge", **{"as": "dora"})
    assert "dora" in quick.slack.members(quick.channel())


async def test_securitys_acknowledgement_never_stops_the_response_ladder(world):
    await opened(world, severity="critical")
    await world.types("sol", "/ack", channel="inc-1")
    incident = await world.incident()
    assert (incident["status"], incident["security"]["status"]) == ("open", "here")
    await world.passes(minutes=5)
    assert world.slack.paged == ["ana", "sol", "ben"]


async def test_somebody_paged_on_both_ladders_answers_both_at_once(changed):
    world = await changed(("targets: [sol]\n", "targets: [ana]\n"), ("targets: [ana, ben, chi]", "targets: [sol]"))
    await opened(world, severity="critical")
    await world.passes(minutes=10)
    assert world.slack.paged == ["sol", "ana", "dora", "sol", "tam"]
    await world.types("sol", "/ack", channel="inc-1")
    incident = await world.incident()
    assert (incident["acknowledged_by"], incident["security"]["person"]) == ("sol", "sol")
    assert incident["security"]["status"] == "here"


async def test_a_stranger_to_the_roster_is_shown_by_their_slack_id(quick):
    await quick.slack.add_user(User(id="U0GUEST", name="guest", real_name="Guest"))
    await opened(quick)
    await quick.presses("guest", "acknowledge", on=quick.card())
    await quick.presses("guest", "acknowledge_confirmed", on=quick.slack.ephemeral("guest")[-1])
    incident = await quick.incident()
    assert (incident["acknowledged_by"], incident["responders"]) == ("U0GUEST", ["U0GUEST"])
    assert "*guest has it*" in words(quick.card())


async def test_a_resolved_incident_is_not_taken(world):
    await opened(world)
    await act(world, "resolve")
    assert "INC-1 was resolved by Ana at 04:12 CET. Nothing to do" in await world.asks("ana", "/ack INC-1")
    assert (await act(world, "acknowledge")).status_code == 409


async def test_what_was_clicked_before_the_end_finds_buttons_that_still_fit(quick):
    await opened(quick)
    page = quick.page_of("ana")
    await act(quick, "resolve", **{"as": "ben"})
    await quick.presses("ana", "acknowledge", on=page)
    assert "was resolved" in quick.told("ana")
    assert buttons(quick.page_of("ana")) == []
