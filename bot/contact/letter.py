"""The words of a page on the way around Slack: plain text, short enough for an SMS's first lines."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.incident.outlook import ahead
from bot.domain.incident.pages import Page
from bot.domain.incident.state import Incident
from bot.domain.situation import Situation

_LONGEST_TITLE = 200


class Letter(NamedTuple):
    """A message's title and body."""

    title: str
    body: str


def letter(
    incident: Incident,
    page: Page,
    situation: Situation,
    now: datetime,
    *,
    beside: Sequence[Incident] = (),
    link: str | None,
    reference: str,
) -> Letter:
    """What somebody reads on their phone; of a private incident no more than its number.

    `beside` are other incidents that need them too; `reference` is the same in a repeat of the same message.
    """
    lines = [
        _asks(incident, page, situation),
        _more(beside),
        _otherwise(incident, page, situation, now),
        _how(incident, page, link),
        f"Message {reference}",
    ]
    return Letter(title=_title(incident), body="\n".join(line for line in lines if line))


def _title(incident: Incident) -> str:
    if incident.private:
        return f"{incident.id}: you are needed (private)"
    return f"{incident.id} {incident.severity}: {_line(incident.title)}"


def _asks(incident: Incident, page: Page, situation: Situation) -> str:
    who = situation.shown(page.person)
    if incident.private:
        return f"{who}, you are needed on {incident.id} (private)."
    what = f"stand in for security on {incident.id}" if page.ladder == "security" else f"take {incident.id}"
    service = f", {_line(incident.named_service)}" if incident.named_service else ""
    return f"{who}, please {what} ({incident.severity}{service})."


def _more(beside: Sequence[Incident]) -> str:
    return f"{len(beside)} more need you: {', '.join(one.id for one in beside[:5])}." if beside else ""


def _otherwise(incident: Incident, page: Page, situation: Situation, now: datetime) -> str:
    if page.answer_by is None or page.answer_by <= now:
        return "Nobody has answered yet." if page.ladder != "security" else ""
    until = f"Answer by {_clock(page.answer_by, situation.timezone_of(page.person))}"
    following = next(iter(ahead(incident, situation, now)), None) if page.ladder == "response" else None
    if following is None or not following.names:
        return f"{until}."
    are = "is" if len(following.names) == 1 else "are"
    return f"{until}, or {' and '.join(map(situation.shown, following.names))} {are} paged."


def _how(incident: Incident, page: Page, link: str | None) -> str:
    typed = f"python app.py ack {incident.id} --as {page.person}"
    return f"See it and take it: {link}" if link else f"Take it in Slack, or on the server: {typed}"


def _clock(at: datetime, zone: str) -> str:
    try:
        return f"{at.astimezone(ZoneInfo(zone)):%H:%M %Z}"
    except (ZoneInfoNotFoundError, ValueError):
        return f"{at:%H:%M} UTC"


def _line(words: str) -> str:
    """One line of printable text."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
    return plain if len(plain) <= _LONGEST_TITLE else f"{plain[: _LONGEST_TITLE - 1]}…"
