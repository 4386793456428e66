"""What a channel gets: people, a pin, a topic, a bookmark, and its end."""

from collections.abc import Mapping
from typing import Any

from bot.domain.effects import AddBookmark, ArchiveChannel, Invite, PinCard, SetTopic
from bot.domain.events import ChannelArchived, PeopleInvited
from bot.domain.incident.state import Status
from bot.domain.members import Member
from bot.ports import Delivery, Done, Doubtful, Later, Never
from bot.slack import text
from bot.slack.api import No, Reply, Unknown, Yes
from bot.slack.cards.channel import topic
from bot.slack.errors import Reaction, verdict
from bot.slack.messenger.places import Place, own_channel, somebody
from bot.slack.messenger.posting import LATE_LANDING
from bot.slack.messenger.tools import Job, Tools, failed, lost, reaction

INVITE, PIN, TOPIC, BOOKMARK = "conversations.invite", "pins.add", "conversations.setTopic", "bookmarks.add"
ARCHIVE, INFO, BOOKMARKS = "conversations.archive", "conversations.info", "bookmarks.list"


async def invite(tools: Tools, job: Job, effect: Invite) -> Delivery:
    """Bring in whoever can be; who can't is told by name. Done twice it is the same."""
    place = own_channel(job)
    if not isinstance(place, Place):
        return place
    known = {person: await somebody(tools, job, person) for person in effect.people}
    waiting = next((found for found in known.values() if isinstance(found, Later | Doubtful)), None)
    if waiting is not None:
        return waiting
    members = {person: found for person, found in known.items() if isinstance(found, Member)}
    strangers = {person: found.code for person, found in known.items() if isinstance(found, Never)}
    if not members:
        return _invited(job, (), strangers)
    ids = [member.slack_id for member in members.values()]
    reply = await tools.call(INVITE, job, channel=place.channel, users=ids, force=True)
    faults = _faults(reply, ids)
    if faults is None and not isinstance(reply, Yes):
        return failed(INVITE, reply, *lost(job, INVITE, reply))
    codes = {person: code for person, member in members.items() if (code := (faults or {}).get(member.slack_id))}
    return _invited(job, tuple(person for person in members if person not in codes), {**strangers, **codes})


def _faults(reply: Reply, ids: list[str]) -> Mapping[str, str] | None:
    """Who could not be brought in, by Slack id; `None` when the answer is not about people."""
    if isinstance(reply, Unknown):
        return None
    errors = reply.data.get("errors") or []
    found = {str(one["user"]): str(one["error"]) for one in errors if isinstance(one, Mapping) and "user" in one}
    if not found and isinstance(reply, No):
        personal = verdict(INVITE, reply.code).reaction in {Reaction.DONE, Reaction.GIVE_UP}
        if not personal or len(ids) > 1:
            return None
        found = dict.fromkeys(ids, reply.code)
    return {user: code for user, code in found.items() if verdict(INVITE, code).reaction is not Reaction.DONE}


def _invited(job: Job, people: tuple[str, ...], refused: Mapping[str, str]) -> Delivery:
    return Done(events=(PeopleInvited(incident=job.incident.number, people=people, failed=refused),))


async def furnish(tools: Tools, job: Job, effect: PinCard | SetTopic | AddBookmark | ArchiveChannel) -> Delivery:
    """What a channel gets once."""
    match effect:
        case PinCard():
            return await pin(tools, job)
        case SetTopic():
            return await set_topic(tools, job)
        case AddBookmark():
            return await bookmark(tools, job, effect)
        case ArchiveChannel():
            return await archive(tools, job)


async def pin(tools: Tools, job: Job) -> Delivery:
    """Pin the card."""
    card = job.incident.messages.get("card")
    if card is None:
        return Done()
    return _finished(job, PIN, await tools.call(PIN, job, channel=card.channel, timestamp=card.ts))


async def set_topic(tools: Tools, job: Job) -> Delivery:
    """Write the topic; after a lost answer it is read first, because every change posts a line of Slack's own."""
    place = own_channel(job)
    if not isinstance(place, Place):
        return place
    wanted = topic(job.scene)
    if job.doubtful:
        info = await tools.call(INFO, job, channel=place.channel)
        if isinstance(info, Yes) and (info.data["channel"].get("topic") or {}).get("value") == wanted:
            return Done()
    return _finished(job, TOPIC, await tools.call(TOPIC, job, channel=place.channel, topic=wanted))


async def bookmark(tools: Tools, job: Job, effect: AddBookmark) -> Delivery:
    """Add a link at the top; Slack would add it twice, so after a lost answer, once settled, the list is read first."""
    place = own_channel(job)
    if not isinstance(place, Place):
        return place
    if not text.is_web(effect.url):
        return Done()
    if job.promise.doubtful_since is not None:
        waited = job.now - job.promise.doubtful_since
        if waited < LATE_LANDING:
            return Doubtful(code="settling", after=LATE_LANDING - waited, looked=True)
        known = await tools.call(BOOKMARKS, job, channel_id=place.channel)
        if not isinstance(known, Yes):
            return Later(code=known.code if isinstance(known, No) else known.reason)
        if any(one.get("link") == effect.url for one in known.data.get("bookmarks", ())):
            return Done()
    link: dict[str, Any] = {
        "title": text.fit(text.one_line(effect.title), 60, formats=False),
        "type": "link",
        "link": effect.url,
    }
    return _finished(job, BOOKMARK, await tools.call(BOOKMARK, job, channel_id=place.channel, **link))


async def archive(tools: Tools, job: Job) -> Delivery:
    """Archive the channel; one that is gone is archived enough."""
    channel = job.incident.channel
    if channel is None or job.incident.status is not Status.RESOLVED:
        return Done()
    reply = await tools.call(ARCHIVE, job, channel=channel)
    done = isinstance(reply, Yes) or reaction(ARCHIVE, reply) is Reaction.DONE
    if done:
        return Done(events=(ChannelArchived(incident=job.incident.number),))
    return _finished(job, ARCHIVE, reply)


def _finished(job: Job, method: str, reply: Reply) -> Delivery:
    return Done() if isinstance(reply, Yes) else failed(method, reply, *lost(job, method, reply))
