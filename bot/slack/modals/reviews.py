"""The forms of the security review: conclude, a concern, resolving without it, and who must not know."""

from datetime import datetime

from bot.domain.events import (
    By,
    ConcernRaised,
    Noted,
    PersonEvent,
    ResolvedWithout,
    ReviewGiven,
    SecurityIncidentDeclared,
)
from bot.domain.incident.state import Incident, number_of
from bot.domain.reviews import Known, ReviewState
from bot.domain.situation import Situation
from bot.slack.cards.face import section
from bot.slack.commands.meanings import FormKind
from bot.slack.commands.reviewing import NOTE
from bot.slack.modals.inputs import View, choice, form, people, person, typed
from bot.slack.modals.submission import Further, Submission, Wrong
from bot.slack.text import cut, fit

_ELSE = "incident"
_RESULTS = [
    ("Nothing for security", ReviewState.CLEAR.value),
    ("Reviewed, acceptable", ReviewState.ACCEPTABLE.value),
    ("Action needed: say who does what", ReviewState.ACTION.value),
    ("It is a security incident", _ELSE),
]
_KNOWN = [("Yes", Known.YES.value), ("No", Known.NO.value), ("Not known yet", Known.UNKNOWN.value)]
_ASIDE = (
    "A private incident of its own is opened; this one says only “reviewed, follow-up elsewhere”. Whoever you name "
    "here is never called for it or brought in, and sees nothing of it on the dashboard."
)


def conclude(incident: Incident, now: datetime) -> View:
    """Every conclusion that there is."""
    blocks = [
        _about(incident),
        choice("result", "What do you conclude?", _RESULTS),
        person("whom", "Action needed: by whom?", optional=True),
        typed("action", "What is to be done?", "Rotate the key of the checkout service", optional=True, longest=NOTE),
        typed("note", "A note for the record", "", optional=True, lines=True, longest=NOTE),
    ]
    title = f"Security of {incident.id}"
    return form(FormKind.CONCLUDE, title, "Conclude", blocks, incident=incident.number, shown=_at(now))


def concern(incident: Incident, note: str = "") -> View:
    """Three questions, none of which has to be answered."""
    chosen = Known.UNKNOWN.value
    blocks = [
        _about(incident),
        choice("attack", "Is it an attack?", _KNOWN, chosen=chosen),
        choice("weakened", "Does the fix weaken a control?", _KNOWN, chosen=chosen),
        choice("data", "Is data touched?", _KNOWN, chosen=chosen),
        typed("note", "What makes you think so?", "", optional=True, lines=True, initial=note, longest=NOTE),
    ]
    return form(FormKind.CONCERN, f"Concern: {incident.id}", "Raise it", blocks, incident=incident.number)


def without(incident: Incident) -> View:
    """Why it is resolved without the review."""
    why = typed("reason", "Why is it resolved without the security review?", "", lines=True, longest=NOTE)
    blocks = [_about(incident), why, section("It goes to the record, and to whoever leads security.")]
    return form(FormKind.WITHOUT, f"Resolve {incident.id}", "Resolve", blocks, incident=incident.number)


def security_incident(number: int, note: str = "") -> View:
    """Who must not know."""
    blocks = [
        section(_ASIDE),
        people("hidden", "Who must not know?", optional=True),
        typed("note", "What is it?", "Read in that incident alone", optional=True, initial=note, longest=NOTE),
    ]
    return form(FormKind.SECURITY_INCIDENT, "Security incident", "Declare", blocks, incident=number)


def take_there(incidents: list[Incident], words: str, link: str) -> View:
    """Which security incident a message is taken to; no title of one stands in a list."""
    options = [(one.id, one.id) for one in incidents[:100]]
    blocks = [
        choice("incident", "Which security incident?", options, chosen=options[0][1]),
        typed("text", "What to write into its timeline", "", initial=cut(words, 3000), lines=True),
    ]
    return form(FormKind.TAKE_THERE, "Take it there", "Take it there", blocks, source=link)


def _about(incident: Incident) -> View:
    return section(f"*{incident.id}* · {fit(cut(incident.title, 200), 1000)}")


def _at(now: datetime) -> int:
    return int(now.timestamp())


def _concluded(form_: Submission, by: By, situation: Situation) -> PersonEvent | Wrong | Further:
    number, result = form_.incident or 0, form_.values.get("result", "")
    note, todo, whom = (form_.values.get(key, "") for key in ("note", "action", "whom"))
    if result == _ELSE:
        return Further(view=security_incident(number, note))
    if result not in {value for _, value in _RESULTS}:
        return Wrong(errors={"result": "Choose what you conclude."})
    state = ReviewState(result)
    if state is ReviewState.ACTION and not (whom and todo):
        missing = {"whom": "Choose who does it."} if not whom else {"action": "Say what is to be done."}
        return Wrong(errors=missing)
    owner = situation.named(whom) if whom else ""
    return ReviewGiven(incident=number, by=by, state=state, note=note, owner=owner, action=todo, shown_at=form_.shown)


def _concerned(form_: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    said = {key: form_.values.get(key, "") for key in ("attack", "weakened", "data")}
    answers = {key: Known(value) if value in set(Known) else Known.UNKNOWN for key, value in said.items()}
    return ConcernRaised(incident=form_.incident or 0, by=by, note=form_.values.get("note", ""), **answers)


def _excused(form_: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    reason = form_.values.get("reason", "")
    if not reason:
        return Wrong(errors={"reason": "Say why; it goes to the record."})
    return ResolvedWithout(incident=form_.incident or 0, by=by, reason=reason)


def _declared(form_: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    hidden = tuple(situation.named(one) for one in form_.people)
    if by.person in hidden:
        return Wrong(errors={"hidden": "You declare it, so you know of it. Name only others."})
    return SecurityIncidentDeclared(
        incident=form_.incident or 0, by=by, note=form_.values.get("note", ""), hidden=hidden
    )


def _taken(form_: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    number, words = number_of(form_.values.get("incident", "")), form_.values.get("text", "")
    if number is None or not words:
        return Wrong(errors={"incident" if number is None else "text": "Choose the incident, and what to write."})
    return Noted(incident=number, by=by, text=words, link=form_.source or None)


REVIEW_READERS = {
    FormKind.CONCLUDE: _concluded,
    FormKind.CONCERN: _concerned,
    FormKind.WITHOUT: _excused,
    FormKind.SECURITY_INCIDENT: _declared,
    FormKind.TAKE_THERE: _taken,
}
