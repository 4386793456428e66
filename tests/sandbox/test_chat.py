"""Messages: where they may go, how long they may be, how they are edited, what is stuck onto them."""

from typing import Any

import pytest

from bot.sandbox import Workspace
from tests.sandbox.parts import Bot, actions, button, page


def words(count: int) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * count}}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "no_text"),
        ({"text": "", "blocks": []}, "no_text"),
        ({"text": "x", "blocks": "{"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "nothing"}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [words(3000)] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"text": "x", "metadata": {"event_type": "rondo"}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_payload": {}}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {**page(), "more": 1}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "r", "event_payload": {"a": {"b": 1}}}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_type": "r", "event_payload": {"a": "x" * 9000}}}, "metadata_too_large"),
        ({"text": "x", "metadata": page()}, "none"),
        ({"blocks": [actions(button())]}, "none"),
        ({"text": "x", "blocks": '[{"type": "divider"}]'}, "none"),
    ],
)
async def test_a_post_is_refused_for_its_content(bot: Bot, arguments: dict[str, Any], error: str) -> None:
    assert await bot.error("chat.postMessage", channel=await bot.channel(), **arguments) == error


async def test_refused_blocks_say_where_the_fault_is(bot: Bot) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]
    answer = await bot.ask("chat.postMessage", channel=await bot.channel(), blocks=blocks)
    fault = "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    assert answer.body["response_metadata"] == {"messages": [fault]}


async def test_text_is_cut_at_40000_letters(bot: Bot, slack: Workspace) -> None:
    channel = await bot.channel()
    await bot.post(channel, "x" * 40_001)
    assert len(slack.messages(channel)[0].text) == 40_000


async def test_posting_to_a_person_lands_with_slackbot(bot: Bot, slack: Workspace) -> None:
    posted = await bot.do("chat.postMessage", channel="U0ANA", text="lost")
    assert slack.dm("ana") == []
    await bot.do("chat.postMessage", channel="U0ANA", text="lost", metadata=page())
    assert slack.paged == ["Slackbot, for ana"]
    update = {"channel": "U0ANA", "ts": posted["ts"], "text": "x"}
    assert await bot.error("chat.update", **update) == "channel_not_found"


async def test_a_public_channel_takes_posts_of_an_outsider_only_by_scope(bot: Bot, slack: Workspace) -> None:
    general = slack.channel("general").id
    assert await bot.error("chat.postMessage", channel=general, text="x") == "none"
    slack.reinstall(scopes=slack.app.scopes - {"chat:write.public"})
    assert await bot.error("chat.postMessage", channel=general, text="x") == "not_in_channel"


async def test_direct_messages_need_the_messages_tab(bot: Bot, slack: Workspace) -> None:
    dm = await bot.dm("ana")
    slack.reinstall(messages_tab=False)
    assert await bot.error("chat.postMessage", channel=dm, text="x") == "messages_tab_disabled"


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"text": "new"}, ("new", 0, "page")),  # text without blocks removes the blocks
        ({"blocks": [{"type": "divider"}] * 2}, ("old", 2, "page")),  # blocks without text keep the text
        ({"text": "new", "blocks": [{"type": "divider"}]}, ("new", 1, "page")),
        ({"blocks": []}, ("old", 0, "page")),
        ({"text": "new", "metadata": {}}, ("new", 0, None)),  # an empty object removes the metadata
    ],
)
async def test_an_edit_changes_only_what_slack_changes(
    bot: Bot, slack: Workspace, change: dict[str, Any], left: tuple[Any, ...]
) -> None:
    dm = await bot.dm("ana")
    ts = await bot.post(dm, "old", blocks=[actions(button())], metadata=page())
    await bot.do("chat.update", channel=dm, ts=ts, **change)
    [now] = slack.dm("ana")
    assert (now.text, len(now.blocks), now.payload.get("kind")) == left


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({}, "no_text"),
        ({"text": "x" * 4001}, "msg_too_long"),
        ({"text": "x", "ts": "1.000000"}, "message_not_found"),
        ({"text": "x", "channel": "C0NOWHERE"}, "channel_not_found"),
        ({"blocks": [{"type": "nothing"}]}, "invalid_blocks"),
    ],
)
async def test_an_edit_is_refused(bot: Bot, change: dict[str, Any], error: str) -> None:
    channel = await bot.channel()
    ts = await bot.post(channel)
    assert await bot.error("chat.update", **{"channel": channel, "ts": ts, **change}) == error


