"""What people say of an incident's security: conclusions and concerns, and what its end does not wait for."""

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from bot.domain import events as e
from bot.domain.effects import RemindReview, TellConcern, TellLead, TellOperators, TellPerson, TellReviewed
from bot.domain.errors import Refused
from bot.domain.events import By, TimerKind
from bot.domain.holders import Role
from bot.domain.incident import closing, owing, restoring, securing
from bot.domain.incident.draft import Draft
from bot.domain.incident.owing import whose
from bot.domain.incident.room import must_have_room
from bot.domain.incident.state import Status
from bot.domain.record import Kind
from bot.domain.reviews import WORDS, Concern, Conclusion, DataDecision, Known, ReviewState
from bot.domain.roles import is_one
from bot.domain.security import SecurityStatus

#: Whoever was asked for a review again has so long before they are asked once more.
AGAIN = timedelta(minutes=5)


def said(draft: Draft, event: e.Judgement) -> None:
    """What follows from what somebody said.

    Raises:
        Refused: it makes no sense; the message says why.
    """
    match event:
        case e.ReviewGiven():
            _given(draft, event)
        case e.ConcernRaised():
            _concern(draft, event)
        case e.ServiceRestored():
            restoring.restored(draft, event.by)
        case e.ReviewAskedAgain():
            _asked_again(draft, event.by)
        case e.ResolvedWithout():
            _without(draft, event)
        case _:
            assert_never(event)


def _given(draft: Draft, event: e.ReviewGiven) -> None:
    if event.state not in {ReviewState.CLEAR, ReviewState.ACCEPTABLE, ReviewState.ACTION}:
        raise Refused("Say clear, acceptable or action")
    if event.state is ReviewState.ACTION and not (event.owner and event.action):
        raise Refused("Say who does what: an action has an owner and words")
    made = Conclusion(
        state=event.state,
        by=event.by.person,
        at=draft.now,
        asked_at=draft.incident.review.asked_at,
        seconds=_seconds(draft, event),
        note=event.note,
        owner=event.owner if event.state is ReviewState.ACTION else "",
        action=event.action if event.state is ReviewState.ACTION else "",
        batch=event.batch,
    )
    if not _is_answered(draft, made, pressed=event.pressed or event.batch):
        if draft.incident.review.last is not None:  # what is owed is always taken
            must_have_room(draft, draft.incident.review.conclusions, "conclusions of its review")
        comes(draft, event.by)
        conclude(draft, event.by, made)


def comes(draft: Draft, by: By) -> None:
    """Whoever judges is there, wherever they say it from: nobody else is called for security any more."""
    security = draft.incident.security
    waits = security is not None and security.status is not SecurityStatus.HERE
    if waits and draft.incident.status is not Status.RESOLVED:
        securing.arrive(draft, by, told=True)


def _is_answered(draft: Draft, made: Conclusion, *, pressed: bool) -> bool:
    """Whether it is so already; a button corrects nobody, since whoever pressed it may not have seen the answer."""
    stands = draft.incident.review.last
    if stands is None or stands.state is ReviewState.EXCUSED or (not pressed and stands.said != made.said):
        return False
    told = (
        f"{draft.shown(stands.by)} has reviewed {draft.incident.id} at {draft.clock(stands.at)}: {WORDS[stands.state]}"
    )
    draft.said = f"{told}. Nothing was changed."
    return True


def _seconds(draft: Draft, event: e.ReviewGiven) -> int | None:
    """From when it was shown to them: by the form or queue, else by the newest page that they have, else the asking."""
    calls = [page.delivered_at for page in draft.incident.pages if page.person == event.by.person and page.delivered_at]
    shown = event.shown_at or max(calls, default=draft.incident.review.asked_at)
    return max(0, round((draft.now - shown).total_seconds())) if shown else None


def conclude(draft: Draft, by: By, made: Conclusion, *, number: int | None = None) -> None:
    """It stands from now on; what was restored, and waited for nothing else, is over. `number` is of what follows."""
    before = draft.incident.review
    again = before.last is not None
    conclusions = (*before.conclusions, made)
    draft.set(review=replace(before, state=made.state, conclusions=conclusions, follow_up=number or before.follow_up))
    draft.stop(TimerKind.REVIEW)
    draft.write(Kind.REVIEW, _line(draft, made, again=again, number=number), by.named)
    if made.state is ReviewState.ACTION:
        _action(draft, made)
    draft.do(TellReviewed(conclusion=replace(made, note="") if number else made, again=again))
    if before.restored_at is not None and draft.incident.status is not Status.RESOLVED:
        closing.resolved(draft, None, waited_for=before.restored_by)
    draft.refresh(pages=False)
    draft.said = f"Noted for {draft.incident.id}: {WORDS[made.state]}."


def _line(draft: Draft, made: Conclusion, *, again: bool, number: int | None) -> str:
    note = f' "{made.note}"' if made.note and number is None else ""
    todo = f": {draft.shown(made.owner)}: {made.action}" if made.action else ""
    there = f" (INC-{number})" if number else ""
    batch = ", in a batch" if made.batch else ""
    review = "corrects the security review" if again else "security review"
    return (
        f"{draft.shown(made.by)} {'' if again else 'gives the '}{review}: {WORDS[made.state]}{there}{todo}{note}{batch}"
    )


def _action(draft: Draft, made: Conclusion) -> None:
    """It is an action item of the postmortem, whoever writes that."""
    report = draft.incident.postmortem
    item = f"- {draft.shown(made.owner)}: {' '.join(made.action.split())} (security review)"
    listed = report.fields.get("actions", "").strip()
    if item not in listed.splitlines():
        items = f"{listed}\n{item}".strip()
        draft.set(postmortem=replace(report, fields={**report.fields, "actions": items}))


