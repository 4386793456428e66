"""Anchors of the record: one thread in the operators' channel, where Slack keeps them with its own times."""

import json

from bot.domain.anchors import Anchor
from bot.domain.effects import PostAnchor
from bot.ports import Delivery, Done
from bot.slack.api import No
from bot.slack.cards.asks import plain_words
from bot.slack.errors import Reaction
from bot.slack.messenger.places import Place, configured
from bot.slack.messenger.posting import POST, Posted, post
from bot.slack.messenger.tools import Job, Tools, failed, reaction

#: Under this name is kept which channel the thread is in, and the message that began it.
THREAD = "anchor/thread"


async def post_anchor(tools: Tools, job: Job, effect: PostAnchor) -> Delivery:
    """Into the thread; the first one begins it, as does one where the channel is another by now.

    Without an operators' channel nobody is told. Where an answer was lost it may stand there twice.
    """
    name = job.situation.settings.operators
    for anew in (False, True):
        place = await configured(tools, job, name, anew=anew)
        if not isinstance(place, Place):
            return place
        thread = await _thread(tools, place.channel)
        posted = await post(tools, job, place.channel, plain_words(words(effect.anchor)), thread=thread)
        if isinstance(posted, No) and reaction(POST, posted) is Reaction.LOST and not anew:
            continue
        break
    if isinstance(posted, No):
        return failed(POST, posted)
    if not isinstance(posted, Posted):
        return posted
    if thread is None:
        await tools.facts.put(THREAD, json.dumps([posted.message.channel, posted.message.ts]))
    return Done()


async def _thread(tools: Tools, channel: str) -> str | None:
    kept = await tools.facts.get(THREAD)
    where, ts = json.loads(kept) if kept else ("", None)
    return ts if where == channel else None


def words(anchor: Anchor) -> str:
    """What the message says: all that is needed to check that a record was so at that time."""
    at = f"{anchor.at:%Y-%m-%d %H:%M:%S} UTC"
    lines = (f"head {anchor.head}", f"signature {anchor.signature}", f"key {anchor.key}")
    return "\n".join((f"Anchor of the record: seal {anchor.sequence}, {at}", *lines))
