"""The ledger of releases: what runs where, what is known against a version, and which of two versions is the older."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.alerts import Severity
from bot.domain.durations import lasted

#: A version and an environment are one word each, and not longer than this.
LONGEST = 128

#: How many ids of weaknesses a line names.
_NAMED = 3


class FlagKind(StrEnum):
    """A known weakness; it broke something; nobody is to deploy it."""

    INSECURE = "insecure"
    UNSTABLE = "unstable"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Deploy:
    """A version began to run somewhere at an instant; `by` is what the sender said, `seen_at` when we heard of it."""

    service: str
    version: str
    environment: str
    at: datetime
    seen_at: datetime
    by: str = ""

    @property
    def key(self) -> tuple[str, str, str, datetime]:
        """The same four are the same deploy, however often it is told."""
        return self.service, self.environment, self.version, self.at

    @property
    def is_production(self) -> bool:
        """Whether people are told of it: `production`, `prod`, `prod-eu`; other places are remembered alone."""
        return self.environment.casefold().startswith("prod")


@dataclass(frozen=True, kw_only=True)
class Flag:
    """What is known against a version: since `made_at`, until it is over or somebody takes it back.

    `cves` are the ids of weaknesses, the worst first, `severity` the worst one's. `incident` is where it broke
    something; a private one is not named. `scan` is what a scanner looked at, empty where a person or Rondo flagged it.
    """

    number: int
    kind: FlagKind
    by: str
    made_at: datetime
    until: datetime | None = None
    note: str = ""
    cves: tuple[str, ...] = ()
    severity: Severity | None = None
    incident: int | None = None
    scan: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""

    def holds(self, now: datetime) -> bool:
        """Whether it counts at an instant."""
        return self.ended_at is None and (self.until is None or now < self.until)

    def says_the_same(self, other: "Flag") -> bool:
        """Whether another one says nothing new."""
        return _matter(self) == _matter(other)


def _matter(flag: Flag) -> tuple[object, ...]:
    return flag.kind, flag.until, flag.note, flag.cves, flag.severity, flag.incident, flag.scan


@dataclass(frozen=True, kw_only=True)
class Scan:
    """A scanner looked at `what` at an instant; what it found is a flag."""

    what: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A pipeline went on with a flagged version, and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Release:
    """A version of a service in the ledger: its flags, those that are over too, its scans, who went on in spite."""

    service: str
    version: str
    flags: tuple[Flag, ...] = ()
    scans: tuple[Scan, ...] = ()
    passages: tuple[Passage, ...] = ()

    def against(self, now: datetime) -> tuple[Flag, ...]:
        """What is known against it now, oldest first."""
        return tuple(flag for flag in self.flags if flag.holds(now))

    @property
    def last_scan(self) -> datetime | None:
        """When a scanner last looked at it."""
        return max((scan.at for scan in self.scans), default=None)

    def with_flag(self, flag: Flag) -> "Release":
        """With one more."""
        return replace(self, flags=(*self.flags, flag))

    def without(self, gone: Iterable[Flag], now: datetime, by: str) -> "Release":
        """With those taken back; that they were there stays known."""
        numbers = {flag.number for flag in gone}
        ended = (replace(flag, ended_at=now, ended_by=by) if flag.number in numbers else flag for flag in self.flags)
        return replace(self, flags=tuple(ended))


@dataclass(frozen=True, kw_only=True)
class Running:
    """What runs in an environment, since `deploy.at`, with the ledger's page of that version."""

    deploy: Deploy
    release: Release


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """An incident of the service that is not resolved: whether it is private, and who stands there for security.

    `proposed` are the versions that somebody proposed there to go to.
    """

    number: int
    private: bool = False
    engineer: str | None = None
    proposed: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What a decision about a service's releases may know of them.

    `deploys` are the newest of each environment, in any order; `releases` are by version; `concerned` the newest
    incidents of the service that are not resolved.
    """

    service: str
    deploys: tuple[Deploy, ...] = ()
    releases: Mapping[str, Release] = field(default_factory=dict)
    concerned: tuple[Concerned, ...] = ()

    def release(self, version: str) -> Release:
        """A version's page, which is empty where nothing is known."""
        return self.releases.get(version) or Release(service=self.service, version=version)

    def running(self, environment: str) -> Deploy | None:
        """What runs in an environment: what was deployed there last; of one instant, what was heard of last."""
        there = (deploy for deploy in self.deploys if deploy.environment == environment)
        return max(there, key=lambda deploy: (deploy.at, deploy.seen_at, deploy.version), default=None)

    def runs_in(self, version: str) -> tuple[str, ...]:
        """The environments that count in which a version runs."""
        places = sorted({deploy.environment for deploy in self.deploys if deploy.is_production})
        running = ((place, self.running(place)) for place in places)
        return tuple(place for place, deploy in running if deploy is not None and deploy.version == version)

    def is_older(self, version: str, than: str, environment: str) -> bool:
        """Whether a version ran there before the other one did for the first time; versions are not read."""
        first, other = self._first(version, environment), self._first(than, environment)
        return first is not None and other is not None and first < other

    def _first(self, version: str, environment: str) -> datetime | None:
        ran = (one.at for one in self.deploys if (one.version, one.environment) == (version, environment))
        return min(ran, default=None)


def scanned(last: datetime | None, now: datetime) -> str:
    """When a scanner last looked: `last scan 9 days ago`, or `never scanned`."""
    return f"last scan {lasted(now - last)} ago" if last else "never scanned"


def of_flag(flag: Flag, by: str) -> str:
    """A flag in plain words that anybody may have written: `insecure: CVE-2026-1234, high, by Tam`."""
    more = len(flag.cves) - _NAMED
    ids = [*flag.cves[:_NAMED], *([f"{more} more"] if more > 0 else [])]
    broke = [f"INC-{flag.incident}"] if flag.incident else []
    worst = [flag.severity.value] if flag.severity else []
    said = [*ids, *broke, *worst, *([flag.note] if flag.note else [])]
    return f"{flag.kind.value}{f': {joined}' if (joined := ', '.join(said)) else ''}, by {by}"
