"""Who is on call at an instant, and when it changes next: absences beat overrides, and overrides beat rotations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.schedules.imported import Shift
from bot.domain.schedules.layers import Layer, applies, edges, ring
from bot.domain.schedules.walls import instant

#: How long before a shift whoever has it next is reminded, and of which shifts, where the file does not say.
REMIND, LONG_ENOUGH = timedelta(hours=12), timedelta(hours=4)


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Layers, a later one covering an earlier one; `shadows` are learners, each with whom they follow.

    `group` is the Slack user group that is kept equal to who is on call.
    Whoever comes next is reminded `remind` before (zero: never) of a shift of at least `long_enough`. At each shift's
    end `channel` (`None`: where incidents are announced) reads what is handed over, if `hand_off`.
    """

    name: str
    timezone: str
    rotations: tuple[Layer, ...]
    shadows: Mapping[str, str] = field(default_factory=dict)
    group: str | None = None
    channel: str | None = None
    hand_off: bool = True
    remind: timedelta = REMIND
    long_enough: timedelta = LONG_ENOUGH


@dataclass(frozen=True, kw_only=True)
class Absence:
    """Whole days, both inclusive, in the person's own zone."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Override:
    """Somebody has a schedule from `starts` up to, not including, `ends`, whoever's turn it is.

    `by_hand`: they took it themselves, so that an absence of theirs does not count.
    """

    schedule: str
    person: str
    starts: datetime
    ends: datetime
    by_hand: bool = True


def is_away(absences: tuple[Absence, ...], *, timezone: str, at: datetime) -> bool:
    """Whether one of the absences covers the instant `at`, by the calendar of `timezone`."""
    return any(first <= at < last for first, last in (span_of(one, timezone) for one in absences))


def on_call(
    schedule: Schedule,
    at: datetime,
    *,
    absences: Mapping[str, tuple[Absence, ...]],
    timezones: Mapping[str, str],
    overrides: tuple[Override, ...] = (),
) -> tuple[str, ...]:
    """Who is on call in `schedule` at the instant `at` (aware); empty where nobody is.

    The newest override (the last of `overrides`) beats the others, and they beat the rotations; overrides of other
    schedules are left out. Somebody who is away has no shift but one that they took by hand: the next of the rotation
    who is there stands in. A rotation that does not apply, or has everybody away, lets the one before it through.
    """
    return _Duty(schedule, absences, timezones, overrides).at(at)


def shifts(
    schedule: Schedule,
    since: datetime,
    until: datetime,
    *,
    absences: Mapping[str, tuple[Absence, ...]],
    timezones: Mapping[str, str],
    overrides: tuple[Override, ...] = (),
) -> tuple[Shift, ...]:
    """The shifts that touch [since, until), in order, adjacent ones sharing one instant; holes are left out.

    The first and the last are cut to the window: a rotation of one person has no end of its own.
    """
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    duty = _Duty(schedule, absences, timezones, overrides)
    changes = {since, until, *duty.changes(since, until)}
    merged: list[Shift] = []
    for starts, ends in pairwise(sorted(edge for edge in changes if since <= edge <= until)):
        for person in duty.at(starts):
            if merged and merged[-1].person == person and merged[-1].ends == starts:
                starts = merged.pop().starts  # noqa: PLW2901
            merged.append(Shift(person=person, starts=starts, ends=ends))
    return tuple(merged)


class _Duty:
    """A schedule with everything that decides who has it."""

    def __init__(
        self,
        schedule: Schedule,
        absences: Mapping[str, tuple[Absence, ...]],
        timezones: Mapping[str, str],
        overrides: tuple[Override, ...],
    ) -> None:
        self.schedule, self.zone = schedule, ZoneInfo(schedule.timezone)
        self.absences, self.timezones = absences, timezones
        self.overrides = tuple(one for one in overrides if one.schedule == schedule.name)

    def at(self, at: datetime) -> tuple[str, ...]:
        """Whoever is on call at an instant."""
        for one in reversed(self.overrides):
            if one.starts <= at < one.ends and (one.by_hand or not self._away(one.person, at)):
                return (one.person,)
        for rotation in reversed(self.schedule.rotations):
            if applies(rotation, self.zone, at):
                for person in ring(rotation, self.zone, at):
                    if not self._away(person, at):
                        return (person,)
        return ()

    def changes(self, since: datetime, until: datetime) -> Iterator[datetime]:
        """Every instant at which somebody else may be on call; some lie outside the window."""
        for rotation in self.schedule.rotations:
            yield from edges(rotation, self.zone, since, until)
        for override in self.overrides:
            yield from (override.starts.astimezone(UTC), override.ends.astimezone(UTC))
        taking = {one for rotation in self.schedule.rotations for one in rotation.people}
        for person in taking | {one.person for one in self.overrides}:
            for absence in self.absences.get(person, ()):
                yield from span_of(absence, self._timezone(person))

    def _away(self, person: str, at: datetime) -> bool:
        return is_away(self.absences.get(person, ()), timezone=self._timezone(person), at=at)

    def _timezone(self, person: str) -> str:
        return self.timezones.get(person, self.schedule.timezone)


def span_of(absence: Absence, timezone: str) -> tuple[datetime, datetime]:
    """From the first midnight up to, not including, the midnight after the last day."""
    zone = ZoneInfo(timezone)
    first, after = absence.first, absence.last + timedelta(1)
    return instant(datetime.combine(first, time()), zone), instant(datetime.combine(after, time()), zone)
