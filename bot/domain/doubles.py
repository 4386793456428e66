"""People who are counted on twice at the same time: for response and for security, or in two schedules of a policy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from bot.domain.coverage import level_holes
from bot.domain.duties import shifts_of
from bot.domain.escalation import Level, Policy, Target, TargetKind
from bot.domain.schedules import Shift
from bot.domain.situation import SecurityUse, Settings


@dataclass(frozen=True, kw_only=True)
class Double:
    """Somebody at two places at once, from `starts` up to, not including, `ends`; `places` are the two, in words."""

    person: str
    places: tuple[str, str]
    starts: datetime
    ends: datetime


def schedule_doubles(policy: Policy, settings: Settings, since: datetime, until: datetime) -> tuple[Double, ...]:
    """When the same person is on call in two schedules of one policy."""
    names = dict.fromkeys(t.name for level in policy.levels for t in level.targets if t.kind is TargetKind.SCHEDULE)
    found = {name: shifts_of(name, settings, since, until) for name in names}
    return tuple(
        double for one, other in combinations(found, 2) for double in _both(one, found[one], other, found[other])
    )


def security_doubles(policy: Policy, settings: Settings, since: datetime, until: datetime) -> tuple[Double, ...]:
    """When the same person is on a level of a policy and on one of security's, for services that use both.

    Of a policy that is security's own everybody is both, and that was meant.
    """
    security = settings.policies.get(settings.security.policy) if settings.security else None
    if security is None or security is policy or not _together(policy, settings):
        return ()
    ours = {f"level {number}": _stays(level, settings, since, until) for number, level in _numbered(policy)}
    theirs = {
        f"level {number} of {security.name}": _stays(level, settings, since, until)
        for number, level in _numbered(security)
    }
    return tuple(double for one in ours for other in theirs for double in _both(one, ours[one], other, theirs[other]))


def _numbered(policy: Policy) -> Iterator[tuple[int, Level]]:
    return enumerate(policy.levels, start=1)


def _together(policy: Policy, settings: Settings) -> bool:
    """Whether security is brought into what pages along that policy."""
    services = [one for one in settings.services.values() if one.policy == policy.name]
    uses = {urgency.security for one in services for urgency in one.urgency.values()}
    return bool(uses - {SecurityUse.NONE})


def _both(one: str, ours: Iterable[Shift], other: str, theirs: Iterable[Shift]) -> Iterator[Double]:
    by_person: dict[str, list[Shift]] = {}
    for shift in theirs:
        by_person.setdefault(shift.person, []).append(shift)
    for shift in ours:
        for same in by_person.get(shift.person, ()):
            starts, ends = max(shift.starts, same.starts), min(shift.ends, same.ends)
            if starts < ends:
                yield Double(person=shift.person, places=(one, other), starts=starts, ends=ends)


def _stays(level: Level, settings: Settings, since: datetime, until: datetime) -> tuple[Shift, ...]:
    """When each of a level's people can be called; of user groups and channels nobody knows."""
    return tuple(stay for target in level.targets for stay in _stays_of(target, settings, since, until))


def _stays_of(target: Target, settings: Settings, since: datetime, until: datetime) -> Iterator[Shift]:
    """Some of no length at all, which touch nothing."""
    if target.kind is TargetKind.SCHEDULE:
        yield from shifts_of(target.name, settings, since, until)
    elif target.kind is TargetKind.PERSON:
        edge = since
        for hole in level_holes(Level(targets=(target,)), settings, since, until):
            yield Shift(person=target.name, starts=edge, ends=hole.starts)
            edge = hole.ends
        yield Shift(person=target.name, starts=edge, ends=until)
