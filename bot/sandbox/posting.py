"""How messages come to be, change and go, whoever writes them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.sandbox.records import Channel, Done, Json, Kind, Message
from bot.sandbox.state import MESSAGE_EVENTS, State

CHANNEL_TYPES = {Kind.PUBLIC: "channel", Kind.PRIVATE: "group", Kind.IM: "im", Kind.MPIM: "mpim"}


def with_ids(state: State, blocks: Iterable[Json]) -> tuple[Json, ...]:
    """The blocks as Slack keeps them: each has a block_id, each element that can act an action_id."""
    kept = []
    for given in blocks:
        block = {**given, "block_id": given.get("block_id") or f"b{state.number()}"}
        for place in ("elements", "accessory", "element"):
            if place in block and block["type"] in ("actions", "section", "input"):
                block[place] = _named(state, block[place])
        kept.append(block)
    return tuple(kept)


def _named(state: State, given: Any) -> Any:
    if isinstance(given, list):
        return [_named(state, each) for each in given]
    if given.get("type") == "image" or "action_id" in given:
        return given
    return {**given, "action_id": f"a{state.number()}"}


def post(state: State, channel: Channel, *, user: str, text: str, **more: Any) -> Message:
    """Adds a message to a conversation and tells the app of it where it would hear of it."""
    bot = state.app.bot_id if user == state.app.bot_user else None
    blocks = with_ids(state, more.pop("blocks", None) or ())
    message = Message(
        ts=state.new_ts(),
        channel=channel.id,
        user=user,
        text=text,
        at=state.now(),
        bot_id=bot,
        blocks=blocks,
        **more,
    )
    channel.messages[message.ts] = message
    detail = message.payload.get("kind") or message.subtype
    state.done(Done.MESSAGE_POSTED, by=user, channel=channel.id, ts=message.ts, detail=detail)
    _announce(state, channel, message)
    return message


def edit(state: State, channel: Channel, message: Message, *, by: str, **change: Any) -> Message:
    if "blocks" in change:
        change["blocks"] = with_ids(state, change["blocks"])
    changed = replace(message, edited_ts=state.new_ts(), **change)
    channel.messages[message.ts] = changed
    state.done(Done.MESSAGE_UPDATED, by=by, channel=channel.id, ts=message.ts)
    if state.app.bot_user in channel.members:
        shown = {"message": _told(state, changed), "previous_message": _told(state, message)}
        event = {"subtype": "message_changed", "hidden": True, "ts": changed.edited_ts, **shown}
        emit_message(state, channel, event)
    return changed


def delete(state: State, channel: Channel, message: Message, *, by: str) -> None:
    del channel.messages[message.ts]
    channel.pins.pop(message.ts, None)
    state.done(Done.MESSAGE_DELETED, by=by, channel=channel.id, ts=message.ts)
    if state.app.bot_user in channel.members:
        gone = {"subtype": "message_deleted", "deleted_ts": message.ts, "hidden": True}
        emit_message(state, channel, {**gone, "ts": state.new_ts()})


def whisper(state: State, channel: Channel, *, to: str, text: str, **more: Any) -> Message:
    """Shows a message to one person only; it has a ts, but no API call can reach it again."""
    blocks = with_ids(state, more.pop("blocks", None) or ())
    more.setdefault("user", state.app.bot_user)
    message = Message(
        ts=state.new_ts(),
        channel=channel.id,
        text=text,
        at=state.now(),
        ephemeral_to=to,
        bot_id=state.app.bot_id,
        blocks=blocks,
        **more,
    )
    channel.ephemeral.append(message)
    state.done(Done.EPHEMERAL_POSTED, channel=channel.id, user=to, ts=message.ts)
    return message


def line(state: State, channel: Channel, *, user: str, subtype: str, text: str) -> Message:
    """A line that Slack itself writes: joined, left, set the topic."""
    return post(state, channel, user=user, text=text, subtype=subtype)


def emit_message(state: State, channel: Channel, event: Json) -> None:
    whole = {
        "type": "message",
        "channel": channel.id,
        "channel_type": CHANNEL_TYPES[channel.kind],
        "event_ts": event["ts"],
        **event,
    }
    state.emit(whole, subscription=MESSAGE_EVENTS[channel.kind])


def _announce(state: State, channel: Channel, message: Message) -> None:
    if state.app.bot_user not in channel.members:
        return
    event = _told(state, message)
    emit_message(state, channel, event)
    mention = f"<@{state.app.bot_user}>"
    if mention in message.text and not message.bot_id and channel.kind is not Kind.IM:
        state.emit({**event, "type": "app_mention", "channel": channel.id, "event_ts": message.ts})


def _told(state: State, message: Message) -> Json:
    """A message as an event shows it."""
    event: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    optional = {
        "team": state.team_id,
        "subtype": message.subtype,
        "thread_ts": message.thread_ts,
        "bot_id": message.bot_id,
        "client_msg_id": message.client_msg_id,
        "blocks": list(message.blocks) or None,
        "app_id": state.app.app_id if message.bot_id else None,
    }
    return event | {name: value for name, value in optional.items() if value is not None}
