"""Events of Slack: somebody wrote in an incident's channel, a channel is gone, people changed, the home tab opened."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.domain.events import By, ChannelActive, ChannelLost
from bot.domain.incident.state import ChannelState
from bot.slack.listeners.reception import Reception
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
    "team_join": ("team_join",),
    "user_change": ("user_change",),
}


async def happened(reception: Reception, body: Mapping[str, Any], bot_user: str, delivery: str | None) -> None:
    """Takes one event; what we did not ask for is left alone."""
    event = body.get("event") or {}
    listen = _LISTENERS.get(str(event.get("type") or ""))
    if listen:
        await listen(reception, event, bot_user, delivery)


async def _said(reception: Reception, event: Event, bot_user: str, delivery: str | None) -> None:
    user, channel = event.get("user"), str(event.get("channel") or "")
    if event.get("subtype") not in _SPOKEN or event.get("bot_id") or not user or user == bot_user:
        return
    incident = await reception.reads.in_channel(channel)
    if incident:
        person = (await reception.reads.situation()).named(str(user))
        by = By(person=person, channel=channel)
        await reception.engine.handle(ChannelActive(incident=incident.number, by=by), delivery=delivery)


async def _mentioned(reception: Reception, event: Event, bot_user: str, delivery: str | None) -> None:
    if not event.get("bot_id") and event.get("user") != bot_user:
        await mention(reception, event, bot_user, delivery)


async def _lost(reception: Reception, event: Event, bot_user: str, delivery: str | None) -> None:
    if event.get("user") == bot_user and event.get("type") in {"channel_archive", "group_archive"}:
        return
    incident = await reception.reads.in_channel(str(event.get("channel") or ""))
    if incident and incident.channel_state is ChannelState.OPEN:
        lost = ChannelLost(incident=incident.number, code=str(event["type"]))
        await reception.engine.handle(lost, delivery=delivery)


async def _left(reception: Reception, event: Event, bot_user: str, delivery: str | None) -> None:
    if event.get("user") == bot_user:
        await _lost(reception, {**event, "user": None}, bot_user, delivery)


async def _home(reception: Reception, event: Event, bot_user: str, delivery: str | None) -> None:
    if event.get("tab", "home") == "home" and event.get("user"):
        await reception.show_home(str(event["user"]))


async def _people(reception: Reception, event: Event, bot_user: str, delivery: str | None) -> None:
    await reception.refresh_people()


_LISTENERS: Mapping[str, Callable[[Reception, Event, str, str | None], Awaitable[None]]] = {
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
    "team_join": _people,
    "user_change": _people,
}
