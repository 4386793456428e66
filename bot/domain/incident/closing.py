"""How an incident ends, or does not: resolving, reopening, archiving the channel."""

from dataclasses import replace
from datetime import datetime

from bot.domain.candidates import hard_reason
from bot.domain.effects import (
    ArchiveChannel,
    TellReopened,
    TellResolved,
)
from bot.domain.errors import Refused
from bot.domain.events import By, TimerKind
from bot.domain.incident import owing, queueing, reporting
from bot.domain.incident.calling import call
from bot.domain.incident.draft import Draft
from bot.domain.incident.hold import Hold
from bot.domain.incident.holding import begin, calm, opens_for, paged_anyway, rests, waits
from bot.domain.incident.opening import follow, want_channel
from bot.domain.incident.proposing import again, over
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


def resolved(draft: Draft, by: By | None, summary: str = "", *, waited_for: str | None = None) -> None:
    """It is over: by a person or, without `by`, by itself. Clocks stop; the postmortem's and the archive's start.

    `waited_for`: by whoever restored the service, now that the review is there.
    """
    incident = draft.incident
    if incident.status is Status.RESOLVED:
        draft.said = f"{incident.id} is resolved already, {draft.ended}."
        return
    draft.set(
        status=Status.RESOLVED,
        resolved_at=draft.now,
        resolved_by=by.person if by else waited_for,
        summary=summary or incident.summary,
    )
    draft.stop(TimerKind.RESPONSE, TimerKind.HELP, TimerKind.ATTENTION, TimerKind.SECURITY, TimerKind.CONTACT)
    draft.write(Kind.RESOLVED, _words(by, summary, waited_for), by.named if by else waited_for or "rondo")
    _told(draft, by.person if by else waited_for, summary, reporting.owe(draft))
    asks_no_more(draft)
    draft.refresh()
    draft.said = " ".join(part for part in (f"{incident.id} is resolved.", owing.said(draft)) if part)


def _words(by: By | None, summary: str, waited_for: str | None) -> str:
    if waited_for:
        return "resolved: the service was restored, and the security review is there"
    return f"resolved: {summary}" if summary else "resolved" if by else "resolved by itself: no alert fires any more"


def _told(draft: Draft, by: str | None, summary: str, due: datetime | None) -> None:
    """What the channel reads, after the clocks of what is still owed were set."""
    incident = draft.incident
    queueing.ends(draft)
    if incident.channel_state in (ChannelState.OPEN, ChannelState.WANTED):
        draft.start(TimerKind.ARCHIVE, draft.now + draft.situation.settings.archive_after)
    draft.do(
        TellResolved(
            by=by,
            opened_at=incident.opened_at,
            resolved_at=draft.now,
            summary=summary,
            postmortem_due=due,
            review_due=draft.incident.review.due if draft.incident.review.is_owed else None,
            review_by=owing.whose(incident),
        )
    )


def asks_no_more(draft: Draft) -> None:
    """What stood for whoever had it means nothing any more: the newest update, the question to them, proposals."""
    draft.set(update="")
    if draft.incident.asked_at is not None:
        draft.ask_answered()
    over(draft)


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
    owing.owe_again(draft)
    if incident.channel_state is ChannelState.ARCHIVED:
        _without_channel(draft)
    own = incident.urgency.channel is ChannelUse.OWN or incident.channel_state is ChannelState.ARCHIVED
    if own and rests(draft) is None:
        want_channel(draft)
    called = _page_again(draft, had_it)
    _security_again(draft)
    again(draft)
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


def archive(draft: Draft) -> None:
    """The archive's timer is due."""
    if draft.incident.status is Status.RESOLVED and draft.incident.channel_state is ChannelState.OPEN:
        draft.write(Kind.ARCHIVED, "the channel is archived now")
        draft.do(ArchiveChannel())
