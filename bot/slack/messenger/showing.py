"""Messages that are kept up to date: pages, the card, the announcement, briefs."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.effects import (
    AskReason,
    AskStillOnIt,
    ShowAnnouncement,
    ShowBrief,
    ShowCard,
    ShowPage,
    ShowProposal,
    ShowSummary,
)
from bot.domain.events import (
    MessageGone,
    MessagePosted,
    PageDelivered,
    PageDoubtful,
    PageFailed,
    PagePutOff,
    WorldEvent,
)
from bot.domain.incident.state import ChannelState, Message, Status
from bot.domain.retry import SOON
from bot.engine.evidence import record
from bot.ports import Delivery, Done, Doubtful, Later, Never
from bot.slack.api import No, Yes
from bot.slack.cards import page as pages
from bot.slack.cards.asks import is_asking
from bot.slack.cards.face import Face
from bot.slack.cards.render import draw
from bot.slack.cards.wondering import is_wondering
from bot.slack.errors import Reaction
from bot.slack.messenger.places import Place, configured, direct, own_channel
from bot.slack.messenger.posting import EDIT, HISTORY, LATE_LANDING, LOOK_AGAIN, POST, Posted, edit, look_up, post
from bot.slack.messenger.together import told_too
from bot.slack.messenger.tools import LEASE_RUNS_SHORT, Job, Tools, failed, lost, reaction

#: Of the edits that Slack takes in a minute, so many are kept for pages: who was woken must see that it is taken.
FOR_PAGES = 15

Shown = ShowPage | ShowCard | ShowAnnouncement | ShowBrief | ShowProposal | AskStillOnIt | AskReason | ShowSummary


async def show(tools: Tools, job: Job, effect: Shown) -> Delivery:
    """Post it the first time, edit it afterwards, and call nobody when it would look the same."""
    job = await _with_others(tools, job, effect)
    face = draw(effect, job.scene)
    if face is None:
        return Done()
    standing = job.incident.messages.get(effect.slot)
    if standing is not None:
        return told_too(job, effect, await _refresh(tools, job, standing, face, effect))
    if not _wanted(job, effect):
        return await _late(tools, job, effect, face) if job.doubtful else Done()
    place = await _place(tools, job, effect)
    if not isinstance(place, Place):
        return told_too(job, effect, _refused(job, effect, place))
    return told_too(job, effect, await _first(tools, job, effect, place))


#: What security sources said so lately is told in a brief.
LATELY = timedelta(days=1)


async def _with_others(tools: Tools, job: Job, effect: Shown) -> Job:
    """The job, with the other incidents of its digest, with the record for a summary, or what is known for a brief."""
    if isinstance(effect, ShowBrief):
        running = await tools.reads.runs(job.incident.service or "")
        heard = await tools.reads.heard(job.now - LATELY, besides=job.incident.number)
        return replace(job, running=tuple(running), heard=tuple(heard))
    if isinstance(effect, ShowSummary):
        return replace(job, lines=tuple(await record(tools.reads, job.incident.number)))
    digests = {one.slot for one in job.incident.pages if one.digest}
    if not isinstance(effect, ShowPage) or effect.slot not in digests:
        return job
    return replace(job, beside=tuple(await tools.reads.within(job.incident.number, effect.step, effect.person)))


def _wanted(job: Job, effect: Shown) -> bool:
    """Whether something that does not stand yet is still worth posting."""
    if isinstance(effect, ShowPage):
        calls = [one for one in job.incident.pages if one.slot == effect.slot]
        return any(pages.asks(job.scene, one) for one in calls)
    if isinstance(effect, AskStillOnIt):
        return is_asking(job.scene, effect)
    if isinstance(effect, AskReason):
        return is_wondering(job.scene, effect)
    if isinstance(effect, ShowBrief | ShowSummary):
        return job.incident.status is not Status.RESOLVED
    return not (isinstance(effect, ShowAnnouncement) and (job.incident.private or job.over))


async def _place(tools: Tools, job: Job, effect: Shown, *, anew: bool = False) -> Place | Delivery:
    match effect:
        case ShowPage(person=channel) if channel.startswith("#"):
            return await configured(tools, job, channel, anew=anew)
        case ShowPage():
            return await direct(tools, job, effect.person, anew=anew)
        case ShowAnnouncement():
            return await configured(tools, job, job.situation.settings.announce, anew=anew)
        case ShowProposal(person=person) if person:
            return await direct(tools, job, person, anew=anew)
        case AskStillOnIt() | AskReason():
            return await direct(tools, job, effect.person, anew=anew)
        case ShowBrief() if job.incident.channel_state in {ChannelState.REFUSED, ChannelState.NONE}:
            return await direct(tools, job, effect.person, anew=anew)
        case _:
            return own_channel(job)


async def _first(tools: Tools, job: Job, effect: Shown, place: Place, *, anew: bool = False) -> Delivery:
    repeat = isinstance(effect, ShowPage) and (job.doubtful or job.promise.unanswered > 0)
    face = draw(effect, job.scene, repeat=repeat)
    if face is None:
        return Done()
    posted = await post(tools, job, place.channel, face)
    match posted:
        case Posted():
            return await _stands(tools, job, effect, place, posted, face)
        case No() if _moved(job, place, posted) and not anew and not place.members:
            fresh = await _place(tools, job, effect, anew=True)
            if isinstance(fresh, Place):
                return await _first(tools, job, effect, fresh, anew=True)
            return _refused(job, effect, fresh)
        case No():
            ours = lost(job, POST, posted) if place.channel == job.incident.channel else ()
            return _refused(job, effect, failed(POST, posted, *ours))
        case Doubtful() if isinstance(effect, ShowPage):
            number, again = job.incident.number, job.promise.attempts > 0
            doubt = PageDoubtful(incident=number, step=effect.step, person=effect.person, unusable=again)
            return replace(posted, events=(doubt,))
        case _:
            return posted


async def _stands(tools: Tools, job: Job, effect: Shown, place: Place, posted: Posted, face: Face) -> Delivery:
    stood = (_stood(job, effect, posted.message),)
    if not posted.adopted:
        return Done(events=stood, digest=face.digest, members=place.members)
    present = draw(effect, job.scene) or face
    edits = [await edit(tools, job, message, present) for message in posted.adopted]
    ends = [failed(EDIT, reply) for reply in edits if not isinstance(reply, Yes)]
    again = next((end for end in ends if isinstance(end, Later | Doubtful)), None)
    if again is not None:
        return replace(again, events=stood)
    return Done(events=stood, digest=present.digest if not ends else None, members=place.members)


def _stood(job: Job, effect: Shown, message: Message) -> WorldEvent:
    number, where = job.incident.number, {"channel": message.channel, "ts": message.ts}
    if isinstance(effect, ShowPage):
        return PageDelivered(incident=number, step=effect.step, person=effect.person, **where)
    return MessagePosted(incident=number, slot=effect.slot, **where)


async def _late(tools: Tools, job: Job, effect: Shown, face: Face) -> Delivery:
    """Nothing to ask any more, but an attempt whose answer was lost may stand there asking."""
    place = await _place(tools, job, effect)
    if not isinstance(place, Place):
        return Done() if isinstance(place, Never) else place
    found = await look_up(tools, job, place.channel)
    if not isinstance(found, tuple):
        delivery = failed(HISTORY, found, after=LOOK_AGAIN)
        if isinstance(delivery, Doubtful):
            return replace(delivery, looked=True)
        return Done() if isinstance(delivery, Never) else delivery
    if found:
        return await _stands(tools, job, effect, place, Posted(message=found[0], adopted=found), face)
    waited = job.now - (job.promise.doubtful_since or job.now)
    return Done() if waited >= LATE_LANDING else Doubtful(code="settling", after=LOOK_AGAIN, looked=True)


async def _copies(tools: Tools, job: Job, standing: Message, face: Face, effect: Shown) -> Delivery:
    """What else stands of a page that was sent more than once is edited too: it would go on asking."""
    if not isinstance(effect, ShowPage) or not job.promise.unanswered:
        return Done(digest=face.digest)
    called = min((page.at for page in job.incident.pages if page.slot == effect.slot), default=job.promise.born_at)
    found = await look_up(tools, job, standing.channel, since=called)
    if not isinstance(found, tuple):
        forbidden = isinstance(failed(HISTORY, found), Never)
        return Done(digest=face.digest) if forbidden else Later(code="copies", after=LOOK_AGAIN)
    for copy in (one for one in found if one != standing):
        reply = await edit(tools, job, copy, face)
        if not isinstance(reply, Yes) and not isinstance(failed(EDIT, reply), Never):
            return Later(code="copies", after=LOOK_AGAIN)
    return Done(digest=face.digest)


async def _refresh(tools: Tools, job: Job, standing: Message, face: Face, effect: Shown) -> Delivery:
    if job.promise.digest == face.digest and not job.doubtful:
        return Done(digest=face.digest)
    wait = await tools.call.wait(EDIT, job, spare=0 if isinstance(effect, ShowPage) else FOR_PAGES)
    if wait:
        return Later(code="ratelimited", after=wait)
    reply = await edit(tools, job, standing, face)
    if isinstance(reply, Yes):
        return _last_word(job, await _copies(tools, job, standing, face, effect))
    if reaction(EDIT, reply) is Reaction.GONE:
        return Done(events=(MessageGone(incident=job.incident.number, slot=effect.slot),))
    if reaction(EDIT, reply) is Reaction.LOST and standing.channel != job.incident.channel:
        return Done(events=(MessageGone(incident=job.incident.number, slot=effect.slot),))
    return failed(EDIT, reply, *(lost(job, EDIT, reply) if standing.channel == job.incident.channel else ()))


def _last_word(job: Job, delivery: Delivery) -> Delivery:
    """An earlier edit without an answer can still land on top of this one: once it can't, this is shown again."""
    since = job.promise.doubtful_since
    left = LATE_LANDING - (job.now - since) if since else timedelta(0)
    return Later(code="settling", after=left) if left > timedelta(0) and isinstance(delivery, Done) else delivery


def _moved(job: Job, place: Place, reply: No) -> bool:
    """The kept id of somebody's direct messages, or of a configured channel, is good for nothing any more."""
    return reaction(POST, reply) is Reaction.LOST and place.channel != job.incident.channel


def _refused(job: Job, effect: Shown, delivery: Delivery) -> Delivery:
    """What a page's no means for its incident: that it failed, or is tried again."""
    match effect, delivery:
        case ShowPage(), Never():
            failed_for_good = PageFailed(
                incident=job.incident.number,
                step=effect.step,
                person=effect.person,
                code=delivery.code,
                remedy=delivery.remedy,
            )
            return replace(delivery, events=(failed_for_good,))
        case ShowPage(), Later() if job.promise.attempts <= 1 or _is_long(delivery):
            if delivery.code == LEASE_RUNS_SHORT:
                return delivery
            long = job.promise.attempts > 0 or _is_long(delivery)
            waits = PagePutOff(incident=job.incident.number, step=effect.step, person=effect.person, unusable=long)
            return replace(delivery, events=(waits,))
        case _:
            return delivery


def _is_long(delivery: Later) -> bool:
    """Whether Slack asked to wait for longer than anybody should wait for a page."""
    return (delivery.after or SOON) > SOON
