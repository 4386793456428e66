"""Posting and editing messages: once, though an answer may get lost; plainer, where Slack does not take the blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain.incident.state import Message
from bot.ports import Delivery, Doubtful
from bot.slack.api import PAGE_PATIENCE, PATIENCE, No, Reply, Unknown, Yes
from bot.slack.cards.face import Face
from bot.slack.cards.render import kind_of
from bot.slack.errors import Reaction
from bot.slack.messenger.tools import Job, Tools, reaction

#: A message whose answer was lost can still land; whoever is not paged by it can wait until that is settled.
LATE_LANDING = timedelta(seconds=30)
#: How much of a channel's history is looked through for a message of ours, and how far before it was due.
LOOK_THROUGH, LOOK_BEFORE = 200, timedelta(seconds=5)

POST, EDIT, HISTORY = "chat.postMessage", "chat.update", "conversations.history"


@dataclass(frozen=True, kw_only=True)
class Posted:
    """Where it stands; `adopted` when an earlier attempt had landed."""

    message: Message
    adopted: bool = False


async def post(tools: Tools, job: Job, channel: str, face: Face) -> Posted | No | Delivery:
    """Post, or adopt what an earlier attempt left; a no is returned as it is, for who knows what follows from it."""
    page = kind_of(job.promise.effect) == "page"
    if job.promise.doubtful_since is not None:
        waited = job.now - job.promise.doubtful_since
        if not page and waited < LATE_LANDING:
            return Doubtful(code="settling", after=LATE_LANDING - waited)
        found = await look_up(tools, job, channel)
        if isinstance(found, Message):
            return Posted(message=found, adopted=True)
        if found is not None and (not page or job.promise.attempts > 1):
            # A page is sent a second time unseen, since two are better than none; a third only when we could look.
            return Doubtful(code="look_up_failed", after=timedelta(0) if page else LATE_LANDING)
    reply = await _send(tools, job, channel, face, PAGE_PATIENCE if page else PATIENCE)
    match reply:
        case Yes():
            return Posted(message=Message(channel=str(reply.data.get("channel", channel)), ts=str(reply.data["ts"])))
        case Unknown():
            return Doubtful(code=reply.reason, after=timedelta(0) if page else LATE_LANDING)
        case No():
            return reply


async def _send(tools: Tools, job: Job, channel: str, face: Face, patience: float) -> Reply:
    rich: dict[str, Any] = {"blocks": list(face.blocks), "metadata": metadata(job)}
    quiet: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
    reply = await tools.call(POST, job, patience=patience, channel=channel, text=face.text, **rich, **quiet)
    if reaction(POST, reply) is Reaction.ADAPT:
        plainer: dict[str, Any] = {} if _about_metadata(reply) else {"metadata": rich["metadata"]}
        return await tools.call(POST, job, patience=patience, channel=channel, text=face.text, **plainer, **quiet)
    return reply


def _about_metadata(reply: Reply) -> bool:
    return isinstance(reply, No) and "metadata" in reply.code


def metadata(job: Job) -> Mapping[str, Any]:
    """What a message of ours carries (contract §5): its promise, its incident, its kind; never a title."""
    about = {"incident": job.about.id} if job.about else {}
    payload = {"op": job.op, **about, "kind": kind_of(job.promise.effect)}
    return {"event_type": "rondo", "event_payload": payload}


async def look_up(tools: Tools, job: Job, channel: str) -> Message | No | Unknown | None:
    """The message of this promise, if an attempt whose answer was lost has landed; a no when it can't be known."""
    reply = await tools.call(
        HISTORY,
        job,
        patience=PAGE_PATIENCE,
        channel=channel,
        oldest=f"{(job.promise.born_at - LOOK_BEFORE).timestamp():.6f}",
        limit=LOOK_THROUGH,
        include_all_metadata=True,
    )
    if not isinstance(reply, Yes):
        return reply
    for message in reply.data.get("messages", ()):
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        if payload.get("op") == job.op:
            return Message(channel=channel, ts=str(message["ts"]))
    return None


async def edit(tools: Tools, job: Job, message: Message, face: Face) -> Reply:
    """Make a message show `face`; the blocks are sent always, since `text` alone would remove them."""
    where: dict[str, Any] = {"channel": message.channel, "ts": message.ts}
    reply = await tools.call(EDIT, job, **where, text=face.text, blocks=list(face.blocks))
    if reaction(EDIT, reply) is Reaction.ADAPT:
        return await tools.call(EDIT, job, **where, text=face.text, blocks=[])
    return reply
