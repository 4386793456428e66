"""How forms look: views within Slack's limits, each carrying in `private_metadata` what its answer needs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.alerts import Severity
from bot.domain.incident.state import Incident
from bot.domain.situation import Settings
from bot.slack.cards.face import section
from bot.slack.commands.meanings import FormKind
from bot.slack.text import cut, escape, fit

View = Mapping[str, Any]
Block = Mapping[str, Any]

#: The postmortem's fields in their order: key, label, what to write (`bot.domain.postmortem` names the same keys).
POSTMORTEM_FIELDS: Sequence[tuple[str, str, str]] = (
    ("summary", "Summary", "What happened, in two sentences"),
    ("impact", "Impact", "Who noticed what, for how long"),
    ("factors", "Contributing factors", "What made it possible, what made it worse"),
    ("actions", "Action items", "Who does what by when, one a line"),
    ("lessons", "What went well, what was luck", "For whoever has the next one"),
)
_LONGEST_INPUT = 3000
_OPTIONS = 100


def resolve(incident: Incident) -> View:
    """One optional line on how it ended."""
    summary = _words("summary", "How did it end?", "Rolled back to 1.4.1", optional=True, lines=True)
    title, blocks = f"Resolve {incident.id}", [_about(incident), summary]
    return _form(FormKind.RESOLVE, title, "Resolve", blocks, incident=incident.number)


def hand_over(incident: Incident) -> View:
    """Who takes it."""
    blocks = [_about(incident), _person("whom", "Who takes it?")]
    return _form(FormKind.HAND_OVER, f"Hand over {incident.id}", "Hand over", blocks, incident=incident.number)


def escalate(incident: Incident) -> View:
    """Whom to call, and why; nobody named is whoever is next."""
    blocks = [
        _about(incident),
        _person("whom", "Whom? Empty: whoever is next", optional=True),
        _words("reason", "Why?", "Database locks; needs somebody who knows the schema", optional=True),
    ]
    return _form(FormKind.ESCALATE, f"Escalate {incident.id}", "Call", blocks, incident=incident.number)


def silence(incident: Incident, match: Mapping[str, str]) -> View:
    """Which alerts page nobody, for how long, and why."""
    typed = cut(" ".join(f"{name}={value}" for name, value in match.items()), 1000)
    lasts = [("1 hour", "1h"), ("4 hours", "4h"), ("1 day", "1d")]
    hint = "service=checkout alertname=High*"
    blocks = [
        _about(incident),
        _words("labels", "Alerts with all of these labels", hint, initial=typed, longest=1000),
        _choice("lasts", "Page nobody for", lasts, chosen="1h"),
        _words("why", "Why?", "Deploying; the alert is known", optional=True, longest=300),
    ]
    return _form(FormKind.SILENCE, "Silence alerts", "Silence", blocks, incident=incident.number)


def declare(settings: Settings, *, title: str = "", source: str = "") -> View:
    """A new incident by hand; `source` is the permalink of the message it was declared from."""
    services = [(cut(name, 75), name) for name in settings.services if len(name) <= 150][:_OPTIONS]
    flags = [("Private: only who is called may read it", "private"), ("I suspect an attack: page security", "security")]
    blocks = [
        _words("title", "What is wrong?", "Checkout shows an error to everybody", initial=cut(title, 300), longest=300),
        *([_choice("service", "Service", services, optional=True)] if services else []),
        _choice("severity", "How bad is it?", [(one.value.capitalize(), one.value) for one in Severity], chosen="high"),
        _ticks("flags", "Handle with care", flags),
    ]
    return _form(FormKind.DECLARE, "Declare an incident", "Declare", blocks, source=source)


def postmortem(incident: Incident, fields: Mapping[str, str]) -> View:
    """The report's form with `fields` filled in."""
    title = f"Postmortem {incident.id}"
    inputs = [
        _words(key, label, hint, optional=True, lines=True, initial=cut(fields.get(key, ""), _LONGEST_INPUT))
        for key, label, hint in POSTMORTEM_FIELDS
    ]
    publish = _ticks("publish", "When saved", [("Post it to the incident's channel", "publish")])
    blocks = [_about(incident), *inputs, publish]
    return _form(FormKind.POSTMORTEM, title, "Save", blocks, incident=incident.number)


def add_to_timeline(incidents: Sequence[Incident], *, words: str, link: str) -> View:
    """Which incident's timeline a picked message goes to, where its channel does not say."""
    options = [(one.id if one.private else cut(f"{one.id} {one.title}", 75), one.id) for one in incidents[:_OPTIONS]]
    note = _words("text", "What to write", "", initial=cut(words, _LONGEST_INPUT), lines=True)
    blocks = [_choice("incident", "Which incident?", options, chosen=options[0][1]), note]
    return _form(FormKind.TIMELINE, "Add to the timeline", "Add", blocks, source=link)


def sentence(words: str) -> View:
    """A view that only says something; `words` are mrkdwn."""
    return shown([section(words)])


def shown(blocks: Sequence[Block]) -> View:
    """A view of blocks that are an answer, where there is no message beside which it could stand."""
    return _view(None, "Rondo", blocks)


def _about(incident: Incident) -> Block:
    return section(f"*{incident.id}* · {fit(cut(incident.title, 200), 1000)} · {escape(incident.severity.value)}")


def _form(kind: FormKind, title: str, submit: str, blocks: Sequence[Block], **kept: Any) -> View:
    view = _view(kind, title, blocks)
    return {**view, "submit": _plain(submit), "close": _plain("Cancel"), "private_metadata": _kept(**kept)}


def _view(kind: FormKind | None, title: str, blocks: Sequence[Block]) -> dict[str, Any]:
    named = {"callback_id": kind.value} if kind else {}
    return {"type": "modal", **named, "title": _plain(cut(title, 24)), "close": _plain("Close"), "blocks": list(blocks)}


def _kept(**kept: Any) -> str:
    return json.dumps({key: value for key, value in kept.items() if value}, separators=(",", ":"))


def _plain(words: str) -> Block:
    return {"type": "plain_text", "text": words}


def _input(block: str, label: str, element: Block, *, optional: bool) -> Block:
    named = {**element, "action_id": block}
    return {"type": "input", "block_id": block, "label": _plain(label), "element": named, "optional": optional}


def _words(
    block: str,
    label: str,
    hint: str,
    *,
    optional: bool = False,
    lines: bool = False,
    initial: str = "",
    longest: int = _LONGEST_INPUT,
) -> Block:
    element: dict[str, Any] = {"type": "plain_text_input", "multiline": lines, "max_length": longest}
    if hint:
        element["placeholder"] = _plain(cut(hint, 150))
    if initial:
        element["initial_value"] = initial
    return _input(block, label, element, optional=optional)


def _person(block: str, label: str, *, optional: bool = False) -> Block:
    return _input(block, label, {"type": "users_select"}, optional=optional)


def _choice(
    block: str, label: str, options: Sequence[tuple[str, str]], *, chosen: str = "", optional: bool = False
) -> Block:
    shown = [_option(words, value) for words, value in options]
    initial = next((one for one, (_, value) in zip(shown, options, strict=True) if value == chosen), None)
    element: dict[str, Any] = {"type": "static_select", "options": shown}
    return _input(block, label, {**element, "initial_option": initial} if initial else element, optional=optional)


def _ticks(block: str, label: str, options: Sequence[tuple[str, str]]) -> Block:
    element = {"type": "checkboxes", "options": [_option(words, value) for words, value in options]}
    return _input(block, label, element, optional=True)


def _option(words: str, value: str) -> Block:
    return {"text": _plain(cut(words, 75)), "value": value}
