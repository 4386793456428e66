"""Files: the postmortem in the channel, a picture for one person; the name carries the promise, as metadata would.

An upload that is never completed is seen by nobody, so only the last call counts.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain.effects import PostFairness, PostPostmortem
from bot.domain.events import FilePosted
from bot.domain.postmortem import draft
from bot.engine.evidence import record
from bot.engine.loads import Loads
from bot.ports import Delivery, Done, Doubtful, Later
from bot.slack.api import No, Unknown, Yes
from bot.slack.errors import Reaction
from bot.slack.messenger.places import Place, direct, own_channel
from bot.slack.messenger.posting import HISTORY, LATE_LANDING, LOOK_THROUGH, SKEW, unseen
from bot.slack.messenger.tools import Job, Tools, failed, lost, reaction
from bot.slack.picture import drawn

ADDRESS, COMPLETE = "files.getUploadURLExternal", "files.completeUploadExternal"


@dataclass(frozen=True, kw_only=True)
class _Paper:
    """A file to be: `content` is made when it is known that it is not there yet."""

    name: str
    title: str
    content: Callable[[], Awaitable[bytes]]


async def post_postmortem(tools: Tools, job: Job, effect: PostPostmortem) -> Delivery:
    """Upload and share it, once."""
    place = own_channel(job)
    if not isinstance(place, Place):
        return place

    async def report() -> bytes:
        lines = await record(tools.reads, job.incident.number)
        text = draft(job.incident, lines, names=job.situation.shown, zone=job.situation.settings.timezone)
        return text.encode("utf-8", "replace")

    name = f"{job.incident.id.lower()}-postmortem-{effect.revision}-{job.op[:8]}.md"
    paper = _Paper(name=name, title=f"{job.incident.id} postmortem", content=report)
    filed = await _filed(tools, job, place.channel, paper)
    match filed:
        case str():
            return Done(events=(FilePosted(incident=job.incident.number, file=filed),))
        case No():
            return failed(COMPLETE, filed, *lost(job, COMPLETE, filed))
        case _:
            return filed


async def post_fairness(tools: Tools, job: Job, effect: PostFairness) -> Delivery:
    """Draw it from the present and send it, once; of a policy that is gone by now nothing is sent."""
    policy = job.situation.settings.policies.get(effect.policy)
    if policy is None:
        return Done()

    async def picture() -> bytes:
        found = await Loads(reads=tools.reads).of(policy, job.situation, job.now, effect.days)
        return await asyncio.to_thread(drawn, found, job.situation.shown)

    title = f"Who carries how much of {effect.policy}, last {effect.days} days"
    paper = _Paper(name=f"fairness-{job.op[:8]}.png", title=title, content=picture)
    filed: str | No | Delivery = Done()
    for anew in (False, True):
        place = await direct(tools, job, effect.person, anew=anew)
        if not isinstance(place, Place):
            return place
        filed = await _filed(tools, job, place.channel, paper)
        if not isinstance(filed, No) or reaction(COMPLETE, filed) is not Reaction.LOST:
            return Done(members=place.members) if isinstance(filed, str) else _ended(filed)
    return _ended(filed)


def _ended(filed: str | No | Delivery) -> Delivery:
    if isinstance(filed, No):
        return failed(COMPLETE, filed)
    return Done() if isinstance(filed, str) else filed


async def _filed(tools: Tools, job: Job, channel: str, paper: _Paper) -> str | No | Delivery:
    """The file's id once it stands there; a no to sharing it, or whatever else keeps it from standing there."""
    if job.promise.doubtful_since is not None:
        waited = job.now - job.promise.doubtful_since
        if waited < LATE_LANDING:
            return Doubtful(code="settling", after=LATE_LANDING - waited, looked=True)
        found = await _look_up(tools, job, channel, paper.name)
        if isinstance(found, str):
            return found
        if isinstance(found, No | Unknown):
            return unseen(found)
    return await _share(tools, job, channel, paper)


async def _share(tools: Tools, job: Job, channel: str, paper: _Paper) -> str | No | Delivery:
    content = await paper.content()
    where = await tools.call(ADDRESS, job, filename=paper.name, length=len(content))
    if not isinstance(where, Yes):
        return failed(ADDRESS, where) if isinstance(where, No) else Later(code=where.reason)
    sent = await tools.api.upload(str(where.data["upload_url"]), content)
    if not isinstance(sent, Yes):
        return Later(code="upload_failed")
    file = str(where.data["file_id"])
    shared = await tools.call(COMPLETE, job, files=[{"id": file, "title": paper.title}], channel_id=channel)
    match shared:
        case Yes():
            return file
        case Unknown():
            return Doubtful(code=shared.reason, after=LATE_LANDING)
        case No():
            return shared


async def _look_up(tools: Tools, job: Job, channel: str, name: str) -> str | No | Unknown | None:
    oldest = f"{(job.promise.born_at - SKEW).timestamp():.6f}"
    reply = await tools.call(HISTORY, job, channel=channel, oldest=oldest, limit=LOOK_THROUGH)
    if not isinstance(reply, Yes):
        return reply
    files = [file for message in reply.data.get("messages", ()) for file in message.get("files") or ()]
    return next((str(file["id"]) for file in files if file.get("name") == name), None)
