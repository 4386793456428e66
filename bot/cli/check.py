"""`check`: a configuration's faults with file and line, then holes in coverage and what is probably not meant."""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from bot.cli.lookahead import clocks, counted_on_twice, levels, past, uncovered
from bot.cli.process import Process
from bot.config import Configuration, Fault, Faulty, json_schema, read
from bot.domain.alerts import Severity
from bot.domain.escalation import Level, Policy, RoundRobin, Target, TargetKind
from bot.domain.situation import PageWhen, SecurityUse, Settings

#: How late the last resort may hear of a critical incident (contract §4).
LATEST = timedelta(minutes=20)


@dataclass(frozen=True, kw_only=True)
class Report:
    """A configuration without faults: how long until the last resort hears of it, and what is probably not meant.

    `clocks` are the next changes of the clocks of each zone.
    """

    reach: tuple[str, ...]
    warnings: tuple[str, ...]
    clocks: tuple[str, ...] = ()


def report(configuration: Configuration, now: datetime) -> Report:
    """Look at a configuration from `now` on; each warning is one line, with its remedy."""
    settings = configuration.settings
    reach = (f"{policy.name}: {_reach(policy, settings)}" for policy in settings.policies.values())
    return Report(
        reach=tuple(reach),
        warnings=(
            *(str(notice) for notice in (*configuration.warnings, *past(configuration, now))),
            *uncovered(settings, now),
            *counted_on_twice(settings, now),
            *_late(settings),
            *_slack_only(settings),
        ),
        clocks=tuple(clocks(settings, now)),
    )


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py check [FILE] [--schema]`."""
    parser = argparse.ArgumentParser(prog="python app.py check", description=__doc__)
    parser.add_argument("file", nargs="?", metavar="FILE", default=environ.get("RONDO_CONFIG") or "rondo.yml")
    parser.add_argument("--schema", action="store_true", help="print a JSON Schema of the file, for editors")
    options = parser.parse_args(arguments[1:])
    console = Console(soft_wrap=True, highlight=False)
    return run(options.file, environ=environ, now=process.instant(), console=console, schema=options.schema)


def run(file: str, *, environ: Mapping[str, str], now: datetime, console: Console, schema: bool = False) -> int:
    """Print the report, or every fault, or the JSON Schema; returns the exit code, which is 1 on a fault."""
    if schema:
        _say(console, json.dumps(json_schema(), indent=2))
        return 0
    try:
        configuration = read(_text(file), name=file, environ=environ)
    except Faulty as faulty:
        for fault in faulty.faults:
            _say(console, f"✗ {fault}")
        _say(console, f"{len(faulty.faults)} {'fault' if len(faulty.faults) == 1 else 'faults'} in {file}")
        return 1
    _tell(report(configuration, now), file, console)
    return 0


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _unreadable(file, "there is no such file", "copy docs/rondo.example.yml, or set RONDO_CONFIG") from None
    except UnicodeDecodeError:
        raise _unreadable(file, "this is not UTF-8", "save it as UTF-8") from None
    except OSError as error:
        raise _unreadable(file, str(error.strerror).lower(), "name a file that can be read") from error


def _unreadable(file: str, message: str, remedy: str) -> Faulty:
    return Faulty([Fault(file=file, line=None, message=message, remedy=remedy)])


def _tell(told: Report, file: str, console: Console) -> None:
    for warning in told.warnings:
        _say(console, f"! {warning}")
    _say(console, "Until the last resort hears of an incident that nobody acknowledges:")
    for line in told.reach:
        _say(console, f"  {line}")
    _say(console, "The clocks change next (hand-offs keep their local hour):")
    for line in told.clocks:
        _say(console, f"  {line}")
    _say(console, f"✓ {file} has no faults" + (f", {len(told.warnings)} warnings" if told.warnings else ""))


def _say(console: Console, line: str) -> None:
    """As it is: names in a file are no markup, and a line that is wrapped can't be searched."""
    console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)


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
    for policy, number, level in levels(settings):
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
