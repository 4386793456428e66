"""One attempt at a promise: with its incident as it stands, and a fault of our own as something to count."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import structlog

from bot.domain.effects import ReachPerson, ShowPage
from bot.domain.errors import Unavailable
from bot.domain.events import ContactFailed, PageFailed, PagePutOff, WorldEvent
from bot.domain.incident import Incident
from bot.domain.situation import Situation
from bot.engine.keeping import stands
from bot.ports import Delivery, Later, Messenger, Never, Promise, Reads

log = structlog.get_logger()

#: A promise that fails within Rondo itself is tried so often; what Slack refuses for now is tried for ever.
GIVE_UP_AFTER = 8

INTERNAL, REMEDY = "internal", "A fault of Rondo's own: see its log"

Look = Callable[[int | None], tuple[Incident | None, Situation]]


class Performing:
    """Performs promises; counts, per promise, how often in a row it failed within Rondo itself."""

    def __init__(self, reads: Reads, messenger: Messenger) -> None:
        self._reads, self._messenger = reads, messenger
        self._faults = Counter[UUID]()

    async def perform(self, promise: Promise, look: Look | None, now: datetime) -> Delivery | None:
        """What became of it; `None` when the database could not be read, and nothing was tried.

        Raises:
            bot.domain.errors.Unavailable: the database went away during it; whoever holds the next lease looks.
        """
        try:
            incident, situation = await self._sight(promise, look)
        except Unavailable:
            return None
        except Exception:
            log.exception("an incident can't be read", incident=promise.incident)
            return await self._failed(promise)
        try:
            outcome = await self._messenger.perform(promise, incident, situation, now)
        except Unavailable:
            raise
        except Exception:
            log.exception("delivery failed", effect=type(promise.effect).__name__, incident=promise.incident)
            return await self._failed(promise)
        self._faults.pop(promise.id, None)
        return outcome

    async def put_off(self, promise: Promise) -> tuple[WorldEvent, ...]:
        """What it means for incidents that a promise has to wait for long: their page goes another way, too."""
        if not _is_page(promise):
            return ()
        waits = await self._pages(promise)
        return tuple(PagePutOff(incident=on, step=step, person=who, unusable=True) for on, step, who in waits)

    async def _sight(self, promise: Promise, look: Look | None) -> tuple[Incident | None, Situation]:
        incident, situation = look(promise.incident) if look else (None, None)
        if situation is None or (incident is None and promise.incident is not None):
            # What changed during its send is due again in a batch that did not need the incident.
            incident = await self._reads.incident(promise.incident) if promise.incident is not None else None
            situation = await self._reads.situation()
        return incident, situation

    async def _failed(self, promise: Promise) -> Delivery:
        self._faults[promise.id] += 1
        if self._faults[promise.id] < GIVE_UP_AFTER:
            return Later(code=INTERNAL)
        events = await self._lost(promise)
        del self._faults[promise.id]
        return Never(code=INTERNAL, remedy=REMEDY, events=events)

    async def _lost(self, promise: Promise) -> tuple[WorldEvent, ...]:
        """A page that is given up is followed by the next candidate, another way by the next."""
        effect = promise.effect
        if isinstance(effect, ReachPerson):
            ways = await self._pages(promise)
            return tuple(
                ContactFailed(incident=on, step=step, person=who, route=effect.route, over=True)
                for on, step, who in ways
            )
        if not _is_page(promise):
            return ()
        lost = await self._pages(promise)
        why = {"code": INTERNAL, "remedy": REMEDY}
        return tuple(PageFailed(incident=on, step=step, person=who, **why) for on, step, who in lost)

    async def _pages(self, promise: Promise) -> list[tuple[int, int, str]]:
        """The page that a promise is about, and those that stand within it: incident, step and person."""
        effect, number = promise.effect, promise.incident
        if not isinstance(effect, ShowPage | ReachPerson) or number is None:
            return []
        try:
            beside = await self._reads.within(number, effect.step, effect.person)
        except Unavailable:
            raise
        except Exception:
            log.exception("what stands in a digest can't be read", incident=number)
            beside = ()
        pages = ((one.number, page) for one in beside for page in one.pages)
        joined = [(on, page) for on, page in pages if page.within == (number, effect.step)]
        others = [(on, page.step, page.person) for on, page in joined if page.person == effect.person]
        return [(number, effect.step, effect.person), *others]


def _is_page(promise: Promise) -> bool:
    """Whether it is a page that nobody has got yet: an edit of one that stands is none."""
    return isinstance(promise.effect, ShowPage) and not stands(promise)
