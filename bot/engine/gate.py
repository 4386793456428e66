"""Who goes first: pages, channels and answers at once; what can wait, a few at a time, the most urgent first."""

import heapq
from collections.abc import Awaitable, Callable, Coroutine
from itertools import count

from bot.domain.effects import Lane

Begin = Callable[[Coroutine[None, None, None]], None]
Work = Callable[[], Awaitable[None]]

#: So many refreshes, extras and reminders are under way at once: they share one processor with what cannot wait, and
#: while any of that is under way, they go one by one.
FEW, WHILE_URGENT = 8, 1


class Gate:
    """Begins work by lane."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._waiting: list[tuple[Lane, int, Work]] = []
        self._order = count()
        self._urgent = self._under_way = 0

    def enter(self, lane: Lane, work: Work) -> None:
        """Begin now, or when it is this one's turn."""
        if lane <= Lane.ANSWER:
            self._urgent += 1
            self._begin(self._now(work))
        else:
            heapq.heappush(self._waiting, (lane, next(self._order), work))
            self._more()

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    async def _now(self, work: Work) -> None:
        try:
            await work()
        finally:
            self._urgent -= 1
            self._more()

    def _more(self) -> None:
        while self._waiting and self._under_way < (WHILE_URGENT if self._urgent else FEW):
            _, _, work = heapq.heappop(self._waiting)
            self._under_way += 1
            self._begin(self._in_turn(work))

    async def _in_turn(self, work: Work) -> None:
        try:
            await work()
        finally:
            self._under_way -= 1
            self._more()
