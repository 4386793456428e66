"""A stage for decide: one installation's settings, books and incidents in memory, and a clock that is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import events as e
from bot.domain.alerts import Alert
from bot.domain.effects import TellOperators
from bot.domain.escalation import Level, Policy, RoundRobin, Target, TargetKind
from bot.domain.incident import Decision, Incident, Status, decide
from bot.domain.incident.pages import Outcome
from bot.domain.members import Member
from bot.domain.releases import Concerned, Deploy, Ledger, Release
from bot.domain.roundrobin import Book
from bot.domain.security import SecuritySettings
from bot.domain.situation import Person, Service, Settings, Situation
from bot.domain.standings import Standing

NIGHT = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)
ROSTER = ("ana", "ben", "chi", "dora", "sol", "tam")


def target(name: str) -> Target:
    return Target(kind=TargetKind.CHANNEL if name.startswith("#") else TargetKind.PERSON, name=name)


def level(*names: str, minutes: int = 5, turns: str = "off", **more: object) -> Level:
    return Level(
        targets=tuple(map(target, names)), round_robin=RoundRobin(turns), timeout=timedelta(minutes=minutes), **more
    )


def settings(*levels: Level, repeat: int = 0, **more: object) -> Settings:
    """Ana, Ben and Chi in turn, then Dora; Sol, then Sol and Tam for security; the last resort is Dora and #ops."""
    rungs = levels or (level("ana", "ben", "chi", turns="alert"), level("dora", minutes=10))
    security = Policy(name="security-oncall", levels=(level("sol", minutes=10), level("sol", "tam", minutes=10)))
    known = {
        "people": {name: Person(name=name, slack=f"U0{name.upper()}") for name in ROSTER},
        "policies": {"oncall": Policy(name="oncall", levels=rungs, repeat=repeat), "security-oncall": security},
        "services": {"checkout": Service(name="checkout", policy="oncall")},
        "last_resort": (target("dora"), target("#ops")),
        "security": SecuritySettings(policy="security-oncall"),
        "announce": "#incidents",
        "operators": "#rondo-operators",
    }
    return Settings(**{**known, **more})


class Stage:
    """Decides, and remembers what was decided."""

    def __init__(self, given: Settings | None = None, *, now: datetime = NIGHT) -> None:
        self.settings, self.now = given or settings(), now
        self.incidents: dict[int, Incident] = {}
        self.books: dict[tuple[str, int], Book] = {}
        self.members: dict[str, Member] = {}
        self.standings: dict[str, Standing] = {}
        self.deploys: list[Deploy] = []
        self.releases: dict[tuple[str, str], Release] = {}
        self.last: Decision | None = None
        self.told: list[str] = []

    def situation(self, number: int = 0) -> Situation:
        others = [one for one in self.incidents.values() if one.number != number and one.status is not Status.RESOLVED]
        busy = frozenset(one.primary for one in others if one.primary)
        return Situation(
            settings=self.settings,
            books=self.books,
            members=self.members,
            busy=busy,
            standings=self.standings,
            next_number=len(self.incidents) + 1,
            ledgers={service: self.ledger(service) for service in self.settings.services},
        )

    def ledger(self, service: str = "checkout") -> Ledger:
        live = [one for one in self.incidents.values() if one.status is not Status.RESOLVED and one.service == service]
        return Ledger(
            service=service,
            deploys=tuple(one for one in self.deploys if one.service == service),
            releases={version: page for (name, version), page in self.releases.items() if name == service},
            concerned=tuple(
                Concerned(number=one.number, private=one.private, engineer=one.security and one.security.person)
                for one in live[::-1]
            ),
        )

    def happens(self, event: e.Event) -> Decision:
        incident = self._of(event)
        situation = self.situation(incident.number if incident else 0)
        decision = decide(incident, event, now=self.now, situation=situation)
        if decision.incident is not None:
            self.incidents[decision.incident.number] = replace(decision.incident, version=1)
        self.books.update(decision.turns)
        self.standings.update(decision.standings)
        self.deploys += decision.deploys
        self.releases.update({(one.service, one.version): one for one in decision.releases})
        for follows in decision.follows:
            self.happens(follows)
        self.last = decision
        self.told += [effect.text for effect in decision.effects if isinstance(effect, TellOperators)]
        return decision

    def _of(self, event: e.Event) -> Incident | None:
        if isinstance(event, e.AlertFired | e.AlertResolved):
            same = [one for one in self.incidents.values() if one.key == event.alert.group]
            return max(same, key=lambda one: (one.status is not Status.RESOLVED, one.number), default=None)
        return None if isinstance(event, e.Declared | e.SecurityIncidentOpened) else self.incidents.get(event.incident)

    def alert(self, group: str = "g1", *, key: str = "a", firing: bool = True, severity: str = "critical") -> Incident:
        alert = Alert(
            source="generic",
            group=group,
            key=key,
            firing=firing,
            title="Checkout error rate above 5 %",
            severity_word=severity,
            service="checkout",
        )
        decision = self.happens(e.AlertFired(alert=alert) if firing else e.AlertResolved(alert=alert))
        return decision.incident or self.incidents[max(self.incidents)]

    def delivers(self) -> None:
        """Every page that is under way arrives."""
        for one in list(self.incidents.values()):
            for page in (page for page in one.pages if page.outcome is Outcome.PENDING):
                told = {"incident": one.number, "step": page.step, "person": page.person}
                self.happens(e.PageDelivered(**told, channel="D1", ts="1.1"))

    def passes(self, *, minutes: float) -> None:
        """Time passes, and what comes due on the way happens in order."""
        end = self.now + timedelta(minutes=minutes)
        while (due := min(self._timers(), default=None)) is not None and due[0] <= end:
            self.now, number, kind = due
            generation = self.incidents[number].generations[kind]
            self.happens(e.TimerDue(incident=number, kind=kind, generation=generation))
        self.now = end

    def _timers(self) -> list[tuple[datetime, int, e.TimerKind]]:
        return [(at, one.number, kind) for one in self.incidents.values() for kind, at in one.due.items()]

    def paged(self, number: int = 1, *, ladder: str = "response") -> list[str]:
        return [page.person for page in self.incidents[number].pages if page.ladder == ladder]

    def by(self, person: str, **more: object) -> e.By:
        return e.By(person=person, **more)
