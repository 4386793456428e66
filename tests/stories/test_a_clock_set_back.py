"""The machine's clock is set back by an hour (SQLite goes by it): whoever is called afterwards is reached all the same.

Timers that ran already are late by as much, as docs/operations.md says.
"""

from datetime import timedelta

from bot.sandbox import Failing
from tests.stories.test_storms import ALONE, STORM, rang, storm

HOUR = timedelta(hours=1)
MAIL = "mailto://ana@example.com"
CONTACT = ("ana: {slack: U0ANA}", f'ana: {{slack: U0ANA, contact: ["{MAIL}"]}}')


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


async def test_the_limit_of_a_storm_counts_no_page_of_an_hour_that_comes_once_more(changed):
    world = await changed(STORM, ALONE)
    await storm(world, 3)
    await world.passes(minutes=10)
    before = len(rang(world, "ana"))
    await set_back(world)
    for number in range(3):
        await world.alert(key=f"after {number}", title=f"After {number}", severity="high")
        await world.passes(minutes=1)
    assert len(rang(world, "ana")) == before + 3


async def test_incidents_of_an_hour_that_comes_once_more_are_no_storm(changed):
    world = await changed(STORM)
    for number in range(5):
        await world.alert(key=f"k{number}", title=f"Pod {number} is gone", severity="high")
        await world.passes(minutes=2)
    await set_back(world)
    assert (await world.alert(key="after"))["disposition"] == "opened"


async def test_what_joins_a_digest_goes_around_slack_as_well(changed):
    world = await changed(STORM, ALONE, CONTACT)
    world.fails(Failing.AWAY, times=None)
    await storm(world, 3)
    await world.passes(minutes=5)
    await set_back(world)
    rung = len(world.phones.rang)
    await world.alert(key="after", title="After it", severity="high")
    await world.passes(minutes=1)
    assert any("After it" in one.title + one.body for one in world.phones.rang[rung:])


async def comes_and_goes(world, minutes):
    """An alert fires for so long, and is quiet for so long; returns what was told of its incident."""
    opened = await world.alert(key="k", severity="high")
    await world.passes(minutes=minutes)
    await world.resolved(key="k")
    await world.passes(minutes=minutes)
    return await world.timeline(int(opened["incident"].removeprefix("INC-")))


async def test_changes_of_an_hour_that_comes_once_more_are_no_flapping(changed):
    world = await changed(ALONE)
    told = [await comes_and_goes(world, minutes=4) for _ in range(2)]
    await set_back(world)
    told += [await comes_and_goes(world, minutes=4) for _ in range(2)]
    assert not [line for lines in told for line in lines if "it flaps" in line]


async def test_whether_slack_is_silent_for_somebody_is_asked_again_within_minutes(changed):
    world = await changed(ALONE, CONTACT)
    await set_back(world)
    asked = len([call for call in world.slack.calls if call.method == "dnd.info"])
    world.clock.at += timedelta(minutes=6)
    await world.house.refresh_quiet()
    assert len([call for call in world.slack.calls if call.method == "dnd.info"]) > asked
