"""What a configuration without faults is like: how long until the last resort hears, holes, what is not meant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cli import reach
from bot.cli.lookahead import clocks, counted_on_twice, levels, past, uncovered
from bot.config import Configuration, Notice
from bot.domain.alerts import Severity
from bot.domain.coverage import is_unread
from bot.domain.escalation import Target, TargetKind
from bot.domain.situation import PageWhen, Settings

#: How late the last resort may hear of a critical incident (contract §4).
LATEST = timedelta(minutes=20)


@dataclass(frozen=True, kw_only=True)
class Report:
    """A configuration without faults: how long until the last resort hears of it, and what is probably not meant.

    `clocks` are the next changes of the clocks of each zone.
    """

    reach: tuple[str, ...]
    warnings: tuple[Notice, ...]
    clocks: tuple[str, ...] = ()


def report(configuration: Configuration, now: datetime, calendars: Sequence[Notice] = ()) -> Report:
    """Look at a configuration from `now` on; each warning has its line in the file and its remedy.

    `calendars` are the warnings of whoever has read them.
    """
    settings = configuration.settings
    return Report(
        reach=tuple(reach.told(policy, settings) for policy in settings.policies.values()),
        warnings=(
            *configuration.warnings,
            *calendars,
            *past(configuration, now),
            *uncovered(configuration, now),
            *counted_on_twice(configuration, now),
            *_late(configuration),
            *_slack_only(configuration),
        ),
        clocks=tuple(clocks(settings, now)),
    )


def _late(configuration: Configuration) -> Iterator[Notice]:
    settings = configuration.settings
    for policy in settings.policies.values():
        place, uses = ("policies", policy.name), reach.uses(policy, Severity.CRITICAL, settings)
        longest = reach.wait(policy, Severity.CRITICAL, PageWhen.NOW, settings)
        if not any(reach.uses(policy, severity, settings) for severity in Severity):
            yield configuration.notice(place, "nothing uses it", "name it in a service, or take it out")
        elif PageWhen.NOW in uses and longest.whole > LATEST:
            told = f"the last resort hears of a critical incident only after {longest}"
            levers = "`timeout`, `laps`, `repeat` or `settle`" if longest.settle else "`timeout`, `laps` or `repeat`"
            yield configuration.notice(place, told, f"shorten {levers} to {reach.span(LATEST)} in all")
        if uses & {PageWhen.HOURS, PageWhen.NONE}:
            yield configuration.notice(place, "a critical incident does not page at once", "see `urgency`")


def _slack_only(configuration: Configuration) -> Iterator[Notice]:
    message, remedy, settings = (
        "can be reached by Slack only",
        "give somebody on it a `contact`",
        configuration.settings,
    )
    for policy, place, level in levels(settings):
        if not _around_slack(level.targets, settings):
            yield configuration.notice(("policies", policy.name, "levels", place), message, remedy)
    if not _around_slack(settings.last_resort, settings):
        yield configuration.notice(("last_resort",), message, remedy)


def _around_slack(targets: tuple[Target, ...], settings: Settings) -> bool:
    if any(is_unread(target, settings) for target in targets):
        return True  # who is in a calendar that was not read nobody knows
    return any(settings.people[name].contact for target in targets for name in _everybody(target, settings))


def _everybody(target: Target, settings: Settings) -> tuple[str, ...]:
    match target.kind:
        case TargetKind.PERSON:
            return (target.name,)
        case TargetKind.SCHEDULE:
            return tuple(name for rotation in settings.schedules[target.name].rotations for name in rotation.people)
        case TargetKind.GROUP | TargetKind.CHANNEL:
            return ()
