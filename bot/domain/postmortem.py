"""The record as a report: Markdown that people complete, in which nothing that others wrote is markup."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.durations import lasted
from bot.domain.incident.pages import Outcome, Page
from bot.domain.incident.state import Incident, Status
from bot.domain.record import Kind, Line
from bot.domain.security import (
    Security,
)
from bot.domain.text import showable

#: What to write where nobody has written yet, by the field's key.
PROMPTS = {
    "summary": "What happened, in two sentences?",
    "impact": "Who noticed what, and for how long?",
    "factors": "What made it possible, and what made it worse?",
    "actions": "Who does what, by when?",
    "lessons": "What went well, and what was luck?",
}

#: What people call a zone that has a longer name.
_UTC = {"Etc/UTC": "UTC"}

_MARKUP = re.compile(r"([\\`*_\[\]<>|~#&])")
_ADDRESS = re.compile(r"(?i)(?<=[a-z])(:)(?=//)|(?<=www)(\.)|(?<=mailto)(:)")
_BLOCK = re.compile(r"^(\s*)([-+=])|^(\s*\d+)([.)])")
_BULLET = re.compile(r"^[-*•]\s+")


def draft(incident: Incident, lines: Sequence[Line], *, names: Callable[[str], str], zone: str) -> str:
    """The report: what people wrote into it, else a prompt in italics, around what the record knows.

    `names` gives what people call somebody; times are wall clock of `zone`, which the report names.
    """
    report = _Report(incident=incident, lines=lines, names=names, zone=ZoneInfo(zone))
    sections = (
        f"# {incident.id}: {escape(incident.title)}",
        report.facts(),
        f"## Summary\n\n{report.written('summary', incident.summary)}",
        f"## Impact\n\n{report.written('impact')}",
        f"## Timeline\n\nAll times are {_UTC.get(zone, zone)}.\n\n{report.timeline()}",
        f"## Who was paged\n\n{report.paged()}",
        f"## Security\n\n{report.security()}",
        f"## Contributing factors\n\n{report.written('factors')}",
        f"## What went well, what was luck\n\n{report.written('lessons')}",
        f"## Action items\n\n{report.written('actions')}",
    )
    return "\n\n".join(sections) + "\n"


def escape(text: str) -> str:
    """Foreign text on one line of Markdown: no heading, list, HTML, link or mention comes of it."""
    line = _MARKUP.sub(r"\\\1", " ".join(showable(text).split()))
    line = _ADDRESS.sub(lambda found: f"\\{found.group()}", line)
    # A word joiner: a mention is found after Markdown has taken its backslashes away.
    line = line.replace("@", "@\u2060")
    return _BLOCK.sub(lambda found: f"{found[1] or found[3] or ''}\\{found[2] or found[4]}", line)


def author(line: Line, names: Callable[[str], str]) -> str:
    """Whom a line of the record is by; nothing where that is Rondo itself, or where its words say it already."""
    if line.by in ("", "rondo"):
        return ""
    who = line.by if " " in line.by else names(line.by)
    return "" if line.text.startswith(f"{who} ") else who


@dataclass(frozen=True, kw_only=True)
class _Report:
    """The incident with everything that its sections need."""

    incident: Incident
    lines: Sequence[Line]
    names: Callable[[str], str]
    zone: ZoneInfo

    def facts(self) -> str:
        one = self.incident
        parts = [one.severity.value, one.service or "", f"opened {self._at(one.opened_at, whole=True)}"]
        if one.first_acknowledged_at and one.first_acknowledged_by:
            taken = lasted(one.first_acknowledged_at - one.opened_at)
            parts.append(f"{self.names(one.first_acknowledged_by)} had it after {taken}")
            if one.acknowledged_by and one.acknowledged_at and one.acknowledged_by != one.first_acknowledged_by:
                parts.append(f"{self.names(one.acknowledged_by)} from {self._at(one.acknowledged_at)}")
        if one.status is Status.RESOLVED and one.resolved_at:
            by = f" by {self.names(one.resolved_by)}" if one.resolved_by else " by itself"
            parts.append(f"resolved after {lasted(one.resolved_at - one.opened_at)}{by}")
        else:
            parts.append("not resolved yet")
        return " · ".join(escape(part) for part in parts if part)

    def written(self, key: str, otherwise: str = "") -> str:
        """What somebody wrote, line by line, its lists kept; else a prompt."""
        said = self.incident.postmortem.fields.get(key) or otherwise
        return "\n".join(_lines(said)) if said.strip() else f"*{PROMPTS[key]}*"

    def timeline(self) -> str:
        """Everything but why somebody could not take it, which is theirs to tell."""
        told = (line for line in self.lines if line.kind is not Kind.REASON)
        return "\n".join(map(self._line, told)) or "*Nothing is recorded.*"

    def _line(self, line: Line) -> str:
        by = f" ({escape(author(line, self.names))})" if author(line, self.names) else ""
        strong = line.kind in (Kind.OPENED, Kind.ACKNOWLEDGED, Kind.RESOLVED, Kind.REOPENED)
        text = escape(line.text)
        return f"- {self._at(line.at)} {f'**{text}**' if strong and text else text}{by}"

    def paged(self) -> str:
        pages = [page for page in self.incident.pages if page.ladder != "security"]
        return "\n".join(self._page(page) for page in pages) or "Nobody."

    def _page(self, page: Page) -> str:
        who = escape(self.names(page.person))
        last = " as the last resort" if page.ladder == "last_resort" else ""
        parts = [f"paged {self._at(page.at)}{last}", _reached(page), self._answer(page)]
        return f"- **{who}** {'; '.join(part for part in parts if part)}"

    def _answer(self, page: Page) -> str:
        """How long it took until this person had it, or came; nothing where somebody else was quicker."""
        if page.answered_at:
            return f"{'came' if page.help else 'had it'} after {lasted(page.answered_at - page.at)}"
        one, until = self.incident, page.answer_by or page.at
        others = (one.first_acknowledged_at, one.acknowledged_at, one.resolved_at, *(p.answered_at for p in one.pages))
        return "" if any(at and page.at <= at <= until for at in others) else "no answer"

    def security(self) -> str:
        security = self.incident.security
        calls = [f"- {self._security_call(page)}" for page in self.incident.pages if page.ladder == "security"]
        return "\n".join([self._security_now(security) if security else "Nobody was brought in.", "", *calls]).strip()

    def _security_now(self, security: Security) -> str:
        who, asked = escape(self.names(security.person)), self._at(security.invited_at)
        if security.here_at:
            took = lasted(security.here_at - security.invited_at)
            return f"{who} was asked {asked} and was here {self._at(security.here_at)}, after {took}."
        return f"{who} was asked {asked} and has not been here."

    def _security_call(self, page: Page) -> str:
        reached = _reached(page)
        return f"**{escape(self.names(page.person))}** paged {self._at(page.at)}{f'; {reached}' if reached else ''}"

    def _at(self, at: datetime, *, whole: bool = False) -> str:
        """The time alone on the day that the incident was opened, else with its day."""
        here, opened = at.astimezone(self.zone), self.incident.opened_at.astimezone(self.zone)
        shape = "%d %b %Y, %H:%M" if whole else "%H:%M" if here.date() == opened.date() else "%d %b %H:%M"
        return here.strftime(shape)


def _reached(page: Page) -> str:
    if page.delivered_at:
        return f"reached after {lasted(page.delivered_at - page.at)}"
    return "could not be reached" if page.outcome is Outcome.FAILED else ""


def _lines(text: str) -> Iterator[str]:
    for line in text.strip().splitlines():
        bullet = _BULLET.match(line.strip())
        words = escape(line.strip()[bullet.end() :] if bullet else line)
        yield f"- {words}" if bullet else f"{words}  " if words else ""
