"""A message is pinned, or marked with a pushpin: it is kept as evidence, and only it is read.

https://docs.slack.dev/reference/events/pin_added, https://docs.slack.dev/reference/events/reaction_added
"""

from collections.abc import Mapping
from typing import Any

from bot.domain.errors import Unavailable
from bot.domain.events import By, MessagePinned
from bot.slack.api import No, Yes
from bot.slack.commands.place import readable
from bot.slack.listeners.desk import Desk
from bot.slack.text import cut

Message = Mapping[str, Any]

PUSHPINS = frozenset({"pushpin", "round_pushpin"})

#: What a message may have of characters, in the record.
LONGEST = 12_000


async def pinned(desk: Desk, event: Message, bot_user: str, delivery: str | None) -> None:
    """Somebody pinned a message; Rondo's own pins are none of theirs."""
    item = event.get("item") or {}
    message = item.get("message") or {}
    await _keep(desk, event, str(event.get("channel_id") or ""), message, bot_user, delivery)


async def marked(desk: Desk, event: Message, bot_user: str, delivery: str | None) -> None:
    """Somebody marked a message, which the event does not hold."""
    item = event.get("item") or {}
    if event.get("reaction") in PUSHPINS and item.get("type") == "message":
        await _keep(desk, event, str(item.get("channel") or ""), {"ts": item.get("ts")}, bot_user, delivery)


async def _keep(
    desk: Desk, event: Message, channel: str, message: Message, bot_user: str, delivery: str | None
) -> None:
    user, ts = str(event.get("user") or ""), str(message.get("ts") or "")
    incident = await desk.reads.in_channel(channel)
    situation = await desk.reads.situation()
    private = incident is not None and incident.private and not situation.settings.evidence.private_messages
    if incident is None or private or not user or not ts or user == bot_user or ts in incident.pins:
        return
    found = message if message.get("text") else await _read(desk, channel, ts)
    if found is None:
        return
    author = situation.named(str(found.get("user") or found.get("username") or found.get("bot_id") or "somebody"))
    text = cut(readable(str(found.get("text") or ""), situation) or "a message without words", LONGEST)
    by = By(person=situation.named(user), channel=channel, witness=f"{channel}/{ts}")
    kept = MessagePinned(incident=incident.number, by=by, author=author, text=text, ts=ts)
    await desk.engine.handle(kept, delivery=delivery)


async def _read(desk: Desk, channel: str, ts: str) -> Message | None:
    """That message alone, in a thread too; `None` where there is none any more.

    Raises:
        Unavailable: Slack did not say; it sends the event again.
    """
    asked: Mapping[str, Any] = {"channel": channel, "oldest": ts, "inclusive": True, "limit": 1}
    for method, more in (("conversations.history", {"latest": ts}), ("conversations.replies", {"ts": ts})):
        reply = await desk.api.call(method, **{**asked, **more})
        if not isinstance(reply, Yes | No):
            raise Unavailable("Slack did not say what was pinned")
        found = [one for one in reply.data.get("messages") or () if one.get("ts") == ts]
        if found:
            message: Message = found[0]
            return message
    return None
