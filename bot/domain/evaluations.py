"""Evidence that events were evaluated, by whom and when: what the report says of a span, from its incidents."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.drills import is_drill
from bot.domain.durations import lasted
from bot.domain.incident.state import Incident
from bot.domain.meters import Meter
from bot.domain.proposals import Proposal
from bot.domain.reviews import WORDS, Conclusion, Review, ReviewState
from bot.domain.silences import Silence
from bot.domain.situation import SecurityUse, Settings

#: A report is of days of these years: on either side of them no calendar goes on for ever.
YEARS = range(2000, 2101)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One incident; a private one that the reader may not see has no title, service, reasons and proposals.

    `why` says why security was, or was not, brought in; `target` whether the review came in time, or what the exception
    is. A drill is one to every reader, so that all of them count the same.
    """

    id: str
    private: bool
    title: str
    service: str
    severity: str
    opened_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    why: str
    engineer: str | None
    invited_at: datetime | None
    paged_at: datetime | None
    here_at: datetime | None
    review: str
    concluded_by: str | None
    concluded_at: datetime | None
    seconds: int | None
    batch: bool
    due: datetime | None
    target: str
    proposals: tuple[Proposal, ...] = ()
    drill: bool = False

    @property
    def invited(self) -> bool:
        """Whether security was brought in at all."""
        return self.engineer is not None


@dataclass(frozen=True, kw_only=True)
class Dismissed:
    """Alerts that paged nobody of their own, and why: a silence, or a storm."""

    kind: str
    what: str
    at: datetime
    until: datetime | None
    by: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is said of the incidents that were opened from `since` to before `until`; `unseen` are private ones.

    `told` has the drills among them, which are left out of all the rest.
    """

    since: datetime
    until: datetime
    made_at: datetime
    told: tuple[Row, ...]
    dismissed: tuple[Dismissed, ...]
    meters: tuple[Meter, ...]
    unseen: int

    @property
    def rows(self) -> tuple[Row, ...]:
        """The incidents: the population, without drills."""
        return tuple(row for row in self.told if not row.drill)

    @property
    def drills(self) -> tuple[Row, ...]:
        """What says of itself that it was a drill."""
        return tuple(row for row in self.told if row.drill)

    @property
    def by_severity(self) -> Mapping[str, int]:
        """How many of each severity, the worst first."""
        counted = Counter(row.severity for row in self.rows)
        return {one: counted[one] for one in ("critical", "high", "medium", "low") if counted[one]}

    @property
    def with_security(self) -> int:
        """In how many security was brought in."""
        return sum(row.invited for row in self.rows)

    @property
    def without(self) -> Mapping[str, int]:
        """Why security was not brought into the others, and how often."""
        return dict(Counter(row.why for row in self.rows if not row.invited).most_common())

    @property
    def targets(self) -> Mapping[str, int]:
        """How the reviews came out, and how often."""
        return dict(Counter(row.target.partition(":")[0] for row in self.rows).most_common())


Sees = Callable[[Incident], bool]


def row(incident: Incident, settings: Settings, now: datetime, *, seen: bool) -> Row:
    """What the report says of one incident."""
    security, review, last = incident.security, incident.review, incident.review.last
    paged = [page.at for page in incident.pages if page.ladder == "security"]
    return Row(
        id=incident.id,
        private=incident.private,
        title=incident.title if seen else "private",
        service=incident.named_service if seen else "",
        severity=incident.severity.value,
        opened_at=incident.opened_at,
        acknowledged_at=incident.first_acknowledged_at or incident.acknowledged_at,
        resolved_at=incident.resolved_at,
        why=_why(incident, settings) if seen else "",
        engineer=security.person if security else None,
        invited_at=security.invited_at if security else None,
        paged_at=paged[0] if paged else None,
        here_at=security.here_at if security else None,
        review=WORDS[review.state] if review.state else "none owed",
        concluded_by=last.by if last else None,
        concluded_at=last.at if last else None,
        seconds=last.seconds if last else None,
        batch=last.batch if last else False,
        due=review.due,
        target=target(review, now, seen=seen),
        proposals=incident.proposals if seen else (),
        drill=is_drill(incident),
    )


def _why(incident: Incident, settings: Settings) -> str:
    by_severity = f"severity {incident.severity.value}"
    if incident.security is not None and incident.urgency.security is not SecurityUse.NONE:
        return "; ".join((by_severity, *incident.security_why))
    if incident.security_why or incident.security is not None:
        return "; ".join(incident.security_why) or by_severity
    if settings.security is None:
        return "security is off in the configuration"
    if incident.urgency.security is SecurityUse.NONE:
        return f"not at severity {incident.severity.value}"
    return "nobody could be called, or nothing followed from it"


def target(review: Review, now: datetime, *, seen: bool = True) -> str:
    """Whether a review came in time; with a colon, the exception behind it."""
    last = review.last
    if review.state is None:
        return "none owed"
    if review.state is ReviewState.QUEUED:
        return "in the queue, not looked at"
    if last is None:
        late = review.due is not None and review.due < now
        return f"missing: {lasted(now - review.due)} late" if late and review.due else "owed, not due yet"
    if last.state is ReviewState.EXCUSED:
        return f"exception: resolved without it, {last.note}" if seen else "exception"
    return _in_time(review, last)


def _in_time(review: Review, last: Conclusion) -> str:
    first = min(one.at for one in review.conclusions) if review.conclusions else last.at
    if review.due is None:
        return "from the queue"
    return "within target" if first <= review.due else f"late: by {lasted(first - review.due)}"


def dismissed(incidents: Iterable[Incident], silences: Iterable[Silence], until: datetime) -> tuple[Dismissed, ...]:
    """What paged nobody of its own: silences that were in force, and storms with how many alerts they took."""
    quiet = [
        Dismissed(
            kind="silence",
            what=" ".join(f"{name}={value}" for name, value in one.match.items()),
            at=one.made_at,
            until=one.until,
            by=one.by,
            why=one.why,
        )
        for one in silences
        if one.made_at < until
    ]
    storms = [
        Dismissed(
            kind="storm",
            what=f"{one.id}: {len(one.alerts)} alerts of {one.named_service or 'no service'} in one incident",
            at=one.opened_at,
            until=one.resolved_at,
            by="rondo",
            why="more incidents at once than `storm` allows",
        )
        for one in incidents
        if one.storm_at is not None
    ]
    return tuple(sorted((*quiet, *storms), key=lambda one: one.at))
