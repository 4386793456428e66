"""The machine's clock is set back by an hour (SQLite goes by it): whoever is called afterwards is reached all the same.

Timers that ran already are late by as much, as docs/operations.md says.
"""

from datetime import timedelta

from bot.sandbox import Failing
from tests.stories.test_storms import ALONE, storm

HOUR = timedelta(hours=1)


async def beats(world):
    """As `serve` does every three seconds."""
    await world.house.store.outbox.beat(world.clock.at)
    await world.settles()


async def set_back(world):
    world.clock.at -= HOUR
    await beats(world)


async def test_whoever_was_paged_before_is_paged_again(changed):
    world = await changed(ALONE)
    await world.alert(key="a", severity="high")
    await world.settles()
    await set_back(world)
    await world.alert(key="b", severity="high")
    await world.passes(minutes=0.1)
    assert world.slack.paged == ["ana", "ana"]


async def test_a_rest_that_slack_asked_for_lasts_no_longer(changed):
    world = await changed(ALONE)
    world.fails(Failing.RATE_LIMITED, "chat.postMessage", retry_after="10", channel="D0ANA")
    await world.alert(key="a", severity="high")
    await world.settles()
    await set_back(world)
    await world.alert(key="b", severity="high")
    await world.passes(minutes=0.2)
    assert world.slack.paged == ["ana", "ana"]


async def test_a_full_minute_of_calls_is_over_after_a_minute(changed):
    world = await changed(ALONE, ("services:\n", "storm: off\n\nservices:\n"))
    await storm(world, 20)
    await world.settles()
    await set_back(world)
    for number in range(3):
        await world.alert(key=f"after {number}", title=f"After {number}", severity="high")
    await world.passes(minutes=1.1)
    assert len([one for one in world.slack.channels if one.name.startswith("inc-")]) == 23


async def test_a_page_that_slack_did_not_take_is_tried_again_soon(changed):
    world = await changed(ALONE)
    world.fails(Failing.ERROR, "chat.postMessage", code="message_limit_exceeded", channel="D0ANA")
    await world.alert(severity="high")
    await world.house.engine.idle()
    assert world.slack.paged == []
    await set_back(world)
    await world.passes(minutes=0.1)
    assert world.slack.paged == ["ana"]


async def test_a_page_that_may_have_arrived_is_looked_for_and_sent_again_within_a_minute(changed):
    world = await changed(ALONE)
    world.fails(Failing.REQUEST_LOST, "chat.postMessage", channel="D0ANA", times=2)
    await world.alert(severity="high")
    await world.passes(minutes=0.2)
    assert world.slack.paged == []
    await set_back(world)
    await world.passes(minutes=1.1)
    assert world.slack.paged == ["ana"]


async def test_what_an_earlier_life_owed_is_taken_up_at_the_next_start(changed):
    world = await changed(ALONE)
    world.fails(Failing.ERROR, "chat.postMessage", code="message_limit_exceeded", channel="D0ANA")
    await world.alert(severity="high")
    await beats(world)
    await world.dies()
    world.clock.at -= HOUR
    await world.starts_again()
    assert world.slack.paged == ["ana"]
