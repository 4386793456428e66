"""Which messages page whom for an incident: what the limit of a storm counts, and what shows a page."""

from collections.abc import Iterator

from bot.domain.effects import ShowPage
from bot.domain.incident.pages import Outcome, Page
from bot.domain.incident.state import Incident, Status
from bot.domain.security import SecurityStatus
from bot.domain.storms import Sent

#: Older pages than the last so many are of no interest to a limit of half a minute.
NEWEST = 40

_UNDER_WAY = frozenset({Outcome.PENDING, Outcome.RETRYING, Outcome.UNKNOWN})


def message_of(page: Page) -> ShowPage:
    """The effect that makes a page's message show the present: its own, or the digest it stands within."""
    if page.within is None:
        return ShowPage(step=page.step, person=page.person)
    number, step = page.within
    return ShowPage(step=step, person=page.person, of=number)


def sent(incident: Incident, waited: frozenset[str] = frozenset()) -> Iterator[tuple[Page, Sent]]:
    """An incident's newest pages and those that waited, by slot, each with what the limit needs to know of it."""
    older = (page for page in incident.pages[:-NEWEST] if page.slot in waited) if waited else ()
    for page in (*older, *incident.pages[-NEWEST:]):
        under_way = page.outcome in _UNDER_WAY and page.slot not in incident.messages
        waits = under_way and still_asks(incident, page)
        at = page.delivered_at or page.at
        # Nothing more is told in a digest that was never sent, and whose own incident is over.
        digest = page.digest and (page.delivered_at is not None or incident.status is not Status.RESOLVED)
        yield page, Sent(incident=incident.number, step=page.step, at=at, waits=waits, digest=digest)


def waiting(incident: Incident) -> frozenset[str]:
    """The slots of an incident's pages that did not arrive yet, however old."""
    return frozenset(page.slot for page in incident.pages if page.outcome in _UNDER_WAY)


def sent_to(person: str, incident: Incident) -> tuple[Sent, ...]:
    """The messages of its own with which an incident paged somebody."""
    return tuple(one for page, one in sent(incident) if page.person == person and page.within is None)


def still_asks(incident: Incident, page: Page) -> bool:
    """Whether a page still asks somebody to take the incident, or to come."""
    return page.person not in _declined(incident, page) and is_open(incident, page)


def is_past(incident: Incident, page: Page) -> bool:
    """Whether a page belongs to a ladder that ended before the incident was reopened."""
    return page.step <= incident.reopened_step


def is_open(incident: Incident, page: Page) -> bool:
    """Whether what a page asks for has not been given by anybody."""
    if incident.status is Status.RESOLVED or is_past(incident, page):
        return False
    if page.ladder == "security":
        waits = incident.security is not None and incident.security.status is not SecurityStatus.HERE
        return waits or is_beside(incident, page)
    if incident.status is Status.OPEN:
        return True
    return page in incident.waited_for or (page.given and incident.given_by is not None)


def is_beside(incident: Incident, page: Page) -> bool:
    """Whether it calls somebody of security beside whoever is here, for a proposal that still waits."""
    security = incident.security
    if security is None or page.ladder != "security" or is_past(incident, page) or page.person == security.person:
        return False
    since = security.here_at if security.status is SecurityStatus.HERE else None
    return since is not None and page.at >= since and any(one.waits for one in incident.proposals)


def _declined(incident: Incident, page: Page) -> frozenset[str]:
    if page.ladder != "security":
        return incident.walk.declined if page.ladder == "response" and page.by is None else frozenset()
    return incident.security.walk.declined if incident.security else frozenset()
