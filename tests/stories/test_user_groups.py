"""A Slack user group is the people in it: on a level, for a role, and as it is when Slack was last asked."""

import pytest

from bot.sandbox import User
from tests.stories.conftest import Changed
from tests.world import World

ON_THE_LEVEL = ("      - targets: [ana, ben, chi]\n", "      - targets: [{group: S0OPS}]\n")
ADMINS = ("services:\n", "roles: {responder: [{group: S0OPS}]}\n\nservices:\n")


async def grouped(world: World, *users: str) -> World:
    """Those are in the group from now on, and Slack was asked."""
    world.slack.state.usergroups["S0OPS"] = {"id": "S0OPS", "handle": "ops", "users": list(users)}
    await world.house.refresh_people()
    return world


async def test_people_of_the_group_take_turns_on_its_level(changed: Changed) -> None:
    world = await grouped(await changed(ON_THE_LEVEL), "U0BEN", "U0CHI")
    for number in range(3):
        await world.alert(f"{number}", severity="high")
        await world.settles()
    assert world.slack.paged == ["ben", "chi", "ben"]


async def test_somebody_of_the_group_who_is_on_no_roster_is_paged_all_the_same(changed: Changed) -> None:
    world = await changed(ON_THE_LEVEL)
    await world.slack.add_user(User(id="U0EVE", name="eve", real_name="Eve"))
    await grouped(world, "U0EVE")
    await world.alert(severity="high")
    await world.settles()
    assert world.slack.paged == ["eve"]
    await world.presses("eve", "acknowledge")
    assert (await world.incident())["status"] == "acknowledged"


@pytest.mark.parametrize("users", [(), ("U0ANA",)], ids=["empty", "left"])
async def test_a_group_with_nobody_in_it_is_passed_over_at_once_and_operators_are_told(
    changed: Changed, users: tuple[str, ...]
) -> None:
    world = await grouped(await changed(ON_THE_LEVEL), *users)
    if users:
        await grouped(world)
    await world.alert(severity="high")
    await world.settles()
    assert world.slack.paged == ["dora"]
    assert "The user group S0OPS of checkout-oncall has nobody in it" in str(world.slack.messages("rondo-operators"))


async def test_a_group_that_slack_does_not_tell_is_said_and_the_next_level_is_called(changed: Changed) -> None:
    world = await changed(ON_THE_LEVEL)
    await world.alert(severity="high")
    await world.settles()
    assert world.slack.paged == ["dora"]
    assert "no_such_subteam" in str(world.house.still_open)


async def test_a_role_goes_to_everybody_in_the_group(changed: Changed) -> None:
    world = await grouped(await changed(ADMINS), "U0BEN")
    await world.alert(severity="high")
    await world.settles()
    await world.types("chi", "/rondo resolve over", channel=world.channel())
    assert (await world.incident())["status"] == "open"
    await world.types("ben", "/rondo resolve over", channel=world.channel())
    assert (await world.incident())["status"] == "resolved"
