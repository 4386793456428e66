"""The workspace itself: who the bot is, who is asleep, who is in a group, what was installed."""

from datetime import timedelta

import pytest

from bot.sandbox import Workspace, installed
from tests.sandbox.parts import Bot, Clock, actions, button


async def test_the_bot_learns_who_it_is(bot: Bot) -> None:
    who = await bot.do("auth.test")
    assert (who["user_id"], who["bot_id"], who["team_id"]) == ("U0RONDO", "B0RONDO", "T0SANDBOX")


async def test_somebody_elses_night_is_told(bot: Bot, slack: Workspace, clock: Clock) -> None:
    night = (clock.now, clock.now + timedelta(hours=8))
    await slack.change_user("chi", dnd=night)
    told = (await bot.do("dnd.teamInfo", users="U0ANA,U0CHI"))["users"]
    assert [told[each]["dnd_enabled"] for each in ("U0ANA", "U0CHI")] == [False, True]
    assert told["U0CHI"]["next_dnd_end_ts"] == int(night[1].timestamp())


async def test_people_have_zones_and_states(bot: Bot, slack: Workspace) -> None:
    await slack.deactivate("tam")
    users = {each["name"]: each for each in (await bot.do("users.list"))["members"]}
    assert (users["chi"]["tz"], users["chi"]["tz_offset"]) == ("Asia/Tokyo", 9 * 3600)
    assert (users["tam"]["deleted"], users["rondo"]["is_bot"]) == (True, True)


async def test_groups_are_listed_with_their_members_on_request(bot: Bot, slack: Workspace) -> None:
    slack.state.usergroups["S0SEC"] = {"id": "S0SEC", "handle": "security", "users": ["U0SOL"]}
    assert "users" not in (await bot.do("usergroups.list"))["usergroups"][0]
    assert (await bot.do("usergroups.users.list", usergroup="S0SEC"))["users"] == ["U0SOL"]
    assert await bot.error("usergroups.users.list", usergroup="S0NONE") == "no_such_subteam"


async def test_a_groups_members_are_set_as_a_whole(bot: Bot, slack: Workspace) -> None:
    slack.state.usergroups["S0SEC"] = {"id": "S0SEC", "handle": "security", "users": ["U0SOL"]}
    changed = await bot.do("usergroups.users.update", usergroup="S0SEC", users="U0TAM,U0ANA")
    assert changed["usergroup"]["users"] == ["U0TAM", "U0ANA"]
    assert (await bot.do("usergroups.users.list", usergroup="S0SEC"))["users"] == ["U0TAM", "U0ANA"]


@pytest.mark.parametrize(
    ("users", "code"),
    [
        ("", "no_users_provided"),
        ("U0TAM,U0NOBODY", "invalid_users"),
        ("U0RONDO", "invalid_user"),
        ("U0BEN", "invalid_user"),  # a guest of several channels
        ("U0CHI", "single_channel_guests_cannot_be_added"),
        ("U0DORA", "invalid_users"),  # deactivated
        ("U0ANA,U0SOL,U0TAM", "subteam_max_users_exceeded"),
    ],
)
async def test_a_group_takes_no_list_that_slack_would_not(bot: Bot, slack: Workspace, users: str, code: str) -> None:
    slack.state.usergroups["S0SEC"] = {"id": "S0SEC", "users": ["U0SOL"]}
    slack.state.groups.most = 2
    await slack.change_user("ben", restricted=True)
    await slack.change_user("chi", restricted=True, ultra_restricted=True)
    await slack.deactivate("dora")
    assert await bot.error("usergroups.users.update", usergroup="S0SEC", users=users) == code
    assert slack.state.usergroups["S0SEC"]["users"] == ["U0SOL"]


async def test_a_group_that_the_app_may_not_change_stays_as_it_is(bot: Bot, slack: Workspace) -> None:
    slack.state.usergroups["S0SEC"] = {"id": "S0SEC", "users": ["U0SOL"]}
    slack.state.groups.open = False
    assert await bot.error("usergroups.users.update", usergroup="S0SEC", users="U0TAM") == "permission_denied"
    assert await bot.error("usergroups.users.update", usergroup="S0NONE", users="U0TAM") == "no_such_subteam"
    slack.reinstall(scopes=slack.app.scopes - {"usergroups:write"})
    assert await bot.error("usergroups.users.update", usergroup="S0SEC", users="U0TAM") == "missing_scope"


async def test_a_plan_without_groups_knows_none(bot: Bot, slack: Workspace) -> None:
    slack.state.usergroups["S0SEC"] = {"id": "S0SEC", "users": ["U0SOL"]}
    slack.state.groups.paid = False
    for method in ("usergroups.list", "usergroups.users.list", "usergroups.users.update"):
        assert await bot.error(method, usergroup="S0SEC", users="U0TAM") == "plan_upgrade_required"


async def test_blocks_are_validated_without_a_token(slack: Workspace) -> None:
    good = await slack.call("blocks.validate", {"blocks": [actions(button())]}, token=None)
    bad = await slack.call("blocks.validate", {"blocks": [actions(button(style="green"))]}, token=None)
    assert (good.ok, bad.body["error"]) == (True, "invalid_blocks")


def test_an_app_is_installed_as_its_manifest_says() -> None:
    app = installed(
        {
            "features": {"slash_commands": [{"command": "/rondo"}], "app_home": {"home_tab_enabled": True}},
            "oauth_config": {"scopes": {"bot": ["chat:write"]}},
            "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
        }
    )
    assert [*app.commands, *app.scopes, *app.events] == ["/rondo", "chat:write", "app_mention"]
    assert (app.home_tab, app.messages_tab) == (True, False)


def test_tokens_and_secrets_do_not_show(slack: Workspace) -> None:
    shown = repr(slack.app)
    assert not any(secret in shown for secret in (slack.app.bot_token, slack.app.app_token, slack.app.signing_secret))
