"""What follows from an attempt at a promise: done, tried again later, looked for, or given up and told."""

from datetime import datetime, timedelta

from bot.domain.effects import Answer, TellOperators
from bot.domain.events import DeliveryGivenUp, Event
from bot.domain.retry import delay
from bot.ports import Delivery, Done, Doubtful, Later, Never, Promise, Settled

#: A promise that fails within Rondo itself is tried so often; what Slack refuses for now is tried for ever.
GIVE_UP_AFTER = 8


def settle(promise: Promise, outcome: Delivery, now: datetime) -> tuple[Settled, tuple[Event, ...]]:
    """The outcome as the store writes it, and the events that it is."""
    match outcome:
        case Later(code="internal") if promise.attempts >= GIVE_UP_AFTER:
            return settle(promise, Never(code="internal", remedy="A fault of Rondo's own: see its log"), now)
        case Done():
            return _end(promise, digest=outcome.digest), outcome.events
        case Later():
            return _again(promise, now + delay(promise.attempts, promise.lane, outcome.after)), ()
        case Doubtful():
            since = now if outcome.posted else promise.doubtful_since or now
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
    if promise.incident is None or isinstance(promise.effect, TellOperators | Answer):
        return ()
    what = _words(type(promise.effect).__name__)
    return (DeliveryGivenUp(incident=promise.incident, what=what, code=never.code, remedy=never.remedy),)


def _words(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
