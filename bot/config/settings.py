"""The file's shapes → the values that decisions are made with."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.config import access, evidence, schedules, security, shapes
from bot.config.holidays import public_holidays
from bot.domain.afterwards import PostmortemSettings
from bot.domain.alerts import Severity
from bot.domain.contacts import Contact
from bot.domain.escalation import Level, Policy, Target, TargetKind
from bot.domain.evidence.settings import EvidenceSettings
from bot.domain.holders import Holders, Role
from bot.domain.schedules import Absence, Holidays, Imported, Layer, Rotation, Schedule
from bot.domain.security import SecuritySettings
from bot.domain.situation import (
    DEFAULT_STILL_ON_IT,
    DEFAULT_URGENCY,
    Person,
    Route,
    Service,
    Settings,
    Urgency,
)
from bot.domain.storms import StormSettings

Urgencies = Mapping[Severity, Urgency]


def settings(root: shapes.Root) -> Settings:
    """What the file says, with every default filled in."""
    urgency = _urgency(root.urgency, DEFAULT_URGENCY)
    storm = _storm(root.storm, StormSettings())
    return Settings(
        people={name: _person(name, one, root.timezone) for name, one in root.people.items()},
        policies={name: _policy(name, one, root) for name, one in root.policies.items()},
        services={name: _service(name, one, urgency, storm) for name, one in root.services.items()},
        last_resort=_targets(root.last_resort),
        timezone=root.timezone,
        announce=root.announce,
        operators=root.operators,
        channel_name=root.channel_name,
        urgency=urgency,
        schedules={name: _schedule(name, one, root.timezone) for name, one in root.schedules.items()},
        routes=tuple(_route(one) for one in root.routes),
        security=_security(root.security, root) if root.security else None,
        still_on_it=DEFAULT_STILL_ON_IT if root.still_on_it is None else root.still_on_it,
        postmortem=PostmortemSettings(severities=frozenset(root.postmortem.severities), due=root.postmortem.due),
        archive_after=root.archive_after,
        keep=root.keep,
        auto_resolve=root.auto_resolve,
        reopen_within=root.reopen_within,
        severities={theirs.lower(): ours for theirs, ours in root.severities.items()},
        storm=storm,
        roles=_roles(root.roles),
        fairness=root.fairness,
        evidence=_evidence(root.evidence),
    )


def _security(written: security.Security, root: shapes.Root) -> SecuritySettings:
    return SecuritySettings(
        **dict(written),
        sources=frozenset(name for name, one in root.sources.items() if one.security),
        services=frozenset(name for name, one in root.services.items() if one.security),
    )


def _evidence(written: evidence.Evidence) -> EvidenceSettings:
    return EvidenceSettings(redact=frozenset(written.redact), private_messages=written.private_messages)


def _roles(written: access.Roles) -> Mapping[Role, Holders]:
    """The roles that the file gives to somebody; the others are by default (`bot.domain.roles`)."""
    held = {Role.RESPONDER: written.responder, Role.SECURITY: written.security, Role.ADMIN: written.admin}
    return {role: _holders(named) for role, named in held.items() if named is not None}


def _holders(named: list[access.Holder]) -> Holders:
    return Holders(
        people=frozenset(one.person for one in named if one.person),
        policies=frozenset(one.policy for one in named if one.policy),
        groups=frozenset(one.group for one in named if one.group),
    )


def _urgency(written: Mapping[Severity, shapes.Urgency], base: Urgencies) -> Urgencies:
    return {severity: _completed(written.get(severity), base[severity]) for severity in Severity}


def _completed(written: shapes.Urgency | None, base: Urgency) -> Urgency:
    if written is None:
        return base
    return Urgency(
        page=written.page or base.page,
        channel=written.channel or base.channel,
        security=written.security or base.security,
    )


def _person(name: str, one: shapes.Person, timezone: str) -> Person:
    return Person(
        name=name,
        slack=one.slack,
        timezone=one.timezone or timezone,
        away=tuple(Absence(first=away.first, last=away.last) for away in one.away),
        contact=tuple(Contact(url=way.url, after=way.after) for way in one.contact),
    )


def _schedule(name: str, one: schedules.Schedule, timezone: str) -> Schedule:
    said = {} if one.remind is None else {"remind": one.remind, "long_enough": timedelta(0)}
    return Schedule(
        name=name,
        timezone=one.timezone or timezone,
        rotations=tuple(map(_rotation, one.rotations)),
        shadows=one.shadows,
        group=one.group,
        channel=one.channel,
        hand_off=one.hand_off,
        **said,
    )


def _rotation(one: schedules.Rotation | schedules.Calendar) -> Layer:
    """Of a calendar the file knows only where it is: whoever reads it puts its shifts in."""
    if isinstance(one, schedules.Calendar):
        return Imported(is_known=False)
    count, unit = one.every
    return Rotation(
        people=tuple(one.people),
        count=count,
        unit=unit,
        starts=one.starts,
        hours=one.hours,
        days=frozenset(one.days or ()),
        holidays=_holidays(one.holidays) if one.holidays else None,
    )


def _holidays(one: schedules.Holidays) -> Holidays:
    return Holidays(dates=public_holidays(one.country, one.subdivision), only=one.use == "only")


def _targets(written: list[shapes.Target]) -> tuple[Target, ...]:
    return tuple(_target(one) for one in written)


def _target(one: shapes.Target) -> Target:
    if one.schedule is not None:
        return Target(kind=TargetKind.SCHEDULE, name=one.schedule, weight=one.weight)
    if one.group is not None:
        return Target(kind=TargetKind.GROUP, name=one.group, weight=one.weight)
    if one.channel is not None:
        return Target(kind=TargetKind.CHANNEL, name=one.channel)
    return Target(kind=TargetKind.PERSON, name=one.person or "", hours=one.hours, weight=one.weight)


def _policy(name: str, one: shapes.Policy, root: shapes.Root) -> Policy:
    return Policy(
        name=name,
        levels=tuple(_level(level, root.rest) for level in one.levels),
        repeat=one.repeat,
        affinity=(root.affinity if one.affinity is None else one.affinity) or None,
    )


def _level(one: shapes.Level, rest: timedelta | None) -> Level:
    return Level(
        targets=_targets(one.targets),
        round_robin=one.round_robin,
        timeout=one.timeout,
        laps=one.laps or 1,
        spare_busy=one.spare_busy,
        count=one.count,
        rest=(rest if one.rest is None else one.rest) or None,
    )


def _service(name: str, one: shapes.Service, urgency: Urgencies, storm: StormSettings | None) -> Service:
    return Service(
        name=name,
        policy=one.policy,
        runbook=one.runbook,
        deploys_as=frozenset(one.deploys_as),
        urgency=_urgency(one.urgency, urgency),
        settle=one.settle,
        storm=storm if one.storm == shapes.Storm() else _storm(one.storm, storm or StormSettings()),
    )


def _storm(written: shapes.Storm | None, base: StormSettings) -> StormSettings | None:
    """What is left out is as in `base`; `off` is nothing."""
    return replace(base, **written.model_dump(exclude_none=True)) if written else None


def _route(one: shapes.Route) -> Route:
    match = {label: tuple(patterns) for label, patterns in one.match.items()}
    return Route(service=one.service, match=match, settle=one.settle)
