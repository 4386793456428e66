"""Who has an incident: acknowledging, joining, handing over, and being asked whether they are still on it."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.candidates import hard_reason
from bot.domain.effects import AskStillOnIt, ShowPage, TellTaken
from bot.domain.errors import ConfirmationNeeded, GoAhead, Refused
from bot.domain.events import By, HandedOver, TimerKind
from bot.domain.incident import heeding, reaching
from bot.domain.incident.calling import call, is_stranger
from bot.domain.incident.draft import Draft
from bot.domain.incident.paging import BY_HAND, climb
from bot.domain.incident.securing import arrive
from bot.domain.incident.state import Incident, Status
from bot.domain.record import Kind
from bot.domain.security import (
    SecurityStatus,
)

#: How long "Still on it?" waits for an answer (contract §4, `still_on_it`).
ANSWER_WITHIN = timedelta(minutes=10)

#: Activity is noted at most so often, so that a lively channel costs nothing.
ACTIVITY_EVERY = timedelta(minutes=1)


def acknowledged(draft: Draft, by: By) -> None:
    """Somebody takes it. Whose acknowledgement it is follows from the ladders they were paged on (contract §5)."""
    incident, ladders = draft.incident, draft.incident.ladders_of(by.person)
    if incident.status is Status.RESOLVED:
        raise Refused(f"{incident.id} was resolved {draft.ended}. Nothing to do")
    if ladders == {"security"}:
        arrive(draft, by)
        return
    if incident.status is Status.ACKNOWLEDGED:
        _again(draft, by)
    else:
        _confirm(draft, by)
        draft.write(Kind.ACKNOWLEDGED, f"{draft.shown(by.person)} has it", by.named)
        take(draft, by)
        draft.do(TellTaken(person=by.person))
        draft.said = f"You have {incident.id}."
    security = draft.incident.security
    if "security" in ladders and security and security.status is not SecurityStatus.HERE:
        said = draft.said
        arrive(draft, by)
        draft.said = said


def _again(draft: Draft, by: By) -> None:
    """It is taken: whoever was called for help since joins; nobody else takes it away by a click."""
    incident = draft.incident
    called_for_help = any(
        page.person == by.person and page.step > incident.acknowledged_step for page in incident.pages
    )
    if by.person in incident.responders and not _awaited(incident, by.person):
        draft.said = _already(draft, by.person)
        return
    if not called_for_help and by.person not in incident.responders:
        who, at = draft.shown(incident.acknowledged_by or ""), incident.acknowledged_at or draft.now
        raise Refused(f"{who} has {incident.id} since {draft.clock(at)}. Nothing to do")
    has_it = by.person == incident.acknowledged_by
    draft.write(Kind.ACKNOWLEDGED, f"{draft.shown(by.person)} {'confirms' if has_it else 'joins'}", by.named)
    draft.set(responders=tuple(dict.fromkeys((*incident.responders, by.person))))
    _answered(draft, by.person)
    reaching.follow(draft)
    others = [page.answer_by for page in draft.incident.waited_for if page.answer_by]
    if not others:
        draft.stop(TimerKind.HELP)
    elif TimerKind.HELP in incident.due:
        draft.start(TimerKind.HELP, max(draft.now, *others))
    draft.invite(by.person)
    draft.do(TellTaken(person=by.person, confirmed=True) if has_it else TellTaken(person=by.person, joined=True))
    active(draft)
    draft.refresh()
    beside = f"You are on {incident.id} now, with {draft.shown(incident.acknowledged_by or '')}."
    draft.said = f"You have {incident.id}." if has_it else beside


def _awaited(incident: Incident, person: str) -> bool:
    """Whether somebody who is on it already was called once more, or was given it, and has not answered that."""
    unconfirmed = person == incident.acknowledged_by and incident.given_by is not None
    return unconfirmed or any(page.person == person for page in incident.waited_for)


def _already(draft: Draft, person: str) -> str:
    incident, keeps = draft.incident, draft.incident.acknowledged_by
    if keeps and keeps != person:
        return f"You are on {incident.id} already, with {draft.shown(keeps)}."
    return f"You have {incident.id} already."


def _answered(draft: Draft, person: str) -> None:
    """The newest call of that person has its answer; whatever came before it was too late for."""
    heeding.answered(draft, person)
    calls = [page for page in draft.incident.pages if page.person == person and page.ladder != "security"]
    if calls and calls[-1].answered_at is None:
        answered = replace(calls[-1], answered_at=draft.now)
        draft.set(pages=tuple(answered if page is calls[-1] else page for page in draft.incident.pages))
        draft.do(ShowPage(step=answered.step, person=person))  # however many were called since


def _confirm(draft: Draft, by: By) -> None:
    """Somebody who is not on the ladder is told first what taking it does; outside Slack nobody is asked."""
    incident = draft.incident
    if not is_stranger(draft, by) or not incident.pages:
        return
    paged = [page.person for page in incident.current_pages]
    stops = f"stops the page to {draft.shown(*paged)} and " if paged else ""
    raise ConfirmationNeeded(
        f"You are not on call for {incident.named_service or 'this'}. Taking this {stops}makes you the responder.",
        GoAhead(action="acknowledge_confirmed", incident=incident.number),
    )


def take(draft: Draft, by: By, *, keeper: str | None = None) -> None:
    """The incident is acknowledged by `keeper` (default: whoever acts): pages stop, everybody sees it at once."""
    person, incident = keeper or by.person, draft.incident
    draft.set(
        status=Status.ACKNOWLEDGED,
        primary=person,
        responders=tuple(dict.fromkeys((*incident.responders, person))),
        acknowledged_by=person,
        acknowledged_via=by.via,
        acknowledged_at=draft.now,
        acknowledged_step=incident.step,
        first_acknowledged_by=incident.first_acknowledged_by or person,
        first_acknowledged_at=incident.first_acknowledged_at or draft.now,
        hold=None,
        settles_at=None,
    )
    if person == by.person:
        _answered(draft, person)
    draft.stop(TimerKind.RESPONSE, TimerKind.HELP)
    reaching.follow(draft)
    draft.invite(person)
    active(draft)
    draft.refresh()


def handed_over(draft: Draft, event: HandedOver) -> None:
    """Somebody else has it from now on, and is paged so that they know; unanswered, the ladder goes on."""
    incident, to = draft.incident, event.to
    if incident.status is Status.RESOLVED:
        raise Refused(f"{incident.id} is resolved. Reopen it first")
    if incident.acknowledged_by == to and incident.status is Status.ACKNOWLEDGED:
        draft.said = f"{draft.shown(to)} has {incident.id} already."
        return
    if to == event.by.person:
        draft.write(Kind.HANDED_OVER, f"{draft.shown(to)} takes it", event.by.named)
        take(draft, event.by)
        draft.do(TellTaken(person=to))
    else:
        _give(draft, event)
    draft.said = f"{draft.shown(to)} has {incident.id} now."


def _give(draft: Draft, event: HandedOver) -> None:
    why = hard_reason(event.to, draft.situation, draft.now)
    if why is not None:
        raise Refused(f"{draft.shown(event.to)} can't take it: {why}. Choose somebody else")
    draft.write(Kind.HANDED_OVER, f"{draft.shown(event.to)} has it now", event.by.named)
    take(draft, event.by, keeper=event.to)
    call(draft, (event.to,), ladder="response", timeout=BY_HAND, by=event.by.person, given=True)
    draft.start(TimerKind.HELP, draft.now + BY_HAND)
    draft.do(TellTaken(person=event.to, by=event.by.person, until=draft.now + BY_HAND))


def active(draft: Draft) -> None:
    """Something happened in an acknowledged incident: whoever has it is not asked for a while."""
    incident = draft.incident
    period = draft.situation.settings.still_on_it.get(incident.severity)
    if incident.asked_at is not None:
        draft.ask_answered()
    draft.set(active_at=draft.now, asked_at=None)
    asks = incident.status is Status.ACKNOWLEDGED and incident.review.restored_at is None
    if asks and period is not None:
        draft.start(TimerKind.ATTENTION, draft.now + period)
    else:
        draft.stop(TimerKind.ATTENTION)


def spoke(draft: Draft) -> None:
    """Somebody wrote in the channel."""
    last = draft.incident.active_at
    if draft.incident.status is Status.ACKNOWLEDGED and (last is None or draft.now - last >= ACTIVITY_EVERY):
        active(draft)


def still_on_it(draft: Draft, by: By) -> None:
    """The responder answered."""
    incident = draft.incident
    if incident.status is not Status.ACKNOWLEDGED:
        raise Refused(f"{incident.id} is {incident.status}. Nothing to do")
    draft.write(Kind.ATTENTION, f"{draft.shown(by.person)} is still on it", by.named)
    _answered(draft, by.person)
    if not any(page.by for page in draft.incident.waited_for):  # whom a person called is still waited for
        draft.stop(TimerKind.HELP)
    active(draft)
    draft.ask_answered()
    draft.refresh(pages=False)
    draft.said = "Good. Rondo asks again later."


def gone_quiet(draft: Draft) -> None:
    """The attention timer is due: ask whoever has it; unanswered, call more hands as by escalating."""
    incident = draft.incident
    if incident.status is not Status.ACKNOWLEDGED or incident.acknowledged_by is None:
        return
    keeper = incident.acknowledged_by
    if incident.asked_at is None:
        answer_by = draft.now + ANSWER_WITHIN
        draft.set(asked_at=draft.now)
        draft.start(TimerKind.ATTENTION, answer_by)
        draft.write(Kind.ATTENTION, f"{draft.shown(keeper)} asked: still on it?")
        draft.do(AskStillOnIt(person=keeper, answer_by=answer_by))
        return
    draft.write(Kind.ATTENTION, f"no answer from {draft.shown(keeper)}; more hands are called")
    climb(draft, silent=(keeper,), since=incident.asked_at)
    active(draft)
    draft.refresh()
