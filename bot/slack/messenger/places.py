"""Where a message goes: somebody's direct messages, the incident's channel, or a configured one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.domain.incident.state import ChannelState
from bot.domain.members import Member
from bot.ports import Delivery, Done, Doubtful, Later
from bot.slack.api import PAGE_PATIENCE, No, Unknown, Yes
from bot.slack.directory import find_channel, member_of
from bot.slack.messenger.tools import Job, Tools, failed

#: How soon it is looked again whether the channel that is being made exists.
CHANNEL_SOON = timedelta(seconds=2)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A channel's id, and what was learned of people on the way."""

    channel: str
    members: Mapping[str, Member] = field(default_factory=dict)


async def direct(tools: Tools, job: Job, person: str, *, anew: bool = False) -> Place | Delivery:
    """Somebody's direct messages; opened once, and `anew` when Slack no longer knows the kept id."""
    member = await somebody(tools, job, person)
    if not isinstance(member, Member):
        return member
    if member.direct and not anew:
        return Place(channel=member.direct)
    method = "conversations.open"
    reply = await tools.call(method, job, patience=PAGE_PATIENCE, users=member.slack_id)
    if not isinstance(reply, Yes):
        return _no_way(method, reply)
    channel = str(reply.data["channel"]["id"])
    return Place(channel=channel, members={person: replace(member, direct=channel)})


async def somebody(tools: Tools, job: Job, person: str) -> Member | Delivery:
    """Who that is in Slack: as kept, else asked now, so that a page does not wait for the next refresh."""
    known, listed = job.situation.members.get(person), job.situation.settings.people.get(person)
    if known is not None and (listed is None or "@" in listed.slack or known.slack_id == listed.slack):
        return known  # else the file names another one since
    slack = listed.slack if listed else person
    if "@" not in slack:
        return Member(slack_id=slack)
    method = "users.lookupByEmail"
    reply = await tools.call(method, job, patience=PAGE_PATIENCE, email=slack)
    return member_of(reply.data["user"]) if isinstance(reply, Yes) else _no_way(method, reply)


def own_channel(job: Job) -> Place | Delivery:
    """The incident's channel; while it is being made, later; without one there is nobody to tell there."""
    incident = job.incident
    if incident.channel and incident.channel_state is ChannelState.OPEN:
        return Place(channel=incident.channel)
    if incident.channel_state is ChannelState.WANTED:
        return Later(code="channel_not_made_yet", after=CHANNEL_SOON)
    return Done()


async def configured(tools: Tools, job: Job, name: str | None, *, anew: bool = False) -> Place | Delivery:
    """A channel named in the configuration: as kept, else found, joined or made now; without a name nobody is told.

    `anew` when Slack no longer knows the kept id.
    """
    if name is None:
        return Done()
    kept = None if anew else await tools.directory.channel(name)
    if kept is None:
        found = await find_channel(tools.calling(job), name)
        if not isinstance(found, str):
            return _no_way("conversations.create", found)
        await tools.directory.remember_channel(name, found)
        kept = found
    return Place(channel=kept)


def _no_way(method: str, reply: No | Unknown) -> Delivery:
    """Nothing was sent yet, so what is unknown about the way there is simply tried again."""
    delivery = failed(method, reply)
    return Later(code=delivery.code) if isinstance(delivery, Doubtful) else delivery
