"""Where the evidence of an incident is to be had: never in Slack itself, where it would lie about."""

from bot.domain.incident.state import Incident
from bot.domain.links import Links
from bot.slack.cards.face import Face, face
from bot.slack.text import escape, link


def evidence(incident: Incident, links: Links | None, root: str) -> Face:
    """The package's address, where Rondo has one, and the command that makes it without."""
    typed = f"`python app.py evidence {incident.id} -o {incident.id.lower()}.zip`"
    checked = f"`python app.py verify {incident.id.lower()}.zip` checks it, and so does the `verify.py` in it."
    if links is None or not links.base:
        return face([f"{typed} on Rondo's machine makes the evidence of *{incident.id}* as a package. {checked}"])
    address = link(f"{links.base.rstrip('/')}/incidents/{incident.id}/evidence", f"The evidence of {incident.id}")
    lines = [
        f"{address}: the record's {incident.lines} lines as a package for an auditor. {checked}",
        f"It asks you to sign in; `{escape(root)} web` gives a link. On Rondo's machine: {typed}",
    ]
    return face(lines)
