"""The hand that pages people on the way around Slack: implements `bot.ports.Messenger` for `ReachPerson`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.contact.letter import letter
from bot.contact.providers import Send
from bot.domain.contacts import Contact
from bot.domain.effects import ReachPerson
from bot.domain.events import ContactFailed, ContactSent
from bot.domain.incident.sending import is_open
from bot.domain.incident.state import Incident, Page, Status
from bot.domain.links import Link, Links
from bot.domain.situation import Situation
from bot.ports import Delivery, Done, Later, Never, Promise, Reads

#: How often a provider that does not take a message is asked again, and after how long.
TRIES, AGAIN = 5, timedelta(seconds=10)

#: Seconds of a lease that a call leaves for writing its outcome down; and how long a call may take at most.
SPARE, LONGEST = 2.0, 8.0


@dataclass(frozen=True, kw_only=True)
class Around:
    """Performs `ReachPerson`."""

    send: Send
    reads: Reads
    links: Links | None = None

    async def wait(self, promise: Promise, now: datetime) -> timedelta:
        """Nothing limits us here."""
        return timedelta(0)

    async def perform(
        self, promise: Promise, incident: Incident | None, situation: Situation, now: datetime
    ) -> Delivery:
        """Send it, unless it was answered meanwhile; never raises for what a provider does."""
        effect = promise.effect
        if not isinstance(effect, ReachPerson) or incident is None:
            return Done()
        page = next((one for one in incident.pages if (one.step, one.person) == (effect.step, effect.person)), None)
        ways = situation.contacts(effect.person)
        if page is None or not is_open(incident, page) or effect.route >= len(ways):
            return Done()
        taken = await self._sent(promise, incident, page, ways[effect.route], situation, now)
        where = {"incident": incident.number, "step": effect.step, "person": effect.person, "route": effect.route}
        if taken:
            return Done(events=(ContactSent(**where),))  # type: ignore[arg-type]
        over = promise.attempts + 1 >= TRIES
        failed = ContactFailed(**where, over=over)  # type: ignore[arg-type]
        code = "no_answer" if taken is None else "provider_refused"
        return Never(code=code, events=(failed,)) if over else Later(code=code, after=AGAIN, events=(failed,))

    async def _sent(
        self, promise: Promise, incident: Incident, page: Page, way: Contact, situation: Situation, now: datetime
    ) -> bool | None:
        about = Link(incident.number, page.step, page.person)
        words = letter(
            incident,
            page,
            situation,
            now,
            beside=await self._beside(page, incident),
            link=self.links.address(about) if self.links else None,
            reference=str(promise.id)[:8],
        )
        left = (promise.lease_until - now).total_seconds() - SPARE if promise.lease_until else LONGEST
        return await self.send(way.url, words.title, words.body, patience=min(LONGEST, left))

    async def _beside(self, page: Page, incident: Incident) -> tuple[Incident, ...]:
        """The other incidents of the digest that the page is, or stands in."""
        if not page.digest and page.within is None:
            return ()
        number, step = page.within or (incident.number, page.step)
        whole = [await self.reads.incident(number), *await self.reads.within(number, step, page.person)]
        others = (one for one in whole if one is not None and one.status is not Status.RESOLVED)
        return tuple({one.number: one for one in others if one.number != incident.number}.values())
