"""conversations.*: making, changing and leaving channels."""

import re

from bot.sandbox import membership, shapes
from bot.sandbox.answer import Refusal, invalid
from bot.sandbox.arguments import Arguments
from bot.sandbox.posting import line
from bot.sandbox.records import Channel, Done, Json, Kind
from bot.sandbox.state import SLACKBOT, State


def checked_name(name: str) -> str:
    """The name, refused as Slack refuses it; nothing is normalised.

    https://docs.slack.dev/reference/methods/conversations.create
    """
    if not name:
        raise Refusal("invalid_name_required")
    if len(name) > 80:
        raise Refusal("invalid_name_maxlength")
    if not re.search(r"[^\W_]", name):
        raise Refusal("invalid_name_punctuation")
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise Refusal("invalid_name_specials")
    return name


def create(state: State, given: Arguments) -> Json:
    name = checked_name(given.text("name"))
    if state.named(name):
        raise Refusal("name_taken")
    private = given.flag("is_private")
    made = membership.make(state, name=name, private=private, creator=state.app.bot_user)
    return {"channel": shapes.channel(state, made)}


def open_(state: State, given: Arguments) -> Json:
    users = given.names("users")
    if given.has("channel"):
        return {"channel": {"id": state.visible(given.text("channel")).id}}
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > 8:
        raise Refusal("too_many_users")
    for user in users:
        if state.member(user).deleted:
            raise Refusal("user_disabled")
        if user in (state.app.bot_user, SLACKBOT):
            raise Refusal("cannot_dm_bot")
    known = f"D{users[0][1:]}" in state.channels
    channel = state.direct(users[0]) if len(users) == 1 else _group(state, users)
    shown = shapes.channel(state, channel) if given.flag("return_im") else {"id": channel.id}
    return {"channel": shown, **({"no_op": True, "already_open": True} if known else {})}


def _group(state: State, users: list[str]) -> Channel:
    members = dict.fromkeys([*users, state.app.bot_user])
    for channel in state.channels.values():
        if channel.kind is Kind.MPIM and channel.members.keys() == members.keys():
            return channel
    made = Channel(
        id=state.new_id("G"),
        name=f"mpdm-{'-'.join(users).lower()}-1",
        kind=Kind.MPIM,
        creator=state.app.bot_user,
        created=state.now(),
        members=members,
    )
    state.channels[made.id] = made
    state.done(Done.DIRECT_OPENED, channel=made.id)
    return made


def invite(state: State, given: Arguments) -> Json:
    channel = _channel(state, given)
    users = given.names("users")
    if not users:
        raise Refusal("no_user")
    if len(users) > 100:
        raise Refusal("too_many_users")
    bad = {user: code for user in users if (code := _cannot(state, channel, user))}
    errors = [{"user": user, "ok": False, "error": code} for user, code in bad.items()]
    good = [user for user in users if user not in bad]
    if bad and not (good and given.flag("force")):
        raise Refusal(next(iter(bad.values())), errors=errors)
    for user in good:
        membership.join(state, channel, user, inviter=state.app.bot_user)
    if bad and not state.forced_invite_is_ok:
        raise Refusal(next(iter(bad.values())), errors=errors)
    shown = {"channel": shapes.channel(state, channel)}
    return {**shown, "errors": errors} if bad else shown


def _cannot(state: State, channel: Channel, user_id: str) -> str | None:
    user = state.users.get(user_id)
    if user is None:
        return "user_not_found"
    if user_id == state.app.bot_user:
        return "cant_invite_self"
    if user_id in channel.members:
        return "already_in_channel"
    if user.deleted or user_id == SLACKBOT:
        return "cant_invite"
    return "ura_max_channels" if user.ultra_restricted else None


def kick(state: State, given: Arguments) -> Json:
    channel, user = _channel(state, given), given.need("user")
    state.member(user)
    if user == state.app.bot_user:
        raise Refusal("cant_kick_self")
    if channel.general:
        raise Refusal("cant_kick_from_general")
    if user not in channel.members:
        raise Refusal("not_in_channel")
    membership.leave(state, channel, user, by=state.app.bot_user)
    return {"errors": {}}


