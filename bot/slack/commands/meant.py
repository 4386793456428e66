"""From words to a meaning: the table of every verb, with what it needs and what it says when that is missing."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain.alerts import Severity, severity_of
from bot.domain.events import (
    Acknowledged,
    Declared,
    EscalationAsked,
    HandedOver,
    Noted,
    Proposed,
    RecordHeld,
    Reopened,
    Resolved,
    SeverityChanged,
    UpdatePosted,
)
from bot.domain.incident.state import Incident
from bot.domain.situation import Situation
from bot.slack.commands.flagging import flag
from bot.slack.commands.meanings import Act, Choose, FormKind, Look, Meaning, OpenForm, Reading, Say
from bot.slack.commands.oncall import oncall
from bot.slack.commands.place import Nobody, Place, readable, waiting_for, who
from bot.slack.commands.proposing import propose
from bot.slack.commands.reviewing import review
from bot.slack.commands.silencing import silence
from bot.slack.commands.spoken import Spoken, Verb
from bot.slack.text import cut, escape

#: Verbs that are about no incident in particular.
_LOOKS: Mapping[Verb, Look] = {
    Verb.OVERVIEW: Look.OVERVIEW,
    Verb.HELP: Look.HELP,
    Verb.LIST: Look.LIST,
    Verb.WEB: Look.WEB,
    Verb.DOCTOR: Look.DOCTOR,
    Verb.HELLO: Look.HELLO,
    Verb.RELEASES: Look.RELEASES,
}
#: The button that stands beside each incident when a verb was said without one; the others show the incident.
_CHOICES: Mapping[Verb, str] = {
    Verb.ACK: "acknowledge",
    Verb.ESCALATE: "escalate",
    Verb.RESOLVE: "resolve",
    Verb.REOPEN: "reopen",
    Verb.POSTMORTEM: "postmortem",
    Verb.WHY: "why",
    Verb.EVIDENCE: "evidence",
    Verb.TIMELINE: "timeline",
    Verb.SECURITY: "security",
    Verb.SEVERITY: "severity",
    Verb.ROLLBACK: "propose",
    Verb.PROPOSE: "propose",
}


def meant(spoken: Spoken, place: Place) -> Meaning:
    """What the words mean where they were said; never raises."""
    if spoken.number is not None and place.incident is None:
        return Say(text=f"There is no INC-{spoken.number}. {spoken.form(Verb.LIST)} shows the open incidents.")
    if spoken.verb in _LOOKS:
        incident = place.incident.number if place.incident else None
        return Reading(look=_LOOKS[spoken.verb], incident=incident, about=spoken.rest, root=spoken.root)
    if spoken.verb is Verb.DECLARE:
        return _declare(spoken, place)
    if spoken.verb is Verb.ONCALL:
        return oncall(spoken, place)
    if spoken.verb is Verb.SILENCE:
        return silence(spoken, place)
    if spoken.verb is Verb.SECURITY and (flagged := flag(spoken, place) or _releases(spoken, place)):
        return flagged
    incident_meant = place.incident or _only_one(spoken, place)
    return _VERBS[spoken.verb](spoken, place, incident_meant) if incident_meant else _which(spoken, place)


def _releases(spoken: Spoken, place: Place) -> Meaning | None:
    """`security releases checkout` is `releases checkout`."""
    word, _, service = spoken.rest.partition(" ")
    if word.casefold() != Verb.RELEASES.value:
        return None
    return meant(replace(spoken, verb=Verb.RELEASES, rest=service.strip()), place)


def _only_one(spoken: Spoken, place: Place) -> Incident | None:
    waiting = waiting_for(place.mine, place.by.person) if spoken.verb is Verb.ACK else ()
    return waiting[0] if len(waiting) == 1 else None


def _which(spoken: Spoken, place: Place) -> Meaning:
    waiting = waiting_for(place.mine, place.by.person) if spoken.verb is Verb.ACK else ()
    incidents = (waiting or place.newest)[:5]
    security = place.situation.settings.security
    if not incidents and spoken.verb is Verb.SECURITY and security:
        return Reading(look=Look.ONCALL, about=security.policy, root=spoken.root)
    if not incidents:
        there = "resolved" if spoken.verb is Verb.REOPEN else "open"
        return Say(text=f"This is no incident's channel, and no incident is {there}.")
    typed = spoken.form(spoken.verb, incidents[0].id, "…" if spoken.rest else "")
    text = f"Which one? This is no incident's channel, so say it as {typed}, or press:"
    asked = {one.number: _escalation(spoken, place, one) for one in incidents} if spoken.verb is Verb.ESCALATE else {}
    if wrong := [found for found in asked.values() if isinstance(found, Nobody)]:
        return Say(text=wrong[0].text)
    if spoken.verb in (Verb.ROLLBACK, Verb.PROPOSE) and spoken.rest:
        return _which_proposal(spoken, place, incidents, text)
    escalations = {number: found for number, found in asked.items() if isinstance(found, EscalationAsked)}
    return Choose(text=text, action=_button(spoken, place), incidents=incidents, asked=escalations)


def _which_proposal(spoken: Spoken, place: Place, incidents: tuple[Incident, ...], text: str) -> Meaning:
    """What was proposed goes with each button; what can't be understood is answered at once."""
    meant_by = {one.number: propose(spoken, place, one) for one in incidents}
    acts = {number: found.event for number, found in meant_by.items() if isinstance(found, Act)}
    asked = {number: event for number, event in acts.items() if isinstance(event, Proposed)}
    if not asked:
        return next(iter(meant_by.values())) if not acts else Say(text=text.removesuffix(", or press:") + ".")
    return Choose(text=text, action="propose_this", incidents=incidents, asked=asked)


