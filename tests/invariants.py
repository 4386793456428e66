"""What is always true of an incident (I1 to I12): of how it stands, of one step, of its record, and of all together.

I9 and I12 are of the world, not of a value: that an effect comes after what it names the strict sandbox enforces, and
that nothing hangs on an event of Slack's is shown by lives that hear of none (`tests/reliability`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.candidates import everybody_of, everybody_on
from bot.domain.events import TimerKind
from bot.domain.incident import Decision, Incident, Status
from bot.domain.incident.state import ChannelState
from bot.domain.record import Kind, Line, broken_at
from bot.domain.security import SecurityStatus
from bot.domain.situation import PageWhen, Settings, Situation

#: Between two calls of the last resort.
LAST_RESORT = timedelta(minutes=15)

#: The clocks that a resolved incident has no more.
ENDED = frozenset({TimerKind.RESPONSE, TimerKind.HELP, TimerKind.ATTENTION, TimerKind.SECURITY})

#: What must stand in the record when it changes (I11).
TOLD = (
    "status",
    "severity",
    "acknowledged_by",
    "channel_state",
    "security",
    "resolved_at",
    "pages",
    "postmortem",
    "review",
)


def of_state(incident: Incident, situation: Situation, now: datetime) -> list[str]:
    """What is not as it must be with an incident as it stands."""
    return [*_clocks(incident, situation.settings, now), *_channel(incident), *_pages(incident, situation)]


def _clocks(incident: Incident, settings: Settings, now: datetime) -> Iterator[str]:
    match incident.status:
        case Status.OPEN:
            yield from _open(incident, now)
        case Status.ACKNOWLEDGED:
            yield from _acknowledged(incident, settings)
        case Status.RESOLVED:
            left = incident.due.keys() & ENDED
            yield from (f"I5: resolved, and the {kind} timer runs" for kind in sorted(left))
    security, runs = incident.security, TimerKind.SECURITY in incident.due
    if security and security.status is SecurityStatus.HERE and runs:
        yield "I5: security is here, and its ladder runs on"
    back = incident.review.restored_at is not None
    waits = security and security.page and security.status is SecurityStatus.PAGED and not back
    if waits and not runs and incident.status is not Status.RESOLVED:
        yield "I5: security was paged, is not here, and its ladder does not run on"
    wonders = any(one.asked_at is None for one in incident.questions)
    if wonders is not (TimerKind.REASON in incident.due):
        yield "somebody is to be asked why it was not them, and no timer runs, or the other way round"
    yield from _review(incident, settings)
    yield from (f"a {kind} timer without a generation" for kind in incident.due if not incident.generations.get(kind))


def _review(incident: Incident, settings: Settings) -> Iterator[str]:
    over = incident.status is Status.RESOLVED or incident.review.restored_at
    waits, runs = bool(incident.review.is_owed and over), TimerKind.REVIEW in incident.due
    if runs and not waits:
        yield "I5: no review is owed, or the incident goes on, and the review's timer runs"
    if waits and not runs and settings.security:
        yield "I5: over, a review is owed, and its timer does not run"


def _open(incident: Incident, now: datetime) -> Iterator[str]:
    due = incident.due.get(TimerKind.RESPONSE)
    if due is None and incident.urgency.page is not PageWhen.NONE:
        yield "I4: open, it pages, and no response timer runs"
    if due and incident.walk.exhausted and incident.last_resort_calls and due > now + LAST_RESORT:
        yield "I4: the last resort is not called every 15 minutes"


def _acknowledged(incident: Incident, settings: Settings) -> Iterator[str]:
    if TimerKind.RESPONSE in incident.due:
        yield "I5: acknowledged, and the response ladder still runs"
    restored = incident.review.restored_at is not None
    if incident.severity in settings.still_on_it and TimerKind.ATTENTION not in incident.due and not restored:
        yield "I5: acknowledged, and nobody will be asked whether they are still on it"
    # Hands that the clock called are not waited for once whoever has it says that they are still on it.
    quiet = incident.active_at and all(not p.by and p.at <= incident.active_at for p in incident.waited_for)
    if incident.waited_for and not quiet and TimerKind.HELP not in incident.due:
        yield "I5: somebody was called for help, has not answered, and no timer waits for them"


def _channel(incident: Incident) -> Iterator[str]:
    if (incident.channel_state is ChannelState.OPEN) and not incident.channel:
        yield "I3: the channel is open and nobody knows which"
    if incident.channel_state in {ChannelState.REFUSED, ChannelState.WANTED} and incident.channel:
        yield "I3: a channel that was refused or is still wanted is known"


def _pages(incident: Incident, situation: Situation) -> Iterator[str]:
    settings = situation.settings
    response = settings.policies.get(incident.walk.policy or "")
    security = settings.policies[settings.security.policy] if settings.security else None
    last = everybody_of(settings.last_resort, situation)
    had_it = {incident.first_acknowledged_by, incident.acknowledged_by, *incident.responders}
    anew = incident.reopened_step + 1 if incident.reopened_step else 0  # reopened, it goes to whoever had it first
    had_it |= {
        page.person for page in incident.pages if page.by or page.step == anew
    }  # whoever was named and had it is called anew
    allowed = {
        "response": (everybody_on(response, situation) if response else frozenset()) | had_it,
        "security": everybody_on(security, situation) if security else frozenset(),
        "last_resort": last,
    }
    for page in incident.pages:
        earlier = page.step <= incident.reopened_step  # looked at when it was decided
        if page.person not in allowed[page.ladder] and page.by is None and not earlier:
            yield f"I6: {page.person} was paged on {page.ladder} and was neither on it nor named by anybody"
    slots = Counter(page.slot for page in incident.pages)
    yield from (f"I6: two pages are one: {slot}" for slot, times in slots.items() if times > 1)
    turns = Counter((pick.policy, pick.level) for pick in incident.picks if pick.chosen and not pick.all)
    yield from (f"I7: the turn of {place} moved {times} times" for place, times in turns.items() if times > 1)


def of_step(before: Incident | None, event: e.Event, decision: Decision, now: datetime) -> list[str]:
    """What must not follow from an event and did."""
    return list(_step(before, event, decision, now))


def _step(before: Incident | None, event: e.Event, decision: Decision, now: datetime) -> Iterator[str]:
    after = decision.incident
    if isinstance(event, e.AlertFired | e.AlertResolved) and decision.disposition is None:
        yield "I1: an alert without a disposition"
    if after is None:
        return
    new = before is None or before.number != after.number
    if new:
        if not any(line.kind is Kind.SECURITY for line in decision.record):
            yield "I10: an incident was opened and the record says nothing of security"
        return
    assert before is not None
    yield from _moved(before, event, after, decision)
    changed = [name for name in TOLD if getattr(before, name) != getattr(after, name)]
    if changed and not decision.record and not _answers(event):
        yield f"I11: {', '.join(changed)} changed, and the record says nothing"
    if after.lines - before.lines != len(decision.record):
        yield "I11: the record has a hole"
    yield from _called(before, event, after)


def _answers(event: e.Event) -> bool:
    """Answers of the world may change what is known of a page, or of its message, without a line of their own."""
    return isinstance(event, e.PageDelivered | e.PageDoubtful | e.PagePutOff | e.ChannelArchived)


def _moved(before: Incident, event: e.Event, after: Incident, decision: Decision) -> Iterator[str]:
    reopened = before.status is Status.RESOLVED and after.status is Status.OPEN
    named = isinstance(event, e.EscalationAsked) and event.level is not None
    if (after.walk.round, after.walk.level) < (before.walk.round, before.walk.level) and not (reopened or named):
        yield f"I8: from round {before.walk.round}, level {before.walk.level} back to {after.walk.level}"
    again = [key for key in decision.turns if key[0] == before.walk.policy and before.walk.orders.get(key[1])]
    if again and reopened:
        yield "I7: a turn moved by reopening"


def _called(before: Incident, event: e.Event, after: Incident) -> Iterator[str]:
    """Nobody is paged by time alone for what is over; nor on the response ladder for what somebody has."""
    called = after.pages[len(before.pages) :]
    if isinstance(event, e.TimerDue) and called and before.status is Status.RESOLVED:
        yield "§1: a page was decided for an incident that is resolved"
    if isinstance(event, e.TimerDue) and event.kind is TimerKind.RESPONSE and before.status is Status.ACKNOWLEDGED:
        yield from ("§1: a page was decided after an acknowledgement" for _ in called)


def of_record(incident: Incident, lines: Sequence[Line]) -> list[str]:
    """I11: the record is whole: numbered without holes, chained, and ends where the incident says."""
    found = [f"I11: the record breaks at line {at}"] if (at := broken_at(tuple(lines))) else []
    if len(lines) != incident.lines or (lines and lines[-1].digest != incident.digest):
        found.append("I11: the record does not end where the incident says")
    if lines and not any(line.kind is Kind.SECURITY and line.at == incident.opened_at for line in lines):
        found.append("I10: nothing was decided about security when it was opened")
    return found


def of_all(incidents: Iterable[Incident]) -> list[str]:
    """I2 and I3: one open incident per source and key, no channel of two."""
    known = list(incidents)
    keys = Counter((one.source, one.key) for one in known if one.status is not Status.RESOLVED)
    channels = Counter(one.channel for one in known if one.channel)
    return [
        *(f"I2: {times} open incidents of {key}" for key, times in keys.items() if times > 1),
        *(f"I3: {channel} belongs to {times} incidents" for channel, times in channels.items() if times > 1),
    ]
