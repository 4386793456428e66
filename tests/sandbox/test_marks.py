"""What is stuck onto channels and messages comes off again, and what can't is refused."""

from typing import Any

import pytest

from bot.sandbox import Impossible, Workspace
from tests.sandbox.parts import Bot, Ear


async def test_a_pin_is_listed_and_taken_off(bot: Bot, slack: Workspace) -> None:
    channel = await bot.channel()
    target = {"channel": channel, "timestamp": await bot.post(channel, "card")}
    await bot.do("pins.add", **target)
    assert [each["message"]["text"] for each in (await bot.do("pins.list", channel=channel))["items"]] == ["card"]
    assert [await bot.error("pins.remove", **target) for _ in range(2)] == ["none", "no_pin"]


async def test_slacks_own_lines_are_not_pinned(bot: Bot, slack: Workspace) -> None:
    [joined] = slack.lines(await bot.channel())
    assert await bot.error("pins.add", channel=joined.channel, timestamp=joined.ts) == "not_pinnable"


async def test_a_bookmark_is_edited_and_removed(bot: Bot, slack: Workspace) -> None:
    link = {"channel_id": await bot.channel(), "title": "Runbook", "type": "link", "link": "https://example.com/a"}
    made = (await bot.do("bookmarks.add", **link))["bookmark"]
    known = {"channel_id": link["channel_id"], "bookmark_id": made["id"]}
    assert (await bot.do("bookmarks.edit", **known, title="Graph"))["bookmark"]["title"] == "Graph"
    assert [await bot.error("bookmarks.remove", **known) for _ in range(2)] == ["none", "not_found"]
    assert await bot.error("bookmarks.add", **{**link, "type": "folder"}) == "invalid_bookmark_type"


@pytest.mark.parametrize(("method", "again"), [("reactions.remove", "no_reaction"), ("reactions.add", "invalid_name")])
async def test_a_reaction_needs_a_name_and_somebody_who_gave_it(bot: Bot, method: str, again: str) -> None:
    channel = await bot.channel()
    name = "eyes" if method == "reactions.remove" else "Eyes!"
    assert await bot.error(method, channel=channel, timestamp=await bot.post(channel), name=name) == again


async def test_a_persons_reaction_is_told_and_shown(bot: Bot, slack: Workspace, ear: Ear) -> None:
    channel = await bot.channel()
    ts = await bot.post(channel)
    await slack.act("ana").join(channel)
    await slack.act("ana").react(slack.messages(channel)[0], "eyes")
    assert [each["reaction"] for each in ear.events("reaction_added")] == ["eyes"]
    read = await bot.do("reactions.get", channel=channel, timestamp=ts)
    assert read["message"]["reactions"] == [{"name": "eyes", "users": ["U0ANA"], "count": 1}]
    with pytest.raises(Impossible, match="already_reacted"):
        await slack.act("ana").react(slack.messages(channel)[0], "eyes")


async def test_a_file_is_looked_up_and_deleted(bot: Bot, slack: Workspace) -> None:
    channel = await bot.channel()
    asked = await bot.do("files.getUploadURLExternal", filename="a.md", length="3")
    known = {"file": asked["file_id"]}
    assert await bot.error("files.info", **known) == "file_not_found"
    await slack.upload(asked["upload_url"], b"abc")
    await bot.do("files.completeUploadExternal", files=[{"id": asked["file_id"]}], channel_id=channel)
    assert (await bot.do("files.info", **known))["file"]["title"] == "a.md"
    assert [await bot.error("files.delete", **known) for _ in range(2)] == ["none", "file_not_found"]


