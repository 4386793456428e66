"""The security review that is owed: from when, by whom, until when, who is reminded of it, and what waits for it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.candidates import hard_reason
from bot.domain.effects import RemindReview, TellOperators
from bot.domain.errors import GoAhead
from bot.domain.escalation import Walk
from bot.domain.events import By, TimerKind, Via
from bot.domain.holders import Role
from bot.domain.hours import morning_of, next_day, opens
from bot.domain.incident.draft import Draft
from bot.domain.incident.outlook import security_step
from bot.domain.incident.state import Incident, Status
from bot.domain.record import Kind
from bot.domain.reviews import Review, ReviewRule, ReviewState
from bot.domain.roles import is_one
from bot.domain.security import SecuritySettings, SecurityStatus
from bot.domain.situation import Situation

#: So long overdue, operators are told; from then on it is asked for once a week.
TOO_LATE, WEEK = timedelta(days=7), timedelta(days=7)


def rule_of(situation: Situation) -> SecuritySettings | None:
    """What the file says of reviews; `None` where none is owed."""
    security = situation.settings.security
    return None if security is None or security.review is ReviewRule.OFF else security


def owe(draft: Draft) -> None:
    """Security was wanted: a review is owed from now on, whether anybody could be brought in or not."""
    if rule_of(draft.situation) and draft.incident.review.state is None:
        review = replace(draft.incident.review, state=ReviewState.OWED, asked_at=draft.now)
        draft.set(review=replace(review, due=_due(draft)))


def owe_anew(draft: Draft) -> None:
    """There is a concern that whoever concluded did not know of: it is owed again, unless it is followed up elsewhere.

    Where none was concluded nothing changes.
    """
    review = draft.incident.review
    if rule_of(draft.situation) is None or review.last is None or review.state is ReviewState.INCIDENT:
        return
    draft.set(review=replace(review, state=ReviewState.OWED, asked_at=draft.now, due=_due(draft)))
    draft.write(Kind.REVIEW, "the security review is owed again: the concern came after it")
    if _is_over(draft.incident):
        begins(draft)


def whose(incident: Incident) -> str | None:
    """Who owes it: whoever stands in for security, as long as they can."""
    security = incident.security
    gone = security is None or security.status in {SecurityStatus.DECLINED, SecurityStatus.EXCUSED}
    return None if gone or security is None else security.person


def owes(incident: Incident, person: str, situation: Situation) -> bool:
    """Whether somebody owes it: whoever stands in for security and, where nobody does, everybody of security."""
    if not incident.review.is_owed or rule_of(situation) is None or person in incident.secrecy.hidden_from:
        return False
    theirs = whose(incident)
    alone = theirs is None and not incident.private
    return person == theirs or (alone and is_one(person, Role.SECURITY, situation))


def _zone(draft: Draft) -> str:
    person = whose(draft.incident)
    return draft.situation.timezone_of(person) if person else draft.situation.settings.timezone


def _due(draft: Draft) -> datetime | None:
    security = rule_of(draft.situation)
    return security.review_due.after(draft.now, _zone(draft)) if security else None


def is_missing(incident: Incident, situation: Situation) -> bool:
    """Whether a person can't resolve it before security has reviewed it."""
    security = rule_of(situation)
    required = security is not None and security.review is ReviewRule.REQUIRED
    return required and incident.review.is_owed and incident.status is not Status.RESOLVED


def why_missing(incident: Incident, situation: Situation, by: By, now: datetime) -> str:
    """The sentence for whoever wanted to resolve it."""
    draft = Draft(incident, now, situation)
    due = f" It is due {draft.day(incident.review.due)}." if incident.review.due else ""
    words = f"{incident.id} stays open: the security review is missing. {_asked(draft)}{due}"
    here = by.via in {Via.SLACK, Via.SESSION}
    return words if here else f"{words} A person can go on without it, in Slack or on the dashboard."


def _asked(draft: Draft) -> str:
    security, person = draft.incident.security, whose(draft.incident)
    if security is None or person is None:
        return "Nobody from security could be asked."
    here = " and is here" if security.status is SecurityStatus.HERE else ""
    return f"{draft.shown(person)} was asked at {draft.clock(security.invited_at)}{here}."


