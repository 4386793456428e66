"""Wall-clock times of a zone as instants, and when its clocks change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True)
class ClockChange:
    """The clocks of a zone are changed at the instant `at`: from one distance to UTC to another."""

    at: datetime
    before: timedelta
    after: timedelta


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant of a naive wall-clock time: the first of two, or the first after the gap that it falls into."""
    earlier, later = (_utc(wall, zone, fold) for fold in (1, 0))
    if earlier >= later:
        return later
    return _first(earlier, later, lambda at: wall_of(at, zone) >= wall)


def wall_of(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clocks of a zone show at an instant, naive."""
    return at.astimezone(zone).replace(tzinfo=None)


def clock_changes(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[ClockChange]:
    """When the clocks of a zone change in [since, until), in order; two changes within one day may count as one."""
    day = since.astimezone(UTC).replace(microsecond=0)
    before = day.astimezone(zone).utcoffset() or timedelta(0)
    while day < until:
        day, then = day + timedelta(days=1), day
        after = day.astimezone(zone).utcoffset() or timedelta(0)
        if after != before:
            at = _changed(zone, then, day)
            if at < until:
                yield ClockChange(at=at, before=before, after=after)
        before = after


def _changed(zone: ZoneInfo, earlier: datetime, later: datetime) -> datetime:
    before = earlier.astimezone(zone).utcoffset()
    return _first(earlier, later, lambda at: at.astimezone(zone).utcoffset() != before)


def _utc(wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _first(earlier: datetime, later: datetime, true: Callable[[datetime], bool]) -> datetime:
    """The first whole second between them of which it is true; it is of `later`, and not of `earlier`."""
    earlier, later = earlier.replace(microsecond=0), later.replace(microsecond=0)
    while later - earlier > timedelta(seconds=1):
        middle = earlier + (later - earlier) // timedelta(seconds=2) * timedelta(seconds=1)
        earlier, later = (earlier, middle) if true(middle) else (middle, later)
    return later
