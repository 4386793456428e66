"""What happened to releases: deployed, flagged, scanned; of what concerns no incident `incident` is 0."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alerts import Severity
from bot.domain.events.by import By
from bot.domain.releases import Deploy, FlagKind


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A pipeline says that a version runs; `by` is whose token said it."""

    by: By
    deploy: Deploy
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class ReleaseFlagged:
    """Somebody knows something against a version; `broke` is the incident that it is about.

    It counts for so long (`lasts`), or `until` then; with neither until somebody takes it back.
    """

    by: By
    service: str
    version: str
    kind: FlagKind
    cves: tuple[str, ...] = ()
    severity: Severity | None = None
    note: str = ""
    lasts: timedelta | None = None
    until: datetime | None = None
    broke: int | None = None
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class ReleaseUnflagged:
    """Somebody takes back what is known against a version: of one kind, else all that they may take back."""

    by: By
    service: str
    version: str
    kind: FlagKind | None = None
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class ReleaseScanned:
    """A scanner looked at `what`, which is a version of a service, and found those weaknesses; `at` when it says so."""

    by: By
    service: str
    version: str
    what: str
    at: datetime | None
    found: tuple[tuple[str, Severity], ...] = ()
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class WentOn:
    """A pipeline went on with a version that is flagged."""

    by: By
    service: str
    version: str
    reason: str
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class VersionChanged:
    """Another version runs than before, while the incident is open.

    `back`: it is an older one. `against` is what is known against it, `unstable` whether the version that was left is
    flagged for it, `told` whom of security.
    """

    incident: int
    deploy: Deploy
    before: str | None = None
    back: bool = False
    against: tuple[str, ...] = ()
    unstable: bool = False
    told: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DeployedAgain:
    """What ran already was deployed once more, while the incident is open; that matters to whoever proposed it."""

    incident: int
    deploy: Deploy


@dataclass(frozen=True, kw_only=True)
class RunningFlagged:
    """The version that runs in those environments was flagged, while the incident is open."""

    incident: int
    service: str
    version: str
    environments: tuple[str, ...]
    against: str


ReleaseEvent = Deployed | ReleaseFlagged | ReleaseUnflagged | ReleaseScanned | WentOn
LedgerEvent = VersionChanged | DeployedAgain | RunningFlagged
