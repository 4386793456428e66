"""The response ladder: who is called, at each step, until somebody has the incident; and more hands afterwards."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.candidates import hard_reason, people_of
from bot.domain.effects import TellCalled, TellEscalated, TellNotMe
from bot.domain.errors import ConfirmationNeeded, GoAhead, Refused
from bot.domain.escalation import Walk
from bot.domain.events import By, EscalationAsked, TimerKind
from bot.domain.incident import heeding, reaching
from bot.domain.incident.calling import call, clock_of, is_stranger, keeper, last_resort, note_step
from bot.domain.incident.draft import Draft
from bot.domain.incident.outlook import ahead, open_walk
from bot.domain.incident.state import Status
from bot.domain.incident.wondering import ask_later
from bot.domain.ladder import Step, advance, decline
from bot.domain.record import Kind

#: How long a person who was called by hand has where no level says otherwise: the default of `timeout`.
BY_HAND = timedelta(minutes=5)


def climb(
    draft: Draft,
    *,
    silent: tuple[str, ...] = (),
    since: datetime | None = None,
    by: By | None = None,
    reason: str = "",
) -> tuple[str, ...]:
    """The next step of the ladder, or the last resort behind it; returns who was called.

    `silent` are those who have not answered since they were called, or since they were asked (`since`); `by` somebody
    who asked for it.
    """
    step = advance(open_walk(draft.incident), draft.situation, draft.now)
    called_at = (page.at for page in draft.incident.waited_for)
    asked_at = since or min(called_at, default=draft.incident.opened_at)
    note_step(draft, step)
    draft.set(walk=replace(step.walk, declined=draft.incident.walk.declined), hold=None, settles_at=None)
    if not step.called:
        return last_resort(draft)
    asker = by.person if by else None
    call(draft, step.called, ladder="response", timeout=step.timeout, by=asker, reason=reason, silent=silent)
    until = draft.now + step.timeout
    draft.start(clock_of(draft), until)
    if by is not None:
        draft.do(TellCalled(called=step.called, by=by.person, reason=reason, keeper=keeper(draft), until=until))
    elif silent:
        draft.do(_escalated(draft, step, silent, asked_at))
    return step.called


def _escalated(draft: Draft, step: Step, silent: tuple[str, ...], since: datetime) -> TellEscalated:
    return TellEscalated(
        silent=silent,
        since=since,
        called=step.called,
        place=step.place,
        until=draft.now + step.timeout,
        after=ahead(draft.incident, draft.situation, draft.now),
        skipped=_skipped(draft, step),
    )


def _skipped(draft: Draft, step: Step) -> tuple[str, ...]:
    """Who would have come first, had anybody been able to call them."""
    policy = draft.situation.policy_of(step.walk)
    levels = [policy.levels[level - 1] for level in step.skipped] if policy else []
    return tuple(name for level in levels for t in level.targets for name in people_of(t, draft.situation, draft.now))


def timed_out(draft: Draft) -> None:
    """The response timer is due: whoever was called has not answered."""
    incident = draft.incident
    silent = tuple(page.person for page in incident.waited_for) if not incident.held else ()
    if incident.status is Status.ACKNOWLEDGED and not silent and not incident.walk.exhausted:
        return  # everybody who was called has come
    if silent:
        heeding.missed(draft, incident.waited_for)
        draft.write(Kind.ESCALATED, f"no answer from {draft.shown(*silent)}")
    climb(draft, silent=silent)
    draft.refresh()


def asked(draft: Draft, event: EscalationAsked) -> None:
    """Somebody wants the next in the ladder at once, or that person, or that level; whoever has it keeps it."""
    incident, by = draft.incident, event.by
    if incident.status is Status.RESOLVED:
        raise Refused(f"{incident.id} was resolved {draft.ended}. Reopen it first, then escalate")
    draft.said = _called_already(draft, event)
    if draft.said:
        return
    _confirm(draft, event)
    why = f': "{event.reason}"' if event.reason else ""
    if event.person is not None:
        draft.write(Kind.ESCALATED, f"{draft.shown(event.person)} called by hand{why}", by.named)
        called = _one(draft, event.person, by, event.reason)
    else:
        draft.set(walk=_walk(draft, event))
        draft.write(Kind.ESCALATED, f"escalated by hand{why}", by.named)
        called = climb(draft, by=by, reason=event.reason)
    draft.said = f"{draft.shown(*called)} is called." if len(called) == 1 else f"Called: {draft.shown(*called)}."
    draft.refresh()


def _called_already(draft: Draft, event: EscalationAsked) -> str:
    """What a click is told that comes after somebody else's: the ladder has moved since its card was drawn."""
    pages = draft.incident.current_pages
    if event.seen is None or not pages or pages[-1].step <= event.seen:
        return ""
    by = f" by {draft.shown(pages[-1].by)}" if pages[-1].by else ""
    return f"{draft.shown(*(page.person for page in pages))} {'is' if len(pages) == 1 else 'are'} called already{by}."


