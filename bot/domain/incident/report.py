"""The state of an incident's postmortem."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Postmortem:
    """The report's state: what people wrote, whether it was published or waived, and how often it was asked for."""

    due: datetime | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    by: str | None = None
    revision: int = 0
    published_at: datetime | None = None
    waived_by: str | None = None
    nudges: int = 0
