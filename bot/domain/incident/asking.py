"""Whom of security a proposal asks: the incident's engineer, paged where they were only invited, then the next ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.events import TimerKind
from bot.domain.incident import securing
from bot.domain.incident.calling import call, note_step
from bot.domain.incident.draft import Draft
from bot.domain.incident.outlook import security_step
from bot.domain.incident.sending import is_beside
from bot.domain.incident.state import Status
from bot.domain.ladder import decline
from bot.domain.proposals import Proposal
from bot.domain.record import Kind
from bot.domain.security import Security, SecurityStatus


def stands_in(security: Security | None) -> bool:
    """Whether somebody stands in for security."""
    return security is not None and security.status not in {SecurityStatus.DECLINED, SecurityStatus.EXCUSED}


def ask(draft: Draft, one: Proposal) -> Proposal:
    """The engineer of the incident is asked, else whoever is on call; not the proposer, where there is somebody else.

    `asked` stays empty where `security` is off or nobody can be called; a clock runs for somebody alone.
    """
    securing.want(draft, why="a proposal weakens a control" if one.kind.weakens else "a flagged release is in play")
    security = draft.incident.security
    called: tuple[str, ...] = ()
    if security is not None and (not stands_in(security) or security.person == one.by):
        called = _next(draft, without=one.by)
    security = draft.incident.security
    if security is None or not stands_in(security):
        return one
    asked = called[0] if called else _beside(draft) if security.person == one.by else None
    runs = draft.incident.review.restored_at is None
    return replace(one, asked=asked or security.person, answer_by=draft.now + patience(draft) if runs else None)


def hurry(draft: Draft, late: Sequence[Proposal]) -> tuple[str, ...]:
    """The next of security is called, unless somebody was within the time that an answer may take.

    They read who was silent. Whoever proposed all that is `late` is not asked to judge it.
    """
    called_at = _called_at(draft)
    if called_at is not None and draft.now - called_at < patience(draft):
        return ()
    silent = tuple(dict.fromkeys(one.asked for one in late if one.asked))
    proposers = {one.by for one in late}
    return _next(draft, without=proposers.pop() if len(proposers) == 1 else "", silent=silent)


def declined(draft: Draft, person: str, *, owes: bool) -> tuple[str, ...]:
    """Whoever was called beside the engineer who is here can't answer: the next of security is called at once.

    While the service is restored nobody is.
    """
    security = draft.incident.security
    if security is None:
        return ()
    gone = decline(security.walk, person, draft.situation, draft.now, owes=owes)
    draft.turn(gone.books)
    draft.set(security=replace(security, walk=gone.walk))
    return _next(draft, without=person) if draft.incident.review.restored_at is None else ()


def asked_again(draft: Draft, one: Proposal) -> Proposal:
    """It waits for whoever was called since; where that is nobody, without a clock."""
    after, security = replace(one, unanswered=one.unanswered + 1, answer_by=None), draft.incident.security
    until = (_called_at(draft) or draft.now) + patience(draft)
    if security is None or _called_at(draft) is None or until <= draft.now:
        return after
    return replace(after, asked=_beside(draft) or security.person, answer_by=until)


def anew(draft: Draft, one: Proposal) -> Proposal:
    """Whoever was asked has the whole time again; where nobody was, whoever stands in by now."""
    security = draft.incident.security
    asked = one.asked or (security.person if security and stands_in(security) else None)
    return replace(one, asked=asked, answer_by=draft.now + patience(draft) if asked else None)


def follow(draft: Draft) -> None:
    """The clock runs until the first answer that is owed is due; in what is over, or restored, none runs."""
    waits = [one.answer_by for one in draft.incident.proposals if one.waits and one.answer_by]
    over = draft.incident.status is Status.RESOLVED or draft.incident.review.restored_at is not None
    if over or not waits:
        draft.stop(TimerKind.PROPOSAL)
    elif draft.incident.due.get(TimerKind.PROPOSAL) != min(waits):
        draft.start(TimerKind.PROPOSAL, min(waits))


def _beside(draft: Draft) -> str | None:
    """Who was called last beside whoever is here."""
    calls = [page for page in draft.incident.pages if is_beside(draft.incident, page)]
    return next((page.person for page in calls if page.step == calls[-1].step), None)


def patience(draft: Draft) -> timedelta:
    """How long an answer to a proposal may take."""
    settings = draft.situation.settings.security
    return settings.proposal_answer if settings else timedelta(0)


def _called_at(draft: Draft) -> datetime | None:
    """When somebody of security was called last."""
    return max((page.at for page in draft.incident.pages if page.ladder == "security"), default=None)


def _next(draft: Draft, *, without: str = "", silent: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Security's ladder goes on at once, to somebody else; whoever is here stays it, and they are called beside."""
    security = draft.incident.security
    if security is None or security.walk.exhausted:
        return ()
    passed = security.walk.declined | {without, security.person}
    step = security_step(draft.incident, replace(security.walk, declined=passed), draft.situation, draft.now)
    step = replace(step, walk=replace(step.walk, declined=security.walk.declined))
    called = tuple(person for person in step.called if person not in passed)
    if not called:
        return ()
    note_step(draft, step)
    silent = tuple(person for person in silent if person not in called)
    here = security.status is SecurityStatus.HERE
    instead = replace(security, person=called[0], status=SecurityStatus.PAGED, walk=step.walk, page=True)
    draft.set(security=replace(security, walk=step.walk) if here else instead)
    call(draft, called, ladder="security", timeout=patience(draft) if here else step.timeout, silent=silent)
    if not here:
        draft.start(TimerKind.SECURITY, draft.now + step.timeout)
    draft.write(Kind.SECURITY, f"{draft.shown(*called)} asked for security")
    draft.brief()
    return called
