"""What the web is handed in its tests: an engine that remembers, reads over what it was told, sessions, a clock."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.alerts import Disposition, Severity
from bot.domain.effects import Lane
from bot.domain.errors import Unavailable
from bot.domain.escalation import Level, Policy, RoundRobin, Target, TargetKind, Walk
from bot.domain.events import Event
from bot.domain.incident.pages import Page
from bot.domain.incident.state import Incident, Status
from bot.domain.members import Member
from bot.domain.record import Line
from bot.domain.releases import Deploy, Release, Running
from bot.domain.schedules import Rotation, Schedule, Unit
from bot.domain.security import (
    Heard,
    Security,
    SecurityStatus,
)
from bot.domain.situation import DEFAULT_URGENCY, Person, Service, Settings, Situation
from bot.engine import Result
from bot.ports import OutboxState, Visitor

NOW = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)


def person(name: str) -> Target:
    return Target(kind=TargetKind.PERSON, name=name)


def settings() -> Settings:
    """The example of the contract, in small."""
    names = ("ana", "ben", "chi", "dora", "sol", "tam")
    weekly = Rotation(people=("sol", "tam"), count=1, unit=Unit.WEEK, starts=datetime(2026, 1, 5, 9))  # noqa: DTZ001
    first = Level(targets=(person("ana"), person("ben"), person("chi")), round_robin=RoundRobin.ALERT)
    return Settings(
        timezone="Europe/Berlin",
        people={name: Person(name=name, slack=f"U0{name.upper()}", timezone="Europe/Berlin") for name in names},
        schedules={"security": Schedule(name="security", timezone="Europe/Berlin", rotations=(weekly,))},
        policies={
            "checkout-oncall": Policy(name="checkout-oncall", levels=(first, Level(targets=(person("dora"),)))),
            "security-oncall": Policy(
                name="security-oncall",
                levels=(Level(targets=(Target(kind=TargetKind.SCHEDULE, name="security"),)),),
            ),
        },
        services={"checkout": Service(name="checkout", policy="checkout-oncall")},
        last_resort=(person("dora"), Target(kind=TargetKind.CHANNEL, name="#ops")),
    )


def incident(number: int = 7, **changes: object) -> Incident:
    """An open incident that ana was paged for and sol was invited to."""
    page = Page(person="ana", ladder="response", level=1, round=1, step=1, at=NOW, answer_by=NOW + timedelta(minutes=5))
    values = {
        "number": number,
        "title": "Checkout error rate above 5 %",
        "status": Status.OPEN,
        "severity": Severity.CRITICAL,
        "stated": True,
        "urgency": DEFAULT_URGENCY[Severity.CRITICAL],
        "service": "checkout",
        "source": "alertmanager",
        "key": "{}:{}",
        "opened_at": NOW,
        "walk": Walk(policy="checkout-oncall", level=1, place=1),
        "primary": "ana",
        "pages": (page,),
        "security": Security(
            person="sol", status=SecurityStatus.PAGED, invited_at=NOW, walk=Walk(policy="security-oncall", level=1)
        ),
        **changes,
    }
    return Incident(**values)  # type: ignore[arg-type]


@dataclass
class Engine:
    """Remembers what was handed in; answers what it was told to, else that an alert opened INC-7."""

    events: list[Event] = field(default_factory=list)
    calls: int = 0
    answer: Callable[[Event], Result] = lambda event: Result(incident=incident(), disposition=Disposition.OPENED)
    away: bool = False

    async def handle(self, *events: Event, delivery: str | None = None, answer_to: str | None = None) -> list[Result]:
        if self.away:
            raise Unavailable("The database does not answer.")
        self.calls += 1
        self.events += events
        return [self.answer(event) for event in events]


@dataclass
class Reads:
    """Reads what lies in its fields."""

    known: list[Incident] = field(default_factory=list)
    lines: Sequence[Line] = ()
    members: Mapping[str, Member] = field(default_factory=dict)
    settings: Settings = field(default_factory=settings)
    away: bool = False
    readings: int = 0
    releases: dict[tuple[str, str], Release] = field(default_factory=dict)
    deploys: list[Deploy] = field(default_factory=list)

    async def incident(self, number: int) -> Incident | None:
        return next((one for one in self.known if one.number == number), None)

    async def incidents(
        self, *, statuses: frozenset[Status], limit: int, before: int | None = None
    ) -> Sequence[Incident]:
        found = [one for one in self.known if one.status in statuses and (before is None or one.number < before)]
        return sorted(found, key=lambda one: -one.number)[:limit]

    async def called_since(self, since: datetime, *, before: int | None = None, limit: int) -> Sequence[Incident]:
        self.readings += 1
        found = [one for one in self.known if one.opened_at >= since and (before is None or one.number < before)]
        return sorted(found, key=lambda one: -one.number)[:limit]

    async def counts(self) -> Mapping[Status, int]:
        return Counter(one.status for one in self.known)

    async def in_channel(self, channel: str) -> Incident | None:
        return None

    async def owing(self, limit: int) -> Sequence[Incident]:
        return ()

    async def concerning(self, person: str) -> Sequence[Incident]:
        return ()

    async def timeline(self, number: int, *, after: int = 0, limit: int = 1000) -> Sequence[Line]:
        return [line for line in self.lines if line.number > after][:limit]

    async def situation(self) -> Situation:
        return Situation(settings=self.settings, members=self.members)

    async def release(self, service: str, version: str) -> Release:
        return self.releases.get((service, version), Release(service=service, version=version))

    async def running(self, service: str) -> Sequence[Deploy]:
        return [deploy for deploy in self.deploys if deploy.service == service]

    async def queued(self) -> Sequence[Incident]:
        return []

    async def heard(self, since: datetime, *, besides: int) -> Sequence[Heard]:
        return []

    async def runs(self, service: str) -> Sequence[Running]:
        there = await self.running(service)
        return [Running(deploy=one, release=await self.release(service, one.version)) for one in there]

    async def pages(self, service: str) -> Sequence[Release]:
        return [page for (name, _), page in self.releases.items() if name == service]

    async def due(self, now: datetime, *, limit: int) -> Sequence[object]:
        return ()

    async def outbox(self, now: datetime) -> OutboxState:
        return OutboxState(waiting={Lane.PAGE: 2}, oldest={Lane.PAGE: timedelta(seconds=3)}, given_up=1)

    async def ready(self) -> None:
        if self.away:
            raise Unavailable("The database does not answer.")


@dataclass
class Sessions:
    """Links work once; the cookie is the link's secret with a word before it."""

    invited: dict[str, str | None] = field(default_factory=dict)
    open: dict[str, str | None] = field(default_factory=dict)

    async def invite(self, person: str | None, now: datetime) -> str:
        secret = f"secret-{len(self.invited)}"
        self.invited[secret] = person
        return secret

    async def redeem(self, secret: str, now: datetime) -> str | None:
        if secret not in self.invited:
            return None
        self.open[f"cookie-{secret}"] = self.invited.pop(secret)
        return f"cookie-{secret}"

    async def visitor(self, cookie: str, now: datetime) -> Visitor | None:
        return Visitor(person=self.open[cookie]) if cookie in self.open else None

    async def end(self, cookie: str) -> None:
        self.open.pop(cookie, None)


@dataclass
class Bodies:
    """Keeps what it is given."""

    kept: list[tuple[str, bytes]] = field(default_factory=list)

    async def keep(self, source: str, body: bytes, now: datetime) -> None:
        self.kept.append((source, body))


@dataclass
class Clock:
    """Stands still."""

    at: datetime = NOW

    async def now(self) -> datetime:
        return self.at


@dataclass
class Facts:
    """What is kept under a name."""

    kept: dict[str, str] = field(default_factory=dict)

    async def get(self, name: str) -> str | None:
        return self.kept.get(name)

    async def keep(self, name: str, text: str) -> str:
        return self.kept.setdefault(name, text)

    async def put(self, name: str, text: str) -> None:
        self.kept[name] = text

    async def proof(self, incident: int, as_of: int) -> Mapping[str, None]:
        return {"anchor": None}
