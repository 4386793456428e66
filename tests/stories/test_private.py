"""A private incident: a private channel or none, and its title nowhere that others can read."""

import pytest

from bot.sandbox import Failing, Kind
from tests.world import words

TITLE = "Zephyr payroll leak"
REFUSALS = {
    "error": (Failing.ERROR, {"code": "missing_scope"}),
    "admins": (Failing.ERROR, {"code": "restricted_action"}),
}


async def declared(world, **more):
    body = {"title": TITLE, "service": "checkout", "severity": "critical", "private": True, "as": "dora", **more}
    answer = await world.post("/api/v1/incidents", body)
    assert answer.status_code == 201
    await world.passes(minutes=0.1)


async def test_its_channel_is_private_and_its_name_says_nothing(world):
    await declared(world)
    channel = world.slack.channel(world.channel())
    assert (channel.name, channel.kind) == ("inc-1", Kind.PRIVATE)


async def test_everybody_concerned_is_in_it(quick):
    await declared(quick)
    assert set(quick.slack.members(quick.channel())) == {"rondo", "ana", "sol", "dora"}


async def test_it_is_not_announced(quick):
    await declared(quick)
    assert quick.slack.messages("incidents") == []


async def test_no_lock_screen_shows_its_title_service_or_source(quick):
    await declared(quick)
    await quick.passes(minutes=70)
    texts = [m.text for c in quick.slack.state.channels for m in quick.slack.messages(c) if m.user == "U0RONDO"]
    assert [text for text in texts if TITLE in text or "checkout" in text or "declared" in text] == []
    assert any("you are needed (private)" in text for text in texts)


async def test_the_page_says_where_it_is_and_nothing_else(quick):
    await declared(quick)
    page = words(quick.page_of("ana"))
    assert TITLE not in page
    assert f"<#{quick.channel()}>" in page


async def test_the_card_in_its_channel_tells_all(quick):
    await declared(quick)
    assert TITLE in words(quick.card())


async def test_metadata_metrics_and_logs_have_no_title(quick, capsys):
    await declared(quick)
    metrics = (await quick._ask("GET", "/metrics")).text
    kept = [str(m.metadata) for c in quick.slack.state.channels.values() for m in c.messages.values()]
    logged = capsys.readouterr()
    assert TITLE not in "".join([metrics, *kept, logged.out, logged.err])


@pytest.mark.parametrize("why", REFUSALS)
async def test_refused_a_private_channel_it_makes_no_public_one(quick, why):
    kind, more = REFUSALS[why]
    quick.fails(kind, "conversations.create", times=None, **more)
    await declared(quick)
    assert not [c for c in quick.slack.channels if c.name.startswith("inc-")]
    made = [c.arguments for c in quick.slack.calls if c.method == "conversations.create"]
    assert not [one for one in made if "inc-" in one["name"] and str(one.get("is_private")).lower() != "true"]


async def test_without_the_scope_for_private_channels_it_goes_on_in_direct_messages_alone(quick):
    quick.slack.reinstall(scopes=quick.slack.app.scopes - {"groups:write"})
    await declared(quick)
    assert set(quick.slack.paged) == {"ana", "sol"}
    assert not [c for c in quick.slack.channels if c.name.startswith("inc-")]
    await quick.presses("ana", "acknowledge")
    assert (await quick.incident())["acknowledged_by"] == "ana"


async def test_the_operators_are_told_without_the_title(quick):
    quick.slack.reinstall(scopes=quick.slack.app.scopes - {"groups:write"})
    await declared(quick)
    told = [words(m) for m in quick.slack.messages("rondo-operators")]
    assert any("INC-1 has no channel (missing_scope)" in text for text in told)
    assert not any(TITLE in text for text in told)


async def test_without_a_channel_the_pages_say_what_it_is_where_only_that_person_reads(quick):
    quick.slack.reinstall(scopes=quick.slack.app.scopes - {"groups:write"})
    await declared(quick)
    assert TITLE in words(quick.page_of("ana"))
    assert TITLE not in quick.page_of("ana").text


async def test_a_lost_answer_does_not_make_it_public(quick):
    quick.fails(Failing.RESPONSE_LOST, "conversations.create")
    await declared(quick)
    await quick.passes(minutes=2)
    assert [c.kind for c in quick.slack.channels if c.name.startswith("inc-")] == [Kind.PRIVATE]


async def test_nothing_of_it_is_in_a_channel_that_others_read(quick):
    await declared(quick)
    await quick.passes(minutes=60)
    own = quick.channel()
    others = [m for c in quick.slack.channels if c.id != own for m in c.messages.values()]
    assert not [words(m) for m in others if TITLE in words(m)]


async def test_whoever_leads_security_hears_only_that_there_is_something(changed):
    lead = 'policy: security-oncall\n  review: required\n  lead: "#security"\n\nsources'
    world = await changed(("policy: security-oncall\n\nsources", lead))
    await declared(world)
    await world.types("sol", "/rondo security INC-1 excused I know the suspect")
    await world.presses("ana", "resolve", on=world.card())
    await world.presses("ana", "resolve_without", on=world.slack.ephemeral("ana")[-1])
    await world.fills("ana", reason="the suspect is gone")
    excused, without = (set(words(message).split("\n")) for message in world.slack.messages("security"))
    assert excused == without == {"INC-1 (private): there is something for whoever leads security"}