def _button(spoken: Spoken, place: Place) -> str:
    severity, stated = severity_of(spoken.rest, place.situation.settings.severities)
    if spoken.verb is Verb.SEVERITY and stated:
        return f"severity_{severity}"
    return _CHOICES.get(spoken.verb, "open_incident")


def _declare(spoken: Spoken, place: Place) -> Meaning:
    title = readable(spoken.rest, place.situation)
    if title:
        return Act(event=Declared(by=place.by, title=cut(title, 300)))
    return OpenForm(kind=FormKind.DECLARE, instead="declare TITLE", root=spoken.root)


def _ack(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    return Act(event=Acknowledged(incident=incident.number, by=place.by))


def _escalate(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    asked = _escalation(spoken, place, incident)
    return Say(text=asked.text) if isinstance(asked, Nobody) else Act(event=asked)


def _escalation(spoken: Spoken, place: Place, incident: Incident) -> EscalationAsked | Nobody:
    word, _, rest = spoken.rest.partition(" ")
    level = _level(word, incident, place.situation)
    reason = spoken.rest if level is None else rest
    person = None
    if word.startswith(("@", "<@")) or word.casefold() in place.situation.settings.people:
        found = who(word, place.situation)
        if isinstance(found, Nobody):
            return found
        person, reason = found, rest
    words = cut(readable(reason, place.situation).strip('"“”').strip(), 500)
    return EscalationAsked(incident=incident.number, by=place.by, person=person, level=level, reason=words)


def _level(word: str, incident: Incident, situation: Situation) -> int | None:
    policy = situation.policy_of(incident.walk)
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 4 else 0
    return number if policy and 1 <= number <= len(policy.levels) else None


def _severity(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    severity, stated = severity_of(spoken.rest, place.situation.settings.severities)
    if not spoken.rest:
        return Reading(look=Look.SEVERITY, incident=incident.number, root=spoken.root)
    if not stated:
        said = f"“{escape(cut(spoken.rest, 40))}” is no severity. "
        now = f"{incident.id} is {incident.severity}."
        return Say(text=f"{said}{now} Say {spoken.form(Verb.SEVERITY, 'high')}: {', '.join(Severity)}.")
    return Act(event=SeverityChanged(incident=incident.number, by=place.by, severity=severity))


def _assign(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    if not spoken.rest:
        return Say(text=f"Say who takes {incident.id}: {spoken.form(Verb.ASSIGN, '@who')}.")
    found = who(spoken.rest.split()[0], place.situation)
    if isinstance(found, Nobody):
        return Say(text=found.text)
    return Act(event=HandedOver(incident=incident.number, by=place.by, to=found))


def _note(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    if not spoken.rest:
        return Say(text=f"Say what to write into {incident.id}'s timeline: {spoken.form(Verb.NOTE, 'TEXT')}.")
    return Act(event=Noted(incident=incident.number, by=place.by, text=readable(spoken.rest, place.situation)))


def _update(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    if not spoken.rest:
        return Say(text=f"Say what everybody should know of {incident.id}: {spoken.form(Verb.UPDATE, 'TEXT')}.")
    return Act(event=UpdatePosted(incident=incident.number, by=place.by, text=readable(spoken.rest, place.situation)))


def _resolve(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    return Act(event=Resolved(incident=incident.number, by=place.by, summary=readable(spoken.rest, place.situation)))


def _reopen(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    return Act(
        event=Reopened(incident=incident.number, by=place.by, reason=cut(readable(spoken.rest, place.situation), 500))
    )


def _postmortem(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    root = "" if spoken.root.startswith("@") else spoken.root  # a mention can't open a form, and will not do instead
    instead = f"postmortem {incident.id}"
    return OpenForm(kind=FormKind.POSTMORTEM, incident=incident.number, instead=instead, root=root)


def _read(look: Look) -> Callable[[Spoken, Place, Incident], Meaning]:
    def reading(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
        return Reading(look=look, incident=incident.number, about=spoken.rest, root=spoken.root)

    return reading


def _hold(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    ends = spoken.rest.casefold() == "off"
    why = "" if ends or spoken.rest.casefold() == "on" else cut(readable(spoken.rest, place.situation), 500)
    return Act(event=RecordHeld(incident=incident.number, by=place.by, on=not ends, why=why))


def _security(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    said = review(spoken, place, incident)
    return said or Reading(look=Look.SECURITY, incident=incident.number, about=spoken.rest, root=spoken.root)


_VERBS: Mapping[Verb, Callable[[Spoken, Place, Incident], Meaning]] = {
    Verb.STATUS: _read(Look.STATUS),
    Verb.TIMELINE: _read(Look.TIMELINE),
    Verb.WHY: _read(Look.WHY),
    Verb.EVIDENCE: _read(Look.EVIDENCE),
    Verb.SECURITY: _security,
    Verb.SEVERITY: _severity,
    Verb.ASSIGN: _assign,
    Verb.NOTE: _note,
    Verb.UPDATE: _update,
    Verb.RESOLVE: _resolve,
    Verb.REOPEN: _reopen,
    Verb.ACK: _ack,
    Verb.ESCALATE: _escalate,
    Verb.POSTMORTEM: _postmortem,
    Verb.ROLLBACK: propose,
    Verb.PROPOSE: propose,
    Verb.HOLD: _hold,
}
