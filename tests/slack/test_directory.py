"""Who is who and what is where."""

from dataclasses import replace

import pytest

from bot.domain.holders import Holders, Role
from bot.sandbox import Failing, Fault, membership
from bot.slack import directory
from tests.slack.post import Post


@pytest.fixture
def post() -> Post:
    return Post()


async def refreshed(post: Post) -> list[str]:
    still = await directory.refresh(post.api.call, post.directory, post.stage.situation())
    return [f"{one.what}: {one.code}" for one in still]


async def test_at_the_start_everybody_is_known_and_their_direct_messages_are_open(post: Post) -> None:
    assert await refreshed(post) == []
    ana = post.directory.members["ana"]
    assert ana is not None
    assert (ana.slack_id, ana.direct, ana.deactivated) == ("U0ANA", "D0ANA", False)


async def test_we_learn_who_we_are_and_what_we_may(post: Post) -> None:
    post.directory.me = None
    await refreshed(post)
    assert post.directory.me is not None
    assert post.directory.me.bot_user_id == "U0RONDO"
    assert "chat:write" in post.directory.me.scopes


async def test_configured_channels_are_made_once(post: Post) -> None:
    await refreshed(post)
    await refreshed(post)
    assert sorted(post.directory.channels) == ["#incidents", "#ops", "#rondo-operators"]
    assert len([one for one in post.slack.channels if one.name == "incidents"]) == 1


async def test_a_public_channel_that_is_there_is_joined(post: Post) -> None:
    membership.make(post.slack.state, name="ops", creator="U0ANA")
    await refreshed(post)
    assert "rondo" in post.slack.members("ops")


async def test_an_address_that_slack_does_not_know_is_nobody(post: Post) -> None:
    people = post.stage.settings.people
    lost = replace(people["ben"], slack="gone@example.com")
    post.stage.settings = replace(post.stage.settings, people={**people, "ben": lost})
    assert await refreshed(post) == ["ben: users_not_found"]
    assert post.directory.members["ben"] is None


async def test_what_may_pass_is_asked_again_by_itself_and_for_the_rest_nobody_is_asked(post: Post) -> None:
    people = post.stage.settings.people
    lost = replace(people["ben"], slack="gone@example.com")
    post.stage.settings = replace(post.stage.settings, people={**people, "ben": lost})
    post.slack.faults.add(Fault(kind=Failing.RATE_LIMITED, method="users.info", times=1))
    still = await directory.refresh(post.api.call, post.directory, post.stage.situation())
    passing = {one.what: one.passing for one in still}
    assert passing == {"ana": True, "ben": False}
    before = len(post.slack.calls)
    assert await directory.refresh(post.api.call, post.directory, post.stage.situation(), only={"ana"}) == []
    asked = [call.method for call in post.slack.calls[before:]]
    assert asked == ["auth.test", "users.info", "conversations.open"]


async def test_somebody_who_was_taken_out_of_the_file_is_still_known_by_their_id(post: Post) -> None:
    await refreshed(post)
    people = {name: one for name, one in post.stage.settings.people.items() if name != "ben"}
    post.stage.settings = replace(post.stage.settings, people=people)
    post.stage.members.update({who: member for who, member in post.directory.members.items() if member})
    assert await refreshed(post) == []


async def test_somebody_who_left_is_known_as_deactivated(post: Post) -> None:
    await post.slack.deactivate("chi")
    await refreshed(post)
    chi = post.directory.members["chi"]
    assert chi is not None
    assert chi.deactivated


async def test_a_slack_that_is_away_is_said_and_nothing_is_forgotten(post: Post) -> None:
    await refreshed(post)
    before = dict(post.directory.members)
    post.slack.faults.add(Fault(kind=Failing.AWAY, times=None))
    assert await refreshed(post) == ["Slack: lost"]
    assert post.directory.members == before


async def test_who_is_in_the_user_groups_of_the_file_is_asked_and_kept_when_slack_says_no(post: Post) -> None:
    post.slack.state.usergroups["S0OPS"] = {"id": "S0OPS", "users": ["U0ANA", "U0BEN"]}
    admins = Holders(groups=frozenset({"S0OPS"}))
    post.stage.settings = replace(post.stage.settings, roles={Role.ADMIN: admins})
    assert await refreshed(post) == []
    post.slack.faults.add(Fault(kind=Failing.ERROR, method="usergroups.users.list", code="plan_upgrade_required"))
    assert await refreshed(post) == ["S0OPS: plan_upgrade_required"]
    assert post.directory.groups == {"S0OPS": ("U0ANA", "U0BEN")}


async def test_without_user_groups_in_the_file_slack_is_not_asked_for_any(post: Post) -> None:
    await refreshed(post)
    assert not [call for call in post.slack.calls if call.method == "usergroups.users.list"]
