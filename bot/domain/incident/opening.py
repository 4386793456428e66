"""How an incident begins, and what its severity does: a channel, pages, security."""

from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from bot.domain.alerts import Alert, Disposition, Link, Severity, severity_of, slug
from bot.domain.effects import OpenChannel, TellOperators
from bot.domain.errors import Refused
from bot.domain.escalation import Walk
from bot.domain.events import Declared, TimerKind
from bot.domain.incident.again import had_it
from bot.domain.incident.calling import last_resort
from bot.domain.incident.covering import covered_until, labels_of
from bot.domain.incident.demanding import opens
from bot.domain.incident.draft import Draft
from bot.domain.incident.held import AlertState
from bot.domain.incident.hold import Hold
from bot.domain.incident.holding import begin_after, changed, hold, rests, waits
from bot.domain.incident.securing import as_demanded, demand
from bot.domain.incident.state import (
    ChannelState,
    Incident,
    Status,
)
from bot.domain.incident.taking import active
from bot.domain.record import Kind
from bot.domain.routing import route, settle
from bot.domain.situation import ChannelUse, PageWhen, SecurityUse, Settings, Situation, Urgency


def state_of(alert: Alert, settings: Settings) -> AlertState:
    """What is remembered of an alert, with its severity in our words."""
    severity, stated = severity_of(alert.severity_word, settings.severities)
    labels = labels_of(alert, settings)
    return AlertState(firing=alert.firing, severity=severity, title=alert.title, stated=stated, labels=labels)


def urgency_of(service: str | None, severity: Severity, *, stated: bool, settings: Settings) -> Urgency:
    """What a severity does for a service; one that nobody stated never pages security (contract §4)."""
    known = settings.services.get(service or "")
    urgency = (known.urgency if known else settings.urgency)[severity]
    if not stated and urgency.security is SecurityUse.PAGE:
        return replace(urgency, security=SecurityUse.INVITE)
    return urgency


def service_of(alert: Alert, settings: Settings) -> str | None:
    """The service an alert is of: the one it is routed to, else what it says itself."""
    return route(alert.labels, alert.service, settings) or alert.service


def new_incident(alert: Alert, now: datetime, situation: Situation) -> Incident:
    """The incident that an alert opens, before anything follows from it."""
    settings = situation.settings
    name, state = route(alert.labels, alert.service, settings), state_of(alert, settings)
    return Incident(
        number=situation.next_number,
        title=alert.title,
        status=Status.OPEN,
        severity=state.severity,
        stated=state.stated,
        urgency=urgency_of(name, state.severity, stated=state.stated, settings=settings),
        service=name or alert.service,
        source=alert.source,
        key=alert.group,
        opened_at=now,
        description=alert.description,
        labels=alert.labels,
        links=_links(alert.links, name, settings),
        alerts={alert.key: state},
        deliveries=1,
        walk=_walk(name, settings),
    )


def from_alert(alert: Alert, before: Incident | None, now: datetime, situation: Situation) -> Draft:
    """A new incident of an alert's group, with everything that its severity demands; `before` is the group's last."""
    incident = new_incident(alert, now, situation)
    draft = Draft(incident, now, situation)
    settles(draft, alert)
    if before is not None:
        draft.set(walk=replace(incident.walk, again=had_it(before, incident, now, situation)))
        draft.set(changes=before.changes, flaps_since=before.flaps_since)
        changed(draft)
    draft.write(Kind.OPENED, f"{incident.severity}: {incident.title} (from {alert.source})")
    draft.disposition = Disposition.OPENED
    opens(draft, alert)
    follow(draft)
    if covered_until(incident, situation.silences, now):
        draft.disposition, draft.reason = Disposition.SUPPRESSED, "silence"
    if incident.service not in situation.settings.services:
        draft.do(TellOperators(text=f"{incident.id}: no route and no service `default`; the last resort is called"))
    return draft


def settles(draft: Draft, alert: Alert) -> None:
    """Nobody was paged yet for what fires, and it may heal itself: so long nothing follows from it."""
    wait = settle(alert.labels, alert.service, draft.situation.settings)
    draft.set(settles_at=draft.now + wait if wait else None)


