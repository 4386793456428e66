"""Whose turn it is, and why: the book of a level, and the pick from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Why(StrEnum):
    """Why somebody was passed over; the first three are hard, the rest are soft (round-robin, rule 5)."""

    AWAY = "away"
    OUTSIDE_HOURS = "outside their hours"
    UNREACHABLE = "not in Slack"
    BUSY = "has an open incident"
    OWES = 'said "not me" less than 12 hours ago'
    RESPONDER = "is this incident's responder"
    DECLINED = 'said "not me" here'

    @property
    def hard(self) -> bool:
        """Hard: never paged. Soft: paged after all when nobody else is left."""
        return self in (Why.AWAY, Why.OUTSIDE_HOURS, Why.UNREACHABLE, Why.DECLINED)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One person's place in a book: turns had, and whether a soft reason spared them since the last one."""

    turns: int = 0
    spared: bool = False
    owes_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Book:
    """A level's turns per person; `ring` are the candidates of the last pick, `recent` the last twelve chosen."""

    tallies: Mapping[str, Tally] = field(default_factory=dict)
    ring: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who could be picked, in configured order, with the reason against it if there is one."""

    name: str
    why_not: Why | None = None


@dataclass(frozen=True, kw_only=True)
class Considered:
    """One line of an explanation: the count in the book as the pick saw it."""

    name: str
    turns: int
    why_not: Why | None = None


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A pick as it was made: candidates in the order they were looked at, who was chosen, and their share of late."""

    policy: str
    level: int
    at: datetime
    considered: tuple[Considered, ...]
    chosen: str | None
    share: str = ""
