"""Why a ladder waits."""

from enum import StrEnum


class Hold(StrEnum):
    """For working hours, for what may heal itself, for an alert that flaps, or for the end of a silence."""

    HOURS = "hours"
    SETTLE = "settle"
    FLAPPING = "flapping"
    SILENCE = "silence"
