"""Posting and editing messages: once, though an answer may get lost; plainer, where Slack does not take the blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.effects import AskReason, AskStillOnIt, Lane, RemindPostmortem, RemindReview, RemindShift, TellPerson
from bot.domain.incident.state import Message
from bot.ports import Delivery, Doubtful, Later, Never
from bot.slack.api import PAGE_PATIENCE, PATIENCE, No, Reply, Unknown, Yes
from bot.slack.cards.face import Face
from bot.slack.cards.render import kind_of
from bot.slack.errors import Reaction
from bot.slack.limits import NOW
from bot.slack.messenger.together import belongs_to
from bot.slack.messenger.tools import Job, Tools, failed, reaction

#: A message whose answer was lost can still land; whoever is not paged by it can wait until that is settled.
LATE_LANDING = timedelta(seconds=30)
#: A page is never sent more than twice within this; until then, every few seconds, it is only looked for.
BETWEEN_REPEATS, LOOK_AGAIN = timedelta(seconds=60), timedelta(seconds=5)
#: How much of a channel's history is looked through for a message of ours.
LOOK_THROUGH = 200
#: How far our clock may be from Slack's: as far as signatures may (docs.slack.dev, *Verifying requests from Slack*).
SKEW = timedelta(minutes=5)

#: Of the posts that Slack takes in a minute, so many are kept for pages: a backlog of lines must not delay one.
POSTS_FOR_PAGES = 60

POST, EDIT, HISTORY = "chat.postMessage", "chat.update", "conversations.history"


@dataclass(frozen=True, kw_only=True)
class Posted:
    """Where it stands; `adopted` are all copies that earlier attempts left, of which it is the first."""

    message: Message
    adopted: tuple[Message, ...] = ()


async def post(
    tools: Tools, job: Job, channel: str, face: Face, *, thread: str | None = None
) -> Posted | No | Delivery:
    """Post, or adopt what an earlier attempt left; a no is returned as it is, for who knows what follows from it.

    A page has its place already; whatever else asks for one only here, when it is known that it is posted, and where.
    """
    page = kind_of(job.promise.effect) == "page"
    if job.promise.doubtful_since is not None:
        earlier = await _earlier(tools, job, channel, waited=job.now - job.promise.doubtful_since, page=page)
        if earlier is not None:
            return earlier
    wait = NOW if page else await tools.call.wait(POST, job, channel=_room(job, channel), spare=POSTS_FOR_PAGES)
    if wait:
        return Later(code="ratelimited", after=wait)
    reply = await _send(tools, job, channel, face, patience=PAGE_PATIENCE if page else PATIENCE, thread=thread)
    match reply:
        case Yes():
            return Posted(message=Message(channel=str(reply.data.get("channel", channel)), ts=str(reply.data["ts"])))
        case Unknown():
            return Doubtful(code=reply.reason, after=timedelta(0) if page else LATE_LANDING, posted=True)
        case No():
            return reply


def _room(job: Job, channel: str) -> str | None:
    """What is kept to one message a second: somebody's direct messages by their name, as for their pages.

    What stood there and is gone goes back into its place at once.
    """
    effect = job.promise.effect
    if job.promise.lane is Lane.REFRESH or job.promise.digest is not None:
        return None
    if isinstance(effect, AskStillOnIt | AskReason | RemindPostmortem | RemindReview | RemindShift | TellPerson):
        return effect.person
    return channel


async def _earlier(
    tools: Tools, job: Job, channel: str, *, waited: timedelta, page: bool
) -> Posted | No | Delivery | None:
    """What an attempt without an answer left; `None` when it is time to send again, seen or unseen.

    Where nobody may look any more, that is the answer: what is no page would be looked for in vain for ever.
    """
    if not page and waited < LATE_LANDING:
        return Doubtful(code="settling", after=LATE_LANDING - waited, looked=True)
    found = await look_up(tools, job, channel)
    if isinstance(found, tuple) and found:
        return Posted(message=found[0], adopted=found)
    if not page:
        return None if isinstance(found, tuple) else unseen(found)
    # Two pages are better than none, and three within a minute worse than two.
    soon = job.promise.unanswered > 1 and waited < BETWEEN_REPEATS
    wait = min(LOOK_AGAIN, BETWEEN_REPEATS - waited)
    return Doubtful(code="settling", after=wait, looked=True) if soon else None


def unseen(reply: No | Unknown) -> No | Delivery:
    """What follows where it could not be looked for what an attempt left: later, or never.

    A channel that is gone is gone for posting too, and the no is returned as it is.
    """
    if reaction(HISTORY, reply) is Reaction.LOST and isinstance(reply, No):
        return reply
    ended = failed(HISTORY, reply)
    return ended if isinstance(ended, Never) else Doubtful(code="look_up_failed", after=LATE_LANDING, looked=True)


async def _send(tools: Tools, job: Job, channel: str, face: Face, *, patience: float, thread: str | None) -> Reply:
    rich: dict[str, Any] = {"blocks": list(face.blocks), "metadata": metadata(job)}
    quiet: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
    if thread is not None:
        quiet["thread_ts"] = thread
    reply = await tools.call(POST, job, patience=patience, channel=channel, text=face.text, **rich, **quiet)
    if reaction(POST, reply) is Reaction.ADAPT:
        plainer: dict[str, Any] = {} if _about_metadata(reply) else {"metadata": rich["metadata"]}
        return await tools.call(POST, job, patience=patience, channel=channel, text=face.text, **plainer, **quiet)
    return reply


def _about_metadata(reply: Reply) -> bool:
    return isinstance(reply, No) and "metadata" in reply.code


def metadata(job: Job) -> Mapping[str, Any]:
    """What a message of ours carries (contract §5): its promise, its incident, its kind; never a title."""
    number = belongs_to(job)
    about = {"incident": number} if number else {}
    payload = {"op": job.op, **about, "kind": kind_of(job.promise.effect)}
    return {"event_type": "rondo", "event_payload": payload}


async def look_up(
    tools: Tools, job: Job, channel: str, *, since: datetime | None = None
) -> tuple[Message, ...] | No | Unknown:
    """The messages of this promise that stand there, the newest first; a no when it can't be known.

    Looks back to `since`: by default, to when the promise was made.
    """
    reply = await tools.call(
        HISTORY,
        job,
        patience=PAGE_PATIENCE,
        channel=channel,
        oldest=f"{((since or job.promise.born_at) - SKEW).timestamp():.6f}",
        limit=LOOK_THROUGH,
        include_all_metadata=True,
    )
    if not isinstance(reply, Yes):
        return reply
    return tuple(
        Message(channel=channel, ts=str(message["ts"]))
        for message in reply.data.get("messages", ())
        if ((message.get("metadata") or {}).get("event_payload") or {}).get("op") == job.op
    )


async def edit(tools: Tools, job: Job, message: Message, face: Face) -> Reply:
    """Make a message show `face`; the blocks are sent always, since `text` alone would remove them."""
    where: dict[str, Any] = {"channel": message.channel, "ts": message.ts}
    patience = PAGE_PATIENCE if job.promise.lane is Lane.PAGE else PATIENCE
    kept: dict[str, Any] = {"metadata": metadata(job)} if job.beside else {}
    reply = await tools.call(EDIT, job, patience=patience, **where, text=face.text, blocks=list(face.blocks), **kept)
    if reaction(EDIT, reply) is Reaction.ADAPT:
        return await tools.call(EDIT, job, patience=patience, **where, text=face.text, blocks=[])
    return reply