@pytest.mark.parametrize("content", [b"ab", b"abcd"])
async def test_an_upload_of_another_length_is_refused(bot: Bot, slack: Workspace, content: bytes) -> None:
    asked = await bot.do("files.getUploadURLExternal", filename="a.md", length=3)
    assert (await slack.upload(asked["upload_url"], content)).status == 400


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"user": "U0RONDO"}, "cant_kick_self"),
        ({"user": "U0SOL"}, "not_in_channel"),
        ({"user": "U0NOBODY"}, "user_not_found"),
        ({"user": "U0ANA"}, "none"),
    ],
)
async def test_the_bot_throws_out_only_who_is_there(bot: Bot, arguments: dict[str, Any], error: str) -> None:
    channel = await bot.channel()
    await bot.do("conversations.invite", channel=channel, users="U0ANA")
    assert await bot.error("conversations.kick", channel=channel, **arguments) == error


async def test_a_channel_is_renamed_by_its_maker_to_a_free_name(bot: Bot, slack: Workspace, ear: Ear) -> None:
    channel, general = await bot.channel("inc-1"), slack.channel("general").id
    await bot.do("conversations.join", channel=general)
    assert await bot.error("conversations.rename", channel=general, name="x") == "not_authorized"
    assert await bot.error("conversations.rename", channel=channel, name="general") == "name_taken"
    await bot.do("conversations.rename", channel=channel, name="inc-1-checkout")
    await slack.flush()
    assert [each["channel"]["name"] for each in ear.events("channel_rename")] == ["inc-1-checkout"]


async def test_joining_and_leaving_twice_is_no_fault(bot: Bot, slack: Workspace) -> None:
    general = slack.channel("general").id
    answers = [await bot.do("conversations.join", channel=general) for _ in range(2)]
    assert answers[1]["warning"] == "already_in_channel"
    channel = await bot.channel()
    await bot.do("conversations.leave", channel=channel)
    assert (await bot.do("conversations.leave", channel=channel))["not_in_channel"]


async def test_several_people_share_one_group_conversation(bot: Bot) -> None:
    opened = [await bot.do("conversations.open", users=users) for users in ("U0ANA,U0BEN", "U0BEN,U0ANA")]
    assert opened[0]["channel"]["id"] == opened[1]["channel"]["id"]
    assert await bot.error("conversations.setTopic", channel=opened[0]["channel"]["id"], topic="x") == (
        "method_not_supported_for_channel_type"
    )


async def test_a_channels_purpose_is_kept(bot: Bot) -> None:
    channel = await bot.channel()
    await bot.do("conversations.setPurpose", channel=channel, purpose="INC-1")
    assert (await bot.do("conversations.info", channel=channel))["channel"]["purpose"]["value"] == "INC-1"


async def test_the_bot_deletes_its_own_message_and_its_pin_goes_too(bot: Bot, slack: Workspace) -> None:
    channel = await bot.channel()
    ts = await bot.post(channel)
    await bot.do("pins.add", channel=channel, timestamp=ts)
    await bot.do("chat.delete", channel=channel, ts=ts)
    assert (slack.messages(channel), slack.channel(channel).pins) == ([], {})


async def test_a_messages_link_leads_back_to_the_workspace(bot: Bot, slack: Workspace) -> None:
    channel = await bot.channel()
    ts = await bot.post(channel)
    link = (await bot.do("chat.getPermalink", channel=channel, message_ts=ts))["permalink"]
    assert link == f"{slack.state.base_url}/archives/{channel}/p{ts.replace('.', '')}"


async def test_rich_text_is_not_replaced_by_other_blocks(bot: Bot) -> None:
    channel, rich = (
        await bot.channel(),
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    )
    ts = await bot.post(channel, blocks=[rich])
    assert await bot.error("chat.update", channel=channel, ts=ts, blocks=[{"type": "divider"}]) == "block_mismatch"


async def test_people_edit_and_delete_their_words(bot: Bot, slack: Workspace, ear: Ear) -> None:
    channel = await bot.channel()
    ana, ben = slack.act("ana"), slack.act("ben")
    await ben.join(channel)
    said = await ben.say("frist", channel)
    await ben.edit(said, "first")
    await ana.delete(said)
    subtypes = [each.get("subtype") for each in ear.events("message")]
    assert subtypes[-2:] == ["message_changed", "message_deleted"]
    with pytest.raises(Impossible, match="only its author"):
        await ben.delete(await ana.say("mine"))
