"""pins.*, bookmarks.* and reactions.*: what is stuck onto channels and messages."""

import re
from dataclasses import replace

from bot.sandbox import shapes
from bot.sandbox.answer import Refusal
from bot.sandbox.arguments import Arguments
from bot.sandbox.records import Bookmark, Channel, Done, Json, Message, Pin
from bot.sandbox.state import State

MOST_PINS = 100
MOST_BOOKMARKS = 100


def pin(state: State, given: Arguments) -> Json:
    channel = state.joined(given.need("channel"))
    message = state.message(channel, given.need("timestamp"))
    if message.subtype:
        raise Refusal("not_pinnable")
    if message.ts in channel.pins:
        raise Refusal("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise Refusal("too_many_pins")
    add_pin(state, channel, message, user=state.app.bot_user)
    return {}


def add_pin(state: State, channel: Channel, message: Message, *, user: str) -> None:
    """Somebody's pin, of which everybody in the channel hears.

    https://docs.slack.dev/reference/events/pin_added
    """
    channel.pins[message.ts] = Pin(user=user, at=state.now())
    state.done(Done.PINNED, by=user, channel=channel.id, ts=message.ts)
    if state.app.bot_user in channel.members:
        shown = {"channel": channel.id, "message": shapes.message(state, message)}
        item = {"type": "message", "created": shapes.seconds(state.now()), "created_by": user, **shown}
        event = {"type": "pin_added", "user": user, "channel_id": channel.id, "item": item, "item_user": message.user}
        state.emit({**event, "event_ts": state.new_ts()})


def unpin(state: State, given: Arguments) -> Json:
    channel = state.joined(given.need("channel"))
    if channel.pins.pop(given.need("timestamp"), None) is None:
        raise Refusal("no_pin")
    state.done(Done.UNPINNED, channel=channel.id, ts=given.text("timestamp"))
    return {}


def pins(state: State, given: Arguments) -> Json:
    channel = state.visible(given.need("channel"))
    shown = [
        {
            "type": "message",
            "channel": channel.id,
            "created": shapes.seconds(each.at),
            "created_by": each.user,
            "message": shapes.message(state, channel.messages[ts]),
        }
        for ts, each in channel.pins.items()
    ]
    return {"items": shown}


def add_bookmark(state: State, given: Arguments) -> Json:
    channel, title = state.joined(given.need("channel_id")), given.need("title")
    if given.need("type") != "link":
        raise Refusal("invalid_bookmark_type")
    link = _link(given.text("link"))
    if len(channel.bookmarks) >= MOST_BOOKMARKS:
        raise Refusal("too_many_bookmarks")
    made = Bookmark(
        id=state.new_id("Bk"),
        channel=channel.id,
        title=title,
        link=link,
        at=state.now(),
        emoji=given.text("emoji") or None,
    )
    channel.bookmarks[made.id] = made
    state.done(Done.BOOKMARK_ADDED, channel=channel.id, detail=title)
    return {"bookmark": shapes.bookmark(state, made)}


def _link(link: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\S*", link):
        raise Refusal("invalid_link")
    return link


def _bookmark(state: State, given: Arguments) -> tuple[Channel, Bookmark]:
    channel = state.joined(given.need("channel_id"))
    found = channel.bookmarks.get(given.need("bookmark_id"))
    if found is None:
        raise Refusal("not_found")
    return channel, found


def edit_bookmark(state: State, given: Arguments) -> Json:
    channel, old = _bookmark(state, given)
    link = _link(given.text("link")) if given.has("link") else old.link
    emoji = given.text("emoji") or old.emoji
    new = replace(old, title=given.text("title") or old.title, link=link, emoji=emoji)
    channel.bookmarks[new.id] = new
    state.done(Done.BOOKMARK_EDITED, channel=channel.id, detail=new.title)
    return {"bookmark": shapes.bookmark(state, new)}


def remove_bookmark(state: State, given: Arguments) -> Json:
    channel, old = _bookmark(state, given)
    del channel.bookmarks[old.id]
    state.done(Done.BOOKMARK_REMOVED, channel=channel.id, detail=old.title)
    return {}


def bookmarks(state: State, given: Arguments) -> Json:
    channel = state.visible(given.need("channel_id"))
    return {"bookmarks": [shapes.bookmark(state, each) for each in channel.bookmarks.values()]}


def react(state: State, given: Arguments) -> Json:
    change_reaction(state, *_reacted(state, given), user=state.app.bot_user, add=True)
    return {}


def unreact(state: State, given: Arguments) -> Json:
    change_reaction(state, *_reacted(state, given), user=state.app.bot_user, add=False)
    return {}


def _reacted(state: State, given: Arguments) -> tuple[Channel, Message, str]:
    channel = state.joined(given.need("channel"))
    name = given.need("name").strip(":")
    if not re.fullmatch(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?", name):
        raise Refusal("invalid_name")
    return channel, state.message(channel, given.need("timestamp")), name


def change_reaction(state: State, channel: Channel, message: Message, name: str, *, user: str, add: bool) -> None:
    """Adds or takes away one person's reaction; refuses what is so already."""
    users = message.reactions.get(name, ())
    if add == (user in users):
        raise Refusal("already_reacted" if add else "no_reaction")
    left = (*users, user) if add else tuple(each for each in users if each != user)
    reactions = {**message.reactions, name: left}
    kept = {key: value for key, value in reactions.items() if value}
    channel.messages[message.ts] = replace(message, reactions=kept)
    done = Done.REACTION_ADDED if add else Done.REACTION_REMOVED
    state.done(done, by=user, channel=channel.id, ts=message.ts, detail=name)
    if state.app.bot_user in channel.members:
        item = {"type": "message", "channel": channel.id, "ts": message.ts}
        event = {"user": user, "reaction": name, "item": item, "item_user": message.user}
        state.emit({"type": done.value, **event, "event_ts": state.new_ts()})


def reactions(state: State, given: Arguments) -> Json:
    channel = state.visible(given.need("channel"))
    message = state.message(channel, given.need("timestamp"))
    shown = shapes.message(state, message)
    return {"type": "message", "channel": channel.id, "message": shown}


METHODS = {
    "pins.add": pin,
    "pins.remove": unpin,
    "pins.list": pins,
    "bookmarks.add": add_bookmark,
    "bookmarks.edit": edit_bookmark,
    "bookmarks.remove": remove_bookmark,
    "bookmarks.list": bookmarks,
    "reactions.add": react,
    "reactions.remove": unreact,
    "reactions.get": reactions,
}
