"""Schedules: rotations in layers, overrides and absences; who is on call at an instant, and when that changes.

walls       wall-clock times as instants, and when a zone's clocks change
rotations   whose turn it is in one rotation, and when the rotation applies at all
duty        rotations, overrides and absences together: who is on call, and the shifts
"""

from bot.domain.schedules.duty import Absence, Override, Schedule, Shift, is_away, on_call, shifts
from bot.domain.schedules.rotations import Holidays, Rotation, Unit, applies
from bot.domain.schedules.walls import ClockChange, clock_changes, instant

__all__ = [
    "Absence",
    "ClockChange",
    "Holidays",
    "Override",
    "Rotation",
    "Schedule",
    "Shift",
    "Unit",
    "applies",
    "clock_changes",
    "instant",
    "is_away",
    "on_call",
    "shifts",
]
