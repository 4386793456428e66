"""A Slack user group that a schedule names holds whoever is on call in it, as far as Slack lets it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import Failing
from tests.stories.conftest import Changed
from tests.stories.replicas import CALM, Pair
from tests.world import NIGHT, World, words

GROUP, WEEK = "S0OPS", "starts: 2026-01-05 09:00\n"
OF_SECURITY = ("  security:\n    timezone", "  security:\n    group: S0OPS\n    timezone")
#: These stories begin in the night before: until then it is tam's turn, and then sol's.
NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BY_DAY = (WEEK, WEEK.rstrip() + '\n        hours: "09:00-17:00"\n')
ALWAYS_BEN = "    rotations: [{people: [ben], every: 1 week, starts: 2026-01-05 09:00}]\n"
ANOTHER = ("policies:\n", f"  checkout:\n    group: S0OPS\n{ALWAYS_BEN}\npolicies:\n")
ON_THE_LEVEL = ("      - targets: [ana, ben, chi]\n", "      - targets: [{group: S0OPS}]\n")

Kept = Callable[..., Awaitable[World]]


@pytest.fixture
def kept(changed: Changed) -> Kept:
    """A world whose schedule `security` names the group, with whoever is in it before anybody looks."""

    async def start(*changes: tuple[str, str], users: tuple[str, ...] = ("U0DORA",), at: datetime = NIGHT) -> World:
        world = await changed(OF_SECURITY, *changes, at=at)
        world.slack.state.usergroups[GROUP] = {"id": GROUP, "handle": "ops", "users": list(users)}
        return world

    return start


async def minutes(world: World, count: int = 1) -> World:
    """So many minutes pass, and in each the watcher looks."""
    for _ in range(count):
        await world.passes(minutes=1)
        await world.house.rounds.groups.look()
        await world.settles()
    return world


async def at(world: World, instant: datetime) -> World:
    """It is that time, and the watcher looks."""
    world.clock.at = instant
    return await minutes(world)


def members(world: World) -> list[str]:
    return list(world.slack.state.usergroups[GROUP]["users"])


def calls(world: World, what: str = "update") -> int:
    return len([call for call in world.slack.calls if call.method == f"usergroups.users.{what}"])


def told(world: World) -> list[str]:
    """What operators read of the group."""
    return [words(one).split("\n")[0] for one in world.slack.messages("rondo-operators") if GROUP in words(one)]


async def test_the_group_changes_with_the_shift_and_is_set_once_each_time(kept: Kept) -> None:
    world = await minutes(await kept(), 3)
    assert (members(world), calls(world)) == (["U0TAM"], 1)
    await at(world, NINE - timedelta(minutes=2))
    assert members(world) == ["U0TAM"]
    await at(world, NINE)
    assert (members(world), calls(world), told(world)) == (["U0SOL"], 2, [])


async def test_several_schedules_that_name_one_group_have_their_people_together_in_it(kept: Kept) -> None:
    world = await minutes(await kept(ANOTHER))
    assert members(world) == ["U0TAM", "U0BEN"]


async def test_a_learner_is_not_in_the_group(kept: Kept) -> None:
    world = await minutes(await kept((WEEK, WEEK + "    shadows: {ana: tam}\n")))
    assert members(world) == ["U0TAM"]


async def test_whoever_takes_the_time_is_in_the_group_until_it_is_over(kept: Kept) -> None:
    world = await minutes(await kept())
    await world.types("dora", "/rondo oncall take security 2h")
    await minutes(world)
    assert members(world) == ["U0DORA"]
    await at(world, NIGHT + timedelta(hours=3))
    assert members(world) == ["U0TAM"]


async def test_whoever_stands_in_for_somebody_away_is_in_the_group(kept: Kept) -> None:
    world = await minutes(await kept())
    await world.types("tam", "/rondo oncall away 2026-11-23")
    await minutes(world)
    assert members(world) == ["U0SOL"]


async def test_while_nobody_is_on_call_the_group_keeps_its_people_and_operators_read_it_once(kept: Kept) -> None:
    world = await minutes(await kept(BY_DAY), 3)
    assert (members(world), calls(world)) == (["U0DORA"], 0)
    await at(world, NINE)
    assert members(world) == ["U0SOL"]
    await at(world, NINE + timedelta(hours=12))
    assert members(world) == ["U0SOL"]
    (line,) = told(world)
    assert line.startswith("Nobody is on call in security now.")


async def test_a_second_replica_that_looked_before_the_first_was_done_tells_nothing_again(kept: Kept) -> None:
    world = await minutes(await kept(BY_DAY))
    await world.house.store.facts.put(f"told of group {GROUP}", "")
    await minutes(world)
    assert len(told(world)) == 1


@pytest.mark.parametrize("state", ["deactivated", "guest", "unknown"])
async def test_somebody_whom_the_group_cannot_hold_is_left_out_and_told_once(kept: Kept, state: str) -> None:
    world = await kept(ANOTHER)
    if state == "guest":
        await world.slack.change_user("tam", restricted=True)
    elif state == "deactivated":
        await world.slack.deactivate("tam")
    else:
        del world.slack.state.users["U0TAM"]
    await world.house.refresh_people()
    await minutes(world, 3)
    assert members(world) == ["U0BEN"]
    (line,) = told(world)
    assert line.startswith("Tam is on call and can't be in the user group S0OPS of security, checkout: ")


async def test_who_was_put_in_by_hand_is_out_again_within_a_quarter_of_an_hour(kept: Kept) -> None:
    world = await minutes(await kept())
    world.slack.state.usergroups[GROUP]["users"] = ["U0TAM", "U0EVE"]
    await minutes(world, 16)
    assert (members(world), calls(world), calls(world, "list")) == (["U0TAM"], 2, 2)


async def test_what_is_right_already_is_only_looked_at(kept: Kept) -> None:
    world = await minutes(await kept(users=("U0TAM",)), 60)
    assert (calls(world), calls(world, "list")) == (0, 4)


async def test_on_a_plan_without_user_groups_it_is_told_once_and_tried_once_a_day(kept: Kept) -> None:
    world = await kept()
    world.slack.state.groups.paid = False
    await minutes(world, 40)
    assert calls(world, "list") == 1
    await at(world, NIGHT + timedelta(days=1, minutes=2))
    assert calls(world, "list") == 2
    (line,) = told(world)
    assert "equal to who is on call in security (plan_upgrade_required). User groups need a paid plan of Slack" in line
    assert await world.alert(severity="high")
    await world.settles()
    assert world.slack.paged == ["ana"]


async def test_what_was_refused_goes_after_a_reload_once_it_is_granted(kept: Kept) -> None:
    world = await kept()
    without = world.slack.app.scopes - {"usergroups:write"}
    everything = world.slack.app.scopes
    world.slack.reinstall(scopes=without)
    await minutes(world, 2)
    assert "missing_scope → The app needs the scopes usergroups:read and usergroups:write" in await setup(world)
    world.slack.reinstall(scopes=everything)
    await minutes(world, 2)
    assert members(world) == ["U0DORA"]
    world.house.rounds.groups.again()
    await minutes(world)
    assert (members(world), len(told(world))) == (["U0TAM"], 1)
    assert "✓ user group   S0OPS is who is on call in security" in await setup(world)


async def test_what_is_refused_again_after_it_went_is_told_again(kept: Kept) -> None:
    world = await minutes(await kept())
    world.slack.state.groups.open = False
    await at(world, NINE)
    world.slack.state.groups.open = True
    world.house.rounds.groups.again()
    await minutes(world)
    world.slack.state.groups.open = False
    await minutes(await at(world, NINE + timedelta(days=7)))
    assert len(told(world)) == 2
    assert all("(permission_denied). Only some may change user groups" in line for line in told(world))


async def test_a_refusal_of_these_people_is_tried_with_the_next(kept: Kept) -> None:
    world = await kept()
    world.fails(Failing.ERROR, "usergroups.users.update", code="failed_for_some_users")
    await minutes(world, 3)
    assert (members(world), calls(world)) == (["U0DORA"], 1)
    await at(world, NINE)
    assert members(world) == ["U0SOL"]


async def test_a_group_that_is_none_is_told_with_the_remedy(kept: Kept) -> None:
    world = await kept()
    del world.slack.state.usergroups[GROUP]
    await minutes(world, 3)
    (line,) = told(world)
    assert "(no_such_subteam). There is no such user group, or it is disabled: correct" in line


async def test_while_slack_is_away_nothing_is_lost_and_who_is_on_call_by_then_counts(kept: Kept) -> None:
    world = await kept()
    away = world.fails(Failing.AWAY, times=None)
    await minutes(world, 2)
    world.clock.at = NINE
    await world.passes(minutes=2)
    world.slack.faults.remove(away)
    await world.passes(minutes=2)
    assert (members(world), calls(world), told(world)) == (["U0SOL"], 1, [])


async def test_what_was_owed_to_a_shift_that_is_over_by_then_is_not_set(kept: Kept) -> None:
    world = await kept(BY_DAY, at=NINE + timedelta(hours=7, minutes=58))
    world.fails(Failing.RATE_LIMITED, "usergroups.users.list", retry_after="240")
    await minutes(world)
    await world.passes(minutes=5)
    assert (members(world), calls(world), calls(world, "list")) == (["U0DORA"], 0, 1)


async def test_a_lost_answer_is_looked_at_and_not_sent_again(kept: Kept) -> None:
    world = await kept()
    world.fails(Failing.RESPONSE_LOST, "usergroups.users.update")
    await minutes(world, 3)
    assert (members(world), calls(world)) == (["U0TAM"], 1)


async def test_a_rest_that_slack_asks_for_is_kept_and_no_page_waits_for_it(kept: Kept) -> None:
    world = await kept()
    world.fails(Failing.RATE_LIMITED, "usergroups.users.update", retry_after="240")
    await minutes(world, 3)
    await world.alert(severity="high")
    await world.settles()
    assert (world.slack.paged, calls(world)) == (["ana"], 1)
    await minutes(world, 3)
    assert (members(world), calls(world)) == (["U0TAM"], 2)


async def test_what_was_owed_at_a_crash_is_done_after_it_by_who_is_on_call_then(kept: Kept) -> None:
    world = await kept()
    away = world.fails(Failing.AWAY, times=None)
    await minutes(world)
    await world.dies()
    world.slack.faults.remove(away)
    world.clock.at = NINE
    await world.starts_again()
    await minutes(world)
    assert (members(world), calls(world)) == (["U0SOL"], 1)


async def test_a_level_that_calls_the_group_calls_whoever_was_just_put_in(kept: Kept) -> None:
    world = await kept(ON_THE_LEVEL)
    await world.house.refresh_people()
    await minutes(world)
    await world.alert(severity="high")
    await world.settles()
    assert world.slack.paged == ["tam"]


@pytest.mark.parametrize(
    ("hours", "found"),
    [((WEEK, WEEK), (["U0TAM"], 1, 1, 0)), (BY_DAY, (["U0DORA"], 0, 0, 1))],
    ids=["somebody is on call", "nobody is"],
)
async def test_two_replicas_that_look_at_once_set_it_once_and_tell_once(  # type: ignore[no-untyped-def]
    postgresql, hours: tuple[str, str], found: tuple[object, ...]
) -> None:
    pair = await Pair(postgresql.fresh(), configuration=CALM.replace(*OF_SECURITY).replace(*hours)).starts()
    pair.one.slack.state.usergroups[GROUP] = {"id": GROUP, "users": ["U0DORA"]}
    for _ in range(2):
        await asyncio.gather(*(world.house.rounds.groups.look() for world in (pair.one, pair.two)))
        await pair.pass_(5)
    seen = members(pair.one), calls(pair.one), calls(pair.one, "list"), len(told(pair.one))
    await pair.ends()
    assert seen == found


async def setup(world: World) -> str:
    return "\n".join(await world.house.setup.lines())


async def test_without_a_group_in_the_file_slack_is_asked_nothing(quick: World) -> None:
    await minutes(quick, 20)
    assert (calls(quick), calls(quick, "list")) == (0, 0)
    assert "user group" not in await setup(quick)
