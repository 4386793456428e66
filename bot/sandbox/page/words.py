"""The commands and shortcuts that the page offers to complete, as the app's manifest would tell Slack."""

from collections.abc import Mapping, Sequence

VERBS: Sequence[tuple[str, str]] = (
    ("declare", "open an incident"),
    ("status", "how this incident stands"),
    ("ack", "take it"),
    ("escalate", "call the next one, or @who"),
    ("assign @", "give it to somebody"),
    ("note ", "write into the timeline"),
    ("update ", "tell everybody how it goes"),
    ("severity ", "critical, high, medium or low"),
    ("resolve", "it is over"),
    ("reopen", "it is not over"),
    ("why", "who was picked, and why"),
    ("timeline", "what happened when"),
    ("postmortem", "the draft and its form"),
    ("oncall", "who is on call now and next"),
    ("security", "who stands in for security"),
    ("web", "a link to the dashboard"),
    ("hello", "whether commands arrive"),
)
HINTS: Mapping[str, str] = {
    "/rondo": "everything Rondo can do",
    "/incident": "declare, see and steer incidents",
    "/ack": "take the incident you were paged for",
    "/escalate": "call the next one, a person or a level",
    "/postmortem": "the postmortem's draft and form",
    "/oncall": "who is on call now and next",
    "/security": "who stands in for security",
}
WITH_VERBS = ("/rondo", "/incident")
MESSAGE_SHORTCUTS: Sequence[tuple[str, str]] = (
    ("add_to_timeline", "Add to the timeline"),
    ("take_to_security_incident", "To the security incident"),
    ("declare_from_message", "Declare an incident"),
)
SHORTCUTS: Sequence[tuple[str, str]] = (("declare", "Declare an incident"),)


def completions(commands: frozenset[str]) -> list[tuple[str, str]]:
    """Every line that can be begun, with what it does; only commands that are installed."""
    roots = [(name, HINTS.get(name, "")) for name in sorted(commands, key=lambda name: (name != "/rondo", name))]
    with_verbs = [(f"{root} {verb}", hint) for root in WITH_VERBS if root in commands for verb, hint in VERBS]
    return [*roots, *with_verbs]
