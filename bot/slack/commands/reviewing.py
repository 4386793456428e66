"""`/rondo security clear | acceptable | action | concern | incident | …`: what somebody concludes, as it is typed."""

import re
from collections.abc import Callable, Mapping

from bot.domain.events import (
    ConcernRaised,
    ResolvedWithout,
    ReviewGiven,
    SecurityExcused,
    SecurityIncidentDeclared,
    SecurityTimeAsked,
    ServiceRestored,
)
from bot.domain.incident.state import Incident
from bot.domain.reviews import Known, ReviewState
from bot.slack.commands.meanings import Act, FormKind, Meaning, OpenForm, Say
from bot.slack.commands.place import Nobody, Place, readable, who
from bot.slack.commands.spoken import Spoken, Verb
from bot.slack.text import cut

#: As much as a note of a review holds.
NOTE = 1000

_ANSWER = re.compile(r"(?i)(attack|control|data)=(yes|no|unknown)")
_KNOWN = {"yes": Known.YES, "no": Known.NO, "unknown": Known.UNKNOWN}
_NAMES = {"attack": "attack", "control": "weakened", "data": "data"}

#: The words that do what a form does.
CONCERN, INCIDENT = "security {id} concern attack=yes data=no NOTE", "security {id} incident hide @who NOTE"


def review(spoken: Spoken, place: Place, incident: Incident) -> Meaning | None:
    """What is said of the review of an incident; `None` for everything else that is said of security."""
    head, _, rest = spoken.rest.partition(" ")
    read = _WORDS.get(head.casefold())
    return read(spoken, place, incident, rest.strip()) if read else None


def _clear(spoken: Spoken, place: Place, incident: Incident, rest: str) -> Meaning:
    return _given(place, incident, ReviewState.CLEAR, rest)


def _acceptable(spoken: Spoken, place: Place, incident: Incident, rest: str) -> Meaning:
    return _given(place, incident, ReviewState.ACCEPTABLE, rest)


def _given(place: Place, incident: Incident, state: ReviewState, rest: str) -> Meaning:
    note = cut(readable(rest, place.situation), NOTE)
    return Act(event=ReviewGiven(incident=incident.number, by=place.by, state=state, note=note))


def _action(spoken: Spoken, place: Place, incident: Incident, rest: str) -> Meaning:
    whom, _, todo = rest.partition(" ")
    if not todo.strip():
        typed = spoken.form(Verb.SECURITY, incident.id, "action @who TEXT")
        return Say(text=f"Say who does what: {typed}.") if whom else conclude(incident, spoken.root)
    owner = who(whom, place.situation)
    if isinstance(owner, Nobody):
        return Say(text=owner.text)
    words = cut(readable(todo, place.situation), NOTE)
    said = ReviewGiven(
        incident=incident.number, by=place.by, state=ReviewState.ACTION, owner=owner, action=words, pressed=False
    )
    return Act(event=said)


def conclude(incident: Incident, root: str) -> OpenForm:
    """The form for every conclusion."""
    typed = f"security {incident.id} action @who TEXT"
    return OpenForm(kind=FormKind.CONCLUDE, incident=incident.number, instead=typed, root=_root(root))


def _concern(spoken: Spoken, place: Place, incident: Incident, rest: str) -> Meaning:
    """With answers it is said at once, as by a mention, which opens no form; else the form with three questions."""
    known, words = {}, rest.split()
    while words and (answer := _ANSWER.fullmatch(words[0])):
        known[_NAMES[answer[1].lower()]] = _KNOWN[answer[2].lower()]
        words = words[1:]
    note = cut(readable(" ".join(words), place.situation), NOTE)
    if known or spoken.root.startswith("@"):
        return Act(event=ConcernRaised(incident=incident.number, by=place.by, note=note, **known))
    typed = CONCERN.format(id=incident.id)
    return OpenForm(kind=FormKind.CONCERN, incident=incident.number, title=note, instead=typed, root=spoken.root)


def _incident(spoken: Spoken, place: Place, incident: Incident, rest: str) -> Meaning:
    """With `hide @who` it is declared at once; else the form asks who must not know."""
    typed, words = INCIDENT.format(id=incident.id), rest.split()
    if not words or words[0].casefold() != "hide":
        note = cut(readable(rest, place.situation), NOTE)
        root = _root(spoken.root)
        return OpenForm(kind=FormKind.SECURITY_INCIDENT, incident=incident.number, title=note, instead=typed, root=root)
    found, words = [], words[1:]
    while words and words[0].startswith(("@", "<@")):
        hidden = who(words[0].rstrip(","), place.situation)
        if isinstance(hidden, Nobody):
            return Say(text=hidden.text)
        found.append(hidden)
        words = words[1:]
    if not found and words[:1] != ["nobody"]:
        return Say(text=f"Say who must not know: {spoken.form(Verb.SECURITY, 'incident hide @who NOTE')}, or `nobody`.")
    note = cut(readable(" ".join(words if found else words[1:]), place.situation), NOTE)
    event = SecurityIncidentDeclared(incident=incident.number, by=place.by, note=note, hidden=tuple(found))
    return Act(event=event)


def _without(spoken: Spoken, place: Place, incident: Incident, rest: str) -> Meaning:
    reason = cut(readable(rest, place.situation), NOTE)
    if reason:
        return Act(event=ResolvedWithout(incident=incident.number, by=place.by, reason=reason))
    return Say(text=f"Say why: {spoken.form(Verb.SECURITY, incident.id, 'without WHY')}.")


def _restored(spoken: Spoken, place: Place, incident: Incident, rest: str) -> Meaning:
    return Act(event=ServiceRestored(incident=incident.number, by=place.by))


def _excused(spoken: Spoken, place: Place, incident: Incident, rest: str) -> Meaning:
    """With a reason it is said at once; else the form asks for one."""
    reason, typed = cut(readable(rest, place.situation), NOTE), f"security {incident.id} excused WHY"
    if reason:
        return Act(event=SecurityExcused(incident=incident.number, by=place.by, reason=reason))
    return OpenForm(kind=FormKind.EXCUSE, incident=incident.number, instead=typed, root=_root(spoken.root))


def _later(spoken: Spoken, place: Place, incident: Incident, rest: str) -> Meaning:
    return Act(event=SecurityTimeAsked(incident=incident.number, by=place.by))


def _root(root: str) -> str:
    return "" if root.startswith("@") else root


_WORDS: Mapping[str, Callable[[Spoken, Place, Incident, str], Meaning]] = {
    "clear": _clear,
    "acceptable": _acceptable,
    "action": _action,
    "concern": _concern,
    "incident": _incident,
    "without": _without,
    "restored": _restored,
    "excused": _excused,
    "later": _later,
}
