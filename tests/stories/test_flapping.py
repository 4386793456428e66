"""Flapping: what comes and goes does not page each time, and not never."""

import pytest

SETTLE = ('runbook: "https://example.com/runbook"}', "settle: 2m}")


async def flaps(world, times):
    for _ in range(times):
        await world.alert(key="k", severity="high")
        await world.passes(minutes=0.5)
        await world.resolved(key="k")
        await world.passes(minutes=0.5)


@pytest.mark.parametrize("reopens", ["10m", "0s"])
async def test_an_alert_that_flaps_does_not_page_each_time_and_it_says_so(changed, reopens):
    world = await changed(("services:\n", f"reopen_within: {reopens}\n\nservices:\n"))
    await flaps(world, 4)
    before = len(world.slack.paged)
    last = await world.alert(key="k", severity="high")
    await world.passes(minutes=1)
    assert len(world.slack.paged) == before
    number = int(last["incident"].removeprefix("INC-"))
    assert any("flaps" in line for line in await world.timeline(number))


async def test_what_flapped_and_stays_is_paged_once_it_is_calm(changed):
    world = await changed(("services:\n", "reopen_within: 10m\n\nservices:\n"))
    await flaps(world, 3)
    before = len(world.slack.paged)
    await world.alert(key="k", severity="high")
    await world.passes(minutes=12)
    assert len(world.slack.paged) > before


async def test_security_is_not_paged_for_what_flaps_before_it_is_calm(world):
    await flaps(world, 3)
    before = list(world.slack.paged)
    await world.alert(key="k", severity="critical")
    await world.passes(minutes=1)
    assert world.slack.paged == before
    await world.passes(minutes=15)
    assert "sol" in world.slack.paged


PODS = ("a", "b", "c")


async def test_pods_that_fire_once_recover_and_fire_again_do_not_flap(changed):
    world = await changed(("services:\n", "reopen_within: 10m\n\nservices:\n"))
    for status in ("firing", "resolved", "firing"):
        await world.group(*[(pod, status, "high") for pod in PODS])
        await world.passes(minutes=1)
    assert world.slack.paged == ["ana", "ana"]


async def test_an_outage_that_grows_does_not_flap(changed):
    world = await changed(SETTLE)
    for number in range(6):
        await world.group((f"pod-{number}", "firing", "high"))
        await world.passes(minutes=0.4)
    assert world.slack.paged == ["ana"]


async def test_one_alert_that_follows_another_in_the_same_body_is_no_change(changed):
    world = await changed(SETTLE)
    await world.group(("pod-0", "firing", "high"))
    for number in range(1, 6):
        await world.passes(minutes=0.4)
        await world.group((f"pod-{number - 1}", "resolved", "high"), (f"pod-{number}", "firing", "high"))
    await world.passes(minutes=0.4)
    assert world.slack.paged == ["ana"]


async def test_what_flaps_for_ever_is_said_once_and_pages_every_quarter_of_an_hour_along_the_ladder(changed):
    world = await changed(("services:\n", "reopen_within: 10m\n\nservices:\n"))
    await flaps(world, 3)
    before = len(world.slack.paged)
    await flaps(world, 14)
    assert len(world.slack.paged) == before
    await flaps(world, 30)
    assert world.slack.paged[before:] == ["ben", "chi"]
    assert len([line for line in world.said() if "It flaps" in line]) == 1
