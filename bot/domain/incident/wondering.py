"""The question why it was *Not me*: asked on the next day and not at night, once, and not of whoever is away."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.candidates import hard_reason
from bot.domain.effects import AskReason
from bot.domain.errors import Refused
from bot.domain.events import ReasonGiven, TimerKind
from bot.domain.incident.draft import Draft
from bot.domain.reasons import Question
from bot.domain.record import Kind
from bot.domain.schedules import instant
from bot.domain.standings import Standing

#: When somebody is asked, by their own clock; at least so long after they said it.
ASK_AT, AFTER = time(10), timedelta(hours=6)

#: What could not be asked for so long waits for the next day: it would come in the evening, or at night.
TOO_LATE = timedelta(hours=8)


def ask_later(draft: Draft, person: str) -> None:
    """Somebody said it themselves; what is asked already, or will be, is not asked twice."""
    known = draft.incident.questions
    if any(one.person == person and one.asked_at is None for one in known):
        return
    question = Question(person=person, said_at=draft.now, due=_next_day(draft, person))
    draft.set(questions=(*known, question))
    _follow(draft)


def _next_day(draft: Draft, person: str) -> datetime:
    zone = ZoneInfo(draft.situation.timezone_of(person))
    earliest = (draft.now + AFTER).astimezone(zone)
    day = earliest.date() if earliest.time() <= ASK_AT else earliest.date() + timedelta(days=1)
    return instant(datetime.combine(day, ASK_AT), zone)


def _follow(draft: Draft) -> None:
    """Set the clock for whoever is asked next."""
    coming = min((one.due for one in draft.incident.questions if one.asked_at is None), default=None)
    if coming is not None and draft.incident.due.get(TimerKind.REASON) != coming:
        draft.start(TimerKind.REASON, coming)


def due(draft: Draft) -> None:
    """Ask whoever is to be asked by now."""
    for one in [one for one in draft.incident.questions if one.asked_at is None and one.due <= draft.now]:
        if draft.now - one.due > TOO_LATE:
            _becomes(draft, one, replace(one, due=_next_day(draft, one.person)))
        elif _is_worth_asking(draft, one):
            _becomes(draft, one, replace(one, asked_at=draft.now))
            draft.stand(one.person, replace(_standing(draft, one), wondered_at=draft.now))
            draft.do(AskReason(person=one.person, said_at=one.said_at))
        else:
            _becomes(draft, one, None)
    _follow(draft)


def _is_worth_asking(draft: Draft, one: Question) -> bool:
    """Not of whoever has it after all, is away or gone; and one question a day is enough for anybody."""
    if one.person in draft.incident.responders or hard_reason(one.person, draft.situation, draft.now) is not None:
        return False
    last = _standing(draft, one).wondered_at
    return last is None or _day(draft, one, last) != _day(draft, one, draft.now)


def _standing(draft: Draft, one: Question) -> Standing:
    return draft.situation.standings.get(one.person, Standing())


def _day(draft: Draft, one: Question, at: datetime) -> date:
    return at.astimezone(ZoneInfo(draft.situation.timezone_of(one.person))).date()


def _becomes(draft: Draft, one: Question, changed: Question | None) -> None:
    others = tuple(changed if other is one else other for other in draft.incident.questions)
    draft.set(questions=tuple(other for other in others if other is not None))


def answered(draft: Draft, event: ReasonGiven) -> None:
    """They say why, and the record says that they did; the first answer counts."""
    person, asked = event.by.person, reversed(draft.incident.questions)
    one = next((one for one in asked if one.person == person and one.asked_at is not None), None)
    if one is None:
        raise Refused(f"Nobody asked you why it was not you, for {draft.incident.id}")
    if one.answer:
        draft.said = f"You have said why already: {one.answer}."
        return
    answer = event.text or event.reason.value
    _becomes(draft, one, replace(one, answer=answer))
    draft.write(Kind.REASON, f"{draft.shown(person)} says why it was not them: {answer}", event.by.named)
    draft.do(AskReason(person=person, said_at=one.said_at))
    draft.said = f"Noted in the timeline of {draft.incident.id}."
