"""chat.*: posting, editing and deleting messages, within Slack's limits.

https://docs.slack.dev/reference/methods/chat.postMessage and chat.update
"""

import re
from collections.abc import Iterable
from typing import Any

from bot.sandbox import posting, shapes
from bot.sandbox.answer import Refusal, invalid
from bot.sandbox.arguments import Arguments
from bot.sandbox.blockkit import problems
from bot.sandbox.records import Channel, Json, Kind
from bot.sandbox.state import State

LONGEST_TEXT = 40_000
LONGEST_EDIT = 4_000
LONGEST_BLOCKS = 13_200
LARGEST_METADATA = 8_000


def post_message(state: State, given: Arguments) -> Json:
    channel = _target(state, given.need("channel"))
    content = _content(given)
    if not content["text"] and not content["blocks"] and not content["attachments"]:
        raise Refusal("no_text")
    thread = given.text("thread_ts") or None
    if thread and thread in channel.messages and channel.messages[thread].subtype:
        raise Refusal("cannot_reply_to_message")
    made = posting.post(
        state,
        channel,
        user=state.app.bot_user,
        thread_ts=thread,
        broadcast=given.flag("reply_broadcast"),
        metadata=_metadata(given),
        **content,
    )
    return _posted(state, channel, made.ts)


def _target(state: State, asked: str) -> Channel:
    """The conversation a post goes to, by id, by name, or by person (then it lands with Slackbot)."""
    if asked in state.users:
        return state.slackbot(asked)
    named = state.named(asked.lstrip("#"))
    channel = state.visible(named.id if named else asked)
    if channel.archived:
        raise Refusal("is_archived")
    if channel.kind is Kind.IM:
        _direct(state, channel)
    open_to_all = channel.kind is Kind.PUBLIC and "chat:write.public" in state.app.scopes
    if state.app.bot_user not in channel.members and not open_to_all:
        raise Refusal("not_in_channel")
    return channel


def _direct(state: State, channel: Channel) -> None:
    if not state.app.messages_tab:
        raise Refusal("messages_tab_disabled")
    if channel.peer and state.users[channel.peer].deleted:
        raise Refusal("channel_not_found")


def _content(given: Arguments) -> Json:
    """Text, blocks and attachments of a post, checked."""
    if given.has("markdown_text"):
        return _markdown(given)
    attachments = given.json("attachments") or []
    if len(attachments) > 100:
        raise Refusal("too_many_attachments")
    blocks = checked_blocks(given.json("blocks", "invalid_blocks_format"))
    text = given.text("text")[:LONGEST_TEXT]
    return {"text": text, "blocks": blocks, "attachments": tuple(attachments)}


def _markdown(given: Arguments) -> Json:
    text = given.text("markdown_text")
    if given.has("text") or given.has("blocks"):
        raise Refusal("markdown_text_conflict")
    if len(text) > 12_000:
        raise Refusal("msg_too_long")
    return {"text": text, "blocks": [{"type": "markdown", "text": text}], "attachments": ()}


def checked_blocks(blocks: Any) -> list[Json]:
    """The blocks of a message, or Slack's refusal with every fault in it."""
    if blocks is None:
        return []
    if not isinstance(blocks, list) or not all(isinstance(each, dict) for each in blocks):
        raise Refusal("invalid_blocks_format")
    if found := problems(blocks, surface="message"):
        raise invalid(*found, code="invalid_blocks")
    if _letters(blocks) > LONGEST_BLOCKS:
        raise Refusal("msg_blocks_too_long")
    return blocks


def _letters(value: Any) -> int:
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(_letters(each) for each in value.values() if isinstance(each, dict | list))
    return sum(map(_letters, value)) if isinstance(value, list) else 0


def _metadata(given: Arguments) -> Json | None:
    """The metadata in Slack's shape: a type and a flat object."""
    metadata = given.json("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or set(metadata) - {"event_type", "event_payload", "entities"}:
        raise Refusal("invalid_metadata_format")
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not re.fullmatch(r"[\w.:-]{1,255}", kind):
        raise Refusal("invalid_metadata_format")
    if not isinstance(payload, dict) or any(isinstance(each, dict) for each in payload.values()):
        raise Refusal("invalid_metadata_schema")
    if len(repr(payload)) > LARGEST_METADATA:
        raise Refusal("metadata_too_large")
    return metadata


def _posted(state: State, channel: Channel, ts: str) -> Json:
    shown = shapes.message(state, channel.messages[ts], metadata=True)
    return {"channel": channel.id, "ts": ts, "message": shown}


def update(state: State, given: Arguments) -> Json:
    """Text without blocks removes the blocks; without text they stay; metadata stays unless given."""
    channel = _own(state, given, "cant_update_message")
    old = channel.messages[given.text("ts")]
    if len(given.text("text")) > LONGEST_EDIT:
        raise Refusal("msg_too_long")
    change = _change(given, bool(old.blocks))
    if _rich(old.blocks) and change.get("blocks") and not _rich(change["blocks"]):
        raise Refusal("block_mismatch")
    if change.get("blocks") == [] and not change.get("text", old.text):
        raise Refusal("no_text")
    if given.has("metadata"):
        change["metadata"] = _metadata(given)
    new = posting.edit(state, channel, old, by=state.app.bot_user, **change)
    return {**_posted(state, channel, new.ts), "text": new.text}


def _rich(blocks: Iterable[Json]) -> bool:
    return any(block["type"] == "rich_text" for block in blocks)


def _change(given: Arguments, had_blocks: bool) -> Json:
    content = _content(given)
    change: Json = {"text": content["text"]} if given.has("text") else {}
    if given.has("blocks"):
        return change | {"blocks": content["blocks"]}
    if not change and not given.has("attachments") and not given.has("metadata"):
        raise Refusal("no_text")
    return change | {"blocks": []} if change and had_blocks else change


def _own(state: State, given: Arguments, code: str) -> Channel:
    channel = state.visible(given.need("channel"))
    if channel.archived:
        raise Refusal("is_inactive")
    message = state.message(channel, given.need("ts"))
    if message.user != state.app.bot_user or message.subtype:
        raise Refusal(code)
    return channel


def delete(state: State, given: Arguments) -> Json:
    channel = _own(state, given, "cant_delete_message")
    ts = given.text("ts")
    posting.delete(state, channel, channel.messages[ts], by=state.app.bot_user)
    return {"channel": channel.id, "ts": ts}


def post_ephemeral(state: State, given: Arguments) -> Json:
    channel, user = state.joined(given.need("channel")), given.need("user")
    state.member(user)
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    content = _content(given)
    if not content["text"] and not content["blocks"]:
        raise Refusal("no_text")
    thread = given.text("thread_ts") or None
    made = posting.whisper(state, channel, to=user, thread_ts=thread, **content)
    return {"message_ts": made.ts}


def permalink(state: State, given: Arguments) -> Json:
    channel, ts = state.visible(given.need("channel")), given.need("message_ts")
    state.message(channel, ts)
    link = f"{state.base_url}/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


METHODS = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": permalink,
}
