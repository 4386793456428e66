"""What held a ladder back is over, or begins: settling, silences, flapping, working hours."""

from datetime import datetime

from bot.domain.events import TimerKind
from bot.domain.incident import reaching
from bot.domain.incident.covering import covered_until
from bot.domain.incident.draft import Draft
from bot.domain.incident.hold import Hold
from bot.domain.incident.holding import Wait, begin, hold
from bot.domain.incident.opening import follow, want_channel
from bot.domain.incident.paging import timed_out
from bot.domain.incident.securing import AGAIN_AFTER
from bot.domain.incident.state import Status
from bot.domain.situation import ChannelUse

#: The clocks that page people of an incident that nobody has.
PAGING = frozenset({TimerKind.RESPONSE, TimerKind.SECURITY, TimerKind.CONTACT})


def due(draft: Draft) -> None:
    """The response timer is due: a held ladder begins, or waits for something else; any other goes on."""
    held = draft.incident.hold
    if held is None:
        timed_out(draft)
        return
    draft.set(hold=None)
    lift(draft, held)
    draft.refresh()


def lift(draft: Draft, held: Hold) -> None:
    """What held it back is over: whatever its severity demands follows now."""
    begun = draft.incident.walk.level > 0 or draft.incident.walk.exhausted  # it was silenced in the middle
    follow(draft)
    if begun and draft.incident.hold is None:
        begin(draft)
    if held is Hold.SILENCE:
        go_on(draft)


def go_on(draft: Draft) -> None:
    """No silence covers it any more: security's clock and the way around Slack run as if there had been none."""
    incident, security = draft.incident, draft.incident.security
    if security is not None and (due_at := incident.due.get(TimerKind.SECURITY)) is not None:
        asked = [page.answer_by for page in incident.pages if page.ladder == "security" and page.answer_by]
        meant = asked[-1] if asked and not security.walk.exhausted else draft.now + AGAIN_AFTER
        if (sooner := max(draft.now, meant)) < due_at:
            draft.start(TimerKind.SECURITY, sooner)
    reaching.follow(draft)


def uncovered(draft: Draft) -> None:
    """An alert fires that no silence covers, in what was silenced: it pages."""
    incident = draft.incident
    held = incident.hold is Hold.SILENCE
    if incident.status is not Status.OPEN or not (held or _put_off(draft)):
        return
    if covered_until(incident, draft.situation.silences, draft.now) is not None:
        return
    if held:
        draft.set(hold=None)
        lift(draft, Hold.SILENCE)
        draft.refresh()
    else:
        go_on(draft)


def _put_off(draft: Draft) -> bool:
    """Whether security's clock, or the way around Slack, waits for the end of a silence."""
    due = {draft.incident.due.get(TimerKind.SECURITY), draft.incident.due.get(TimerKind.CONTACT)}
    return any(silence.until in due for silence in draft.situation.silences)


def quieten(draft: Draft, until: datetime) -> None:
    """A silence covers it from now on: nobody further is paged before its end."""
    incident = draft.incident
    if incident.status is not Status.OPEN:
        return
    if incident.hold is not Hold.SILENCE and TimerKind.RESPONSE in incident.due:
        hold(draft, Wait(Hold.SILENCE, until))
    if TimerKind.SECURITY in incident.due:
        draft.start(TimerKind.SECURITY, until)
    if TimerKind.CONTACT in incident.due:
        draft.start(TimerKind.CONTACT, until)
    draft.refresh()


def silence_of(draft: Draft, kind: TimerKind) -> datetime | None:
    """Until when a clock that is due has to wait, because of a silence."""
    if kind not in PAGING or draft.incident.status is not Status.OPEN:
        return None
    return covered_until(draft.incident, draft.situation.silences, draft.now)


def silenced(draft: Draft, kind: TimerKind, until: datetime) -> None:
    """A clock that pages people is due in the middle of a silence."""
    if kind is TimerKind.RESPONSE:
        hold(draft, Wait(Hold.SILENCE, until))
        draft.refresh()
    else:
        draft.start(kind, until)


def looked_after(draft: Draft) -> None:
    """Somebody looks after what settles or is silenced: it gets its channel, and security, all the same."""
    incident = draft.incident
    if incident.status is Status.ACKNOWLEDGED:
        follow(draft)
        if _put_off(draft):
            go_on(draft)
    elif incident.status is Status.OPEN and incident.urgency.channel is ChannelUse.OWN:
        want_channel(draft)
