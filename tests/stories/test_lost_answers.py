"""Nobody knows whether it arrived: a page is sent again soon, though never a third time within a minute."""

from datetime import timedelta

import pytest

from bot.sandbox import Failing
from tests.world import words

POST = "chat.postMessage"


def posts(world):
    """When pages to Ana were sent, whatever became of them."""
    return [call.at for call in world.slack.calls if call.method == POST and call.arguments.get("channel") == "D0ANA"]


async def lost(world, kind, times, **more):
    """An incident whose pages to Ana get lost so often, in that way."""
    world.fails(kind, POST, times, channel="D0ANA", **more)
    await world.alert("checkout", severity="high")
    await world.settles()


async def test_an_answer_that_was_lost_pages_nobody_twice(world):
    await lost(world, Failing.RESPONSE_LOST, 1)
    assert world.slack.paged == ["ana"]
    assert (await world.incident())["pages"][0]["outcome"] == "delivered"


async def test_nor_does_it_while_our_clock_is_minutes_ahead_of_slacks(world):
    world.slack.state.now = lambda: world.clock.at - timedelta(minutes=4)
    world.fails(Failing.RESPONSE_LOST, "conversations.create", 1)
    await lost(world, Failing.RESPONSE_LOST, 1)
    await world.passes(minutes=2)
    assert world.slack.paged == ["ana"]
    assert [one.name for one in world.slack.channels if one.name.startswith("inc-1")] == ["inc-1-checkout-error-rate"]


async def test_a_page_that_was_lost_is_sent_again_at_once_and_says_so(world):
    await lost(world, Failing.REQUEST_LOST, 1)
    assert world.slack.paged == ["ana"]
    assert world.page_of("ana").text.startswith("Possible repeat: ")


@pytest.mark.parametrize("kind", [Failing.REQUEST_LOST, Failing.LATE, Failing.SERVER_ERROR])
async def test_never_more_than_two_are_sent_within_a_minute_and_at_last_it_arrives(quick, kind):
    await lost(quick, kind, 4, seconds=25)
    await quick.passes(minutes=4)
    sent = posts(quick)
    within = [sum(at <= other < at + timedelta(minutes=1) for other in sent) for at in sent]
    assert max(within) == 2
    assert "ana" in quick.slack.paged


async def test_every_copy_says_who_has_it(quick):
    await lost(quick, Failing.LATE, 1, seconds=25)
    await quick.passes(minutes=1)
    await quick.presses("ben", "acknowledge", on=quick.card())
    copies = [words(one) for one in quick.slack.dm("ana") if one.payload.get("kind") == "page"]
    assert ["*Ben has it*" in copy for copy in copies] == [True, True]


async def test_a_copy_that_could_not_be_found_at_once_is_told_later(quick):
    await lost(quick, Failing.LATE, 1, seconds=25)
    await quick.passes(minutes=1)
    quick.fails(Failing.SERVER_ERROR, "conversations.history")
    await quick.presses("ben", "acknowledge", on=quick.card())
    await quick.passes(minutes=1)
    copies = [words(one) for one in quick.slack.dm("ana") if one.payload.get("kind") == "page"]
    assert ["*Ben has it*" in copy for copy in copies] == [True, True]


def is_card(arguments):
    return '"card"' in str(arguments.get("metadata"))


async def test_a_channel_that_was_closed_to_us_before_we_could_look_for_a_lost_card_is_told_as_lost(quick):
    quick.fails(Failing.REQUEST_LOST, POST, where=is_card)
    quick.fails(Failing.ERROR, "conversations.history", code="channel_not_found", times=None)
    await quick.alert("checkout", severity="high")
    await quick.passes(minutes=2)
    assert "no channel: channel_not_found; it goes on in direct messages" in await quick.timeline()


async def test_a_card_that_may_not_be_looked_for_is_given_up_told_and_comes_with_the_next_change(quick):
    quick.fails(Failing.REQUEST_LOST, POST, where=is_card)
    quick.fails(Failing.ERROR, "conversations.history", code="missing_scope", times=None)
    await quick.alert("checkout", severity="high")
    await quick.passes(minutes=2)
    assert "its card could not be delivered: missing_scope" in await quick.timeline()
    await quick.presses("ana", "acknowledge")
    await quick.passes(minutes=1)
    assert "Ana has it" in words(quick.card())
