"""Silences: made from a card or by a command, ended by time or by hand."""

from dataclasses import replace
from datetime import datetime

from bot.domain.durations import limit
from bot.domain.errors import Refused
from bot.domain.events import SilenceAsked, SilenceEnded
from bot.domain.incident import resuming
from bot.domain.incident.covering import covered_until
from bot.domain.incident.draft import Decision, Draft
from bot.domain.incident.state import Incident, Status
from bot.domain.record import Kind
from bot.domain.silences import Silence
from bot.domain.situation import Situation


def asked(incident: Incident | None, event: SilenceAsked, now: datetime, situation: Situation) -> Decision:
    """A new silence; the incident whose card it was pages nobody from now on, if it is covered."""
    if not event.match:
        raise Refused("Say which alerts: labels like service=checkout")
    made = Silence(
        number=situation.next_silence,
        match=event.match,
        made_at=now,
        until=now + event.lasts,
        by=event.by.person,
        why=event.why,
    )
    said = f"Silence {made.number}: {shown(made)} page nobody for {limit(event.lasts)}."
    if incident is None:
        return Decision(None, [], [], [], {}, said, silences=(made,))
    draft = Draft(incident, now, replace(situation, silences=(*situation.silences, made)))
    why = f": {event.why}" if event.why else ""
    draft.write(Kind.NOTE, f"silence {made.number} for {shown(made)}, {limit(event.lasts)}{why}", event.by.named)
    if until := covered_until(incident, draft.situation.silences, now):
        resuming.quieten(draft, until)
    draft.said = said
    if incident.private:  # everybody may look at the silences, and at the report; its record keeps why
        made = replace(made, why="")
    return draft.decision()._replace(silences=(made,))


def shown(silence: Silence) -> str:
    """Its labels, as they are typed."""
    return " ".join(f"{name}={pattern}" for name, pattern in silence.match.items())


def ended(event: SilenceEnded, now: datetime, situation: Situation) -> Decision:
    """A silence is over before its time."""
    known = next((one for one in situation.silences if one.number == event.number and one.until > now), None)
    if known is None:
        raise Refused(f"There is no silence {event.number} in force")
    said = f"Silence {known.number} is over: {shown(known)} page again."
    return Decision(None, [], [], [], {}, said, silences=(replace(known, until=now),))


def lifted(draft: Draft) -> None:
    """What held it back was ended by hand."""
    incident = draft.incident
    if incident.status is Status.OPEN and not covered_until(incident, draft.situation.silences, draft.now):
        resuming.uncovered(draft)
        resuming.go_on(draft)
