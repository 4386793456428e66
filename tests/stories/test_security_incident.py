"""A security incident: private, of which some must not know, and of which nothing shows where they can look."""

import json
import logging

from bot.cli.logs import NOISY
from tests.world import words

MARKER = "zebrafish"
LEAD = ("policy: security-oncall\n\nsources", 'policy: security-oncall\n  lead: "#security"\n\nsources')


async def reviewed(world, **alert):
    await world.alert(severity="high", **alert)
    await world.settles()
    return world.channel()


async def declared(world, person="sol", *, hidden=(), note="customer data on a pastebin"):
    """Sol declares one out of INC-1, by the form."""
    await world.types(person, f"/rondo security incident {note}", channel=world.channel())
    await world.fills(person, hidden=[f"U0{name.upper()}" for name in hidden])


async def test_it_is_another_incident_private_with_a_channel_whose_name_gives_nothing_away(quick):
    await reviewed(quick)
    await declared(quick)
    shown = await quick.incident(2)
    assert (shown["private"], shown["channel"]["name"], shown["title"]) == (
        True,
        "inc-2",
        "customer data on a pastebin",
    )
    assert (shown["status"], shown["acknowledged_by"]) == ("acknowledged", "sol")
    assert (shown["security"]["person"], shown["security"]["status"]) == ("tam", "paged")


async def test_the_first_one_says_only_that_it_is_followed_up_elsewhere(quick):
    await reviewed(quick)
    await declared(quick)
    assert "reviewed, follow-up elsewhere" in words(quick.card())
    everything = "\n".join([words(quick.card()), *quick.said()])
    assert "pastebin" not in everything
    assert "security incident" not in everything.lower()
    assert "Sol gives the security review: reviewed, follow-up elsewhere (INC-2)" in await quick.timeline()


async def test_declaring_it_again_opens_no_second_one(quick):
    await reviewed(quick)
    await declared(quick)
    await declared(quick, "tam")
    assert (await quick.get("/api/v1/incidents/INC-3"))["status"] == 404


async def test_whoever_is_not_of_security_declares_none(quick):
    await reviewed(quick)
    await quick.types("ben", "/rondo security incident hide nobody x", channel=quick.channel())
    assert "You were not asked into INC-1 for security" in quick.told("ben")
    assert (await quick.incident())["security"]["review"] == "owed"


async def test_the_declarer_can_not_be_hidden_from_it(quick):
    await reviewed(quick)
    await quick.types("sol", "/rondo security incident x", channel=quick.channel())
    reply = await quick.fills("sol", hidden=["U0SOL"])
    assert "You declare it" in reply.body["errors"]["hidden"]


async def test_whoever_must_not_know_is_not_picked_called_brought_in_or_shown_anything(quick):
    await reviewed(quick)
    await declared(quick, hidden=["tam"])
    shown = await quick.incident(2)
    assert (shown["security"]["person"], shown["security"]["status"]) == ("sol", "here")
    assert "tam" not in quick.slack.members(quick.channel(2))
    await quick.types("sol", "/rondo escalate INC-2 @tam")
    assert "Tam can't be called: must not know of it" in quick.told("sol")
    await quick.types("sol", "/rondo assign INC-2 @tam")
    await quick.types("tam", "/rondo ack INC-2")
    assert "There is no INC-2" in quick.told("tam")
    assert all(page["person"] != "tam" for page in (await quick.incident(2))["pages"])


async def test_the_last_resort_obeys_and_where_nobody_is_left_operators_hear_without_content(quick):
    await reviewed(quick)
    await declared(quick, hidden=["tam", "dora"])
    await quick.types("sol", "/rondo escalate INC-2")
    await quick.passes(hours=1)
    called = {page["person"] for page in (await quick.incident(2))["pages"]}
    assert called & {"tam", "dora"} == set()
    told = "\n".join(words(m) for m in quick.slack.messages("rondo-operators"))
    assert "INC-2" in told
    assert "pastebin" not in told


async def test_on_the_dashboard_it_is_not_there_for_whoever_must_not_know_even_in_its_channel(changed):
    world = await changed(RONDO_PUBLIC_URL="https://rondo.example.com")
    await reviewed(world)
    await declared(world, hidden=["ana"])
    await world.slack.act("sol").invite("ana", world.channel(2))
    ana, sol = await world.browser("ana"), await world.browser("sol")
    assert (await ana.get("/incidents/INC-2")).status_code == 404
    assert "pastebin" not in (await ana.get("/")).text
    assert "pastebin" in (await sol.get("/incidents/INC-2")).text


async def test_a_message_is_taken_into_its_timeline(quick):
    channel = await reviewed(quick)
    await declared(quick)
    message = await quick.slack.act("ana").say("ssh logins from nowhere", channel)
    await quick.slack.act("sol").message_shortcut("take_to_security_incident", message)
    await quick.settles()
    assert any("Ana: ssh logins from nowhere (https://" in line for line in await quick.timeline(2))
    await quick.slack.act("ana").message_shortcut("take_to_security_incident", message)
    await quick.settles()
    assert "You are in no security incident that is open" in quick.told("ana")


async def test_a_marker_in_every_field_shows_nowhere_but_inside(changed, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    world = await changed(LEAD, RONDO_PUBLIC_URL="https://rondo.example.com")
    await reviewed(world)
    await declared(world, hidden=["ben"], note=f"{MARKER} title")
    for typed in (f"note INC-2 {MARKER}", f"update INC-2 {MARKER}", f"escalate INC-2 @dora {MARKER}"):
        await world.types("sol", f"/rondo {typed}")
    message = await world.slack.act("sol").say(f"{MARKER} said", world.channel(2))
    await world.slack.act("sol").message_shortcut("take_to_security_incident", message)
    await world.types("tam", f"/rondo security INC-2 concern attack=yes {MARKER}")
    await world.passes(hours=2)
    await world.types("sol", f"/rondo resolve INC-2 {MARKER}")
    await world.passes(days=2)
    assert MARKER in json.dumps(await world.incident(2))  # it is there, for whoever may read it
    outside = [one for one in world.slack.channels if one.id != world.channel(2) and one.name]
    for place in outside:
        for one in world.slack.messages(place):
            assert MARKER not in words(one), (place.name, words(one))
    for person in ("ana", "ben", "chi", "dora"):
        for one in world.slack.dm(person):
            assert MARKER not in (one.text or ""), (person, one.text)  # what a lock screen shows
    assert MARKER not in (await world._ask("GET", "/metrics")).text
    assert (
        await world._ask("GET", "/api/v1/incidents/INC-2", headers={"Authorization": "Bearer x"})
    ).status_code == 401
    for person in ("ana", "ben"):
        browser = await world.browser(person)
        for path in ("/", "/incidents/INC-1", "/incidents/INC-2", "/incidents/INC-2/postmortem", "/fairness"):
            assert MARKER not in (await browser.get(path)).text, (person, path)
    assert MARKER not in json.dumps(await world.incident(1))
    assert all(MARKER not in line for line in await world.timeline(1))
    logged = [one for one in caplog.records if one.levelno >= logging.ERROR or not one.name.startswith(NOISY)]
    assert [one.name for one in logged if MARKER in one.getMessage()] == []
    assert MARKER not in "".join(capfd.readouterr())
