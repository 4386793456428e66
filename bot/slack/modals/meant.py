"""What a form that came back means: an event, or what is wrong with it, block by block."""

from collections.abc import Callable, Mapping

from bot.domain.alerts import Severity
from bot.domain.events import (
    By,
    Declared,
    EscalationAsked,
    HandedOver,
    Noted,
    PersonEvent,
    PostmortemWritten,
    ReasonGiven,
    Resolved,
    SecurityExcused,
    SilenceAsked,
)
from bot.domain.incident.state import number_of
from bot.domain.reasons import Reason
from bot.domain.situation import Situation
from bot.slack.commands.meanings import FormKind
from bot.slack.commands.silencing import labels, length
from bot.slack.modals.plans import PLAN_READERS
from bot.slack.modals.proposals import PROPOSAL_READERS
from bot.slack.modals.reviews import REVIEW_READERS
from bot.slack.modals.submission import Further, Submission, Wrong
from bot.slack.modals.views import POSTMORTEM_FIELDS


def read(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong | Further:
    """What a form means, or what is asked further."""
    if form.kind not in _WITHOUT_INCIDENT and form.incident is None:
        return Wrong(errors={form.first_block: "This form is too old. Close it and open it again."})
    return _READERS[form.kind](form, by, situation)


def _declare(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    title = form.values.get("title", "")
    if not title:
        return Wrong(errors={"title": "Say what is wrong, in a few words."})
    severity = form.values.get("severity")
    return Declared(
        by=by,
        title=title,
        service=form.values.get("service") or None,
        severity=Severity(severity) if severity in set(Severity) else None,
        private="private" in form.ticked,
        security_concern="security" in form.ticked,
    )


def _resolve(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    return Resolved(incident=form.incident or 0, by=by, summary=form.values.get("summary", ""))


def _hand_over(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    if not form.values.get("whom"):
        return Wrong(errors={"whom": "Choose who takes it."})
    return HandedOver(incident=form.incident or 0, by=by, to=situation.named(form.values["whom"]))


def _escalate(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    whom = form.values.get("whom")
    person = situation.named(whom) if whom else None
    return EscalationAsked(incident=form.incident or 0, by=by, person=person, reason=form.values.get("reason", ""))


def _postmortem(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    fields = {key: form.values[key] for key, _, _ in POSTMORTEM_FIELDS if form.values.get(key)}
    return PostmortemWritten(incident=form.incident or 0, by=by, fields=fields, publish="publish" in form.ticked)


def _silence(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    match, rest = labels(form.values.get("labels", ""))
    lasts = length(form.values.get("lasts", ""))
    if rest or not match:
        return Wrong(errors={"labels": "Write labels like service=checkout alertname=High*, with a space between."})
    if lasts is None:
        return Wrong(errors={"lasts": "Choose for how long."})
    why = form.values.get("why", "")[:300]
    return SilenceAsked(by=by, match=match, lasts=lasts, why=why, incident=form.incident or 0)


def _reason(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    text = form.values.get("reason", "")
    if not text:
        return Wrong(errors={"reason": "Say it in a few words, or close this: you need not answer."})
    return ReasonGiven(incident=form.incident or 0, by=by, reason=Reason.OTHER, text=text)


def _excuse(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    text = form.values.get("reason", "")
    if not text:
        return Wrong(errors={"reason": "Say it in a few words. *Not me* asks the next one without a reason."})
    return SecurityExcused(incident=form.incident or 0, by=by, reason=text)


def _timeline(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    number, text = number_of(form.values.get("incident", "")), form.values.get("text", "")
    if number is None:
        return Wrong(errors={"incident": "Choose the incident."})
    if not text:
        return Wrong(errors={"text": "Say what to write into the timeline."})
    return Noted(incident=number, by=by, text=text, link=form.source or None)


_READERS: Mapping[FormKind, Callable[[Submission, By, Situation], PersonEvent | Wrong | Further]] = {
    FormKind.DECLARE: _declare,
    FormKind.RESOLVE: _resolve,
    FormKind.HAND_OVER: _hand_over,
    FormKind.ESCALATE: _escalate,
    FormKind.POSTMORTEM: _postmortem,
    FormKind.TIMELINE: _timeline,
    FormKind.SILENCE: _silence,
    FormKind.REASON: _reason,
    FormKind.EXCUSE: _excuse,
    **PLAN_READERS,
    **REVIEW_READERS,
    **PROPOSAL_READERS,
}
_WITHOUT_INCIDENT = frozenset({FormKind.DECLARE, FormKind.TIMELINE, FormKind.TAKE_THERE, *PLAN_READERS})
