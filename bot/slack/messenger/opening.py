"""Making the incident's channel: never a second one, never a foreign one, never a public one for a private incident."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.domain.effects import OpenChannel
from bot.domain.events import ChannelNotNeeded, ChannelOpened, ChannelRefused
from bot.domain.incident.state import ChannelState
from bot.ports import Delivery, Done, Later, Never
from bot.slack.api import No, Unknown, Yes
from bot.slack.directory import listed
from bot.slack.errors import Reaction, verdict
from bot.slack.messenger.posting import SKEW
from bot.slack.messenger.tools import Job, Tools, failed, reaction

CREATE, OURS = "conversations.create", "users.conversations"
#: How many suffixes are tried before a channel is given up.
SUFFIXES = 20
_ADMINS = "Channels can't be made here: ask the workspace's admins to allow it for Rondo"


async def open_channel(tools: Tools, job: Job, effect: OpenChannel) -> Delivery:
    """Make it, adopt what an earlier attempt of ours made, or take the next suffix."""
    if job.incident.channel_state is not ChannelState.WANTED:
        return Done()
    if job.over:
        return Done(events=(ChannelNotNeeded(incident=job.incident.number),))
    for name in _names(effect.name, job.incident.number):
        reply = await tools.call(CREATE, job, name=name, is_private=effect.private)
        if isinstance(reply, Yes):
            return _opened(job, effect, reply.data["channel"])
        if reaction(CREATE, reply) is not Reaction.ADAPT:
            return failed(CREATE, reply, _refused(job, CREATE, reply))
        earlier = await _earlier(tools, job, effect, name) if _code(reply) == "name_taken" else None
        if earlier is not None:
            return earlier
    remedy = "Choose another `channel_name`"
    refused = ChannelRefused(incident=job.incident.number, code="name_taken", remedy=remedy)
    return Never(code="name_taken", remedy=remedy, events=(refused,))


def _names(name: str, number: int) -> Iterator[str]:
    """The name, with suffixes, and at last one that nothing can be wrong with."""
    yield name
    for suffix in range(2, SUFFIXES + 1):
        yield f"{name[:76]}-{suffix}"
    yield f"inc-{number}"


def _refused(job: Job, method: str, reply: No | Unknown) -> ChannelRefused:
    code = _code(reply)
    return ChannelRefused(incident=job.incident.number, code=code, remedy=verdict(method, code).remedy)


def _code(reply: No | Unknown) -> str:
    return reply.code if isinstance(reply, No) else reply.reason


def _opened(job: Job, effect: OpenChannel, channel: Mapping[str, Any]) -> Delivery:
    number = job.incident.number
    if effect.private and not channel.get("is_private"):
        refused = ChannelRefused(incident=number, code="not_private", remedy=_ADMINS)
        return Never(code="not_private", remedy=_ADMINS, events=(refused,))
    return Done(events=(ChannelOpened(incident=number, channel=str(channel["id"]), name=str(channel["name"])),))


async def _earlier(tools: Tools, job: Job, effect: OpenChannel, name: str) -> Delivery | None:
    """The channel of that name if an attempt of ours made it; a creator is a member of what it made."""
    mine = {"types": "public_channel,private_channel", "exclude_archived": True}
    found = await listed(tools.calling(job), OURS, **mine)
    if isinstance(found, No):
        return failed(OURS, found, _refused(job, OURS, found))
    if isinstance(found, Unknown):
        return Later(code=found.reason)
    channel = next((one for one in found if one.get("name") == name), None)
    if channel is None or not await _adoptable(tools, job, effect, channel):
        return None
    return _opened(job, effect, channel)


async def _adoptable(tools: Tools, job: Job, effect: OpenChannel, channel: Mapping[str, Any]) -> bool:
    """Made by us, for this very incident: not older than it, as private as it, and no other's.

    An earlier intent may have made it: one whose answer was lost, and that resolving ended before it was looked for.
    """
    identity = await tools.directory.identity()
    if identity is None or channel.get("creator") != identity.bot_user_id:
        return False
    made = datetime.fromtimestamp(float(channel.get("created", 0)), job.now.tzinfo)
    if made < (job.incident.opened_at - SKEW).replace(microsecond=0):
        return False
    if bool(channel.get("is_private")) is not effect.private:
        return False
    return await tools.reads.in_channel(str(channel["id"])) is None
