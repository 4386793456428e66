"""Events of Slack: somebody wrote in an incident's channel, a channel is gone, people changed, the home tab opened."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.effects import ShowHome
from bot.domain.events import By, ChannelActive, ChannelLost
from bot.domain.incident.state import ChannelState
from bot.slack.directory import member_of
from bot.slack.listeners import pins
from bot.slack.listeners.callers import meet
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.typed import mention

Event = Mapping[str, Any]

#: Subtypes of messages that are still somebody saying something; edits, joins and bots' are not.
_SPOKEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})
#: Every event we listen to, as manifest.yml subscribes to it; messages are subscribed to by kind of channel.
SUBSCRIPTIONS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": ("app_home_opened",),
    "app_mention": ("app_mention",),
    "channel_archive": ("channel_archive",),
    "channel_deleted": ("channel_deleted",),
    "channel_left": ("channel_left",),
    "group_archive": ("group_archive",),
    "group_deleted": ("group_deleted",),
    "group_left": ("group_left",),
    "member_left_channel": ("member_left_channel",),
    "message": ("message.channels", "message.groups"),
    "pin_added": ("pin_added",),
    "reaction_added": ("reaction_added",),
    "team_join": ("team_join",),
    "user_change": ("user_change",),
}


async def happened(desk: Desk, body: Mapping[str, Any], bot_user: str, delivery: str | None) -> None:
    """Takes one event; what we did not ask for is left alone."""
    event = body.get("event") or {}
    listen = _LISTENERS.get(str(event.get("type") or ""))
    if listen:
        await listen(desk, event, bot_user, delivery)


async def _said(desk: Desk, event: Event, bot_user: str, delivery: str | None) -> None:
    user, channel = event.get("user"), str(event.get("channel") or "")
    if event.get("subtype") not in _SPOKEN or event.get("bot_id") or not user or user == bot_user:
        return
    incident = await desk.reads.in_channel(channel)
    if incident:
        person = (await desk.reads.situation()).named(str(user))
        by = By(person=person, channel=channel)
        await desk.engine.handle(ChannelActive(incident=incident.number, by=by), delivery=delivery)


async def _mentioned(desk: Desk, event: Event, bot_user: str, delivery: str | None) -> None:
    if not event.get("bot_id") and event.get("user") != bot_user:
        await mention(desk, event, bot_user, delivery)


async def _lost(desk: Desk, event: Event, bot_user: str, delivery: str | None) -> None:
    if event.get("user") == bot_user and event.get("type") in {"channel_archive", "group_archive"}:
        return
    incident = await desk.reads.in_channel(str(event.get("channel") or ""))
    if incident and incident.channel_state is ChannelState.OPEN:
        lost = ChannelLost(incident=incident.number, channel=incident.channel, code=str(event["type"]))
        await desk.engine.handle(lost, delivery=delivery)


async def _left(desk: Desk, event: Event, bot_user: str, delivery: str | None) -> None:
    if event.get("user") == bot_user:
        await _lost(desk, {**event, "user": None}, bot_user, delivery)


async def _home(desk: Desk, event: Event, bot_user: str, delivery: str | None) -> None:
    if event.get("tab", "home") == "home" and event.get("user"):
        await meet(desk, await desk.reads.situation(), [str(event["user"])])
        await desk.engine.promise(ShowHome(slack_id=str(event["user"])), delivery=delivery)


async def _people(desk: Desk, event: Event, bot_user: str, delivery: str | None) -> None:
    """Who we keep is kept anew from the event itself; a stranger matters only while somebody of ours is missing."""
    user = event.get("user")
    situation = await desk.reads.situation()
    if not isinstance(user, Mapping) or not user.get("id"):
        return
    name = situation.named(str(user["id"]))
    known = situation.members.get(name)
    if known:
        await desk.directory.remember({name: replace(member_of(user), direct=known.direct)})
    elif situation.missing:
        await desk.refresh_people()


_LISTENERS: Mapping[str, Callable[[Desk, Event, str, str | None], Awaitable[None]]] = {
    "app_home_opened": _home,
    "app_mention": _mentioned,
    "channel_archive": _lost,
    "channel_deleted": _lost,
    "channel_left": _lost,
    "group_archive": _lost,
    "group_deleted": _lost,
    "group_left": _lost,
    "member_left_channel": _left,
    "message": _said,
    "pin_added": pins.pinned,
    "reaction_added": pins.marked,
    "team_join": _people,
    "user_change": _people,
}
