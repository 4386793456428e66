"""Why somebody said *Not me*: what can be answered, and the question that waits for the next day."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """What can be answered, in the words of the record."""

    UNREACHABLE = "could not be reached"
    SERVICE = "it is not their service"
    AWAY = "ill or away"
    OTHER = "something else"


@dataclass(frozen=True, kw_only=True)
class Question:
    """Somebody said *Not me*: they are asked why at `due`, once, and need not answer. `answer`: they have."""

    person: str
    said_at: datetime
    due: datetime
    asked_at: datetime | None = None
    answer: str = ""