def _confirm(draft: Draft, event: EscalationAsked) -> None:
    """Somebody from elsewhere is told first that this wakes people; whoever works on the incident is not asked."""
    incident, by = draft.incident, event.by
    at_work = {incident.declared_by, *incident.responders, incident.security.person if incident.security else None}
    if not is_stranger(draft, by) or by.person in at_work:
        return
    walk = open_walk(incident.evolve(walk=_walk(draft, event)))
    coming = (event.person,) if event.person else advance(walk, draft.situation, draft.now).called
    whom = draft.shown(*coming) if coming else "the last resort"
    raise ConfirmationNeeded(
        f"You are not on call for {incident.named_service or 'this'}. Escalating pages {whom} now.",
        GoAhead(
            action="escalate_confirmed",
            incident=incident.number,
            person=event.person,
            level=event.level,
            reason=event.reason,
        ),
    )


def _walk(draft: Draft, event: EscalationAsked) -> Walk:
    """Where the ladder goes on: at the level that was asked for, else from where it is."""
    walk = draft.incident.walk
    if event.level is None:
        return walk
    policy = draft.situation.policy_of(walk)
    levels = len(policy.levels) if policy else 0
    if not 1 <= event.level <= levels:
        raise Refused(f"There is no level {event.level} on {walk.policy}: it has {levels}")
    return replace(walk, level=event.level, place=0, exhausted=False)


def _one(draft: Draft, person: str, by: By, reason: str) -> tuple[str, ...]:
    why = hard_reason(person, draft.situation, draft.now)
    if why is not None:
        raise Refused(f"{draft.shown(person)} can't be called: {why}. Escalate to somebody else")
    until = draft.now + BY_HAND
    call(draft, (person,), ladder="response", timeout=BY_HAND, by=by.person, reason=reason)
    draft.start(clock_of(draft), until)
    draft.do(TellCalled(called=(person,), by=by.person, reason=reason, keeper=keeper(draft), until=until))
    return (person,)


def not_me(draft: Draft, by: By) -> None:
    """Somebody who was paged can't: the next candidate of the level at once; their turn is owed (rule 8)."""
    incident, person = draft.incident, by.person
    if incident.status is Status.RESOLVED:
        raise Refused(f"{incident.id} is resolved. Nothing to do")
    if "response" not in incident.ladders_of(person):
        raise Refused(f"You were not paged for {incident.id}")
    if incident.acknowledged_by == person:
        raise Refused(f"You have {incident.id}. Hand it over to somebody instead")
    if person in incident.walk.declined:
        draft.said = f"Noted already. Somebody else is asked to take {incident.id}."
        return
    draft.write(Kind.NOT_ME, f"{draft.shown(person)} can't take it", by.named)
    heeding.answered(draft, person)
    ask_later(draft, person)
    called = stand_in(draft, person, owes=True)
    draft.said = f"{draft.shown(*called)} is asked instead." if called else "Noted."


def stand_in(draft: Draft, person: str, *, owes: bool, code: str | None = None) -> tuple[str, ...]:
    """Take somebody off the ladder and, when they were the one being waited for, call the next at once."""
    waited_for = [page.person for page in draft.incident.waited_for]
    last = any(page.ladder == "last_resort" for page in draft.incident.current_pages)
    gone = decline(draft.incident.walk, person, draft.situation, draft.now, owes=owes)
    draft.set(walk=gone.walk)
    draft.turn(gone.books)
    reaching.follow(draft)
    called: tuple[str, ...] = ()
    if waited_for == [person] and not last and _waiting(draft):
        called = climb(draft)
    until = draft.incident.due.get(clock_of(draft)) if called else None
    draft.do(TellNotMe(person=person, called=called, until=until, code=code))
    draft.refresh()
    return called


def _waiting(draft: Draft) -> bool:
    return draft.incident.status is Status.OPEN or TimerKind.HELP in draft.incident.due
