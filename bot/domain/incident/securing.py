"""The security engineer of an incident: chosen with it, on a ladder and a clock of their own, here when they act."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.effects import ShowBrief, TellOperators, TellSecurity
from bot.domain.errors import Refused
from bot.domain.escalation import Walk
from bot.domain.events import By, TimerKind
from bot.domain.holders import Role
from bot.domain.incident import heeding, owing, reaching
from bot.domain.incident.calling import call, note_step
from bot.domain.incident.draft import Draft
from bot.domain.incident.outlook import security_step
from bot.domain.incident.sending import is_beside, message_of
from bot.domain.incident.shadowing import accompany
from bot.domain.incident.state import (
    Status,
)
from bot.domain.ladder import Step, patience
from bot.domain.record import Kind
from bot.domain.roles import is_one
from bot.domain.security import (
    Security,
    SecurityStatus,
)
from bot.domain.situation import SecurityUse

#: An exhausted security ladder is walked again after so long, until somebody is here.
AGAIN_AFTER = timedelta(minutes=15)


def bring_in(draft: Draft, *, page: bool) -> None:
    """Choose the engineer, and invite or page them; the record says why when there is nobody."""
    settings = draft.situation.settings.security
    if settings is None:
        draft.write(Kind.SECURITY, "security is not brought in: `security` is off in the configuration")
        return
    step = next_step(draft, Walk(policy=settings.policy))
    note_step(draft, step)
    if not step.called:
        owing.owe(draft)
        draft.write(Kind.SECURITY, f"security is not brought in: nobody on {settings.policy} can be called now")
        draft.do(TellOperators(text=f"{draft.incident.id}: nobody on {settings.policy} can be called now"))
        return
    first = step.called[0]
    security = Security(person=first, status=SecurityStatus.INVITED, invited_at=draft.now, walk=step.walk, page=page)
    draft.set(security=security)
    owing.owe(draft)
    draft.write(Kind.SECURITY, f"{draft.shown(first)} is brought in for security")
    if page:
        _call(draft, security, step)
    else:
        draft.invite(first)
        accompany(draft, (first,), "security", security.walk)
    draft.brief()


def next_step(draft: Draft, walk: Walk) -> Step:
    """The next step of security's ladder."""
    return security_step(draft.incident, walk, draft.situation, draft.now)


def demand(draft: Draft, *why: str) -> bool:
    """Remember why security is to be paged whatever the severity; whether that is news. `opening.follow` does it."""
    known = draft.incident.security_why
    new = [one for one in why if one and one not in known]
    if new:
        draft.set(security_why=(*known, *new))
    return bool(new)


def as_demanded(draft: Draft, *, quiet: bool) -> None:
    """Bring security in, if it is wanted; in a silence, or while it flaps, they are invited and paged afterwards."""
    wanted, security = draft.incident.urgency.security, draft.incident.security
    why = "; ".join(draft.incident.security_why)
    page = bool(wanted is SecurityUse.PAGE or why) and not quiet
    if wanted is SecurityUse.NONE and not why:
        if security is None and draft.before.version == 0:
            draft.write(Kind.SECURITY, f"security is not brought in: not at severity {draft.incident.severity}")
    elif security is None:
        if why:
            draft.write(Kind.SECURITY, f"security is paged{' afterwards' if quiet else ''}: {why}")
        bring_in(draft, page=page)
    elif page:
        page_now(draft, why)


def want(draft: Draft, *, why: str, page: bool = True) -> None:
    """Security is wanted now, whatever the severity: paged, or (without `page`) at least invited.

    The record says `why`, which ends the sentence "security is paged: …". Who is paged or here already is not paged
    again; for what is resolved nobody is. A reason that is old counts where nobody stands in.
    """
    news = demand(draft, why) if page else True
    if draft.incident.status is Status.RESOLVED or (not news and owing.whose(draft.incident)):
        return
    if draft.incident.security is None:
        draft.write(Kind.SECURITY, f"security is {'paged' if page else 'asked'}: {why}")
        bring_in(draft, page=page)
    elif page:
        page_now(draft, why)
    draft.refresh(pages=False)


def ask_again(draft: Draft) -> tuple[str, ...]:
    """Somebody waits for security: whoever is asked and not here is paged, once more or for the first time."""
    security = draft.incident.security
    if security is None:
        bring_in(draft, page=True)
    elif security.status in {SecurityStatus.DECLINED, SecurityStatus.EXCUSED}:
        go_on(draft, replace(security, page=True), next_step(draft, security.walk))
    elif security.status is not SecurityStatus.HERE:
        timeout = patience(security.walk, draft.situation)
        _call(draft, replace(security, page=True), Step(walk=security.walk, called=(security.person,), timeout=timeout))
    asked = draft.incident.security
    return (asked.person,) if asked and asked.status is SecurityStatus.PAGED else ()


