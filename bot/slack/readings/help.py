"""What Rondo can do, as it is typed here."""

from collections.abc import Sequence

from bot.slack.cards.face import Face, face
from bot.slack.text import escape

_LINES: Sequence[tuple[str, str]] = (
    ("declare TITLE", "open an incident; without a title, a form"),
    ("list", "the open incidents, with buttons"),
    ("ack", "take it"),
    ("escalate @who REASON", "call whoever is next, or that person"),
    ("resolve SUMMARY", "it is over; `reopen` takes that back"),
    ("status", "how it stands; `timeline` what happened, `why` who was picked and why"),
    ("assign @who", "give it to somebody; `severity high` sets how bad it is"),
    ("note TEXT", "into the timeline; `update TEXT` for everybody"),
    ("security", "who stands in for security, and the review; `security incident` declares a private one"),
    ("security clear NOTE", "nothing for security; `acceptable`, `action @who TEXT`, `concern NOTE` say otherwise"),
    (
        "security flag SERVICE VERSION insecure CVE-…",
        "what you know against a release; `security unflag` takes it back",
    ),
    ("rollback SERVICE VERSION", "say where you go back to, and read what is known; `propose` for all else, as a form"),
    ("releases SERVICE", "what runs where, and what is known against it"),
    ("oncall", "who is on call now and next; `oncall fairness` who carries how much, `oncall calendar` your calendar"),
    ("silence", "which alerts page nobody; `silence service=checkout 4h WHY`, `silence end 3`"),
    ("postmortem", "the draft, as a form"),
    ("evidence", "the incident's record as a package for an auditor, who can check it alone"),
    ("hold WHY", "keep the record whatever its age; `hold off` ends that"),
    ("web", "a sign-in link; `doctor` checks the set-up; `hello` proves that commands arrive"),
)


def what(root: str) -> Sequence[str]:
    """A line for each command."""
    return [f"`{escape(root)} {typed}` {words}" for typed, words in _LINES]


def help_(root: str) -> Face:
    """All of it."""
    lead = "*Rondo opens an incident's channel, calls whoever's turn it is, and goes on until somebody takes it.*"
    return face([lead, *what(root)], small="Elsewhere than in its channel, name the incident first: `INC-7`.")
