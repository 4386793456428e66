"""A calendar that is kept elsewhere, as a layer of a schedule: its shifts, one person at an instant."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from heapq import heappop, heappush
from itertools import islice, pairwise
from operator import attrgetter


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One person's time on call: from `starts` up to, not including, `ends`, both UTC."""

    person: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class Imported:
    """The shifts of a calendar, in order and touching at most; between them the layer does not apply.

    Not `is_known`: it was never read, so nobody can say who has what in it.
    """

    shifts: tuple[Shift, ...] = field(default=(), repr=False)
    is_known: bool = True

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Everybody who has a shift in it."""
        return tuple(dict.fromkeys(one.person for one in self.shifts))

    def at(self, at: datetime) -> Shift | None:
        """The shift that covers an instant."""
        place = bisect_right(self.shifts, at, key=attrgetter("starts"))
        found = self.shifts[place - 1] if place else None
        return found if found and at < found.ends else None

    def between(self, since: datetime, until: datetime) -> Iterator[Shift]:
        """The shifts that touch [since, until)."""
        first = max(0, bisect_right(self.shifts, since, key=attrgetter("starts")) - 1)
        for shift in islice(self.shifts, first, None):
            if shift.starts >= until:
                return
            yield shift


def one_at_a_time(found: Iterable[Shift]) -> tuple[Shift, ...]:
    """At every instant the shift that began last; of several that begin together the one that ends first, then by name.

    Those of no length, or of less, are left out. Whoever is covered has the rest of their shift afterwards.
    """
    waiting = sorted((one for one in found if one.starts < one.ends), key=attrgetter("starts"), reverse=True)
    edges = sorted({edge for one in waiting for edge in (one.starts, one.ends)})
    on_top: list[tuple[float, datetime, str, Shift]] = []
    cut: list[Shift] = []
    origin: Shift | None = None
    for starts, ends in pairwise(edges):
        while waiting and waiting[-1].starts == starts:
            one = waiting.pop()
            heappush(on_top, (-one.starts.timestamp(), one.ends, one.person, one))
        while on_top and on_top[0][3].ends <= starts:
            heappop(on_top)
        before, origin = origin, on_top[0][3] if on_top else None
        if origin is None:
            continue
        begun = cut.pop().starts if origin is before else starts
        cut.append(Shift(person=origin.person, starts=begun, ends=ends))
    return tuple(cut)
