"""Answers to one person: a post to a click's response_url, the App Home."""

from datetime import datetime, timedelta

from bot.domain.effects import Answer, ShowHome
from bot.domain.incident.state import Incident
from bot.ports import Delivery, Done, Later, Promise
from bot.slack.api import No, Yes
from bot.slack.cards.asks import answer as body_of
from bot.slack.home import Surroundings, home
from bot.slack.messenger.tools import Job, Tools, failed

#: A response_url lives for so long (https://docs.slack.dev/interactivity/handling-user-interaction).
LIVES = timedelta(minutes=30)
PUBLISH = "views.publish"


async def answer(tools: Tools, promise: Promise, incident: Incident | None, effect: Answer, now: datetime) -> Delivery:
    """Once: an answer that may have arrived is not repeated, since the message itself shows the present."""
    if now - promise.born_at >= LIVES or promise.doubtful_since is not None:
        return Done()
    reply = await tools.api.respond(effect.url, body_of(effect, incident))
    if isinstance(reply, No) and reply.code == "http_429":
        return Later(code="ratelimited", after=reply.retry_after)
    return Done()


async def show_home(tools: Tools, job: Job, effect: ShowHome) -> Delivery:
    """The App Home of one person, whole; doing it twice is harmless."""
    mine = await tools.reads.concerning(job.situation.named(effect.slack_id))
    view = home(mine, Surroundings(situation=job.situation, now=job.now, setup=await tools.setup()))
    reply = await tools.call(PUBLISH, job, user_id=effect.slack_id, view=view)
    return Done() if isinstance(reply, Yes) else failed(PUBLISH, reply)