def questions(incident: Incident) -> GoAhead:
    """The buttons below that sentence: the service is back, ask again, resolve without."""
    return GoAhead(action="review_missing", incident=incident.number, person=whose(incident))


def begins(draft: Draft) -> None:
    """The incident is over, or its service back, and the review is owed: its clock runs from now on."""
    review = draft.incident.review
    if not review.is_owed or rule_of(draft.situation) is None:
        return
    due = _due(draft) or draft.now
    draft.set(review=replace(review, due=max(due, review.due or due), reminded=0))
    draft.write(Kind.REVIEW, f"the security review is owed by {_by(draft)} until {draft.day(_until(draft))}")
    morning = morning_of(_until(draft), _zone(draft))
    draft.start(TimerKind.REVIEW, _in_hours(draft, morning if morning > draft.now else _until(draft)))


def said(draft: Draft) -> str:
    """What whoever resolved it reads of the review: that it is not theirs."""
    review = draft.incident.review
    if not review.is_owed or rule_of(draft.situation) is None:
        return ""
    person = whose(draft.incident)
    who = draft.shown(person) if person else "Security"
    return f"{who} owes the security review until {draft.day(_until(draft))}; you are done."


def _by(draft: Draft) -> str:
    person = whose(draft.incident)
    return draft.shown(person) if person else "security"


def _until(draft: Draft) -> datetime:
    return draft.incident.review.due or draft.now


def _in_hours(draft: Draft, at: datetime) -> datetime:
    person = _reminded(draft)
    return opens(at, draft.situation.timezone_of(person) if person else draft.situation.settings.timezone)


def remind(draft: Draft) -> None:
    """The review's timer is due: whoever owes it is reminded, in their working hours; a week too late, operators hear.

    It goes on until the review is there: then once a week.
    """
    review = draft.incident.review
    if not review.is_owed or not _is_over(draft.incident):
        return
    if rule_of(draft.situation) is None:
        draft.set(review=replace(review, state=None, due=None))
        draft.write(Kind.REVIEW, "no security review is owed any more: the configuration asks for none")
        return
    if (later := _in_hours(draft, draft.now)) > draft.now:
        draft.start(TimerKind.REVIEW, later)
        return
    due, person = _until(draft), _reminded(draft)
    if person is not None:
        draft.do(RemindReview(person=person, due=due, times=review.reminded))
        draft.write(Kind.REVIEW, f"{draft.shown(person)} reminded of the security review")
    late = draft.now >= due + TOO_LATE
    if late and review.reminded >= 0:
        draft.write(Kind.REVIEW, "the security review is a week overdue; operators told")
        draft.do(TellOperators(text=f"{draft.incident.id}: the security review is a week overdue"))
    draft.set(review=replace(review, reminded=-1 if late else review.reminded + 1))
    draft.start(TimerKind.REVIEW, _next(draft, late=late))


def _next(draft: Draft, *, late: bool) -> datetime:
    if late:
        return _in_hours(draft, draft.now + WEEK)
    due = _until(draft)
    return _in_hours(draft, due) if draft.now < due else _in_hours(draft, next_day(draft.now, _zone(draft)))


def _is_over(incident: Incident) -> bool:
    return incident.status is Status.RESOLVED or incident.review.restored_at is not None


def _reminded(draft: Draft) -> str | None:
    """Whoever owes it; where that is nobody, or they are away, whoever is on call for security now."""
    person, security = whose(draft.incident), rule_of(draft.situation)
    if person and hard_reason(person, draft.situation, draft.now) is None:
        return person
    if security is None:
        return person
    step = security_step(draft.incident, Walk(policy=security.policy), draft.situation, draft.now)
    return step.called[0] if step.called else person


def owe_again(draft: Draft) -> None:
    """It is open again: so is the review, if one was owed; what was concluded before stays known."""
    review = draft.incident.review
    draft.stop(TimerKind.REVIEW)
    if review.state is None:
        return
    state = ReviewState.OWED if review.asked_at and rule_of(draft.situation) else None
    again: Review = replace(review, state=state, restored_at=None, restored_by=None, reminded=0)
    draft.set(review=replace(again, due=_due(draft) if state else None))
    if state and not review.is_owed:
        draft.write(Kind.REVIEW, "the security review is owed again")
