"""Messages that are posted once: lines in the channel, questions and words to one person, lines to operators."""

from collections.abc import Awaitable, Callable

from bot.domain.duties import on_duty
from bot.domain.effects import (
    RemindPostmortem,
    RemindReview,
    RemindShift,
    Tell,
    TellHandOff,
    TellLead,
    TellOperators,
    TellPerson,
    TellTeam,
)
from bot.domain.events import LineLate
from bot.domain.hand_offs import LATE
from bot.domain.incident.state import Status
from bot.ports import Delivery, Done
from bot.slack.api import No
from bot.slack.cards.face import Face
from bot.slack.cards.render import Drawn, draw, words
from bot.slack.cards.shifts import handed_over, next_shift
from bot.slack.errors import Reaction
from bot.slack.messenger.places import Place, configured, direct, own_channel
from bot.slack.messenger.posting import POST, Posted, post
from bot.slack.messenger.tools import Job, Tools, failed, lost, reaction

#: What a channel reads of a private incident.
_NUMBER = "{id} (private): there is something for whoever leads security"


async def tell(tools: Tools, job: Job, effect: Tell) -> Delivery:
    """A line in the incident's channel; without one its people read it in their pages."""
    if job.late:
        return Done(events=(LineLate(incident=job.incident.number, at=job.promise.born_at),))
    place = own_channel(job)
    if not isinstance(place, Place):
        return place
    posted = await _post(tools, job, place, _drawn(effect, job))
    return failed(POST, posted, *lost(job, POST, posted)) if isinstance(posted, No) else posted


async def ask(tools: Tools, job: Job, effect: RemindPostmortem | RemindReview) -> Delivery:
    """A question to one person, unless it answered itself in the meantime."""
    if isinstance(effect, RemindReview):
        return (
            await to_person(tools, job, effect.person, _drawn(effect, job)) if job.incident.review.is_owed else Done()
        )
    report = job.incident.postmortem
    if job.incident.status is not Status.RESOLVED or report.published_at or report.waived_by:
        return Done()
    return await to_person(tools, job, effect.person, _drawn(effect, job))


async def say(
    tools: Tools, job: Job, effect: TellPerson | TellOperators | TellTeam | TellHandOff | RemindShift | TellLead
) -> Delivery:
    """Words to one person, to operators, or to the team where incidents are announced (without that, to operators).

    Where the configuration names no such channel nobody is told; nor is anybody of what is over, except by a button.
    """
    settings = job.situation.settings
    match effect:
        case TellPerson() if job.over and not effect.action:
            return Done()
        case TellPerson():
            return await to_person(tools, job, effect.person, words(effect))
        case TellLead():
            return await _lead(tools, job, effect)
        case TellOperators():
            channel = settings.operators
        case TellTeam():
            channel = settings.announce or settings.operators
        case TellHandOff():
            return await _hand_off(tools, job, effect)
        case RemindShift():
            return await _remind(tools, job, effect)
    return await _to(tools, job, words(effect), lambda anew: configured(tools, job, channel, anew=anew))


async def _lead(tools: Tools, job: Job, effect: TellLead) -> Delivery:
    """To whoever leads security; where the file names nobody, or they must not know of it, to nobody.

    A channel reads nothing of what some must not know, since they may be in it; of what is private, the number alone.
    """
    security = job.situation.settings.security
    lead = security.lead if security else None
    hidden_from = job.about.secrecy.hidden_from if job.about is not None else frozenset()
    if lead is None or lead in hidden_from or (hidden_from and lead.startswith("#")):
        return Done()
    if lead.startswith("#"):
        said = words(TellLead(text=_NUMBER.format(id=job.about.id)) if job.about and job.about.private else effect)
        return await _to(tools, job, said, lambda anew: configured(tools, job, lead, anew=anew))
    return await to_person(tools, job, lead, words(effect))


async def to_person(tools: Tools, job: Job, person: str, face: Face) -> Delivery:
    """Into somebody's direct messages."""
    return await _to(tools, job, face, lambda anew: direct(tools, job, person, anew=anew))


async def _hand_off(tools: Tools, job: Job, effect: TellHandOff) -> Delivery:
    """To the team of the schedule; nothing that is no news any more, nor of a schedule that is gone."""
    settings, schedule = job.situation.settings, job.situation.settings.schedules.get(effect.schedule)
    if schedule is None or job.now - effect.at > LATE:
        return Done()
    channel, face = (
        schedule.channel or settings.announce or settings.operators,
        handed_over(effect, job.situation, job.now),
    )
    return await _to(tools, job, face, lambda anew: configured(tools, job, channel, anew=anew))


async def _remind(tools: Tools, job: Job, effect: RemindShift) -> Delivery:
    """To whoever comes next, unless the shift has begun or is somebody else's by now."""
    theirs = effect.schedule in job.situation.settings.schedules and effect.starts > job.now
    if not theirs or effect.person not in on_duty(effect.schedule, job.situation, effect.starts):
        return Done()
    return await to_person(tools, job, effect.person, next_shift(effect, job.situation))


async def _to(tools: Tools, job: Job, face: Face, place_of: Callable[[bool], Awaitable[Place | Delivery]]) -> Delivery:
    """To a place whose kept id may be good for nothing by now: then it is looked for anew, once."""
    for anew in (False, True):
        place = await place_of(anew)
        if not isinstance(place, Place):
            return place
        posted = await _post(tools, job, place, face)
        if anew or not isinstance(posted, No) or reaction(POST, posted) is not Reaction.LOST:
            break
    return failed(POST, posted) if isinstance(posted, No) else posted


async def _post(tools: Tools, job: Job, place: Place, face: Face) -> No | Delivery:
    posted = await post(tools, job, place.channel, face)
    return Done(members=place.members) if isinstance(posted, Posted) else posted


def _drawn(effect: Drawn, job: Job) -> Face:
    face = draw(effect, job.scene)
    if face is None:
        raise AssertionError(f"{type(effect).__name__} has a face")
    return face
