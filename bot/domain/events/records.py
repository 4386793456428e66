"""What people do to a record itself: have something erased, or have it kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.events.by import By


@dataclass(frozen=True, kw_only=True)
class RecordErased:
    """Privacy demands that something is forgotten: by the line's number, the names of its pieces that go.

    `person` is somebody whose name goes out of the incident as well, `shown` how people read it.
    """

    incident: int
    by: By
    pieces: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    person: str = ""
    shown: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordHeld:
    """Somebody says that the record is kept whatever its age (a legal hold), or takes that back."""

    incident: int
    by: By
    on: bool = True
    why: str = ""


RecordEvent = RecordErased | RecordHeld
