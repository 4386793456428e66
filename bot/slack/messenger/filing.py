"""The postmortem as a file in the channel; its name carries the promise, since a file has no metadata."""

from bot.domain.effects import PostPostmortem
from bot.domain.events import FilePosted
from bot.domain.postmortem import draft
from bot.ports import Delivery, Done, Doubtful, Later
from bot.slack.api import No, Unknown, Yes
from bot.slack.messenger.places import Place, own_channel
from bot.slack.messenger.posting import HISTORY, LATE_LANDING, LOOK_BEFORE, LOOK_THROUGH
from bot.slack.messenger.tools import Job, Tools, failed, lost

ADDRESS, COMPLETE = "files.getUploadURLExternal", "files.completeUploadExternal"


async def post_postmortem(tools: Tools, job: Job, effect: PostPostmortem) -> Delivery:
    """Upload and share it, once; an upload that is never completed is seen by nobody, so only the last call counts."""
    place = own_channel(job)
    if not isinstance(place, Place):
        return place
    name = f"{job.incident.id.lower()}-postmortem-{effect.revision}-{job.op[:8]}.md"
    if job.promise.doubtful_since is not None:
        waited = job.now - job.promise.doubtful_since
        if waited < LATE_LANDING:
            return Doubtful(code="settling", after=LATE_LANDING - waited, looked=True)
        found = await _look_up(tools, job, place.channel, name)
        if isinstance(found, str):
            return Done(events=(FilePosted(incident=job.incident.number, file=found),))
        if isinstance(found, No | Unknown):
            return Doubtful(code="look_up_failed", after=LATE_LANDING, looked=True)
    return await _share(tools, job, place.channel, name)


async def _share(tools: Tools, job: Job, channel: str, name: str) -> Delivery:
    lines = await tools.reads.timeline(job.incident.number)
    report = draft(job.incident, lines, names=job.situation.shown, zone=job.situation.settings.timezone)
    content = report.encode("utf-8", "replace")
    where = await tools.call(ADDRESS, job, filename=name, length=len(content))
    if not isinstance(where, Yes):
        return failed(ADDRESS, where) if isinstance(where, No) else Later(code=where.reason)
    sent = await tools.api.upload(str(where.data["upload_url"]), content)
    if not isinstance(sent, Yes):
        return Later(code="upload_failed")
    file, title = str(where.data["file_id"]), f"{job.incident.id} postmortem"
    shared = await tools.call(COMPLETE, job, files=[{"id": file, "title": title}], channel_id=channel)
    match shared:
        case Yes():
            return Done(events=(FilePosted(incident=job.incident.number, file=file),))
        case Unknown():
            return Doubtful(code=shared.reason, after=LATE_LANDING)
        case No():
            return failed(COMPLETE, shared, *lost(job, COMPLETE, shared))


async def _look_up(tools: Tools, job: Job, channel: str, name: str) -> str | No | Unknown | None:
    oldest = f"{(job.promise.born_at - LOOK_BEFORE).timestamp():.6f}"
    reply = await tools.call(HISTORY, job, channel=channel, oldest=oldest, limit=LOOK_THROUGH)
    if not isinstance(reply, Yes):
        return reply
    files = [file for message in reply.data.get("messages", ()) for file in message.get("files") or ()]
    return next((str(file["id"]) for file in files if file.get("name") == name), None)
