"""A security incident: another one, private, of which some must not know, linked from the record of the first."""

from datetime import datetime
from typing import Any

from bot.domain.alerts import Severity
from bot.domain.errors import Refused
from bot.domain.escalation import Walk
from bot.domain.events import SecurityIncidentDeclared, SecurityIncidentOpened
from bot.domain.incident.calling import last_resort
from bot.domain.incident.draft import Decision, Draft
from bot.domain.incident.opening import want_channel
from bot.domain.incident.outlook import security_step
from bot.domain.incident.reviewing import comes, conclude
from bot.domain.incident.securing import bring_in
from bot.domain.incident.state import Incident, Status
from bot.domain.incident.taking import take
from bot.domain.record import Kind
from bot.domain.reviews import Conclusion, Review, ReviewState
from bot.domain.secrecy import Secrecy
from bot.domain.security import Security, SecurityStatus
from bot.domain.situation import ChannelUse, PageWhen, SecurityUse, Situation, Urgency

#: A private channel, and security at once; the first who knows has it.
_URGENCY = Urgency(page=PageWhen.NOW, channel=ChannelUse.OWN, security=SecurityUse.PAGE)


def declared(draft: Draft, event: SecurityIncidentDeclared) -> None:
    """The first incident is reviewed, and says no more of it than that; the other one is opened with this decision."""
    incident, by = draft.incident, event.by
    if incident.review.follow_up is not None:
        draft.said = f"{incident.id} is followed up elsewhere already. Nothing was changed."
        return
    if by.person in event.hidden:
        raise Refused("You declare it, so you know of it: name only others who must not")
    number = draft.situation.next_number
    asked = incident.review.asked_at
    made = Conclusion(state=ReviewState.INCIDENT, by=by.person, at=draft.now, asked_at=asked)
    comes(draft, by)
    conclude(draft, by, made, number=number)
    severity = incident.severity if incident.severity.rank > Severity.HIGH.rank else Severity.HIGH
    title = " ".join(event.note.split())[:300] or f"Security incident behind {incident.id}"
    draft.follows.append(
        SecurityIncidentOpened(
            by=by,
            of=incident.number,
            title=title,
            severity=severity,
            service=incident.service,
            hidden=tuple(dict.fromkeys(event.hidden)),
        )
    )
    draft.said = f"INC-{number} is open, private, and yours. Its channel opens now, and you are invited: #inc-{number}."


def opened(event: SecurityIncidentOpened, now: datetime, situation: Situation) -> Decision:
    """The private incident: whoever declared it has it, and security's ladder calls somebody else beside them."""
    draft = Draft(_incident(event, now, situation), now, situation)
    where = f"a security incident, declared out of INC-{event.of}"
    draft.write(Kind.OPENED, f"{event.severity}: {event.title} ({where})", event.by.named)
    if event.hidden:
        draft.write(Kind.SECURITY, f"{draft.shown(*event.hidden)} must not know of it", event.by.named)
    want_channel(draft)
    draft.write(Kind.ACKNOWLEDGED, f"{draft.shown(event.by.person)} has it", event.by.named)
    take(draft, event.by)
    _beside(draft, event.by.person)
    draft.set(review=Review())  # it is the review's outcome, and owes none
    return draft.decision()


def _incident(event: SecurityIncidentOpened, now: datetime, situation: Situation) -> Incident:
    security, number = situation.settings.security, situation.next_number
    return Incident(
        number=number,
        title=event.title,
        status=Status.OPEN,
        severity=event.severity,
        stated=True,
        urgency=_URGENCY,
        service=event.service,
        source="declared",
        key=f"INC-{number}",
        opened_at=now,
        private=True,
        walk=Walk(policy=security.policy if security else None),
        declared_by=event.by.person,
        secrecy=Secrecy(hidden_from=frozenset(event.hidden), of=event.of),
    )


def _beside(draft: Draft, person: str) -> None:
    """Somebody else from security; where only the declarer is left, it is them; where nobody is, the last resort."""
    security = draft.situation.settings.security
    walk = Walk(policy=security.policy if security else None)
    step = security_step(draft.incident, walk, draft.situation, draft.now)
    if security is not None and step.called == (person,):
        here: dict[str, Any] = {"status": SecurityStatus.HERE, "invited_at": draft.now, "here_at": draft.now}
        draft.set(security=Security(person=person, walk=step.walk, **here))
        draft.write(Kind.SECURITY, f"{draft.shown(person)} is alone: nobody else from security can be called now")
        return
    bring_in(draft, page=True)
    if draft.incident.security is None:
        last_resort(draft)
