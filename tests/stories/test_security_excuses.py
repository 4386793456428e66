"""Security does not come at once: somebody needs time, or can't, and says why."""

import pytest

from tests.world import buttons, words

MENU = ["Need time", "Can't…"]


@pytest.fixture
async def asked(quick):
    """Sol is paged for security at 03:12, and has until 03:22."""
    await quick.alert(severity="critical")
    await quick.settles()
    return quick


async def chooses(world, person, what):
    """An entry of the menu of their page."""
    await world.presses(person, "more", value=f"{what}:INC-1")


async def minutes_left(world):
    """How long it is from the first page on until the next one is asked."""
    shown = await world.incident()
    until = shown["security"]["escalate_at"]
    return until and (int(until[11:13]) * 60 + int(until[14:16])) - (3 * 60 + 12)


async def test_the_page_offers_both_behind_the_three_dots(asked):
    row = next(block for block in asked.page_of("sol").blocks if block["type"] == "actions")
    assert [option["text"]["text"] for option in row["elements"][-1]["options"]][:2] == MENU
    assert buttons(asked.page_of("sol")) == ["security_here", "security_not_me", "more"]


async def test_need_time_puts_the_next_one_off_by_one_timeout_and_the_channel_reads_it(asked):
    await asked.passes(minutes=8)
    await chooses(asked, "sol", "security_time")
    assert await minutes_left(asked) == 20
    assert "Sol needs more time for security*, until" in asked.said()[-1]
    assert "Then Sol and Tam are asked" in asked.said()[-1]
    assert (await asked.timeline())[-1] == "Sol needs more time: until 04:32 CET"
    assert "You have until 04:32 CET" in asked.told("sol")
    await asked.passes(minutes=11)
    assert asked.slack.paged.count("tam") == 0
    await asked.passes(minutes=1)
    assert asked.slack.paged.count("tam") == 1


async def test_it_is_given_once(asked):
    await chooses(asked, "sol", "security_time")
    await chooses(asked, "sol", "security_time")
    assert await minutes_left(asked) == 20
    assert "You had more time already: until 04:32 CET" in asked.told("sol")


async def test_cant_takes_a_reason_and_the_next_one_is_asked_at_once(asked):
    await chooses(asked, "sol", "security_excuse")
    await asked.fills("sol", reason="I wrote the parser")
    shown = (await asked.incident())["security"]
    assert (shown["person"], shown["status"]) == ("tam", "paged")
    assert "Sol is excused for security: I wrote the parser" in await asked.timeline()
    assert "Sol can't stand in for security. Tam is asked for security instead" in "\n".join(asked.said())


async def test_without_a_reason_nobody_is_excused(asked):
    await chooses(asked, "sol", "security_excuse")
    reply = await asked.fills("sol", reason=" ")
    assert "reason" in reply.body["errors"]
    assert (await asked.incident())["security"]["person"] == "sol"


async def test_with_nobody_left_it_stays_known_that_they_were_excused(asked):
    for person in ("sol", "tam"):
        await chooses(asked, person, "security_excuse")
        await asked.fills(person, reason="ill")
    assert (await asked.incident())["security"]["status"] == "excused"
    assert "is excused; nobody else is left" in words(asked.card())


async def test_nobody_is_asked_on_the_next_day_why_it_was_not_them_who_has_said_why(asked):
    await chooses(asked, "sol", "security_excuse")
    await asked.fills("sol", reason="ill")
    await asked.passes(hours=12)
    assert not [m for m in asked.slack.messages(asked.slack.direct("sol")) if "Why was that?" in words(m)]


async def test_whoever_leads_security_hears_why_and_the_words_do_the_same_as_the_buttons(changed):
    world = await changed(("  policy: security-oncall\n", "  policy: security-oncall\n  lead: dora\n"))
    await world.alert(severity="critical")
    await world.settles()
    await world.types("sol", "/rondo security INC-1 later")
    assert await minutes_left(world) == 20
    await world.types("sol", "/rondo security INC-1 excused I wrote <the> parser")
    told = [words(message) for message in world.slack.messages(world.slack.direct("dora"))]
    assert "INC-1: Sol is excused for security: I wrote &lt;the&gt; parser" in told[-1]
    assert (await world.incident())["security"]["person"] == "tam"
