"""What the auditor found missing; each carries what it saw, so that what has changed since means nothing."""

from dataclasses import dataclass

from bot.domain.events.timers import TimerKind


@dataclass(frozen=True, kw_only=True)
class TimerMissed:
    """A timer that must run does not; `generation` is the newest of its kind, 0 where there never was one."""

    incident: int
    kind: TimerKind
    generation: int


@dataclass(frozen=True, kw_only=True)
class ChannelMissed:
    """Nobody is asked for a channel that the incident should have; `lines` is how long its record was then."""

    incident: int
    lines: int


AuditEvent = TimerMissed | ChannelMissed
