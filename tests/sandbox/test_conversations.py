"""Channels: names, membership, privacy, archiving, listing, history."""

from typing import Any

import pytest

from bot.sandbox import Done, Workspace
from tests.sandbox.parts import Bot, Clock, Ear, page


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("-_-", "invalid_name_punctuation"),
        ("Inc-1", "invalid_name_specials"),  # never normalised
        ("inc 1", "invalid_name_specials"),
        ("größe", "invalid_name_specials"),
        ("inc.1", "invalid_name_specials"),
        ("general", "name_taken"),
        ("x" * 80, "none"),
        ("inc-7_x", "none"),
    ],
)
async def test_names_are_checked_and_never_changed(bot: Bot, name: str, error: str) -> None:
    assert await bot.error("conversations.create", name=name) == error


async def test_whoever_makes_a_channel_is_in_it(bot: Bot, slack: Workspace) -> None:
    await bot.channel("inc-1")
    assert slack.members("inc-1") == ["rondo"]


async def test_an_archived_channel_keeps_its_name(bot: Bot) -> None:
    await bot.do("conversations.archive", channel=await bot.channel("inc-1"))
    assert await bot.error("conversations.create", name="inc-1") == "name_taken"


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "no_user"),
        ("U0NOBODY", "user_not_found"),
        ("U0RONDO", "cant_invite_self"),
        ("U0BEN", "already_in_channel"),
        ("U0TAM", "cant_invite"),  # deactivated
        (",".join(["U0ANA"] * 101), "too_many_users"),
        ("U0ANA,U0SOL", "none"),
        (["U0ANA", "U0SOL"], "none"),
    ],
)
async def test_invitations_are_refused_person_by_person(bot: Bot, slack: Workspace, users: Any, error: str) -> None:
    channel = await bot.channel()
    await bot.do("conversations.invite", channel=channel, users="U0BEN")
    await slack.deactivate("tam")
    assert await bot.error("conversations.invite", channel=channel, users=users) == error


async def test_one_bad_name_stops_an_invitation_and_force_passes_over_it(bot: Bot, slack: Workspace) -> None:
    channel = await bot.channel()
    refused = await bot.ask("conversations.invite", channel=channel, users="U0ANA,U0NOBODY")
    assert refused.body["errors"] == [{"user": "U0NOBODY", "ok": False, "error": "user_not_found"}]
    assert slack.members(channel) == ["rondo"]
    forced = await bot.do("conversations.invite", channel=channel, users="U0ANA,U0NOBODY", force=True)
    assert (slack.members(channel), len(forced["errors"])) == (["rondo", "ana"], 1)


async def test_a_forced_invitation_may_also_answer_no(bot: Bot, slack: Workspace) -> None:
    slack.state.forced_invite_is_ok = False
    channel = await bot.channel()
    arguments = {"channel": channel, "users": "U0ANA,U0NOBODY", "force": "true"}
    assert await bot.error("conversations.invite", **arguments) == "user_not_found"
    assert slack.members(channel) == ["rondo", "ana"]


@pytest.mark.parametrize(
    "method", ["conversations.info", "conversations.members", "conversations.history", "chat.postMessage"]
)
async def test_a_private_channel_without_the_bot_does_not_exist(bot: Bot, method: str) -> None:
    channel = await bot.channel("secret", private=True)
    await bot.do("conversations.leave", channel=channel)
    assert await bot.error(method, channel=channel, text="x") == "channel_not_found"


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("conversations.history", {}),
        ("conversations.invite", {"users": "U0ANA"}),
        ("conversations.setTopic", {"topic": "x"}),
        ("conversations.rename", {"name": "x"}),
        ("conversations.archive", {}),
        ("chat.postEphemeral", {"user": "U0ANA", "text": "x"}),
    ],
)
async def test_the_bot_works_only_where_it_is(bot: Bot, method: str, more: dict[str, Any]) -> None:
    channel = await bot.channel()
    await bot.do("conversations.leave", channel=channel)
    assert await bot.error(method, channel=channel, **more) == "not_in_channel"


@pytest.mark.parametrize(
    ("method", "more", "error"),
    [
        ("conversations.invite", {"users": "U0ANA"}, "is_archived"),
        ("conversations.setTopic", {"topic": "x"}, "is_archived"),
        ("conversations.join", {}, "is_archived"),
        ("conversations.archive", {}, "already_archived"),
        ("chat.postMessage", {"text": "x"}, "is_archived"),
        ("conversations.unarchive", {}, "none"),
        ("conversations.history", {}, "none"),
    ],
)
async def test_an_archived_channel_is_only_read(bot: Bot, method: str, more: dict[str, Any], error: str) -> None:
    channel = await bot.channel()
    await bot.do("conversations.archive", channel=channel)
    assert await bot.error(method, channel=channel, **more) == error