def join(state: State, given: Arguments) -> Json:
    channel = state.visible(given.need("channel"))
    if channel.kind is not Kind.PUBLIC:
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    if state.app.bot_user in channel.members:
        return {"channel": shapes.channel(state, channel), "warning": "already_in_channel"}
    membership.join(state, channel, state.app.bot_user)
    return {"channel": shapes.channel(state, channel)}


def leave(state: State, given: Arguments) -> Json:
    channel = state.visible(given.need("channel"))
    if channel.general:
        raise Refusal("cant_leave_general")
    if state.app.bot_user not in channel.members:
        return {"not_in_channel": True}
    membership.leave(state, channel, state.app.bot_user)
    return {}


def set_topic(state: State, given: Arguments) -> Json:
    channel, topic = _channel(state, given), _short(given, "topic")
    channel.topic = topic
    state.done(Done.TOPIC_SET, channel=channel.id, detail=topic)
    _line(state, channel, "channel_topic", f"set the channel topic: {topic}")
    return {"channel": shapes.channel(state, channel)}


def set_purpose(state: State, given: Arguments) -> Json:
    channel, purpose = _channel(state, given), _short(given, "purpose")
    channel.purpose = purpose
    state.done(Done.PURPOSE_SET, channel=channel.id, detail=purpose)
    _line(state, channel, "channel_purpose", f"set the channel description: {purpose}")
    return {"channel": shapes.channel(state, channel), "purpose": purpose}


def rename(state: State, given: Arguments) -> Json:
    channel, name = _channel(state, given), checked_name(given.text("name"))
    if channel.creator != state.app.bot_user:
        raise Refusal("not_authorized")
    if (other := state.named(name)) and other is not channel:
        raise Refusal("name_taken")
    old, channel.name = channel.name, name
    state.done(Done.CHANNEL_RENAMED, channel=channel.id, detail=name)
    _line(state, channel, "channel_name", f"has renamed the channel from {old} to {name}")
    event = {"id": channel.id, "name": name, "created": shapes.seconds(channel.created)}
    state.emit({"type": "channel_rename", "channel": event, "event_ts": state.new_ts()})
    return {"channel": shapes.channel(state, channel)}


def archive(state: State, given: Arguments) -> Json:
    channel = _plain(state.visible(given.need("channel")))
    if channel.archived:
        raise Refusal("already_archived")
    if channel.general:
        raise Refusal("cant_archive_general")
    state.joined(channel.id)
    membership.archive(state, channel, state.app.bot_user)
    return {}


def unarchive(state: State, given: Arguments) -> Json:
    channel = _plain(state.visible(given.need("channel")))
    if not channel.archived:
        raise Refusal("not_archived")
    channel.archived = False
    state.done(Done.CHANNEL_UNARCHIVED, channel=channel.id)
    return {}


def _channel(state: State, given: Arguments) -> Channel:
    return _plain(state.joined(given.need("channel")))


def _plain(channel: Channel) -> Channel:
    if channel.direct:
        raise Refusal("method_not_supported_for_channel_type")
    return channel


def _short(given: Arguments, field: str) -> str:
    if not given.has(field):
        raise invalid(f"missing required field: {field}")
    value = given.text(field)
    if len(value) > 250:
        raise Refusal("too_long")
    return value


def _line(state: State, channel: Channel, subtype: str, text: str) -> None:
    line(state, channel, user=state.app.bot_user, subtype=subtype, text=text)


METHODS = {
    "conversations.create": create,
    "conversations.open": open_,
    "conversations.invite": invite,
    "conversations.kick": kick,
    "conversations.join": join,
    "conversations.leave": leave,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
    "conversations.rename": rename,
    "conversations.archive": archive,
    "conversations.unarchive": unarchive,
}
