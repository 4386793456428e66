"""Closing, lowering, handing over are for responders; declaring, taking, calling and noting for every full member."""

import re

import pytest

from bot.sandbox import User
from tests.world import act


@pytest.fixture
async def visited(quick):
    """An incident, and Eve, who is a full member and on no roster, in its channel."""
    await quick.slack.add_user(User(id="U0EVE", name="eve", real_name="Eve"))
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.slack.act("ana").invite("eve", quick.channel())
    return quick


@pytest.mark.parametrize(
    ("typed", "deed"),
    [
        ("/rondo resolve done", "Resolving"),
        ("/rondo severity low", "Lowering the severity"),
        ("/rondo assign @ben", "Handing over"),
    ],
)
async def test_what_ends_a_call_is_refused_to_others_with_the_reason_and_recorded(visited, typed, deed):
    before = await visited.incident()
    answer = await visited.asks("eve", typed, channel="inc-1")
    assert f"{deed} is for responders. Acknowledge it first, and it is yours." in answer
    assert await visited.incident() == before
    assert (await visited.timeline())[-1].startswith(f"{deed.lower()} refused to eve: ")


async def test_a_form_says_so_at_its_field(visited):
    await visited.presses("eve", "resolve", on=visited.card())
    await visited.fills("eve", summary="over")
    assert "Resolving is for responders" in str(visited.slack.views_open("eve")[-1].errors)
    assert (await visited.incident())["status"] == "open"


async def test_a_refused_press_is_answered_once_however_often_slack_sends_it(visited):
    await visited.types("eve", "/rondo resolve", channel="inc-1")
    await visited.comes_again()
    refused = [line for line in await visited.timeline() if "refused to eve" in line]
    assert len(refused) == 1


@pytest.mark.parametrize("typed", ["/rondo declare x", "/escalate", "/rondo note x", "/rondo update x", "/ack"])
async def test_the_rest_is_open_to_every_full_member(visited, typed):
    await visited.types("eve", typed, channel="inc-1")
    assert not [line for line in await visited.timeline() if "refused" in line]


async def test_whoever_took_it_may_close_it(visited):
    await visited.presses("eve", "acknowledge", on=visited.card())
    await visited.presses("eve", "acknowledge_confirmed", on=visited.slack.ephemeral("eve")[-1])
    await visited.types("eve", "/rondo resolve", channel="inc-1")
    assert (await visited.incident())["status"] == "resolved"


NARROW = ("people:\n", "roles: {responder: [{policy: checkout-oncall}], admin: [tam]}\n\npeople:\n")


@pytest.mark.parametrize(("person", "status"), [("dora", "resolved"), ("tam", "resolved"), ("sol", "open")])
async def test_the_file_may_name_the_responders_by_their_policy(changed, person, status):
    world = await changed(NARROW)
    await world.alert("checkout")
    await world.types(person, "/rondo INC-1 resolve")
    assert (await world.incident())["status"] == status


async def test_a_token_acts_in_whoevers_name_and_the_record_names_both(changed):
    world = await changed(NARROW)
    await world.alert("checkout")
    assert (await act(world, "resolve", **{"as": "sol"})).status_code == 200
    entries = (await world.get("/api/v1/incidents/INC-1/timeline"))["entries"]
    assert [one["by"] for one in entries if one["text"] == "resolved"] == ["token api, on behalf of sol"]


async def test_the_dashboard_refuses_as_slack_does_and_the_record_says_so(changed):
    world = await changed(NARROW, RONDO_PUBLIC_URL="https://rondo.example.com")
    await world.alert("checkout")
    browser = await world.browser("sol")
    seal = re.search(r'name="seal" value="(\w+)"', (await browser.get("/incidents/INC-1")).text)[1]
    headers = {"Origin": "https://rondo.example.com"}
    answer = await browser.post("/incidents/INC-1/resolve", data={"seal": seal}, headers=headers)
    assert (answer.status_code, "Resolving is for responders" in answer.text) == (409, True)
    assert (await world.timeline())[-1].startswith("resolving refused to Sol: ")
