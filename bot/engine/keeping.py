"""What follows from an attempt at a promise: done, tried again later, looked for, or given up and told."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain import effects as e
from bot.domain.events import DeliveryGivenUp, Event
from bot.domain.retry import delay
from bot.ports import Delivery, Done, Doubtful, Later, Never, Promise, Settled

#: What people call an effect that was given up; whatever is not here is a line in the incident's channel.
_WHAT: Mapping[type, str] = {
    e.ShowPage: "the page",
    e.ShowCard: "its card",
    e.ShowAnnouncement: "its announcement",
    e.ShowBrief: "the security brief",
    e.ShowProposal: "a proposal",
    e.OpenChannel: "making its channel",
    e.Invite: "an invitation to its channel",
    e.PinCard: "pinning its card",
    e.SetTopic: "its channel's topic",
    e.AddBookmark: "its channel's bookmark",
    e.ArchiveChannel: "archiving its channel",
    e.PostPostmortem: "the postmortem's file",
    e.AskStillOnIt: "the question “Still on it?”",
    e.AskReason: "the question why it was “Not me”",
    e.RemindPostmortem: "the reminder of the postmortem",
    e.TellPerson: "a message",
}
#: The same, of what belongs to no incident.
_WHAT_OF_NONE: Mapping[type, str] = {
    e.TellPerson: "a message",
    e.TellTeam: "a line to the team",
    e.TellHandOff: "a hand-off",
    e.RemindShift: "a reminder of a shift",
    e.PostFairness: "a picture",
}
_TO_ONE = (e.ShowPage, e.ShowBrief, e.AskStillOnIt, e.AskReason, e.RemindPostmortem, e.TellPerson)


def settle(promise: Promise, outcome: Delivery, now: datetime) -> tuple[Settled, tuple[Event, ...]]:
    """The outcome as the store writes it, and the events that it is."""
    match outcome:
        case Done():
            return _end(promise, digest=outcome.digest), outcome.events
        case Later():
            return _again(promise, now + delay(promise.attempts, promise.lane, outcome.after)), outcome.events
        case Doubtful():
            since = (promise.doubtful_since or now) if outcome.looked else now
            wait = outcome.after or (delay(promise.attempts, promise.lane) if promise.doubtful_since else timedelta(0))
            again = _again(promise, now + wait, doubtful_since=since, posted=outcome.posted)
            return again, outcome.events
        case Never():
            return _end(promise, failed=outcome.code), outcome.events or _told(promise, outcome)


def postpone(promise: Promise, until: datetime) -> Settled:
    """Nothing was tried: Slack's limits ask us to wait."""
    return Settled(
        id=promise.id,
        fence=promise.fence,
        done=False,
        generation=promise.generation,
        due_at=until,
        digest=promise.digest,
        attempted=False,
        doubtful_since=promise.doubtful_since,
    )


def stands(promise: Promise) -> bool:
    """Whether a message of its stands already, which it edits."""
    return promise.lane is e.Lane.REFRESH or promise.digest is not None


def _end(promise: Promise, *, digest: str | None = None, failed: str | None = None) -> Settled:
    return Settled(
        id=promise.id, fence=promise.fence, done=True, generation=promise.generation, digest=digest, failed=failed
    )


def _again(
    promise: Promise, due_at: datetime, *, doubtful_since: datetime | None = None, posted: bool = False
) -> Settled:
    return Settled(
        id=promise.id,
        fence=promise.fence,
        done=False,
        generation=promise.generation,
        due_at=due_at,
        digest=promise.digest,
        doubtful_since=doubtful_since or promise.doubtful_since,
        posted=posted,
    )


def _told(promise: Promise, never: Never) -> tuple[Event, ...]:
    """A delivery that was given up is told, unless it is the telling itself, or an answer that nobody waits for."""
    if promise.incident is None or isinstance(promise.effect, e.TellOperators | e.Answer):
        return ()
    what = _WHAT.get(type(promise.effect), "a line in its channel")
    person = promise.effect.person if isinstance(promise.effect, _TO_ONE) else ""
    lost = DeliveryGivenUp(incident=promise.incident, what=what, person=person, code=never.code, remedy=never.remedy)
    return (lost,)


def tells(promise: Promise, outcome: Delivery) -> tuple[e.Effect, ...]:
    """What operators hear of a delivery that was given up and stands in no incident's record."""
    what = _WHAT_OF_NONE.get(type(promise.effect))
    if not isinstance(outcome, Never) or promise.incident is not None or what is None:
        return ()
    to = f" to {promise.effect.person}" if isinstance(promise.effect, e.TellPerson | e.PostFairness) else ""
    remedy = f". {outcome.remedy}" if outcome.remedy else ""
    return (e.TellOperators(text=f"{what}{to} could not be delivered ({outcome.code}){remedy}"),)
