"""How channels begin and end and who is in them, with the lines that Slack writes then."""

from collections.abc import Iterable

from bot.sandbox.posting import CHANNEL_TYPES, line
from bot.sandbox.records import Channel, Done, Json, Kind
from bot.sandbox.state import State


def make(state: State, *, name: str, private: bool = False, creator: str, members: Iterable[str] = ()) -> Channel:
    """A new channel; whoever makes it is in it."""
    channel = Channel(
        id=state.new_id("C"),
        name=name,
        kind=Kind.PRIVATE if private else Kind.PUBLIC,
        creator=creator,
        created=state.now(),
    )
    state.channels[channel.id] = channel
    state.done(Done.CHANNEL_CREATED, by=creator, channel=channel.id, detail=name)
    for user in (creator, *members):
        if user not in channel.members:
            join(state, channel, user)
    return channel


def join(state: State, channel: Channel, user: str, *, inviter: str | None = None) -> None:
    channel.members[user] = None
    state.done(Done.MEMBER_JOINED, by=inviter or user, channel=channel.id, user=user)
    line(state, channel, user=user, subtype="channel_join", text=f"<@{user}> has joined the channel")
    event = {"type": "member_joined_channel", **_who(state, channel, user)}
    state.emit({**event, **({"inviter": inviter} if inviter else {})})


def leave(state: State, channel: Channel, user: str, *, by: str | None = None) -> None:
    state.emit({"type": "member_left_channel", **_who(state, channel, user)})
    line(state, channel, user=user, subtype="channel_leave", text=f"<@{user}> has left the channel")
    channel.members.pop(user, None)
    state.done(Done.MEMBER_LEFT, by=by or user, channel=channel.id, user=user)


def archive(state: State, channel: Channel, user: str) -> None:
    """Closes a channel: it can still be read, and its name stays taken."""
    line(state, channel, user=user, subtype="channel_archive", text="archived the channel")
    channel.archived = True
    event = {"channel": channel.id, "user": user, "event_ts": state.new_ts()}
    state.emit({"type": "channel_archive", **event})
    state.done(Done.CHANNEL_ARCHIVED, by=user, channel=channel.id)


def _who(state: State, channel: Channel, user: str) -> Json:
    kind = CHANNEL_TYPES[channel.kind][0].upper()
    where = {"channel": channel.id, "channel_type": kind, "team": state.team_id}
    return {"user": user, **where, "event_ts": state.new_ts()}