@pytest.mark.parametrize(
    ("method", "error"), [("chat.update", "cant_update_message"), ("chat.delete", "cant_delete_message")]
)
async def test_the_bot_changes_only_its_own_words(bot: Bot, slack: Workspace, method: str, error: str) -> None:
    said = await slack.act("ana").say("mine")
    assert await bot.error(method, channel=said.channel, ts=said.ts, text="x") == error


async def test_an_archived_channels_messages_stand(bot: Bot) -> None:
    channel = await bot.channel()
    ts = await bot.post(channel)
    await bot.do("conversations.archive", channel=channel)
    assert await bot.error("chat.update", channel=channel, ts=ts, text="x") == "is_inactive"


async def test_an_ephemeral_message_is_shown_to_one_and_never_found_again(bot: Bot, slack: Workspace) -> None:
    channel = await bot.channel()
    whisper = {"channel": channel, "user": "U0ANA", "text": "psst"}
    assert await bot.error("chat.postEphemeral", **whisper) == "user_not_in_channel"
    await bot.do("conversations.invite", channel=channel, users="U0ANA,U0BEN")
    ts = (await bot.do("chat.postEphemeral", **whisper))["message_ts"]
    assert ([each.text for each in slack.ephemeral("ana")], slack.ephemeral("ben")) == (["psst"], [])
    assert await bot.error("chat.update", channel=channel, ts=ts, text="x") == "message_not_found"


async def test_pages_are_counted_by_their_metadata(bot: Bot, slack: Workspace) -> None:
    for person in ("ana", "ben"):
        await bot.post(await bot.dm(person), metadata=page("INC-7"))
    await bot.post(await bot.dm("ana"), "no page")
    assert slack.paged == ["ana", "ben"]
    assert {each.incident for each in slack.pages} == {"INC-7"}


@pytest.mark.parametrize(
    ("method", "field", "again"),
    [("pins.add", {}, "already_pinned"), ("reactions.add", {"name": "eyes"}, "already_reacted")],
)
async def test_doing_it_twice_is_refused(bot: Bot, method: str, field: dict[str, str], again: str) -> None:
    channel = await bot.channel()
    target = {"channel": channel, "timestamp": await bot.post(channel), **field}
    assert await bot.error(method, **target) == "none"
    assert await bot.error(method, **target) == again
    assert await bot.error(method, **{**target, "timestamp": "1.0"}) == "message_not_found"


async def test_bookmarks_are_never_told_apart(bot: Bot) -> None:
    link = {"channel_id": await bot.channel(), "title": "Runbook", "type": "link", "link": "https://example.com/a"}
    for _ in range(2):
        await bot.do("bookmarks.add", **link)
    assert len((await bot.do("bookmarks.list", channel_id=link["channel_id"]))["bookmarks"]) == 2
    assert await bot.error("bookmarks.add", **{**link, "link": "example.com"}) == "invalid_link"


async def test_a_file_is_asked_for_uploaded_and_completed(bot: Bot, slack: Workspace) -> None:
    channel = await bot.channel()
    asked = await bot.do("files.getUploadURLExternal", filename="a.md", length=3)
    files = [{"id": asked["file_id"], "title": "A"}]
    assert await bot.error("files.completeUploadExternal", files=files, channel_id=channel) == "file_not_found"
    await slack.upload(asked["upload_url"], b"abc")
    await bot.do("files.completeUploadExternal", files=files, channel_id=channel, initial_comment="Draft")
    assert [(each.text, each.files) for each in slack.messages(channel)] == [("Draft", (asked["file_id"],))]
