"""The security engineer who was asked does not come: not them, not yet, or they can't and say why."""

from dataclasses import replace
from typing import assert_never

from bot.domain import events as e
from bot.domain.effects import TellLead, TellNotMe, TellSecurity
from bot.domain.errors import Refused
from bot.domain.events import By, TimerKind
from bot.domain.incident import heeding, proposing, reaching
from bot.domain.incident.calling import note_step
from bot.domain.incident.draft import Draft
from bot.domain.incident.securing import go_on, next_step, refresh
from bot.domain.incident.shadowing import accompany
from bot.domain.incident.state import Status
from bot.domain.incident.wondering import ask_later
from bot.domain.ladder import decline, patience
from bot.domain.record import Kind
from bot.domain.security import Security, SecurityStatus


def said(draft: Draft, event: e.ExcuseEvent) -> None:
    """What follows from it.

    Raises:
        Refused: they were not asked, or gave no reason.
    """
    match event:
        case e.SecurityNotMeSaid():
            not_me(draft, event.by)
        case e.SecurityTimeAsked():
            _more_time(draft, event.by)
        case e.SecurityExcused():
            _excused(draft, event)
        case _:
            assert_never(event)


def not_me(draft: Draft, by: By, *, code: str | None = None) -> None:
    """The engineer who was asked can't (or Slack refused their page: `code`): the next one at once."""
    words = f"{draft.shown(by.person)} can't for security"
    if _not_beside(draft, by, words, code=code) or _needs_no_answer(draft, by):
        return
    draft.write(Kind.SECURITY, words, by.named)
    if code is None:
        heeding.answered(draft, by.person)
        ask_later(draft, by.person)
    _next_one(draft, by, SecurityStatus.DECLINED, code=code)


def _excused(draft: Draft, event: e.SecurityExcused) -> None:
    """They can't, and it stays on the record why; the next one at once."""
    by = event.by
    if not event.reason:
        raise Refused("Say why you can't, in a few words: whoever leads security reads it")
    words = f"{draft.shown(by.person)} is excused for security: {event.reason}"
    if not _not_beside(draft, by, words):
        if _needs_no_answer(draft, by):
            return
        draft.write(Kind.SECURITY, words, by.named)
        heeding.answered(draft, by.person)
        _next_one(draft, by, SecurityStatus.EXCUSED)
    why = "" if draft.incident.private else f": {event.reason}"
    draft.do(TellLead(text=f"{draft.incident.id}: {draft.shown(by.person)} is excused for security{why}"))


def _asked(draft: Draft, by: By) -> Security:
    incident, security = draft.incident, draft.incident.security
    asked = security and (by.person == security.person or "security" in incident.ladders_of(by.person))
    if security is None or not asked:
        raise Refused(f"You were not asked into {incident.id} for security")
    return security


def _not_beside(draft: Draft, by: By, words: str, *, code: str | None = None) -> bool:
    """Whether they were called for an answer beside the engineer who is here: the next one is asked for it."""
    if draft.incident.status is Status.RESOLVED or not proposing.waits_for(draft, by.person):
        return False
    draft.write(Kind.SECURITY, words, by.named)
    if code is None:
        heeding.answered(draft, by.person)
    called = proposing.declined(draft, by.person, owes=code is None)
    until = draft.incident.due.get(TimerKind.PROPOSAL) if called else None
    draft.do(TellNotMe(person=by.person, called=called, until=until, security=True, code=code))
    refresh(draft, by.person)
    draft.said = f"{draft.shown(*called)} is asked instead." if called else "Noted."
    return True


def _needs_no_answer(draft: Draft, by: By) -> bool:
    """Whether nobody waits for what they say: it is over, they said so before, or somebody else is here."""
    security = _asked(draft, by)
    if draft.incident.status is Status.RESOLVED or by.person in security.walk.declined:
        draft.said = "Noted."
        return True
    if security.status is SecurityStatus.HERE and security.person != by.person:
        draft.said = f"{draft.shown(security.person)} is here for security."
        return True
    return False


def _next_one(draft: Draft, by: By, status: SecurityStatus, *, code: str | None = None) -> None:
    """Whoever stands in is asked instead; with nobody left, the `status` stays."""
    security = _asked(draft, by)
    gone = decline(security.walk, by.person, draft.situation, draft.now, owes=code is None)
    draft.turn(gone.books)
    left = replace(security, walk=gone.walk)
    if by.person == security.person:
        left = replace(left, status=status)
    draft.set(security=left)
    called = _instead(draft, left) if left.status is status else ()
    until = draft.incident.due.get(TimerKind.SECURITY) if called else None
    draft.do(TellNotMe(person=by.person, called=called, until=until, security=True, code=code))
    refresh(draft, by.person)
    draft.said = f"{draft.shown(*called)} is asked instead." if called else "Noted."


def _instead(draft: Draft, security: Security) -> tuple[str, ...]:
    step = next_step(draft, security.walk)
    if security.page or not step.called:
        go_on(draft, security, step, told=True)
    else:
        note_step(draft, step)
        invited = replace(security, person=step.called[0], status=SecurityStatus.INVITED, walk=step.walk)
        draft.set(security=invited)
        draft.invite(step.called[0])
        accompany(draft, step.called[:1], "security", step.walk)
        draft.brief()
    return step.called


def _more_time(draft: Draft, by: By) -> None:
    """They come, but later: whoever is next is asked one time-out later than they would have been, once."""
    security, due = _asked(draft, by), draft.incident.due.get(TimerKind.SECURITY)
    if why_not := _no_time(draft, by, security):
        draft.said = why_not
        return
    until = (due or draft.now) + patience(security.walk, draft.situation)
    draft.set(security=replace(security, more_time=(*security.more_time, by.person)))
    draft.start(TimerKind.SECURITY, until)
    step, pages = _newest(draft), draft.incident.pages
    draft.set(pages=tuple(replace(page, answer_by=until) if page.step == step else page for page in pages))
    reaching.follow(draft)
    draft.write(Kind.SECURITY, f"{draft.shown(by.person)} needs more time: until {draft.clock(until)}", by.named)
    heeding.answered(draft, by.person)
    draft.do(TellSecurity(later=by.person, until=until))
    refresh(draft, by.person)
    draft.said = f"You have until {draft.clock(until)}. Press *I'm here* when you are."


def _newest(draft: Draft) -> int:
    """The last step of security's ladder; 0 before the first."""
    return max((page.step for page in draft.incident.pages if page.ladder == "security"), default=0)


def _no_time(draft: Draft, by: By, security: Security) -> str:
    """Why there is no time to give, as they read it; nothing when there is."""
    incident, shown = draft.incident, draft.shown(security.person)
    asked = {page.person for page in incident.pages if page.step == _newest(draft) and page.ladder == "security"}
    if incident.status is Status.RESOLVED:
        return f"{incident.id} is resolved: nobody waits for you there."
    if security.status is SecurityStatus.HERE:
        return f"{'You are' if security.person == by.person else f'{shown} is'} here for security already."
    if TimerKind.SECURITY not in incident.due or security.walk.exhausted or by.person not in asked:
        return "No clock runs for you. Press *I'm here* when you are."
    if by.person in security.more_time:
        return f"You had more time already: until {draft.clock(incident.due[TimerKind.SECURITY])}."
    return ""
