"""Answers to one person: a post to a click's response_url, the App Home."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.effects import Answer, ShowHome, Whisper
from bot.domain.events import By
from bot.domain.holders import Role
from bot.domain.roles import is_one, outsider
from bot.ports import Delivery, Done, Later
from bot.slack.api import No, Yes
from bot.slack.cards.asks import answer as body_of
from bot.slack.cards.face import Face
from bot.slack.errors import Reaction
from bot.slack.home import Surroundings, closed, home
from bot.slack.messenger.telling import to_person
from bot.slack.messenger.tools import Job, Tools, failed, reaction

#: A response_url lives for so long (https://docs.slack.dev/interactivity/handling-user-interaction).
LIVES = timedelta(minutes=30)
#: So many reviews that are owed are looked through for whoever opens their App Home.
LOOKED_THROUGH = 200
PUBLISH, WHISPER = "views.publish", "chat.postEphemeral"


async def answer(tools: Tools, job: Job, effect: Answer | Whisper | ShowHome) -> Delivery:
    """To one person. What may have arrived is not repeated, since the message itself shows the present."""
    match effect:
        case ShowHome():
            return await show_home(tools, job, effect)
        case _ if job.doubtful or job.now - job.promise.born_at >= LIVES:
            return Done()
        case Answer():
            return await respond(tools, job, effect)
        case Whisper():
            return await whisper(tools, job, effect)


async def respond(tools: Tools, job: Job, effect: Answer) -> Delivery:
    """To a click, by its response_url; in direct messages, where Slack takes nothing there."""
    reply = await tools.api.respond(effect.url, body_of(effect))
    match reply:
        case No(code="http_429"):
            return Later(code="ratelimited", after=reply.retry_after)
        case No(code=code) if effect.person and not code.startswith("http_5"):
            return await _to_them(tools, job, effect)
        case _:
            return Done()


async def _to_them(tools: Tools, job: Job, effect: Answer) -> Delivery:
    body = body_of(effect)
    shown = Face(text=body["text"], blocks=tuple(body.get("blocks", ())))
    return await to_person(tools, job, job.situation.named(effect.person), shown)


async def whisper(tools: Tools, job: Job, effect: Whisper) -> Delivery:
    """To a mention, where it was written."""
    place: dict[str, Any] = {"channel": effect.channel, "user": effect.slack_id, "thread_ts": effect.thread}
    reply = await tools.call(WHISPER, job, text=effect.text, blocks=json.loads(effect.drawn), **place)
    if reaction(WHISPER, reply) is Reaction.ADAPT:
        reply = await tools.call(WHISPER, job, text=effect.text, **place)
    return Done() if isinstance(reply, Yes) else failed(WHISPER, reply)


async def show_home(tools: Tools, job: Job, effect: ShowHome) -> Delivery:
    """The App Home of one person, whole; doing it twice is harmless."""
    person = job.situation.named(effect.slack_id)
    mine, setup, root = await tools.reads.concerning(person), await tools.setup(), await tools.root()
    owed = await tools.reads.owing(LOOKED_THROUGH)
    around = Surroundings(situation=job.situation, now=job.now, person=person, root=root, setup=setup, owed=owed)
    if is_one(person, Role.SECURITY, job.situation):
        around = replace(around, queue=await tools.reads.queued())
    barred = outsider(By(person=person), job.situation)
    view = closed(barred) if barred else home(mine, around)
    reply = await tools.call(PUBLISH, job, user_id=effect.slack_id, view=view)
    return Done() if isinstance(reply, Yes) else failed(PUBLISH, reply)
