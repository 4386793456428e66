"""Schedules: rotations in layers, overrides and absences; who is on call at an instant, and when that changes.

walls       wall-clock times as instants, and when a zone's clocks change
rotations   whose turn it is in one rotation, and when the rotation applies at all
imported    a calendar that is kept elsewhere, as shifts of which at most one covers an instant
layers      the two of them, asked the same questions
duty        rotations, overrides and absences together: who is on call, and the shifts
"""

from bot.domain.schedules.duty import Absence, Override, Schedule, is_away, on_call, shifts, span_of
from bot.domain.schedules.imported import Imported, Shift, one_at_a_time
from bot.domain.schedules.layers import Layer, applies, has_begun
from bot.domain.schedules.rotations import Holidays, Rotation, Unit
from bot.domain.schedules.walls import ClockChange, clock_changes, instant

__all__ = [
    "Absence",
    "ClockChange",
    "Holidays",
    "Imported",
    "Layer",
    "Override",
    "Rotation",
    "Schedule",
    "Shift",
    "Unit",
    "applies",
    "clock_changes",
    "has_begun",
    "instant",
    "is_away",
    "on_call",
    "one_at_a_time",
    "shifts",
    "span_of",
]
