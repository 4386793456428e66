"""`/rondo rollback checkout 1.4.2`, `/rondo propose restart checkout WHY`: what somebody means to do, as typed."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from bot.domain.events import By, PersonEvent, ProposalAnswered, ProposalClosed, ProposalOverridden, Proposed
from bot.domain.incident.state import Incident
from bot.domain.proposals import ProposalKind, Verdict
from bot.slack.commands.meanings import Act, FormKind, Meaning, OpenForm, Say
from bot.slack.commands.place import Place, readable
from bot.slack.commands.spoken import Spoken, Verb
from bot.slack.text import cut, escape

NOTE = 300

#: The forms about a proposal, and the words that do without them.
PROPOSAL_FORMS: Mapping[FormKind, str] = {
    FormKind.PROPOSE: "propose {id} rollback SERVICE VERSION WHY",
    FormKind.APPROVE: "propose {id} approve {proposal} NOTE",
    FormKind.OBJECT: "propose {id} object {proposal} NOTE",
    FormKind.PROCEED: "propose {id} anyway {proposal} WHY",
}

_KINDS: Mapping[str, ProposalKind] = {
    **{kind.value: kind for kind in ProposalKind},
    "roll back": ProposalKind.ROLLBACK,
    "config": ProposalKind.CONFIGURATION,
    "open access": ProposalKind.OPEN_ACCESS,
    "open-access": ProposalKind.OPEN_ACCESS,
    "switch off": ProposalKind.SWITCH_OFF,
    "switch-off": ProposalKind.SWITCH_OFF,
}
_SAID = "rollback, redeploy, restart, scale, configuration, open access, switch off, other"

#: What is said of a proposal that stands: incident, who, its number, the words after it.
_DEEDS: Mapping[str, Callable[[int, By, int, str], PersonEvent]] = {
    "approve": lambda incident, by, number, words: ProposalAnswered(
        incident=incident, by=by, proposal=number, verdict=Verdict.APPROVED, note=words
    ),
    "object": lambda incident, by, number, words: ProposalAnswered(
        incident=incident, by=by, proposal=number, verdict=Verdict.OBJECTED, note=words
    ),
    "anyway": lambda incident, by, number, words: ProposalOverridden(
        incident=incident, by=by, proposal=number, reason=words
    ),
    "done": lambda incident, by, number, words: ProposalClosed(incident=incident, by=by, proposal=number, done=True),
    "undone": lambda incident, by, number, words: ProposalClosed(incident=incident, by=by, proposal=number, done=False),
}
_PRESSED: Mapping[str, str] = {"proposal_done": "done", "proposal_undone": "undone"}

#: The controls of proposals that act at once.
PROPOSAL_BUTTONS = frozenset(_PRESSED)


def propose(spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    """What is proposed, or said of a proposal; without words, the form."""
    words = readable(spoken.rest, place.situation).split()
    rollback = spoken.verb is Verb.ROLLBACK
    if not words:
        root = "" if spoken.root.startswith("@") else spoken.root  # a mention can't open a form
        return proposal_form(FormKind.PROPOSE, incident.number, "rollback" if rollback else "", root=root)
    if rollback:
        return _proposed(ProposalKind.ROLLBACK, words, spoken, place, incident)
    if words[0].casefold() in _DEEDS:
        return _said(words, spoken, place, incident)
    kind, words = _kind(words)
    if kind is None:
        typed = spoken.form(spoken.verb, "restart checkout WHY")
        return Say(text=f"“{escape(cut(words[0], 40))}” can't be proposed. Say it like {typed}: {_SAID}.")
    return _proposed(kind, words, spoken, place, incident)


def proposal_form(kind: FormKind, incident: int, about: str = "", *, root: str = "") -> OpenForm:
    """A form about a proposal, `about` its number (or the kind that is chosen in a new one)."""
    instead = PROPOSAL_FORMS[kind].format(id=f"INC-{incident}", proposal=about)
    return OpenForm(kind=kind, incident=incident, about=about, instead=instead, root=root)


def proposal_pressed(name: str, incident: int, words: str, by: By) -> Meaning:
    """A button of a proposal that acts at once; `words` is what it carried: `INC-7 2`."""
    return Act(event=_DEEDS[_PRESSED[name]](incident, by, proposal_number(words), ""))


def proposal_number(words: str) -> int:
    """The proposal that a control is about; 0, which there is never, where it does not say."""
    _, _, number = words.partition(" ")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0


def _said(words: list[str], spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    verb, number = words[0].casefold(), proposal_number(" ".join(words[:2]))
    if not number:
        return Say(text=f"Say which proposal: {spoken.form(spoken.verb, verb, '2', 'WHY')}.")
    return Act(event=_DEEDS[verb](incident.number, place.by, number, cut(" ".join(words[2:]), NOTE)))


def _kind(words: list[str]) -> tuple[ProposalKind | None, list[str]]:
    """The kind at the beginning, in one word or two, and what is left."""
    for length in (2, 1):
        kind = _KINDS.get(" ".join(words[:length]).casefold())
        if kind is not None:
            return kind, words[length:]
    return None, words


def _proposed(kind: ProposalKind, words: list[str], spoken: Spoken, place: Place, incident: Incident) -> Meaning:
    service, words = _service(words, place, incident, named=kind.goes_to_a_version)
    takes = bool(words) and (kind.goes_to_a_version or (kind is ProposalKind.SCALE and _has_a_digit(words[0])))
    if kind is ProposalKind.ROLLBACK and not takes:
        typed = spoken.form(Verb.ROLLBACK, service or "checkout", "1.4.2", "WHY")
        return Say(text=f"Say which version it goes back to: {typed}.")
    to, note = (words[0], words[1:]) if takes else ("", words)
    said = cut(" ".join(note), NOTE)
    return Act(
        event=Proposed(incident=incident.number, by=place.by, kind=kind, service=service, to=to, note=said),
    )


def _service(words: list[str], place: Place, incident: Incident, *, named: bool) -> tuple[str, list[str]]:
    """The service at the beginning, else the incident's; a word that is nearly one is one, so that it is answered."""
    services, own = place.situation.settings.services, incident.named_service
    if words and words[0] in services:
        return words[0], words[1:]
    nearly = named and len(words) > 1 and not _has_a_digit(words[0])
    if words and (nearly or get_close_matches(words[0], services, n=1, cutoff=0.8)):
        return words[0], words[1:]
    return (own if own in services else ""), words


def _has_a_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)