async def test_general_is_never_archived(bot: Bot, slack: Workspace) -> None:
    assert await bot.error("conversations.archive", channel=slack.channel("general").id) == "cant_archive_general"


@pytest.mark.parametrize("field", ["topic", "purpose"])
async def test_topics_and_purposes_have_250_letters(bot: Bot, field: str) -> None:
    channel, method = await bot.channel(), f"conversations.set{field.title()}"
    assert await bot.error(method, channel=channel, **{field: "x" * 251}) == "too_long"
    assert (await bot.do(method, channel=channel, **{field: "x" * 250}))["channel"][field]["value"] == "x" * 250


async def test_each_topic_leaves_a_line(bot: Bot, slack: Workspace) -> None:
    channel = await bot.channel()
    await bot.do("conversations.setTopic", channel=channel, topic="INC-1")
    assert [each.subtype for each in slack.lines(channel)] == ["channel_join", "channel_topic"]
    assert slack.messages(channel) == []


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "users_list_not_supplied"),
        ("U0NOBODY", "user_not_found"),
        ("U0TAM", "user_disabled"),
        (",".join(["U0ANA"] * 9), "too_many_users"),
    ],
)
async def test_direct_conversations_are_refused(bot: Bot, slack: Workspace, users: str, error: str) -> None:
    await slack.deactivate("tam")
    assert await bot.error("conversations.open", users=users) == error


async def test_a_direct_conversation_is_opened_once(bot: Bot) -> None:
    first, second = [await bot.do("conversations.open", users="U0ANA") for _ in range(2)]
    assert (first["channel"]["id"], second["channel"]["id"]) == ("D0ANA", "D0ANA")
    assert (first.get("already_open"), second.get("already_open")) == (None, True)


async def test_lists_come_in_pages_and_by_type(bot: Bot) -> None:
    await bot.channel("inc-2", private=True)
    first = await bot.do("conversations.list", types="public_channel,private_channel", limit=1)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await bot.do("conversations.list", types="public_channel,private_channel", cursor=cursor)
    assert [each["name"] for each in first["channels"] + rest["channels"]] == ["general", "inc-2"]
    assert [each["name"] for each in (await bot.do("users.conversations"))["channels"]] == []
    assert await bot.error("conversations.list", types="secret") == "invalid_types"


async def test_history_shows_metadata_only_when_asked(bot: Bot) -> None:
    channel = await bot.channel()
    await bot.post(channel, "a & b", metadata=page())
    plain = (await bot.do("conversations.history", channel=channel, limit=1))["messages"][0]
    whole = (await bot.do("conversations.history", channel=channel, limit=1, include_all_metadata=True))["messages"][0]
    assert (plain["text"], plain.get("metadata"), whole["metadata"]) == ("a & b", None, page())


async def test_history_is_newest_first_within_its_edges(bot: Bot, clock: Clock) -> None:
    channel = await bot.channel()
    stamps = []
    for word in ("one", "two", "three"):
        clock.passes(seconds=1)
        stamps.append(await bot.post(channel, word))
    read = await bot.do("conversations.history", channel=channel, oldest=stamps[0])
    edges = await bot.do("conversations.history", channel=channel, oldest=stamps[0], inclusive=True, limit=2)
    assert [each["text"] for each in read["messages"]] == ["three", "two"]
    assert (edges["has_more"], [each["text"] for each in edges["messages"]]) == (True, ["three", "two"])


async def test_replies_are_read_as_a_thread_and_not_in_the_history(bot: Bot) -> None:
    channel = await bot.channel()
    root = await bot.post(channel, "root")
    await bot.post(channel, "reply", thread_ts=root)
    thread = await bot.do("conversations.replies", channel=channel, ts=root)
    history = await bot.do("conversations.history", channel=channel)
    assert [each["text"] for each in thread["messages"]] == ["root", "reply"]
    assert "reply" not in [each["text"] for each in history["messages"]]


async def test_the_effects_log_tells_what_became_true(bot: Bot, slack: Workspace) -> None:
    seen = len(slack.effects)
    channel = await bot.channel()
    await bot.do("conversations.invite", channel=channel, users="U0ANA")
    await bot.error("conversations.invite", channel=channel, users="U0ANA")
    done = [(each.done, each.user) for each in slack.effects[seen:] if each.done is not Done.MESSAGE_POSTED]
    assert done == [
        (Done.CHANNEL_CREATED, None),
        (Done.MEMBER_JOINED, "U0RONDO"),
        (Done.MEMBER_JOINED, "U0ANA"),
    ]


async def test_the_app_hears_who_joins(bot: Bot, slack: Workspace, ear: Ear) -> None:
    channel = await bot.channel()
    await bot.do("conversations.invite", channel=channel, users="U0ANA")
    await slack.flush()
    assert [each["user"] for each in ear.events("member_joined_channel")] == ["U0RONDO", "U0ANA"]
