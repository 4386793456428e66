"""The morning's message to whoever is on call for security: what stands in the queue."""

from bot.domain.effects import RemindQueue
from bot.ports import Delivery, Done
from bot.slack.cards.queue import message
from bot.slack.messenger.telling import to_person
from bot.slack.messenger.tools import Job, Tools


async def remind(tools: Tools, job: Job, effect: RemindQueue) -> Delivery:
    """As the queue is now; nothing where it is empty by now."""
    queue = await tools.reads.queued()
    return await to_person(tools, job, effect.person, message(queue, job.now)) if queue else Done()
