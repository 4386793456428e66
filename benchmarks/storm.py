"""500 different alerts in 10 s against a Slack that enforces its limits: who is paged when, and how many channels."""

import asyncio
import time

from benchmarks.stand import PEOPLE, Stand
from bot.sandbox import Done

ALERTS, SECONDS, WATCHED = 500, 10, 180


async def storm(made: Stand) -> dict[str, float]:
    """Seconds until the last person has a first page, calls inside a Retry-After, channels in % of the allowed."""
    begun, sent = time.time(), []
    for number in range(ALERTS):
        sent.append(asyncio.ensure_future(made.alert(f"storm {number}")))
        await asyncio.sleep(max(0.0, begun + number * SECONDS / ALERTS - time.time()))
    await asyncio.gather(*sent)
    await made.until(lambda: len(_first_pages(made)) == len(PEOPLE), seconds=60)
    last = max(_first_pages(made).values()) - begun
    await asyncio.sleep(max(0.0, begun + WATCHED - time.time()))
    made_by_then = (one for one in made.slack.effects if one.done is Done.CHANNEL_CREATED)
    channels = sum(begun <= one.at.timestamp() <= begun + WATCHED for one in made_by_then)
    limited = sum(call.answer is not None and call.answer.status == 429 for call in made.slack.calls)
    return {"last first page": last, "inside a Retry-After": limited, "channels": channels / (20 * WATCHED / 60) * 100}


def _first_pages(made: Stand) -> dict[str, float]:
    """When each responder's first page was posted."""
    found: dict[str, float] = {}
    for one in made.slack.effects:
        if one.done is Done.MESSAGE_POSTED and one.channel and one.channel.startswith("D0P") and one.ts:
            found.setdefault(one.channel, one.at.timestamp())
    return found
