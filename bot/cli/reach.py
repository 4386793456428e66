"""How long until the last resort hears of an incident that nobody acknowledges, by policy and severity."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.alerts import Severity
from bot.domain.escalation import Level, Policy, RoundRobin
from bot.domain.routing import longest_settle
from bot.domain.situation import PageWhen, SecurityUse, Service, Settings


@dataclass(frozen=True, kw_only=True)
class Wait:
    """How long an incident may settle before the first page, and how long the ladder is walked after that."""

    settle: timedelta
    ladder: timedelta

    @property
    def whole(self) -> timedelta:
        """Both together."""
        return self.settle + self.ladder

    def __str__(self) -> str:
        return span(self.whole) + (f" ({span(self.settle)} of it `settle`)" if self.settle else "")


def told(policy: Policy, settings: Settings) -> str:
    """A policy's line: each severity with its wait."""
    return f"{policy.name}: " + " · ".join(f"{severity} {_when(policy, severity, settings)}" for severity in Severity)


def uses(policy: Policy, severity: Severity, settings: Settings) -> frozenset[PageWhen]:
    """When that severity pages along the policy: by each service that names it, and as the security ladder."""
    return frozenset(when for when, _ in _services(policy, severity, settings))


def wait(policy: Policy, severity: Severity, when: PageWhen, settings: Settings) -> Wait:
    """The longest that it can take where the severity pages so along the policy."""
    users = [service for found, service in _services(policy, severity, settings) if found is when]
    settle = max((longest_settle(service, settings) for service in users), default=timedelta())
    once = sum((level.timeout * _steps(level) for level in policy.levels), timedelta())
    return Wait(settle=settle, ladder=once * (1 + policy.repeat))


def span(length: timedelta) -> str:
    """`1h 5m`."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "m"), (seconds, "s"))
    return " ".join(f"{count}{unit}" for count, unit in parts if count)


def _services(policy: Policy, severity: Severity, settings: Settings) -> Iterator[tuple[PageWhen, Service]]:
    secures = settings.security is not None and settings.security.policy == policy.name
    for service in settings.services.values():
        urgency = service.urgency[severity]
        if service.policy == policy.name:
            yield urgency.page, service
        if secures and urgency.security is SecurityUse.PAGE:
            yield PageWhen.NOW, service


def _steps(level: Level) -> int:
    return len(level.targets) * level.laps if level.round_robin is RoundRobin.CYCLE else 1


def _when(policy: Policy, severity: Severity, settings: Settings) -> str:
    found = uses(policy, severity, settings)
    if PageWhen.NOW in found:
        return str(wait(policy, severity, PageWhen.NOW, settings))
    if PageWhen.HOURS in found:
        return f"{wait(policy, severity, PageWhen.HOURS, settings)} from working hours on"
    return "never"
