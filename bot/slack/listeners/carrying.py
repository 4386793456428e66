"""Who carries how much: the table at once, and the picture on its way."""

from bot.domain.effects import PostFairness
from bot.domain.fairness import WINDOWS
from bot.slack.cards.face import Face
from bot.slack.listeners.desk import Desk, Errand
from bot.slack.readings.fairness import POLICIES, carried, meant


async def who_carries(desk: Desk, about: str, errand: Errand) -> Face:
    """The tables of a policy, or of those that the caller is on; each that paged somebody has its picture."""
    situation, now = errand.situation, await desk.clock.now()
    policies = meant(about, errand.person, situation)
    if isinstance(policies, Face):
        return policies
    openness = situation.settings.fairness
    found = []
    for policy in policies[:POLICIES]:
        windows = [await desk.loads.of(policy, situation, now, days) for days in WINDOWS]
        found.append([one.seen_by(errand.person, openness) for one in windows])
    drawn = [windows[0] for windows in found if windows[0].pages]
    pictures = [PostFairness(person=errand.person, policy=one.policy, days=one.days) for one in drawn]
    if pictures:
        await desk.engine.promise(*pictures, delivery=errand.delivery and f"{errand.delivery}/pictures")
    return carried(found, situation, errand.person, pictures=bool(pictures))