def _concern(draft: Draft, event: e.ConcernRaised) -> None:
    incident, person = draft.incident, event.by.person
    made = Concern(
        by=person, at=draft.now, attack=event.attack, weakened=event.weakened, data=event.data, note=event.note
    )
    review = incident.review
    if not _is_security(draft, person):  # who decides whether data is touched can always do so
        must_have_room(draft, review.concerns, "concerns")
    draft.set(review=replace(review, concerns=(*review.concerns, made)))
    note = f' "{event.note}"' if event.note else ""
    answers = f"attack: {made.attack}; weakens a control: {made.weakened}; data touched: {made.data}"
    draft.write(Kind.REVIEW, f"{draft.shown(person)} has a concern{note} ({answers})", event.by.named)
    _decides(draft, event)
    draft.do(TellConcern(concern=made))
    if review.last is not None and review.last.by != person:
        owing.owe_anew(draft)
    if incident.security is not None and incident.security.person == person:
        comes(draft, event.by)
    elif incident.status is not Status.RESOLVED:
        _calls(draft, person)
    _told(draft, made)
    draft.refresh(pages=False)
    draft.said = f"Noted for {incident.id}. {_hears(draft)}".strip()


def _calls(draft: Draft, person: str) -> None:
    """Security is paged for a concern; where whoever was asked does not come, the next one."""
    securing.want(draft, why=f"a concern of {draft.shown(person)}")
    if draft.incident.security is not None and whose(draft.incident) is None:
        securing.ask_again(draft)


def _told(draft: Draft, made: Concern) -> None:
    """Whoever stands in and has no page that says so reads of it; where nobody does, operators. Of private, no word."""
    incident, person = draft.incident, whose(draft.incident)
    security = incident.security
    who = "somebody" if incident.private else draft.shown(made.by)
    note = f": {made.note}" if made.note and not incident.private else ""
    if person is None:
        words = f"{incident.id}: {who} has a concern for security, and nobody from security could be asked{note}"
        draft.do(TellOperators(text=words))
        return
    unpaged = incident.status is Status.RESOLVED or (security and security.status is SecurityStatus.HERE)
    if person != made.by and unpaged:
        draft.do(TellPerson(person=person, text=f"{incident.id}: {who} has a concern for security{note}"))


def _decides(draft: Draft, event: e.ConcernRaised) -> None:
    """Whether data is touched is security's to decide: the time, the person, and each later change is another line."""
    review, person = draft.incident.review, event.by.person
    stands = review.data[-1].data if review.data else None
    if event.data is Known.UNKNOWN or event.data is stands or not _is_security(draft, person):
        return
    made = DataDecision(by=person, at=draft.now, data=event.data)
    draft.set(review=replace(review, data=(*review.data, made)))
    before = f", and no more {stands}" if stands else ""
    draft.write(Kind.REVIEW, f"{draft.shown(person)} decides: data touched: {event.data}{before}", event.by.named)


def _is_security(draft: Draft, person: str) -> bool:
    security = draft.incident.security
    asked = security is not None and security.person == person
    return asked or is_one(person, Role.SECURITY, draft.situation)


def _hears(draft: Draft) -> str:
    person = whose(draft.incident)
    if person is None:
        return "Nobody from security could be asked; operators know."
    return f"{draft.shown(person)} stands in for security."


def _asked_again(draft: Draft, by: By) -> None:
    incident, person = draft.incident, whose(draft.incident)
    if not incident.review.is_owed:
        raise Refused(f"No security review of {incident.id} is owed")
    before = incident.review.again_at
    if before is not None and draft.now - before < AGAIN:
        until = draft.clock(before + AGAIN)
        raise Refused(f"The security review was asked for again at {draft.clock(before)}. Give them until {until}")
    draft.set(review=replace(incident.review, again_at=draft.now))
    draft.write(Kind.REVIEW, f"{draft.shown(by.person)} asks for the security review again", by.named)
    called = securing.ask_again(draft) if incident.status is not Status.RESOLVED else ()
    if not called and person is not None:
        draft.do(RemindReview(person=person, due=incident.review.due or draft.now, times=0, by=by.person))
        called = (person,)
    draft.refresh(pages=False)
    draft.said = f"{draft.shown(*called)} is asked again." if called else "Nobody from security can be asked now."


def _without(draft: Draft, event: e.ResolvedWithout) -> None:
    incident = draft.incident
    if incident.status is Status.RESOLVED:
        raise Refused(f"{incident.id} was resolved {draft.ended}. Nothing to do")
    if not incident.review.is_owed:
        raise Refused(f"No security review of {incident.id} is owed: resolve it")
    if not event.reason.strip():
        raise Refused("Say why it is resolved without the security review")
    person, review = event.by.person, incident.review
    made = Conclusion(
        state=ReviewState.EXCUSED, by=person, at=draft.now, asked_at=review.asked_at, note=event.reason.strip()
    )
    draft.set(review=replace(review, state=made.state, conclusions=(*review.conclusions, made)))
    words = f'{draft.shown(person)} resolves it without the security review: "{made.note}"'
    draft.write(Kind.REVIEW, words, event.by.named)
    why = "" if incident.private else f": {made.note}"
    draft.do(TellLead(text=f"{incident.id} is resolved without the security review, by {draft.shown(person)}{why}"))
    draft.stop(TimerKind.REVIEW)
    closing.resolved(draft, event.by)
