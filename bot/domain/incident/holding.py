"""How a ladder begins: at once, or when what holds it back is over."""

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.durations import limit
from bot.domain.effects import TellHeld
from bot.domain.events import TimerKind
from bot.domain.hours import opens
from bot.domain.incident.covering import covered_until
from bot.domain.incident.draft import Draft
from bot.domain.incident.hold import Hold
from bot.domain.incident.paging import climb
from bot.domain.ladder import advance
from bot.domain.record import Kind
from bot.domain.situation import PageWhen

#: So many changes of its alerts within so long, and an incident flaps: it pages nobody until it is quieter.
CHANGES, WITHIN = 5, timedelta(minutes=10)

#: But what flaps for so long, and nobody has it, pages all the same (invariant I4).
AT_MOST = timedelta(minutes=15)


class Wait(NamedTuple):
    """Why a ladder waits, and until when."""

    hold: Hold
    until: datetime


def rests(draft: Draft) -> Wait | None:
    """A silence, or the time to settle, in which nothing follows at all."""
    incident = draft.incident
    silenced = covered_until(incident, draft.situation.silences, draft.now)
    if silenced is not None:
        return Wait(Hold.SILENCE, silenced)
    settles = incident.settles_at is not None and draft.now < incident.settles_at
    return Wait(Hold.SETTLE, incident.settles_at) if settles and incident.settles_at else None


def waits(draft: Draft) -> Wait | None:
    """What holds the ladder back now, if anything does."""
    incident, now = draft.incident, draft.now
    if rest := rests(draft):
        return rest
    quiet_at = calm(draft)
    if quiet_at is not None and (until := min(quiet_at, (incident.flaps_since or now) + AT_MOST)) > now:
        return Wait(Hold.FLAPPING, until)
    if incident.urgency.page is PageWhen.HOURS and (later := _opens(draft)) > now:
        return Wait(Hold.HOURS, later)
    return None


def begin(draft: Draft) -> None:
    """Begin the ladder, at once or when what holds it back is over."""
    begin_after(draft, waits(draft))


def begin_after(draft: Draft, wait: Wait | None) -> None:
    """Begin the ladder, at once or when that is over."""
    if wait is None:
        paged_anyway(draft)
        climb(draft)
    else:
        hold(draft, wait)


def hold(draft: Draft, wait: Wait) -> None:
    """Nobody is paged until then; the record, and the channel where there is one, say why."""
    draft.set(hold=wait.hold)
    draft.start(TimerKind.RESPONSE, wait.until)
    draft.write(Kind.NOTE, _why(draft, wait))
    since = draft.incident.flaps_since
    if wait.hold is Hold.FLAPPING:
        draft.set(flaps_since=since or draft.now)
    new = since is None or draft.before.version == 0
    if wait.hold is Hold.SILENCE or (wait.hold is Hold.FLAPPING and new):  # said once, not at each change
        draft.do(TellHeld(hold=wait.hold.value, until=wait.until))


def _why(draft: Draft, wait: Wait) -> str:
    until = draft.day(wait.until)
    nobody = "nobody hears of it" if draft.incident.urgency.page is PageWhen.NONE else "nobody is paged"
    match wait.hold:
        case Hold.HOURS:
            return f"not urgent enough to wake anybody: paged {until}"
        case Hold.SETTLE:
            return f"{nobody} before {until}: it may heal itself"
        case Hold.FLAPPING:
            return f"it flaps ({CHANGES} changes within {limit(WITHIN)}): nobody is paged before {until}"
        case Hold.SILENCE:
            return f"silenced: {nobody} before {until}"


def changed(draft: Draft) -> None:
    """From nothing that fires to something, or back; both in one body are none: one alert follows another."""
    before = draft.incident.changes
    changes = before[:-1] if before[-1:] == (draft.now,) else (*before, draft.now)
    draft.set(changes=tuple(at for at in changes if abs(draft.now - at) < WITHIN)[-CHANGES:])
    if calm(draft) is None:
        draft.set(flaps_since=None)


def paged_anyway(draft: Draft) -> None:
    """It pages now: what flaps on pages again when it has been held back for as long once more, and not each time."""
    if draft.incident.flaps_since is not None:
        draft.set(flaps_since=draft.now if calm(draft) else None)


def calm(draft: Draft) -> datetime | None:
    """When it is calm, if nothing changes until then; `None`: it does not flap."""
    lately = [at for at in draft.incident.changes if abs(draft.now - at) < WITHIN]
    return lately[-CHANGES] + WITHIN if len(lately) >= CHANGES else None


def _opens(draft: Draft) -> datetime:
    """When the working hours of the first person of the ladder begin (of the file's zone, when there is nobody)."""
    step = advance(draft.incident.walk, draft.situation, draft.now)
    return opens_for(draft, next((one for one in step.called if not one.startswith("#")), ""))


def opens_for(draft: Draft, person: str) -> datetime:
    """When somebody's working hours begin: now, while they last."""
    return opens(draft.now, draft.situation.timezone_of(person))
