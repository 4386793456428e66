"""Who goes first: pages, channels and answers at once; what can wait, a few at a time, the most urgent first."""

from collections.abc import Callable, Coroutine
from itertools import count
from uuid import UUID

from bot.domain.effects import Lane
from bot.ports import AT_ONCE, Promise

Begin = Callable[[Coroutine[None, None, None]], None]
Work = Callable[[], Coroutine[None, None, None]]

#: So many refreshes, extras and reminders are under way at once: they share one processor with what cannot wait, and
#: while any of that is under way, they go one by one.
FEW, WHILE_URGENT = 8, 1


class Gate:
    """Begins work by lane; of what waits, each promise once, as it was taken up last."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._waiting: dict[UUID, tuple[Lane, int, Promise, Work]] = {}
        self._order = count()
        self._urgent = self._under_way = 0

    def enter(self, promise: Promise, work: Work) -> None:
        """Begin now, or when it is this one's turn."""
        if promise.lane <= AT_ONCE:
            self._urgent += 1
            self._begin(self._now(work))
        else:
            self._waiting[promise.id] = (promise.lane, next(self._order), promise, work)
            self._more()

    def room(self, most: int) -> int:
        """How many more may wait for their turn, of so many."""
        return max(0, most - len(self._waiting))

    def release(self, which: Callable[[Promise], bool]) -> None:
        """Begin those out of turn: with too little of their lease left they go back untried, and are no longer here.

        A lease that ended while its promise waited would look like a call that was in flight.
        """
        for promise in [promise for _, _, promise, _ in self._waiting.values() if which(promise)]:
            *_, work = self._waiting.pop(promise.id)
            self._begin(work())

    async def _now(self, work: Work) -> None:
        try:
            await work()
        finally:
            self._urgent -= 1
            self._more()

    def _more(self) -> None:
        while self._waiting and self._under_way < (WHILE_URGENT if self._urgent else FEW):
            first = min(self._waiting, key=lambda one: self._waiting[one][:2])
            *_, work = self._waiting.pop(first)
            self._under_way += 1
            self._begin(self._in_turn(work))

    async def _in_turn(self, work: Work) -> None:
        try:
            await work()
        finally:
            self._under_way -= 1
            self._more()