def page_now(draft: Draft, why: str = "") -> None:
    """The engineer was only invited, and is paged now: the severity asks for it, or `why` does."""
    security = draft.incident.security
    if security and security.status is SecurityStatus.INVITED and not security.page:
        if why:
            draft.write(Kind.SECURITY, f"security is paged: {why}")
        timeout = patience(security.walk, draft.situation)
        _call(draft, replace(security, page=True), Step(walk=security.walk, called=(security.person,), timeout=timeout))


def _call(draft: Draft, security: Security, step: Step, silent: tuple[str, ...] = ()) -> None:
    now_at = replace(security, person=step.called[0], status=SecurityStatus.PAGED, walk=step.walk)
    draft.set(security=now_at)
    call(draft, step.called, ladder="security", timeout=step.timeout, silent=silent)
    draft.start(TimerKind.SECURITY, draft.now + step.timeout)


def timed_out(draft: Draft) -> None:
    """Security's timer is due: the next on their ladder; at its end it is walked again, until somebody is here."""
    security = draft.incident.security
    if security is None or security.status is SecurityStatus.HERE:
        return
    steps = [page for page in draft.incident.pages if page.ladder == "security"]
    last = [page for page in steps if page.step == steps[-1].step and not security.walk.exhausted]
    silent = tuple(page.person for page in last)
    heeding.missed(draft, last)
    anew = replace(security.walk, level=0, round=1, place=0, exhausted=False)
    step = next_step(draft, anew if security.walk.exhausted else security.walk)
    go_on(draft, security, step, silent)


def go_on(draft: Draft, security: Security, step: Step, silent: tuple[str, ...] = (), *, told: bool = False) -> None:
    """The step, or nobody left, which is said once; `told`: the channel reads from somebody else who is asked."""
    note_step(draft, step)
    if step.called:
        _call(draft, security, step, silent)
        until = draft.incident.due[TimerKind.SECURITY]
        draft.write(Kind.SECURITY, f"{draft.shown(*step.called)} asked for security")
        if not told and not security.exhausted:
            draft.do(TellSecurity(called=step.called, silent=silent, until=until))
        draft.brief()
        _told_before(draft, security.person)
    else:
        draft.set(security=replace(security, walk=step.walk, exhausted=security.exhausted + 1))
        draft.write(Kind.SECURITY, "nobody from security has answered; asked again in 15 minutes")
        if not security.exhausted:
            draft.do(TellSecurity(exhausted=True, silent=silent))
            draft.do(TellOperators(text=f"{draft.incident.id}: nobody from security has answered"))
        draft.start(TimerKind.SECURITY, draft.now + AGAIN_AFTER)
    draft.refresh()


def arrive(draft: Draft, by: By, *, told: bool = False) -> None:
    """Somebody from security is here; that counts after the incident is resolved too, for the record.

    `told`: the channel reads from something else that they are.
    """
    incident, security = draft.incident, draft.incident.security
    if security is None or draft.situation.settings.security is None:
        raise Refused(f"Nobody from security was asked into {incident.id}")
    asked = by.person == security.person or "security" in incident.ladders_of(by.person)
    if not asked and not is_one(by.person, Role.SECURITY, draft.situation):
        raise Refused(f"You were not asked into {incident.id} for security; {draft.shown(security.person)} was")
    beside = any(is_beside(incident, page) for page in incident.pages if page.person == by.person)
    if security.status is SecurityStatus.HERE and not beside:
        draft.said = f"{draft.shown(security.person)} is here for security already."
        return
    here = replace(security, person=by.person, status=SecurityStatus.HERE, here_at=draft.now)
    draft.set(security=here)
    draft.stop(TimerKind.SECURITY)
    reaching.follow(draft)
    draft.write(Kind.SECURITY, f"{draft.shown(by.person)} is here for security", by.named)
    heeding.answered(draft, by.person)
    draft.invite(by.person)
    draft.do(*(() if told else (TellSecurity(here=by.person),)))
    refresh(draft, security.person)
    draft.said = f"You are security's eyes on {incident.id}."


def refresh(draft: Draft, before: str) -> None:
    """The card, security's pages and the briefs show who is here."""
    pages = [page for page in draft.incident.pages if page.ladder == "security"]
    draft.refresh(pages=False)
    draft.do(*(message_of(page) for page in pages))
    _told_before(draft, before)


def _told_before(draft: Draft, before: str) -> None:
    """Who stood in so far reads in their brief who does now."""
    if f"brief:{before}" in draft.incident.messages:
        draft.do(ShowBrief(person=before))
