"""How forms look: views within Slack's limits, each carrying in `private_metadata` what its answer needs."""

from collections.abc import Mapping, Sequence

from bot.domain.alerts import Severity
from bot.domain.incident.state import Incident
from bot.domain.situation import Settings
from bot.slack.cards.face import section
from bot.slack.commands.meanings import FormKind
from bot.slack.modals.inputs import LONGEST, OPTIONS, Block, View, choice, form, person, ticks, typed, view
from bot.slack.text import cut, escape, fit

#: The postmortem's fields in their order: key, label, what to write (`bot.domain.postmortem` names the same keys).
POSTMORTEM_FIELDS: Sequence[tuple[str, str, str]] = (
    ("summary", "Summary", "What happened, in two sentences"),
    ("impact", "Impact", "Who noticed what, for how long"),
    ("factors", "Contributing factors", "What made it possible, what made it worse"),
    ("actions", "Action items", "Who does what by when, one a line"),
    ("lessons", "What went well, what was luck", "For whoever has the next one"),
)


def resolve(incident: Incident) -> View:
    """One optional line on how it ended."""
    summary = typed("summary", "How did it end?", "Rolled back to 1.4.1", optional=True, lines=True)
    title, blocks = f"Resolve {incident.id}", [_about(incident), summary]
    return form(FormKind.RESOLVE, title, "Resolve", blocks, incident=incident.number)


def hand_over(incident: Incident) -> View:
    """Who takes it."""
    blocks = [_about(incident), person("whom", "Who takes it?")]
    return form(FormKind.HAND_OVER, f"Hand over {incident.id}", "Hand over", blocks, incident=incident.number)


def escalate(incident: Incident) -> View:
    """Whom to call, and why; nobody named is whoever is next."""
    blocks = [
        _about(incident),
        person("whom", "Whom? Empty: whoever is next", optional=True),
        typed("reason", "Why?", "Database locks; needs somebody who knows the schema", optional=True),
    ]
    return form(FormKind.ESCALATE, f"Escalate {incident.id}", "Call", blocks, incident=incident.number)


def silence(incident: Incident, match: Mapping[str, str]) -> View:
    """Which alerts page nobody, for how long, and why."""
    written = cut(" ".join(f"{name}={value}" for name, value in match.items()), 1000)
    lasts = [("1 hour", "1h"), ("4 hours", "4h"), ("1 day", "1d")]
    hint = "service=checkout alertname=High*"
    blocks = [
        _about(incident),
        typed("labels", "Alerts with all of these labels", hint, initial=written, longest=1000),
        choice("lasts", "Page nobody for", lasts, chosen="1h"),
        typed("why", "Why?", "Deploying; the alert is known", optional=True, longest=300),
    ]
    return form(FormKind.SILENCE, "Silence alerts", "Silence", blocks, incident=incident.number)


def declare(settings: Settings, *, title: str = "", source: str = "") -> View:
    """A new incident by hand; `source` is the permalink of the message it was declared from."""
    services = [(cut(name, 75), name) for name in settings.services if len(name) <= 150][:OPTIONS]
    flags = [("Private: only who is called may read it", "private"), ("I suspect an attack: page security", "security")]
    blocks = [
        typed("title", "What is wrong?", "Checkout shows an error to everybody", initial=cut(title, 300), longest=300),
        *([choice("service", "Service", services, optional=True)] if services else []),
        choice("severity", "How bad is it?", [(one.value.capitalize(), one.value) for one in Severity], chosen="high"),
        ticks("flags", "Handle with care", flags),
    ]
    return form(FormKind.DECLARE, "Declare an incident", "Declare", blocks, source=source)


def postmortem(incident: Incident, fields: Mapping[str, str]) -> View:
    """The report's form with `fields` filled in."""
    title = f"Postmortem {incident.id}"
    inputs = [
        typed(key, label, hint, optional=True, lines=True, initial=cut(fields.get(key, ""), LONGEST))
        for key, label, hint in POSTMORTEM_FIELDS
    ]
    publish = ticks("publish", "When saved", [("Post it to the incident's channel", "publish")])
    blocks = [_about(incident), *inputs, publish]
    return form(FormKind.POSTMORTEM, title, "Save", blocks, incident=incident.number)


def add_to_timeline(incidents: Sequence[Incident], *, words: str, link: str) -> View:
    """Which incident's timeline a picked message goes to, where its channel does not say."""
    options = [(one.id if one.private else cut(f"{one.id} {one.title}", 75), one.id) for one in incidents[:OPTIONS]]
    note = typed("text", "What to write", "", initial=cut(words, LONGEST), lines=True)
    blocks = [choice("incident", "Which incident?", options, chosen=options[0][1]), note]
    return form(FormKind.TIMELINE, "Add to the timeline", "Add", blocks, source=link)


def sentence(words: str) -> View:
    """A view that only says something; `words` are mrkdwn."""
    return shown([section(words)])


def shown(blocks: Sequence[Block]) -> View:
    """A view of blocks that are an answer, where there is no message beside which it could stand."""
    return view(None, "Rondo", blocks)


def _about(incident: Incident) -> Block:
    return section(f"*{incident.id}* · {fit(cut(incident.title, 200), 1000)} · {escape(incident.severity.value)}")
