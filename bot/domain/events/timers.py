"""What time did: the clocks of an incident."""

from dataclasses import dataclass
from enum import StrEnum


class TimerKind(StrEnum):
    """The clocks of an incident; each has a generation that is bumped by what ends it."""

    RESPONSE = "response"
    HELP = "help"
    SECURITY = "security"
    CONTACT = "contact"
    ATTENTION = "attention"
    POSTMORTEM = "postmortem"
    ARCHIVE = "archive"
    REASON = "reason"
    REVIEW = "review"
    PROPOSAL = "proposal"


@dataclass(frozen=True, kw_only=True)
class TimerDue:
    """A timer came due; of an older generation than the incident's it means nothing."""

    incident: int
    kind: TimerKind
    generation: int
