"""Quiet: what heals itself within the time to settle wakes nobody, and nothing of it is lost."""

from tests.stories.seen import announced, own_channels
from tests.world import act, words

SETTLE = ('runbook: "https://example.com/runbook"}', "settle: 2m}")


async def test_what_heals_itself_within_the_time_to_settle_wakes_nobody_and_stays_on_the_record(changed):
    world = await changed(SETTLE)
    opened = await world.alert(key="k")
    await world.passes(minutes=1.5)
    await world.resolved(key="k")
    await world.passes(minutes=5)
    assert (opened["disposition"], world.slack.paged) == ("opened", [])
    assert [channel.name for channel in world.slack.channels if channel.name.startswith("inc-")] == []
    assert (await world.incident())["status"] == "resolved"


async def test_what_does_not_heal_is_as_any_other_once_the_time_is_over(changed):
    world = await changed(SETTLE)
    await world.alert()
    await world.passes(minutes=1.9)
    assert world.slack.paged == []
    await world.passes(minutes=0.2)
    assert set(world.slack.paged) == {"ana", "sol"}
    assert "Ana paged" in words(world.card())


async def test_whoever_takes_it_while_it_settles_gets_its_channel_at_once(changed):
    world = await changed(SETTLE)
    await world.alert()
    await act(world, "acknowledge")
    assert "Ana has it" in words(world.card())
    await world.passes(minutes=5)
    assert "ben" not in world.slack.paged


async def test_a_route_says_for_itself_how_long(changed):
    routes = "routes:\n  - match: {team: web}\n    service: checkout\n    settle: 1m\n\nsecurity:\n"
    world = await changed(("security:\n  policy", f"{routes}  policy"))
    await world.alert(labels={"team": "web"}, severity="high")
    await world.passes(minutes=0.9)
    assert world.slack.paged == []
    await world.passes(minutes=0.2)
    assert world.slack.paged == ["ana"]


async def test_what_fires_again_before_anybody_was_paged_settles_again(changed):
    world = await changed(SETTLE)
    for _ in range(4):
        last = await world.alert(key="k", severity="high")
        await world.passes(minutes=1)
        await world.resolved(key="k")
        await world.passes(minutes=4)
    assert (last["disposition"], world.slack.paged, own_channels(world)) == ("reopened", [], [])
    await world.alert(key="k", severity="high")
    await world.passes(minutes=2.1)
    assert world.slack.paged == ["ana"]
    assert len(own_channels(world)) == 1


async def test_a_low_alert_that_settles_is_announced_when_that_is_over(changed):
    world = await changed(SETTLE)
    await world.alert(severity="low", title="Disk at 70 %")
    await world.passes(minutes=1)
    assert not await announced(world, "Disk at 70 %")
    await world.passes(minutes=2)
    assert await announced(world, "Disk at 70 %")
    assert world.slack.paged == []


async def test_a_channel_without_pages_is_made_when_it_has_settled_and_not_before(changed):
    urgency = "settle: 10m, urgency: {high: {page: none, channel: own, security: none}}}"
    world = await changed((SETTLE[0], urgency))
    await world.alert(severity="high")
    await world.passes(minutes=2)
    await world.house.auditor.look()
    await world.settles()
    assert own_channels(world) == []
    await world.passes(minutes=9)
    assert len(own_channels(world)) == 1
