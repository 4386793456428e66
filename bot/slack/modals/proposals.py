"""The forms about proposals: a new one, security's answer with a note, and going on in spite of it."""

from collections.abc import Callable, Mapping, Sequence

from bot.domain.events import By, PersonEvent, ProposalAnswered, ProposalOverridden, Proposed
from bot.domain.incident.state import Incident
from bot.domain.proposals import Proposal, ProposalKind, Verdict
from bot.domain.releases import Running
from bot.domain.situation import Settings, Situation
from bot.slack.cards.face import section
from bot.slack.commands.meanings import FormKind
from bot.slack.commands.proposing import NOTE
from bot.slack.modals.inputs import OPTIONS, View, choice, form, typed
from bot.slack.modals.submission import Submission, Wrong
from bot.slack.text import cut, escape, fit, one_line


def propose(incident: Incident, settings: Settings, running: Sequence[Running], kind: str = "") -> View:
    """What somebody means to do; what runs now stands above it, where that is known."""
    services = [(cut(name, 75), name) for name in settings.services if len(name) <= 150][:OPTIONS]
    kinds = [(one.words.capitalize(), one.value) for one in ProposalKind]
    chosen = kind if kind in set(ProposalKind) else ProposalKind.ROLLBACK.value
    blocks = [
        section("\n".join([f"*{incident.id}*: the ledger of releases answers at once", *_runs(running)])),
        choice("kind", "What do you mean to do?", kinds, chosen=chosen),
        *([choice("service", "Service", services, chosen=incident.named_service, optional=True)] if services else []),
        typed("to", "To which version, number or place?", "1.4.2", optional=True, longest=128),
        typed("note", "Why, or what exactly?", "1.5.0 leaks connections", optional=True, longest=NOTE),
    ]
    return form(FormKind.PROPOSE, f"Propose in {incident.id}", "Propose", blocks, incident=incident.number)


def _runs(running: Sequence[Running]) -> list[str]:
    there = [one.deploy for one in running if one.deploy.is_production][:3]
    return [f"Runs now: {_words(one.service)} {_words(one.version)} in {_words(one.environment)}" for one in there]


def answer(incident: Incident, one: Proposal, kind: FormKind) -> View:
    """Security approves or objects, with a note."""
    approves = kind is FormKind.APPROVE
    hint = "Behind the firewall, and back by noon" if approves else "The hole is exploited: go forward to 1.5.1"
    label = "A note" if approves else "Why, and what instead?"
    blocks = [_about(incident, one), typed("note", label, hint, optional=True, lines=True, longest=NOTE)]
    title = f"{'Approve' if approves else 'Object'}: {incident.id}"
    return form(kind, title, "Approve" if approves else "Object", blocks, incident=incident.number, place=_number(one))


def proceed(incident: Incident, one: Proposal) -> View:
    """Going on takes a reason, and nothing else."""
    why = typed("note", "Why go on all the same?", "Nobody can pay; the way in is closed", lines=True, longest=NOTE)
    blocks = [_about(incident, one), why]
    title = f"Proceed: {incident.id}"
    return form(FormKind.PROCEED, title, "Proceed", blocks, incident=incident.number, place=_number(one))


def _number(one: Proposal) -> str:
    return str(one.number)


def _about(incident: Incident, one: Proposal) -> Mapping[str, object]:
    flags = [f":warning: *{_words(one.to)} is flagged* {_words(known.words)}" for known in one.against]
    reply = one.reply
    note = f": “{_words(reply.note)}”" if reply and reply.note else ""
    said = [f"{reply.verdict.value.capitalize()} by {escape(reply.person)}{note}"] if reply else []
    return section("\n".join([f"*{incident.id}* · proposal {one.number}: {_words(one.deed)}", *flags, *said]))


def _words(said: str) -> str:
    return fit(one_line(said), 400)


def _proposed(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    values, kind = form.values, form.values.get("kind", "")
    if kind not in set(ProposalKind):
        return Wrong(errors={"kind": "Choose what you mean to do."})
    said, to = ProposalKind(kind), values.get("to", "").strip()
    if said is ProposalKind.ROLLBACK and not to:
        return Wrong(errors={"to": "Say which version it goes back to."})
    if said.goes_to_a_version and not values.get("service"):
        return Wrong(errors={"service": "Choose the service: what is known is known by service and version."})
    if said is ProposalKind.OTHER and not values.get("note"):
        return Wrong(errors={"note": "Say in a few words what you mean to do."})
    number, note = form.incident or 0, values.get("note", "")
    return Proposed(incident=number, by=by, kind=said, service=values.get("service", ""), to=to, note=note)


def _answered(verdict: Verdict) -> Callable[[Submission, By, Situation], PersonEvent | Wrong]:
    def read(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
        number, one = form.incident or 0, _about_which(form)
        note = form.values.get("note", "")
        return ProposalAnswered(incident=number, by=by, proposal=one, verdict=verdict, note=note)

    return read


def _proceeded(form: Submission, by: By, situation: Situation) -> PersonEvent | Wrong:
    if not form.values.get("note"):
        return Wrong(errors={"note": "Say why it goes on: that is all it takes."})
    return ProposalOverridden(
        incident=form.incident or 0, by=by, proposal=_about_which(form), reason=form.values["note"]
    )


def _about_which(form: Submission) -> int:
    return int(form.place) if form.place.isascii() and form.place.isdigit() and len(form.place) < 5 else 0


PROPOSAL_READERS: Mapping[FormKind, Callable[[Submission, By, Situation], PersonEvent | Wrong]] = {
    FormKind.PROPOSE: _proposed,
    FormKind.APPROVE: _answered(Verdict.APPROVED),
    FormKind.OBJECT: _answered(Verdict.OBJECTED),
    FormKind.PROCEED: _proceeded,
}
