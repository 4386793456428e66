"""The incident and everything that is decided about it."""

from bot.domain.incident.draft import Decision
from bot.domain.incident.recording import decide
from bot.domain.incident.state import Incident, Status

__all__ = ["Decision", "Incident", "Status", "decide"]
