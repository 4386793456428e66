"""An alert wakes one person, and the next one, until somebody answers."""

from tests.world import words


async def test_an_alert_pages_whose_turn_it_is_and_security(world):
    await world.alert("checkout")
    assert set(world.slack.paged) == {"ana", "sol"}


async def test_when_nobody_answers_the_next_responder_is_paged(world):
    await world.alert("checkout", severity="high")
    await world.passes(minutes=5)
    assert world.slack.paged == ["ana", "ben"]


async def test_both_are_in_one_channel_with_the_card(world):
    await world.alert("checkout")
    await world.settles()
    assert set(world.slack.members(world.channel())) == {"rondo", "ana", "sol"}
    assert "INC-1 · Checkout error rate above 5 %" in words(world.card())


async def test_acknowledging_stops_the_ladder(world):
    await world.alert("checkout", severity="high")
    await world.settles()
    await world.presses("ana", "acknowledge")
    await world.passes(minutes=20)
    assert world.slack.paged == ["ana"]
    assert (await world.incident())["acknowledged_by"] == "ana"


async def test_everybody_who_was_paged_sees_who_has_it(world):
    await world.alert("checkout", severity="high")
    await world.passes(minutes=5)
    await world.presses("ben", "acknowledge")
    assert "Go back to sleep" in words(world.page_of("ana"))
