"""Who is on call: rotations by the wall clock of their zone, as the API and the pages show it."""

import pytest

DAILY = ("every: 1 week\n        starts: 2026-01-05 09:00", "every: 1 day\n        starts: 2026-01-05 09:00")
HOURLY = ("every: 1 week\n        starts: 2026-01-05 09:00", "every: 12 hours\n        starts: 2026-01-05 09:00")
FUTURE = ("starts: 2026-01-05 09:00", "starts: 2027-01-04 09:00")
SOL_AWAY = ("{slack: U0SOL}", "{slack: U0SOL, away: [{from: 2026-11-23, to: 2026-11-25}]}")
RESPONDS = ("[ana, ben, chi]", "[{schedule: security}]")


async def oncall(world, at):
    return (await world.get(f"/api/v1/oncall?at={at}"))["schedules"]["security"]


@pytest.mark.parametrize(
    ("at", "person"),
    [("2026-11-23T07:59:59Z", "tam"), ("2026-11-23T08:00:00Z", "sol"), ("2026-11-30T08:00:00Z", "tam")],
)
async def test_the_hand_off_is_at_that_hour_with_exactly_one_person_at_every_instant(quick, at, person):
    assert await oncall(quick, at) == [person]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("2026-10-24T06:59:59Z", "2026-10-24T07:00:00Z"), ("2026-10-25T07:59:59Z", "2026-10-25T08:00:00Z")),
        (("2026-03-28T07:59:59Z", "2026-03-28T08:00:00Z"), ("2026-03-29T06:59:59Z", "2026-03-29T07:00:00Z")),
    ],
    ids=["clocks put back", "clocks put forward"],
)
async def test_the_hand_off_keeps_its_local_hour_over_dst(changed, before, after):
    world = await changed(DAILY)
    one, two, three, four = [await oncall(world, at) for at in (*before, *after)]
    assert one != two == three != four


async def test_hours_are_real_hours(changed):
    world = await changed(HOURLY)
    assert await oncall(world, "2026-10-24T20:00:00Z") != await oncall(world, "2026-10-25T08:00:00Z")


async def test_a_rotation_of_the_future_is_a_hole_until_then(changed):
    world = await changed(FUTURE)
    assert await oncall(world, "2026-12-24T03:00:00Z") == []


async def test_a_hole_in_a_target_skips_the_level_at_once(changed):
    world = await changed(FUTURE, RESPONDS)
    await world.alert(severity="high")
    assert world.slack.paged == ["dora"]


async def test_whoever_is_away_is_stood_in_for(changed):
    world = await changed(SOL_AWAY)
    assert await oncall(world, "2026-11-24T12:00:00Z") == ["tam"]
    assert await oncall(world, "2026-11-26T12:00:00Z") == ["sol"]


async def test_without_a_time_it_is_now_and_shows_the_policies_too(quick):
    shown = await quick.get("/api/v1/oncall")
    assert shown["at"] == "2026-11-23T03:12:00Z"
    assert shown["policies"]["checkout-oncall"][0]["people"] == ["ana", "ben", "chi"]


async def test_an_instant_that_is_none_is_told(quick):
    answer = await quick._ask("GET", "/api/v1/oncall?at=yesterday")
    assert answer.status_code == 422


async def test_whoever_is_on_call_at_the_instant_of_the_page_is_paged(changed):
    world = await changed(RESPONDS)
    await world.passes(hours=5)
    await world.alert(severity="high")
    assert world.slack.paged == ["sol"]
