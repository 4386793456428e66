"""What should have happened and did not: judged from what a look at the database found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.durations import lasted
from bot.domain.effects import Lane
from bot.domain.events import ChannelMissed, TimerKind, TimerMissed
from bot.domain.events.audit import AuditEvent
from bot.domain.incident.mending import TIMERS, lacks_channel, must_run
from bot.domain.incident.state import Incident

#: A timer is clearly late after so long: at p99 it is late by 2 s.
TIMER_LATE = timedelta(seconds=30)

#: A page is clearly late after so long while Slack is there; everything, and a page in any case, after so long.
PAGE_LATE, DELIVERY_LATE = timedelta(minutes=2), timedelta(minutes=15)


class Amiss(StrEnum):
    """The kinds of findings."""

    TIMER_MISSING = "timer_missing"
    TIMER_LATE = "timer_late"
    TIMER_FAILING = "timer_failing"
    CHANNEL_MISSING = "channel_missing"
    PAGE_LATE = "page_late"
    DELIVERY_LATE = "delivery_late"
    RECORD_BROKEN = "record_broken"
    SEAL_BROKEN = "seal_broken"


@dataclass(frozen=True, kw_only=True)
class Running:
    """A timer as it stands in its row."""

    generation: int
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An incident with what stands around it: its timers, and whether somebody is asked for its channel."""

    incident: Incident
    timers: Mapping[TimerKind, Running] = field(default_factory=dict)
    channel_asked: bool = False


@dataclass(frozen=True, kw_only=True)
class Late:
    """How many timers are late by more than `TIMER_LATE`; when the one that is worst was due, and of which incident."""

    count: int
    due_at: datetime
    incident: int


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look found. `records` are those that were read through: where each breaks, or `None`.

    `seal` is the first of the seals that were read that does not fit, `apart` the incidents whose record is not the one
    that was sealed.
    """

    seen: Sequence[Seen] = ()
    late: Late | None = None
    oldest: Mapping[Lane, timedelta] = field(default_factory=dict)
    records: Mapping[int, int | None] = field(default_factory=dict)
    seal: int | None = None
    apart: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something amiss, told to operators in `words` unless the event `mend` puts it right."""

    kind: Amiss
    words: str
    about: str = ""
    mend: AuditEvent | None = None

    @property
    def name(self) -> str:
        """The same as long as it is the same finding."""
        return f"{self.kind}:{self.about}"


def findings(look: Look, *, now: datetime, slack_there: bool) -> list[Finding]:
    """Everything that is amiss, the most urgent first."""
    found = [one for seen in look.seen for one in _around(seen, now)]
    found += _late_timers(look.late, now)
    found += _late_deliveries(look.oldest, slack_there=slack_there)
    found += [_broken(number, line) for number, line in look.records.items() if line is not None]
    return [*found, *_seals(look)]


def _around(seen: Seen, now: datetime) -> Iterator[Finding]:
    incident = seen.incident
    for kind in sorted(must_run(incident)):
        generation, running = incident.generations.get(kind, 0), seen.timers.get(kind)
        due_at, about = incident.due.get(kind), f"{incident.number}/{kind}"
        if running is None or running.generation != generation or due_at is None:
            words = f"{incident.id}: {TIMERS[kind]} is missing, and Rondo could not start it again: see its log"
            mend = TimerMissed(incident=incident.number, kind=kind, generation=generation)
            yield Finding(kind=Amiss.TIMER_MISSING, about=about, words=words, mend=mend)
        elif running.due_at > due_at and now - due_at > TIMER_LATE:
            words = f"{incident.id}: {TIMERS[kind]} has failed for {lasted(now - due_at)}: see Rondo's log"
            yield Finding(kind=Amiss.TIMER_FAILING, about=about, words=words)
    if lacks_channel(incident, asked=seen.channel_asked):
        words = f"{incident.id} has no channel, and Rondo could not ask for one again: see its log"
        missed = ChannelMissed(incident=incident.number, lines=incident.lines)
        yield Finding(kind=Amiss.CHANNEL_MISSING, about=str(incident.number), words=words, mend=missed)


def _late_timers(late: Late | None, now: datetime) -> Iterator[Finding]:
    if late is not None:
        which = f"{late.count} timers are late" if late.count > 1 else "a timer is late"
        words = f"{which}, by {lasted(now - late.due_at)} (INC-{late.incident}): see Rondo's log and its machine's load"
        yield Finding(kind=Amiss.TIMER_LATE, words=words)


def _late_deliveries(oldest: Mapping[Lane, timedelta], *, slack_there: bool) -> Iterator[Finding]:
    """While Slack is away, pages are no more late than everything else."""
    for lane, age in sorted(oldest.items()):
        page = lane is Lane.PAGE
        if age <= (PAGE_LATE if page and slack_there else DELIVERY_LATE):
            continue
        what = "a page" if page else f"a delivery ({lane.name.lower()})"
        words = f"{what} has been owed for {lasted(age)}: see /readyz, /metrics and Rondo's log"
        yield Finding(kind=Amiss.PAGE_LATE if page else Amiss.DELIVERY_LATE, about=lane.name.lower(), words=words)


def _broken(number: int, line: int) -> Finding:
    changed = "it was changed from outside: compare it with a backup"
    words = f"INC-{number}: its record does not chain from line {line} on; {changed}"
    return Finding(kind=Amiss.RECORD_BROKEN, about=str(number), words=words)


def _seals(look: Look) -> Iterator[Finding]:
    changed = "it was changed from outside: compare it with a backup and with the anchors"
    if look.seal is not None:
        words = f"the seals do not chain from number {look.seal} on; {changed}"
        yield Finding(kind=Amiss.SEAL_BROKEN, about=f"seal-{look.seal}", words=words)
    for number in sorted(look.apart):
        words = f"INC-{number}: its record is not the one that was sealed; {changed}"
        yield Finding(kind=Amiss.SEAL_BROKEN, about=str(number), words=words)
