"""The way around Slack: who is reached another way, when, and what follows from how that went."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.domain.effects import ReachPerson
from bot.domain.events import ContactFailed, ContactSent, TimerKind
from bot.domain.incident.draft import Draft
from bot.domain.incident.pages import Outcome, Page, Reach
from bot.domain.incident.sending import NEWEST, still_asks
from bot.domain.record import Kind
from bot.domain.situation import PageWhen

#: What a way around Slack is called, by the beginning of its address; any other by that.
_WORDS = {
    **dict.fromkeys(("mailto", "mailtos", "sendgrid", "mailgun", "ses"), "mail"),
    **dict.fromkeys(("twilio", "vonage", "sns", "clickatell", "bulksms", "d7sms", "sinch", "messagebird"), "SMS"),
    **dict.fromkeys(("ntfy", "ntfys", "pover", "pushover", "gotify", "gotifys", "prowl", "pbul"), "push"),
}


def way(kind: str) -> str:
    """What people call a way around Slack."""
    return _WORDS.get(kind, kind)


def plan(draft: Draft) -> None:
    """People were paged now: whom Slack is silent for is reached at once, the others when they do not answer."""
    for page in _followed(draft):
        if page.at == draft.now and draft.situation.is_quiet(page.person, draft.now):
            _reach(draft, page, "Slack is silent for them (Do Not Disturb)")
    follow(draft)


def follow(draft: Draft) -> None:
    """Set the clock for whoever comes next, or stop it."""
    coming = min((at for page in _followed(draft) for _, at in _left(draft, page)), default=None)
    if coming is None:
        draft.stop(TimerKind.CONTACT)
    elif draft.incident.due.get(TimerKind.CONTACT) != coming:
        draft.start(TimerKind.CONTACT, coming)


def due(draft: Draft) -> None:
    """The clock is due: whoever has not answered for as long as they said is reached the other way."""
    for page in _followed(draft):
        ripe = [route for route, at in _left(draft, page) if at <= draft.now]
        _send(draft, page, ripe, "no answer in Slack")
    follow(draft)


def at_once(draft: Draft, page: Page, why: str) -> None:
    """Slack is no way to somebody for now."""
    if page in _followed(draft):
        _reach(draft, page, why)
        follow(draft)


def sent(draft: Draft, event: ContactSent) -> None:
    """It is on its way to somebody's phone."""
    before = _told(draft, event, outcome=Outcome.DELIVERED, delivered_at=draft.now)
    if before is not None and before.outcome is not Outcome.DELIVERED:
        draft.write(Kind.REACHED, f"{draft.shown(event.person)} is reached by {way(before.kind)}")
        draft.set(first_paged_at=draft.incident.first_paged_at or draft.now)


def failed(draft: Draft, event: ContactFailed) -> None:
    """A provider refused: the next way at once; when none is left that is told."""
    before = _told(draft, event, outcome=Outcome.FAILED if event.over else Outcome.RETRYING)
    if before is None or before.outcome is Outcome.DELIVERED:
        return
    name, by = draft.shown(event.person), way(before.kind)
    if event.over:
        draft.write(Kind.FAILED, f"{name} can't be reached by {by}")
        remedy = f"Correct `people.{event.person}.contact`"
        draft.warn(event.person, f"can't be reached by {by}. {remedy}")
    if before.outcome is Outcome.PENDING:
        page = next((one for one in _followed(draft) if (one.step, one.person) == (event.step, event.person)), None)
        further = [route for route, _ in _left(draft, page)] if page else []
        if page and further:
            _send(draft, page, further[:1], f"{by} failed")
    follow(draft)


def _followed(draft: Draft) -> Iterator[Page]:
    """The newest pages that still ask for something urgent of somebody."""
    incident = draft.incident
    later = incident.security.more_time if incident.security else ()  # they have seen it, and said so
    urgent = incident.urgency.page is PageWhen.NOW
    pages = incident.pages[-NEWEST:]
    asks = (page for page in pages if still_asks(incident, page) and (urgent or page.ladder == "security"))
    return (page for page in asks if page.ladder != "security" or page.person not in later)


def _left(draft: Draft, page: Page) -> list[tuple[int, datetime]]:
    """The ways to somebody that this page has not gone, each with when it is its turn."""
    gone = {reach.route for reach in draft.incident.reaches if (reach.step, reach.person) == (page.step, page.person)}
    ways = enumerate(draft.situation.contacts(page.person))
    return [(route, page.at + contact.after) for route, contact in ways if route not in gone]


def _reach(draft: Draft, page: Page, why: str) -> None:
    """The first way, at once; the others when it is their turn."""
    left = _left(draft, page)
    reached = any((one.step, one.person) == (page.step, page.person) for one in draft.incident.reaches)
    if left and not reached:
        _send(draft, page, [left[0][0]], why)


def _send(draft: Draft, page: Page, routes: list[int], why: str) -> None:
    contacts = draft.situation.contacts(page.person)
    for route in routes:
        kind = contacts[route].kind
        reach = Reach(person=page.person, step=page.step, route=route, kind=kind, at=draft.now)
        draft.set(reaches=(*draft.incident.reaches, reach))
        draft.write(Kind.REACHED, f"{draft.shown(page.person)} is sent for by {way(kind)}: {why}")
        draft.do(ReachPerson(step=page.step, person=page.person, route=route, of=page.within))


def _told(draft: Draft, event: ContactSent | ContactFailed, **changes: object) -> Reach | None:
    asked = (event.step, event.person, event.route)
    found = next((one for one in draft.incident.reaches if (one.step, one.person, one.route) == asked), None)
    if found is not None and found.outcome is not Outcome.DELIVERED:
        changed = replace(found, **changes)  # type: ignore[arg-type]
        draft.set(reaches=tuple(changed if one is found else one for one in draft.incident.reaches))
    return found
