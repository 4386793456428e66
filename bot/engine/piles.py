"""What a transaction will write, piled up unit by unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bot.domain.events import TimerKind
from bot.domain.incident import Incident
from bot.domain.members import Member
from bot.domain.plans import Plan
from bot.domain.record import Line
from bot.domain.releases import Deploy, Release
from bot.domain.roundrobin import Book
from bot.domain.silences import Silence
from bot.domain.standings import Standing
from bot.ports import Answered, Changes, Paging, Promise, Settled, TimerRow


@dataclass
class Piles:
    """What a transaction will write."""

    incidents: dict[int, Incident] = field(default_factory=dict)
    lines: list[tuple[int, Line]] = field(default_factory=list)
    timers: dict[tuple[int, TimerKind], TimerRow] = field(default_factory=dict)
    promises: dict[UUID, Promise] = field(default_factory=dict)
    settled: list[Settled] = field(default_factory=list)
    books: dict[tuple[str, int], Book] = field(default_factory=dict)
    answered: dict[str, tuple[Answered, ...]] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    silences: dict[int, Silence] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    plans: dict[int, Plan] = field(default_factory=dict)
    deploys: dict[tuple[str, str, str, datetime], Deploy] = field(default_factory=dict)
    releases: dict[tuple[str, str], Release] = field(default_factory=dict)
    erased: dict[int, Mapping[int, tuple[str, ...]]] = field(default_factory=dict)
    next_number: int | None = None

    def copy(self) -> "Piles":
        """As it is now, to go back to."""
        piles = {name: value.copy() for name, value in vars(self).items() if name != "next_number"}
        return Piles(**piles, next_number=self.next_number)

    def changes(self, pagings: Sequence[Paging]) -> Changes:
        """Everything that is to be written."""
        return Changes(
            incidents=tuple(self.incidents.values()),
            lines=tuple(self.lines),
            timers=tuple(self.timers.values()),
            promises=tuple(self.promises.values()),
            settled=tuple(self.settled),
            books=self.books,
            pagings=pagings,
            answered=self.answered,
            members=self.members,
            silences=tuple(self.silences.values()),
            standings=self.standings,
            plans=tuple(self.plans.values()),
            deploys=tuple(self.deploys.values()),
            releases=tuple(self.releases.values()),
            erased=self.erased,
            next_number=self.next_number,
        )
