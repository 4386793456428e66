"""The hand that pages people on the way around Slack: implements `bot.ports.Messenger` for `ReachPerson`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.contact.letter import letter
from bot.contact.providers import Send
from bot.domain.contacts import Contact
from bot.domain.effects import ReachPerson
from bot.domain.events import ContactFailed, ContactSent
from bot.domain.incident.pages import Outcome, Page, Reach
from bot.domain.incident.sending import is_open
from bot.domain.incident.state import Incident
from bot.domain.links import Link, Links
from bot.domain.situation import Situation
from bot.domain.storms import SPAN
from bot.ports import Crash, Delivery, Done, Doubtful, Later, Never, Promise, Reads, survives

#: How often a provider that does not take a message is asked again, and after how long.
TRIES, AGAIN = 5, timedelta(seconds=10)

#: Two messages are better than none, and three within this worse than two: none of them can be looked for.
BETWEEN_REPEATS = timedelta(minutes=1)

#: Seconds of a lease that a call leaves for writing its outcome down; and how long a call may take at most.
SPARE, LONGEST = 2.0, 8.0


class Told(NamedTuple):
    """What a message tells of: a page, and how far it is on this way."""

    incident: Incident
    page: Page
    reach: Reach

    @property
    def asks(self) -> bool:
        """Whether it is still to be told of."""
        under_way = self.reach.outcome not in {Outcome.DELIVERED, Outcome.FAILED}
        return under_way and is_open(self.incident, self.page)


@dataclass(frozen=True, kw_only=True)
class Around:
    """Performs `ReachPerson`."""

    send: Send
    reads: Reads
    links: Links | None = None
    crash: Crash = survives

    async def wait(self, promise: Promise, now: datetime) -> timedelta:
        """Of a digest one message goes in half a minute, with all that joined by then; nothing else limits us here."""
        effect = promise.effect
        incident = await self.reads.incident(promise.incident) if promise.incident is not None else None
        if not isinstance(effect, ReachPerson) or incident is None:
            return timedelta(0)
        sent = [one.reach.delivered_at for one in await self._told(effect, incident)]
        lately = [at for at in sent if at is not None and abs(now - at) < SPAN]  # no hour that comes once more
        return max(lately, default=now - SPAN) + SPAN - now

    async def perform(
        self, promise: Promise, incident: Incident | None, situation: Situation, now: datetime
    ) -> Delivery:
        """Send it, unless all of it was answered meanwhile; never raises for what a provider does."""
        effect = promise.effect
        if not isinstance(effect, ReachPerson) or incident is None:
            return Done()
        if early := _early(promise, now):
            return Doubtful(code="settling", after=early, looked=True)
        ways = situation.contacts(effect.person)
        told = [one for one in await self._told(effect, incident) if one.asks]
        if not told:
            return Done()
        if effect.route >= len(ways):  # the file has it no more
            return Never(code="no_such_way", events=_failed(told, over=True))
        taken = await self._sent(promise, told, ways[effect.route], situation, now)
        if taken:
            return Done(events=tuple(ContactSent(**_about(one)) for one in told))
        over = promise.attempts + 1 >= TRIES
        failed = _failed(told, over=over)
        if taken is None and not over:
            after = BETWEEN_REPEATS if promise.unanswered else AGAIN
            return Doubtful(code="no_answer", after=after, posted=True, events=failed)
        code = "no_answer" if taken is None else "provider_refused"
        return Never(code=code, events=failed) if over else Later(code=code, after=AGAIN, events=failed)

    async def _sent(
        self, promise: Promise, told: list[Told], way: Contact, situation: Situation, now: datetime
    ) -> bool | None:
        """Send one message that tells of them all, as the page of the first."""
        incident, page, _ = told[0]
        others = {one.incident.number: one.incident for one in told if one.incident.number != incident.number}
        about = Link(incident.number, page.step, page.person)
        words = letter(
            incident,
            page,
            situation,
            now,
            beside=tuple(others.values()),
            link=self.links.address(about) if self.links else None,
            reference=_reference(promise, incident),
        )
        left = (promise.lease_until - now).total_seconds() - SPARE if promise.lease_until else LONGEST
        self.crash(f"before {way.kind}")
        taken = await self.send(way.url, words.title, words.body, patience=min(LONGEST, left))
        self.crash(f"after {way.kind}")
        return taken

    async def _told(self, effect: ReachPerson, incident: Incident) -> list[Told]:
        """The page itself and, where it is a digest, whatever stands in it: as far as each goes this way."""
        own = [page for page in incident.pages if (page.step, page.person) == (effect.step, effect.person)]
        told = [one for page in own for one in _reached(incident, page, effect.route)]
        if not any(page.digest for page in own):
            return told
        beside = await self.reads.within(incident.number, effect.step, effect.person)
        joined = ((one, page) for one in beside for page in one.pages if page.person == effect.person)
        within = [two for two in joined if two[1].within == (incident.number, effect.step)]
        return told + [one for other, page in within for one in _reached(other, page, effect.route)]


def _early(promise: Promise, now: datetime) -> timedelta:
    """How long until a message may go once more of which two may have arrived already."""
    if promise.doubtful_since is None or promise.unanswered < 2:
        return timedelta(0)
    return max(promise.doubtful_since + BETWEEN_REPEATS - now, timedelta(0))


def _reached(incident: Incident, page: Page, route: int) -> Iterator[Told]:
    asked = (page.step, page.person, route)
    for reach in incident.reaches:
        if (reach.step, reach.person, reach.route) == asked:
            yield Told(incident, page, reach)


def _failed(told: list[Told], *, over: bool) -> tuple[ContactFailed, ...]:
    return tuple(ContactFailed(**_about(one), over=over) for one in told)


def _about(told: Told) -> dict[str, Any]:
    reach = told.reach
    return {"incident": told.incident.number, "step": reach.step, "person": reach.person, "route": reach.route}


def _reference(promise: Promise, first: Incident) -> str:
    """The same in a repeat of the same message, and another in a further one of the same digest."""
    words = str(promise.id)[:8]
    return words if first.number == promise.incident else f"{words}-{first.number}"
