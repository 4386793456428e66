"""What decide may know beside the incident itself: the configuration, who is who, the books of turns, who is busy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from bot.domain.afterwards import PostmortemSettings
from bot.domain.alerts import Severity
from bot.domain.canonical import sha256
from bot.domain.contacts import Contact
from bot.domain.escalation import Policy, Target, TargetKind, Walk
from bot.domain.evidence.settings import EvidenceSettings
from bot.domain.holders import Holders, Role
from bot.domain.members import Member
from bot.domain.openness import Openness
from bot.domain.plans import Plan
from bot.domain.releases import Ledger
from bot.domain.roundrobin import Book
from bot.domain.schedules import Absence, Schedule
from bot.domain.security import SecuritySettings
from bot.domain.silences import Silence
from bot.domain.snapshots import snapshot
from bot.domain.standings import Standing
from bot.domain.storms import Sent, StormSettings


class PageWhen(StrEnum):
    """When an urgency pages: at once, in the person's working hours, or nobody."""

    NOW = "now"
    HOURS = "hours"
    NONE = "none"


class ChannelUse(StrEnum):
    """Whether an urgency gives the incident a channel of its own."""

    OWN = "own"
    NONE = "none"


class SecurityUse(StrEnum):
    """How an urgency brings security in."""

    PAGE = "page"
    INVITE = "invite"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Urgency:
    """What a severity does."""

    page: PageWhen
    channel: ChannelUse
    security: SecurityUse


