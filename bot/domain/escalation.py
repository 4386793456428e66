"""Escalation policies, and the walk along one: whom to page next, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum


class RoundRobin(StrEnum):
    """How a level turns: spread incidents, go round until somebody answers, or everyone at once."""

    ALERT = "alert"
    CYCLE = "cycle"
    OFF = "off"


class Count(StrEnum):
    """What a level's book counts: each turn once, or every page of it."""

    TURNS = "turns"
    PAGES = "pages"


class TargetKind(StrEnum):
    """What a level's target names."""

    PERSON = "person"
    SCHEDULE = "schedule"
    GROUP = "group"
    CHANNEL = "channel"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A person of the roster, whoever is on call in a schedule or in a Slack user group, or a channel (with its `#`).

    `hours` are the wall-clock hours, from and to, in which the person is a candidate; `weight` is the share of each of
    them beside the others.
    """

    kind: TargetKind
    name: str
    hours: tuple[time, time] | None = None
    weight: float = 1


@dataclass(frozen=True, kw_only=True)
class Level:
    """One rung: who, how they turn, and how long an unanswered page waits.

    `rest`: for so long after a page that they answered at night somebody is spared.
    """

    targets: tuple[Target, ...]
    round_robin: RoundRobin = RoundRobin.OFF
    timeout: timedelta = timedelta(minutes=5)
    laps: int = 1
    spare_busy: bool = True
    count: Count = Count.TURNS
    rest: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Levels in order, walked 1 + `repeat` times.

    `affinity`: what fires again within so long of resolving goes to whoever had it, without a turn.
    """

    name: str
    levels: tuple[Level, ...]
    repeat: int = 0
    affinity: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Walk:
    """Where an incident stands on its ladder.

    `level` and `round` count from 1 (`level` 0: not begun); `place` counts the groups already called on this level.
    `orders` remembers, per level, the order picked when the level was first reached; a ladder never picks anew.
    `again` had the same trouble shortly before, and is called first, without a turn. `begun_on` is the policy as it was
    when the first level was picked: the ladder goes on along it, whatever the configuration says by then.
    """

    policy: str | None
    level: int = 0
    round: int = 1
    place: int = 0
    orders: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    declined: frozenset[str] = frozenset()
    again: str | None = None
    exhausted: bool = False
    begun_on: Policy | None = None
