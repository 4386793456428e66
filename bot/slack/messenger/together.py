"""What becomes of a digest's message is true of every incident that it tells of."""

from dataclasses import replace

from bot.domain.effects import ShowPage
from bot.domain.events import PageDelivered, PageDoubtful, PageFailed, PagePutOff, WorldEvent
from bot.domain.incident.pages import Outcome
from bot.domain.retry import SOON
from bot.ports import Delivery, Done, Doubtful, Later, Never
from bot.slack.cards.digest import Told, told_in, umbrella_of
from bot.slack.messenger.tools import LEASE_RUNS_SHORT, Job


def told_too(job: Job, effect: object, delivery: Delivery) -> Delivery:
    """The delivery, with what it means for the others: they arrived, wait or were refused in the same message."""
    others = _others(job, effect)
    match delivery:
        case Done() if others:
            at = _where(job, effect, delivery)
            arrived = [one for one in others if one[1].delivered_at is None] if at else []
            return replace(delivery, events=(*delivery.events, *(_arrived(one, at) for one in arrived)))
        case Never() if others:
            refused = (_refused(one, delivery) for one in others)
            return replace(delivery, events=(*delivery.events, *refused))
        case Later() | Doubtful() if others and delivery.code != LEASE_RUNS_SHORT:
            waiting = (_waits(one, delivery, job.promise.attempts) for one in others if _is_news(one, delivery, job))
            return replace(delivery, events=(*delivery.events, *waiting))
        case _:
            return delivery


def belongs_to(job: Job) -> str | None:
    """The id of the incident that the message's metadata names: a digest's umbrella, where it tells of one."""
    about = job.about.id if job.about else None
    effect = job.promise.effect
    others = _others(job, effect)
    return (umbrella_of([*_own(job, effect), *others]) or about) if others else about


def _calls(job: Job, effect: object) -> tuple[Told, ...]:
    if not isinstance(effect, ShowPage) or not job.beside:
        return ()
    own = next((page for page in job.incident.pages if page.slot == effect.slot), None)
    return told_in(job.scene, own) if own else ()


def _own(job: Job, effect: object) -> tuple[Told, ...]:
    return _calls(job, effect)[:1]


def _others(job: Job, effect: object) -> tuple[Told, ...]:
    return _calls(job, effect)[1:]


def _where(job: Job, effect: object, delivery: Done) -> tuple[str, str] | None:
    """Where the message stands: as it was posted now, or as it stood before."""
    posted = next((one for one in delivery.events if isinstance(one, PageDelivered)), None)
    if posted is not None:
        return posted.channel, posted.ts
    standing = job.incident.messages.get(effect.slot) if isinstance(effect, ShowPage) else None
    gone = any(not isinstance(one, PageDelivered) for one in delivery.events)
    return (standing.channel, standing.ts) if standing and not gone else None


def _arrived(told: Told, at: tuple[str, str] | None) -> WorldEvent:
    scene, page = told
    channel, ts = at or ("", "")
    return PageDelivered(incident=scene.incident.number, step=page.step, person=page.person, channel=channel, ts=ts)


def _is_news(told: Told, delivery: Later | Doubtful, job: Job) -> bool:
    """Whether an incident does not know yet that its page waits, or that it does so for long."""
    _, page = told
    under_way = page.delivered_at is None and page.outcome is not Outcome.FAILED
    return under_way and (page.outcome is Outcome.PENDING or job.promise.attempts <= 1 or _is_long(delivery))


def _is_long(delivery: Later | Doubtful) -> bool:
    return (delivery.after or SOON) > SOON


def _waits(told: Told, delivery: Later | Doubtful, attempts: int) -> WorldEvent:
    scene, page = told
    kind = PageDoubtful if isinstance(delivery, Doubtful) else PagePutOff
    unusable = attempts > 0 or (isinstance(delivery, Later) and _is_long(delivery))
    return kind(incident=scene.incident.number, step=page.step, person=page.person, unusable=unusable)


def _refused(told: Told, never: Never) -> WorldEvent:
    scene, page = told
    number, outcome = scene.incident.number, {"code": never.code, "remedy": never.remedy}
    return PageFailed(incident=number, step=page.step, person=page.person, **outcome)
