"""The service is back before the review is there: nobody is paged any more, unless it breaks again."""

from dataclasses import replace

from bot.domain.candidates import hard_reason
from bot.domain.effects import TellRestored
from bot.domain.errors import Refused
from bot.domain.events import By, TimerKind
from bot.domain.incident import closing, owing, proposing
from bot.domain.incident.calling import call
from bot.domain.incident.draft import Draft
from bot.domain.incident.owing import whose
from bot.domain.incident.paging import BY_HAND
from bot.domain.incident.state import Status
from bot.domain.incident.taking import active, take
from bot.domain.ladder import patience
from bot.domain.record import Kind
from bot.domain.security import SecurityStatus

#: The clocks that stop when the service is back, as when the incident is resolved.
STOPPED = (TimerKind.RESPONSE, TimerKind.HELP, TimerKind.ATTENTION, TimerKind.SECURITY, TimerKind.CONTACT)


def restored(draft: Draft, by: By) -> None:
    """Somebody says that the service is back: pages, reminders and ladders stop, and only the review stays open."""
    incident, review = draft.incident, draft.incident.review
    if incident.status is Status.RESOLVED:
        raise Refused(f"{incident.id} was resolved {draft.ended}. Nothing to do")
    if review.restored_at is not None:
        draft.said = f"{incident.id} waits for the security review only, since {draft.clock(review.restored_at)}."
        return
    if not owing.is_missing(incident, draft.situation):
        raise Refused(f"{incident.id} waits for no review: resolve it")
    draft.write(Kind.REVIEW, "the service is restored; only the security review keeps it open", by.named)
    if incident.status is Status.OPEN:
        draft.write(Kind.ACKNOWLEDGED, f"{draft.shown(by.person)} has it", by.named)
        take(draft, by)
    draft.set(review=replace(draft.incident.review, restored_at=draft.now, restored_by=by.person))
    draft.stop(*STOPPED)
    closing.asks_no_more(draft)
    owing.begins(draft)
    due = draft.incident.review.due
    draft.do(TellRestored(by=by.person, whose=whose(draft.incident), due=due))
    draft.refresh()
    draft.said = f"{incident.id}: nobody is paged or asked any more. It ends with the security review."


def broke_again(draft: Draft, alert: str) -> None:
    """What was restored fires again: it goes on, and whoever has it is called."""
    keeper = draft.incident.acknowledged_by
    if not _goes_on(draft, f"it is broken again, though it was restored: {alert}"):
        return
    draft.do(TellRestored(by=None))
    if keeper is not None and hard_reason(keeper, draft.situation, draft.now) is None:
        call(draft, (keeper,), ladder="response", timeout=BY_HAND)
        draft.start(TimerKind.HELP, draft.now + BY_HAND)


def goes_on(draft: Draft) -> None:
    """Somebody calls for hands, or gives it to somebody: it is not restored."""
    _goes_on(draft, "it goes on: the service is not restored")


def _goes_on(draft: Draft, words: str) -> bool:
    review, security = draft.incident.review, draft.incident.security
    if review.restored_at is None or draft.incident.status is Status.RESOLVED:
        return False
    draft.stop(TimerKind.REVIEW)
    draft.set(review=replace(review, restored_at=None, restored_by=None))
    draft.write(Kind.REVIEW, words)
    active(draft)
    proposing.again(draft)
    if security and security.page and security.status is SecurityStatus.PAGED:
        draft.start(TimerKind.SECURITY, draft.now + patience(security.walk, draft.situation))
    return True