def declared(event: Declared, now: datetime, situation: Situation) -> Draft:
    """Somebody declared an incident."""
    settings, severity = situation.settings, event.severity or Severity.HIGH
    service = _service(event.service, settings)
    number = situation.next_number
    incident = Incident(
        number=number,
        title=event.title,
        status=Status.OPEN,
        severity=severity,
        stated=event.severity is not None,
        urgency=urgency_of(service, severity, stated=event.severity is not None, settings=settings),
        service=service,
        source="declared",
        key=f"INC-{number}",
        opened_at=now,
        private=event.private,
        links=_links((), service, settings),
        walk=_walk(service, settings),
        declared_by=event.by.person or None,
    )
    draft = Draft(incident, now, situation)
    concern = "; a security concern" if event.security_concern else ""
    draft.write(Kind.OPENED, f"{severity}: {event.title} (declared{concern})", event.by.named)
    demand(draft, "a security concern" if event.security_concern else "")
    opens(draft)
    follow(draft)
    draft.said = f"{incident.id} is open. {_paged(draft)} {_where(draft)}".rstrip()
    return draft


def _paged(draft: Draft) -> str:
    """Who was called for what was declared, or why nobody was."""
    incident = draft.incident
    if incident.pages:
        return f"Paged: {draft.shown(*(page.person for page in incident.pages))}."
    begins = incident.due.get(TimerKind.RESPONSE)
    if incident.hold is None or begins is None:
        return f"Nobody is paged: it is {incident.severity}."
    return _held_until(incident.hold, draft.day(begins))


def _held_until(held: Hold, day: str) -> str:
    """What really holds it back; nothing that was declared heals itself or flaps before it was ever reopened."""
    match held:
        case Hold.HOURS:
            return f"Nobody is paged before working hours: {day}."
        case Hold.SILENCE:
            return f"It is silenced: nobody is paged before {day}."
        case Hold.SETTLE | Hold.FLAPPING:
            return f"Nobody is paged before {day}."


def _where(draft: Draft) -> str:
    """Where what was declared goes on."""
    opening = next((one for one in draft.effects if isinstance(one, OpenChannel)), None)
    if opening is not None:
        return f"Its channel opens now, and you are invited: #{opening.name}."
    if rests(draft):
        return "Until then it has no channel, unless somebody takes it."
    announce = draft.situation.settings.announce
    return f"It has no channel; its line is in {announce}." if announce and not draft.incident.private else ""


def _service(name: str | None, settings: Settings) -> str | None:
    if name is None:
        return route({}, None, settings)
    if name not in settings.services:
        near = get_close_matches(name, settings.services, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(settings.services)}"
        raise Refused(f"There is no service {name}: {hint}")
    return name


def _walk(service: str | None, settings: Settings) -> Walk:
    known = settings.services.get(service or "")
    return Walk(policy=known.policy if known else None)


def _links(links: tuple[Link, ...], service: str | None, settings: Settings) -> tuple[Link, ...]:
    known = settings.services.get(service or "")
    if known is None or not known.runbook or any(link.title == "Runbook" for link in links):
        return links
    return (Link(title="Runbook", url=known.runbook), *links)


def follow(draft: Draft) -> None:
    """Do what the urgency demands and has not been done: the channel, the ladder, security (invariant I10)."""
    urgency, incident = draft.incident.urgency, draft.incident
    if incident.status is Status.OPEN and _not_yet(draft):
        return
    wait = waits(draft) if incident.status is Status.OPEN else None
    begun = incident.walk.level > 0 or incident.walk.exhausted
    if urgency.page is not PageWhen.NONE and incident.status is Status.OPEN:
        if incident.walk.policy is None and not begun:
            draft.set(walk=replace(incident.walk, exhausted=True))
            last_resort(draft)
        elif not begun and not incident.held:
            begin_after(draft, wait)
        elif incident.hold is Hold.HOURS and urgency.page is PageWhen.NOW:
            draft.set(hold=None)
            begin_after(draft, wait)
    if urgency.channel is ChannelUse.OWN:
        want_channel(draft)
    else:
        draft.announce()
    if incident.status is Status.ACKNOWLEDGED and TimerKind.ATTENTION not in incident.due:
        active(draft)
    as_demanded(draft, quiet=wait is not None and wait.hold in {Hold.SILENCE, Hold.FLAPPING})


def _not_yet(draft: Draft) -> bool:
    """Of what settles, or is silenced, nothing follows for now: no channel, no page, no security, only the record."""
    wait, incident = rests(draft), draft.incident
    if wait is None or incident.channel_state is not ChannelState.NONE:
        return False
    if incident.hold is not wait.hold:
        hold(draft, wait)
    return True


def want_channel(draft: Draft) -> None:
    """Ask for the incident's channel, once; a private one's name tells nothing."""
    incident = draft.incident
    if incident.channel_state is not ChannelState.NONE:
        return
    tail = "" if incident.private else slug(incident.title)
    pattern = "inc-{number}" if incident.private else draft.situation.settings.channel_name
    name = pattern.format(number=incident.number, slug=tail).strip("-")[:76]
    draft.set(channel_state=ChannelState.WANTED)
    draft.do(OpenChannel(name=name, private=incident.private))
