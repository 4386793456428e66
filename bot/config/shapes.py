"""The shapes of rondo.yml: which keys there are, what they take, and what they are when left out (contract §4)."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from bot.config.access import Roles, Source, Token
from bot.config.addresses import is_address
from bot.config.evidence import Evidence
from bot.config.faults import listed
from bot.config.references import PersonRef, PolicyRef, ScheduleRef, ServiceRef, Shape, off
from bot.config.schedules import Away, Schedule
from bot.config.security import Security
from bot.config.values import (
    Channel,
    ChannelName,
    Duration,
    DurationOrNone,
    DurationOrOff,
    Hours,
    PersonName,
    SlackUser,
    TokenName,
    Truth,
    UserGroup,
    WebAddress,
    Words,
    Years,
    Zone,
    text,
    wrong,
)
from bot.config.weights import Weight
from bot.domain.alerts import Severity
from bot.domain.escalation import Count, RoundRobin
from bot.domain.openness import Openness
from bot.domain.situation import ChannelUse, PageWhen, SecurityUse


def _address(written: str, info: ValidationInfo) -> str:
    asked = (info.context or {}).get("is_address", is_address)
    if not asked(written):
        remedy = "write one like `mailto://user:password@example.com` (Apprise's list: https://appriseit.com)"
        raise wrong("this contact is no address that Apprise knows", remedy)
    return written


class Contact(Shape):
    url: Annotated[Words, AfterValidator(_address)]
    after: Duration = timedelta(minutes=2)


def _contact(value: Any) -> Any:
    return value if isinstance(value, dict) else {"url": value}


AnyContact = Annotated[Contact, BeforeValidator(_contact, json_schema_input_type=str | Contact)]


class Person(Shape):
    slack: SlackUser
    timezone: Zone | None = None
    away: list[Away] = []
    contact: list[AnyContact] = []


class Urgency(Shape):
    page: PageWhen | None = None
    channel: ChannelUse | None = None
    security: SecurityUse | None = None


class Target(Shape):
    person: PersonRef | None = None
    schedule: ScheduleRef | None = None
    group: UserGroup | None = None
    channel: Channel | None = None
    hours: Hours | None = None
    weight: Weight = 1


def _target(value: Any) -> Any:
    """A bare name is a person; a mapping names exactly one of the four."""
    if not isinstance(value, dict):
        return {"person": text(value)}
    named = [kind for kind in ("person", "schedule", "group", "channel") if kind in value]
    if len(named) > 1:
        raise wrong(f"one target names {listed(named)}", "make each a target of its own")
    if not named:
        remedy = 'write a name, `{person: ana}`, `{schedule: x}`, `{group: S…}` or `{channel: "#x"}`'
        raise wrong("this target names nobody", remedy)
    if "weight" in value and named == ["channel"]:
        raise wrong("a channel has no `weight`", "leave it out")
    if "hours" in value and named != ["person"]:
        raise wrong("`hours` belong to a person", "leave them out, or name a person")
    return value


AnyTarget = Annotated[Target, BeforeValidator(_target, json_schema_input_type=str | Target)]


_SHORTEST_MEMORY = timedelta(days=90)


def _once(targets: list[Target]) -> list[Target]:
    seen: set[tuple[str | None, ...]] = set()
    for one in targets:
        named = (one.person, one.schedule, one.group, one.channel)
        if named in seen:
            raise wrong(f"`{next(filter(None, named))}` is here twice", "name each target once")
        seen.add(named)
    return targets


def _always(targets: list[Target]) -> list[Target]:
    if any(one.hours for one in targets):
        raise wrong("the last resort has `hours`", "leave them out: it must answer at any hour")
    return targets


def _long(keep: timedelta) -> timedelta:
    if keep < _SHORTEST_MEMORY:
        raise wrong("what is fair is judged by the last 90 days", "keep incidents for `90d` at least")
    return keep


class Level(Shape):
    targets: Annotated[list[AnyTarget], Field(min_length=1), AfterValidator(_once)]
    round_robin: RoundRobin = RoundRobin.OFF
    timeout: Duration = timedelta(minutes=5)
    laps: int | None = Field(default=None, ge=1, le=100)
    spare_busy: Truth = True
    count: Count = Count.TURNS
    rest: DurationOrOff | None = None

    @field_validator("laps")
    @classmethod
    def _cycles(cls, laps: int | None, info: ValidationInfo) -> int | None:
        if info.data.get("round_robin", RoundRobin.CYCLE) is not RoundRobin.CYCLE:
            raise wrong("`laps` counts rounds of a cycle", "write `round_robin: cycle`, or leave `laps` out")
        return laps


class Policy(Shape):
    levels: list[Level] = Field(min_length=1)
    repeat: int = Field(default=0, ge=0, le=100)
    affinity: DurationOrOff | None = None


class Storm(Shape):
    threshold: int | None = Field(default=None, ge=1, le=10_000)
    window: Duration | None = None
    max_pages: int | None = Field(default=None, ge=1, le=1_000)


#: `off` is `None`; what a service leaves out is the file's, and what that leaves out the default.
StormOrOff = Annotated[Storm | None, BeforeValidator(off, json_schema_input_type=Storm | Literal["off", False])]


def _several(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Patterns = Annotated[
    list[Words], Field(min_length=1), BeforeValidator(_several, json_schema_input_type=str | list[str])
]


class Service(Shape):
    policy: PolicyRef
    runbook: WebAddress | None = None
    urgency: dict[Severity, Urgency] = {}
    storm: StormOrOff = Storm()
    settle: DurationOrNone | None = None
    security: Truth = False
    deploys_as: Annotated[list[Words], BeforeValidator(_several, json_schema_input_type=str | list[str])] = []


class Route(Shape):
    match: dict[str, Patterns] = {}
    service: ServiceRef
    settle: DurationOrNone | None = None


class Postmortem(Shape):
    severities: list[Severity] = [Severity.CRITICAL, Severity.HIGH]
    due: Duration = timedelta(days=5)


class Root(Shape):
    timezone: Zone = "UTC"
    announce: Channel | None = None
    operators: Channel | None = None
    channel_name: ChannelName = "inc-{number}-{slug}"
    people: dict[PersonName, Person] = Field(min_length=1)
    urgency: dict[Severity, Urgency] = {}
    schedules: dict[Words, Schedule] = {}
    policies: dict[Words, Policy] = Field(min_length=1)
    last_resort: Annotated[list[AnyTarget], Field(min_length=1), AfterValidator(_once), AfterValidator(_always)]
    services: dict[Words, Service] = Field(min_length=1)
    routes: list[Route] = []
    security: Annotated[
        Security | None, BeforeValidator(off, json_schema_input_type=Security | Literal["off", False])
    ] = None
    still_on_it: dict[Severity, Duration] | None = None
    postmortem: Postmortem = Postmortem()
    archive_after: Duration = timedelta(days=7)
    keep: Annotated[Years, AfterValidator(_long)] | None = None
    auto_resolve: Truth = True
    reopen_within: DurationOrNone = timedelta(minutes=10)
    severities: dict[str, Severity] = {}
    storm: StormOrOff = Storm()
    sources: dict[Literal["alertmanager", "generic", "github", "argocd", "flux"], Source] = {}
    tokens: dict[TokenName, Token] = {}
    rest: DurationOrOff | None = None
    affinity: DurationOrOff | None = None
    heartbeat_url: WebAddress | None = None
    anchor_url: WebAddress | None = None
    roles: Roles = Roles()
    fairness: Openness = Openness.LOAD
    evidence: Evidence = Evidence()