#: The urgencies of contract §4.
DEFAULT_URGENCY: Mapping[Severity, Urgency] = {
    Severity.CRITICAL: Urgency(page=PageWhen.NOW, channel=ChannelUse.OWN, security=SecurityUse.PAGE),
    Severity.HIGH: Urgency(page=PageWhen.NOW, channel=ChannelUse.OWN, security=SecurityUse.INVITE),
    Severity.MEDIUM: Urgency(page=PageWhen.HOURS, channel=ChannelUse.OWN, security=SecurityUse.INVITE),
    Severity.LOW: Urgency(page=PageWhen.NONE, channel=ChannelUse.NONE, security=SecurityUse.NONE),
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of the roster. `slack` is a user id or an e-mail address; `contact` are the ways around Slack."""

    name: str
    slack: str
    timezone: str = "UTC"
    away: tuple[Absence, ...] = ()
    contact: tuple[Contact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service and what pages for it; `deploys_as` is what deployment systems call it too.

    `urgency` and `storm` are complete: its own, else the file's, else defaults.
    """

    name: str
    policy: str | None
    runbook: str | None = None
    deploys_as: frozenset[str] = frozenset()
    settle: timedelta | None = None
    storm: StormSettings | None = field(default_factory=StormSettings)
    urgency: Mapping[Severity, Urgency] = field(default_factory=lambda: DEFAULT_URGENCY)


@dataclass(frozen=True, kw_only=True)
class Route:
    """Alerts whose labels match every pattern belong to `service`; no pattern matches everything.

    `settle`: the first page waits so long for what heals itself, whatever the service says.
    """

    service: str
    match: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settle: timedelta | None = None


DEFAULT_STILL_ON_IT = {Severity.CRITICAL: timedelta(minutes=30), Severity.HIGH: timedelta(minutes=60)}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The configuration file as values, without its secrets (contract §4)."""

    people: Mapping[str, Person]
    policies: Mapping[str, Policy]
    services: Mapping[str, Service]
    last_resort: tuple[Target, ...]
    timezone: str = "UTC"
    announce: str | None = None
    operators: str | None = None
    channel_name: str = "inc-{number}-{slug}"
    urgency: Mapping[Severity, Urgency] = field(default_factory=lambda: DEFAULT_URGENCY)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    security: SecuritySettings | None = None
    still_on_it: Mapping[Severity, timedelta] = field(default_factory=lambda: DEFAULT_STILL_ON_IT)
    postmortem: PostmortemSettings = field(default_factory=PostmortemSettings)
    archive_after: timedelta = timedelta(days=7)
    keep: timedelta | None = None
    auto_resolve: bool = True
    reopen_within: timedelta = timedelta(minutes=10)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    storm: StormSettings | None = field(default_factory=StormSettings)
    public_url: str | None = None
    roles: Mapping[Role, Holders] = field(default_factory=dict)
    fairness: Openness = Openness.LOAD
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)

    @cached_property
    def groups(self) -> frozenset[str]:
        """The ids of the Slack user groups that it names."""
        levels = (level.targets for policy in self.policies.values() for level in policy.levels)
        targets = (target for some in (self.last_resort, *levels) for target in some)
        called = {target.name for target in targets if target.kind is TargetKind.GROUP}
        return frozenset(called).union(*(holders.groups for holders in self.roles.values()))

    @cached_property
    def digest(self) -> str:
        """The hash of its snapshot, as the record names it."""
        return sha256(snapshot(self))

    def storm_of(self, service: str | None) -> StormSettings | None:
        """What is a storm for a service; `None`: nothing is."""
        known = self.services.get(service or "")
        return known.storm if known else self.storm


@dataclass(frozen=True, kw_only=True)
class Situation:
    """One consistent look at everything around an incident.

    `members` is by the roster's name and, for everybody else, by Slack id. `busy` are the primaries of incidents that
    are not resolved, this one left out. `missing` are people of the roster whom Slack does not know. `rival` is the
    number of another incident of the same key that is not resolved. `opened` is when alerts opened incidents lately, by
    service; `sent` are the messages that paged somebody lately for other incidents. `silences` are those in force.
    `groups` are the Slack ids of those in the user groups that the settings name. `standings` is how people stand with
    their pages, `plans` what they changed of the schedules. `ledgers` are those of services that are decided about.
    `salt` is secret, another one for each transaction. `hidden` are those who must not know of the incident.
    """

    settings: Settings
    books: Mapping[tuple[str, int], Book] = field(default_factory=dict)
    members: Mapping[str, Member] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    busy: frozenset[str] = frozenset()
    rival: int | None = None
    next_number: int = 1
    opened: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    sent: Mapping[str, tuple[Sent, ...]] = field(default_factory=dict)
    silences: tuple[Silence, ...] = ()
    next_silence: int = 1
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)
    plans: tuple[Plan, ...] = ()
    next_plan: int = 1
    ledgers: Mapping[str, Ledger] = field(default_factory=dict)
    salt: str = field(default="", repr=False)
    hidden: frozenset[str] = frozenset()

    def in_group(self, group: str) -> tuple[str, ...]:
        """The people of a Slack user group, as it was when Slack was last asked; empty where that never succeeded."""
        return tuple(self.named(slack_id) for slack_id in self.groups.get(group, ()))

    def policy_of(self, walk: Walk) -> Policy | None:
        """The policy that a walk goes along: as it was when the walk began, else as it is; `None`: there is none."""
        return walk.begun_on or self.settings.policies.get(walk.policy or "")

    def timezone_of(self, person: str) -> str:
        """Their configured zone (which falls back to the file's), else what Slack says, else UTC."""
        if person in self.settings.people:
            return self.settings.people[person].timezone
        member = self.members.get(person)
        return (member and member.timezone) or self.settings.timezone

    def unreachable(self, person: str) -> bool:
        """Deactivated in Slack, or never found there."""
        member = self.members.get(person)
        return person in self.missing or (member is not None and member.deactivated)

    def is_quiet(self, person: str, at: datetime) -> bool:
        """Whether Slack is silent for somebody: a page that it takes then rings nowhere."""
        member = self.members.get(person)
        if member is None or member.quiet_from is None or member.quiet_until is None:
            return False
        return member.quiet_from <= at < member.quiet_until

    def contacts(self, person: str) -> tuple[Contact, ...]:
        """The ways around Slack to somebody."""
        known = self.settings.people.get(person)
        return known.contact if known else ()

    def shown(self, person: str) -> str:
        """What people read: `Ana` for ana, `#ops` as it is, somebody else's name as Slack gives it."""
        if person in self.settings.people:
            return person.capitalize()
        member = self.members.get(person)
        return (member.name if member else "") or person

    def named(self, slack_id: str) -> str:
        """The roster's name of a Slack id, else the id itself."""
        for name, person in self.settings.people.items():
            member = self.members.get(name)
            if slack_id == (member.slack_id if member else person.slack):
                return name
        return slack_id
