"""How an incident ends, or does not: resolving, reopening, the postmortem, archiving the channel."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.candidates import hard_reason
from bot.domain.effects import (
    ArchiveChannel,
    PostPostmortem,
    RemindPostmortem,
    TellOperators,
    TellReopened,
    TellResolved,
)
from bot.domain.errors import Refused
from bot.domain.events import By, PostmortemWaived, PostmortemWritten, TimerKind
from bot.domain.incident.calling import call
from bot.domain.incident.draft import Draft
from bot.domain.incident.hold import Hold
from bot.domain.incident.holding import begin, calm, opens_for, paged_anyway, rests, waits
from bot.domain.incident.opening import follow, want_channel
from bot.domain.incident.proposing import over
from bot.domain.incident.state import (
    ChannelState,
    Incident,
    Status,
)
from bot.domain.ladder import patience
from bot.domain.record import Kind
from bot.domain.security import (
    SecurityStatus,
)
from bot.domain.situation import ChannelUse, PageWhen

#: The first nudge for a postmortem comes after a day, the last a week after it was due.
NUDGE_EVERY, NUDGES_END = timedelta(days=1), timedelta(days=7)


def resolved(draft: Draft, by: By | None, summary: str = "") -> None:
    """It is over: by a person or, without `by`, by itself. Clocks stop; the postmortem's and the archive's start."""
    incident = draft.incident
    if incident.status is Status.RESOLVED:
        draft.said = f"{incident.id} is resolved already, {draft.ended}."
        return
    draft.set(
        status=Status.RESOLVED,
        resolved_at=draft.now,
        resolved_by=by.person if by else None,
        summary=summary or incident.summary,
    )
    draft.stop(TimerKind.RESPONSE, TimerKind.HELP, TimerKind.ATTENTION, TimerKind.SECURITY, TimerKind.CONTACT)
    words = f"resolved: {summary}" if summary else "resolved" if by else "resolved by itself: no alert fires any more"
    draft.write(Kind.RESOLVED, words, by.named if by else "rondo")
    due = _owe_postmortem(draft)
    if incident.channel_state in (ChannelState.OPEN, ChannelState.WANTED):
        draft.start(TimerKind.ARCHIVE, draft.now + draft.situation.settings.archive_after)
    draft.do(
        TellResolved(
            by=by.person if by else None,
            opened_at=incident.opened_at,
            resolved_at=draft.now,
            summary=summary,
            postmortem_due=due,
        )
    )
    _quiet(draft)
    draft.refresh()
    draft.said = f"{incident.id} is resolved."


def _quiet(draft: Draft) -> None:
    """What stood for whoever had it means nothing any more: the newest update, the question to them, proposals."""
    draft.set(update="")
    if draft.incident.asked_at is not None:
        draft.ask_answered()
    over(draft)


def _owe_postmortem(draft: Draft) -> datetime | None:
    settings, report = draft.situation.settings.postmortem, draft.incident.postmortem
    if draft.incident.severity not in settings.severities or report.published_at or report.waived_by:
        return None
    due = draft.now + settings.due
    draft.set(postmortem=replace(report, due=due))
    draft.start(TimerKind.POSTMORTEM, min(draft.now + NUDGE_EVERY, due))
    return due


def reopened(draft: Draft, by: By | None, alert: str | None = None, reason: str = "") -> None:
    """It is not over: whoever had it is paged, else the ladder with the same first person; no turn moves."""
    incident = draft.incident
    if incident.status is not Status.RESOLVED:
        draft.said = f"{incident.id} is {incident.status} already."
        return
    if draft.situation.rival is not None:
        raise Refused(f"INC-{draft.situation.rival} is open for the same alert. Go on there")
    had_it = incident.acknowledged_by or incident.primary
    why = f" by an alert: {alert}" if alert else f": {reason}" if reason else ""
    draft.write(Kind.REOPENED, f"reopened{why}", by.named if by else "rondo")
    _begin_anew(draft)
    draft.stop(TimerKind.POSTMORTEM, TimerKind.ARCHIVE)
    if incident.channel_state is ChannelState.ARCHIVED:
        _without_channel(draft)
    own = incident.urgency.channel is ChannelUse.OWN or incident.channel_state is ChannelState.ARCHIVED
    if own and rests(draft) is None:
        want_channel(draft)
    called = _page_again(draft, had_it)
    _security_again(draft)
    draft.do(TellReopened(by=by.person if by else None, called=called, alert=alert))
    draft.refresh()
    draft.said = f"{incident.id} is open again."


def _begin_anew(draft: Draft) -> None:
    """Nobody has it, and its ladder stands at the beginning; of what flaps, and nobody took, it goes on."""
    incident, walk = draft.incident, draft.incident.walk
    goes_on = calm(draft) is not None and incident.acknowledged_by is None
    anew = replace(walk, level=0, round=1, place=0, declined=frozenset(), exhausted=False)
    draft.set(
        status=Status.OPEN,
        resolved_at=None,
        resolved_by=None,
        summary="",
        acknowledged_by=None,
        acknowledged_via=None,
        acknowledged_at=None,
        responders=(),
        hold=None,
        last_resort_calls=incident.last_resort_calls if goes_on else 0,
        walk=walk if goes_on else anew,
        reopened_step=incident.reopened_step if goes_on else incident.step,
    )


def channel_anew(draft: Draft) -> None:
    """The channel was archived, and the incident goes on: another one is made."""
    _without_channel(draft)
    want_channel(draft)


def _without_channel(draft: Draft) -> None:
    incident = draft.incident
    draft.set(channel_state=ChannelState.NONE, channel=None, invited=frozenset(), messages=_outside(incident))


def _outside(incident: Incident) -> dict[str, object]:
    return {slot: at for slot, at in incident.messages.items() if at.channel != incident.channel}


def _page_again(draft: Draft, had_it: str | None) -> tuple[str, ...]:
    if had_it is None and not draft.incident.pages:  # nothing has followed from it so far
        follow(draft)
        return tuple(page.person for page in draft.incident.current_pages)
    if draft.incident.urgency.page is PageWhen.NONE:
        return ()
    policy = draft.situation.policy_of(draft.incident.walk)
    if had_it is None or policy is None or _begun(draft) or _not_now(draft, had_it):
        begin(draft)
        return tuple(page.person for page in draft.incident.current_pages if page.at == draft.now)
    rung, walk = policy.levels[0], draft.incident.walk
    first = walk.orders.get(1, ())[:1] == (had_it,)
    draft.set(walk=replace(walk, level=1, place=1 if first else 0))
    paged_anyway(draft)
    call(draft, (had_it,), ladder="response", timeout=rung.timeout)
    draft.start(TimerKind.RESPONSE, draft.now + rung.timeout)
    return (had_it,)


def _begun(draft: Draft) -> bool:
    return draft.incident.walk.level > 0 or draft.incident.walk.exhausted


def _not_now(draft: Draft, person: str) -> bool:
    """Whether somebody must not be called, or not before their working hours."""
    hours = draft.incident.urgency.page is PageWhen.HOURS and opens_for(draft, person) > draft.now
    wait = waits(draft)
    held = wait is not None and wait.hold in {Hold.SILENCE, Hold.FLAPPING}
    return hours or held or hard_reason(person, draft.situation, draft.now) is not None


def _security_again(draft: Draft) -> None:
    security = draft.incident.security
    if security and security.page and security.status is not SecurityStatus.HERE:
        timeout = patience(security.walk, draft.situation)
        draft.set(security=replace(security, exhausted=0))
        draft.start(TimerKind.SECURITY, draft.now + timeout)
        called = [page for page in draft.incident.pages if page.ladder == "security"]
        if called and called[-1].delivered_at is None:  # that one is of the life before, and is not sent any more
            call(draft, (security.person,), ladder="security", timeout=timeout)


def written(draft: Draft, event: PostmortemWritten) -> None:
    """The form came back: kept, and posted to the channel when it is published."""
    report = draft.incident.postmortem
    fields = {**report.fields, **{key: text for key, text in event.fields.items() if text.strip()}}
    if event.publish and report.published_at and fields == report.fields:
        draft.said = f"The postmortem of {draft.incident.id} is published already, and nothing in it has changed."
        return
    report = replace(report, fields=fields, by=event.by.person, revision=report.revision + 1)
    if event.publish:
        report = replace(report, published_at=draft.now)
    draft.set(postmortem=report)
    what = "published" if event.publish else "draft saved"
    draft.write(Kind.POSTMORTEM, f"postmortem {what}", event.by.named)
    if event.publish:
        draft.stop(TimerKind.POSTMORTEM)
        if draft.incident.channel_state is ChannelState.OPEN:
            draft.do(PostPostmortem(revision=report.revision))
    draft.refresh(pages=False)
    draft.said = f"The postmortem of {draft.incident.id} is {what}."


def waived(draft: Draft, event: PostmortemWaived) -> None:
    """None is needed, somebody says; it stays on the record who said so."""
    report = draft.incident.postmortem
    if report.published_at:
        raise Refused(f"The postmortem of {draft.incident.id} is published already")
    draft.set(postmortem=replace(report, waived_by=event.by.person))
    draft.stop(TimerKind.POSTMORTEM)
    draft.write(Kind.POSTMORTEM, "no postmortem needed", event.by.named)
    draft.refresh(pages=False)
    draft.said = f"Noted: no postmortem for {draft.incident.id}."


def nudge(draft: Draft) -> None:
    """The postmortem's timer is due: ask whoever had the incident; a week too late, tell the operators and stop."""
    incident, report = draft.incident, draft.incident.postmortem
    if report.due is None or incident.status is not Status.RESOLVED:
        return
    if draft.now >= report.due + NUDGES_END:
        draft.write(Kind.POSTMORTEM, "the postmortem is a week overdue; operators told")
        draft.do(TellOperators(text=f"{incident.id}: the postmortem is a week overdue"))
        return
    person = incident.acknowledged_by or incident.resolved_by or incident.primary or incident.declared_by
    if person is not None:
        draft.do(RemindPostmortem(person=person, due=report.due, first=report.nudges == 0))
        draft.write(Kind.POSTMORTEM, f"{draft.shown(person)} reminded of the postmortem")
    draft.set(postmortem=replace(report, nudges=report.nudges + 1))
    before_due = draft.now < report.due
    draft.start(TimerKind.POSTMORTEM, report.due if before_due else draft.now + NUDGE_EVERY)


def archive(draft: Draft) -> None:
    """The archive's timer is due."""
    if draft.incident.status is Status.RESOLVED and draft.incident.channel_state is ChannelState.OPEN:
        draft.write(Kind.ARCHIVED, "the channel is archived now")
        draft.do(ArchiveChannel())
