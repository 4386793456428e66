"""What a schedule is made of: rotations and imported calendars, asked the same questions."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.domain.schedules import rotations
from bot.domain.schedules.imported import Imported
from bot.domain.schedules.rotations import Rotation
from bot.domain.schedules.walls import instant

Layer: TypeAlias = Rotation | Imported


def applies(layer: Layer, zone: ZoneInfo, at: datetime) -> bool:
    """Whether somebody has the instant `at` by that layer, absences aside."""
    return layer.at(at) is not None if isinstance(layer, Imported) else rotations.applies(layer, zone, at)


def has_begun(layer: Layer, zone: ZoneInfo, at: datetime) -> bool:
    """Whether its first turn or shift has begun by the instant `at`."""
    if isinstance(layer, Imported):
        return bool(layer.shifts) and layer.shifts[0].starts <= at
    return instant(layer.starts, zone) <= at


def ring(layer: Layer, zone: ZoneInfo, at: datetime) -> tuple[str, ...]:
    """Who has an instant at which the layer applies, and after them whoever stands in while they are away.

    In a calendar nobody stands in: the layer before it shows through.
    """
    if isinstance(layer, Imported):
        shift = layer.at(at)
        return (shift.person,) if shift else ()
    return rotations.ring(layer, zone, at)


def edges(layer: Layer, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """Every instant before `until` at which a turn or shift begins, or at which the layer begins or ceases to apply."""
    if isinstance(layer, Imported):
        for shift in layer.between(since, until):
            yield from (shift.starts, shift.ends)
    else:
        yield from rotations.edges(layer, zone, since, until)
