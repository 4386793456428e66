"""What a configuration without faults is like: how long until the last resort hears, holes, what is not meant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config import Configuration
from bot.domain.alerts import Severity
from bot.domain.coverage import Hole, level_holes, schedule_holes
from bot.domain.escalation import Level, Policy, RoundRobin, Target, TargetKind
from bot.domain.situation import PageWhen, SecurityUse, Settings

#: How far ahead coverage is looked at, and how late the last resort may hear of a critical incident (contract §4).
AHEAD = timedelta(days=14)
LATEST = timedelta(minutes=20)

_HOLES_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Report:
    """A configuration without faults: how long until the last resort hears of it, and what is probably not meant."""

    reach: tuple[str, ...]
    warnings: tuple[str, ...]


def report(configuration: Configuration, now: datetime) -> Report:
    """Look at a configuration from `now` on; each warning is one line, with its remedy."""
    settings = configuration.settings
    reach = (f"{policy.name}: {_reach(policy, settings)}" for policy in settings.policies.values())
    return Report(
        reach=tuple(reach),
        warnings=(
            *(str(notice) for notice in configuration.warnings),
            *uncovered(settings, now),
            *_late(settings),
            *_slack_only(settings),
        ),
    )


def uncovered(settings: Settings, now: datetime) -> Iterator[str]:
    """The holes in coverage from `now` on, a line each."""
    for name in settings.schedules:
        yield from _holes(f"schedules.{name}", schedule_holes(name, settings, now, now + AHEAD))
    for policy, number, level in _levels(settings):
        place = f"policies.{policy.name}.levels[{number}]"
        yield from _holes(place, level_holes(level, settings, now, now + AHEAD))


def _holes(place: str, holes: tuple[Hole, ...]) -> Iterator[str]:
    for hole in holes[:_HOLES_SHOWN]:
        span = f"{hole.starts:%Y-%m-%d %H:%M} to {hole.ends:%Y-%m-%d %H:%M} UTC"
        yield f"{place}: nobody from {span}: {hole.why} → add somebody who is there then"
    if len(holes) > _HOLES_SHOWN:
        yield f"{place}: and {len(holes) - _HOLES_SHOWN} more holes until {holes[-1].ends:%Y-%m-%d %H:%M} UTC"


def _late(settings: Settings) -> Iterator[str]:
    for policy in settings.policies.values():
        uses = _uses(policy, Severity.CRITICAL, settings)
        if not any(_uses(policy, severity, settings) for severity in Severity):
            yield f"policies.{policy.name}: nothing uses it → name it in a service, or take it out"
        elif PageWhen.NOW in uses and wait(policy) > LATEST:
            told = f"the last resort hears of a critical incident only after {_span(wait(policy))}"
            yield f"policies.{policy.name}: {told} → shorten `timeout`, `laps` or `repeat` to {_span(LATEST)} in all"
        if uses & {PageWhen.HOURS, PageWhen.NONE}:
            yield f"policies.{policy.name}: a critical incident does not page at once → see `urgency`"


def _slack_only(settings: Settings) -> Iterator[str]:
    remedy = "give somebody on it a `contact`"
    for policy, number, level in _levels(settings):
        if not _around_slack(level.targets, settings):
            yield f"policies.{policy.name}.levels[{number}]: can be reached by Slack only → {remedy}"
    if not _around_slack(settings.last_resort, settings):
        yield f"last_resort: can be reached by Slack only → {remedy}"


def _around_slack(targets: tuple[Target, ...], settings: Settings) -> bool:
    return any(settings.people[name].contact for target in targets for name in _everybody(target, settings))


def _everybody(target: Target, settings: Settings) -> tuple[str, ...]:
    match target.kind:
        case TargetKind.PERSON:
            return (target.name,)
        case TargetKind.SCHEDULE:
            return tuple(name for rotation in settings.schedules[target.name].rotations for name in rotation.people)
        case TargetKind.GROUP | TargetKind.CHANNEL:
            return ()


def _levels(settings: Settings) -> Iterator[tuple[Policy, int, Level]]:
    for policy in settings.policies.values():
        for number, level in enumerate(policy.levels, start=1):
            yield policy, number, level


def wait(policy: Policy) -> timedelta:
    """How long a ladder is walked when nobody acknowledges."""
    once = sum((level.timeout * _steps(level) for level in policy.levels), timedelta())
    return once * (1 + policy.repeat)


def _steps(level: Level) -> int:
    return len(level.targets) * level.laps if level.round_robin is RoundRobin.CYCLE else 1


def _uses(policy: Policy, severity: Severity, settings: Settings) -> frozenset[PageWhen]:
    """When that severity pages along the policy: by each service that names it, and as the security ladder."""
    found = {one.urgency[severity].page for one in settings.services.values() if one.policy == policy.name}
    if settings.security and settings.security.policy == policy.name:
        paged = any(one.urgency[severity].security is SecurityUse.PAGE for one in settings.services.values())
        found |= {PageWhen.NOW} if paged else set()
    return frozenset(found)


def _reach(policy: Policy, settings: Settings) -> str:
    return " · ".join(f"{severity} {_when(policy, severity, settings)}" for severity in Severity)


def _when(policy: Policy, severity: Severity, settings: Settings) -> str:
    uses = _uses(policy, severity, settings)
    if PageWhen.NOW in uses:
        return _span(wait(policy))
    return f"{_span(wait(policy))} from working hours on" if PageWhen.HOURS in uses else "never"


def _span(length: timedelta) -> str:
    """`1h 5m`."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "m"), (seconds, "s"))
    return " ".join(f"{count}{unit}" for count, unit in parts if count)
