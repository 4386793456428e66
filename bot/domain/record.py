"""The record: numbered lines, each chained to the one before, so that a change of the past shows."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a line tells of; the words of the API."""

    OPENED = "opened"
    JOINED = "joined"
    ALERT_RESOLVED = "alert_resolved"
    PICKED = "picked"
    PAGED = "paged"
    PAGE_DELIVERED = "page_delivered"
    PAGE_FAILED = "page_failed"
    REACHED = "reached"
    SKIPPED = "skipped"
    ESCALATED = "escalated"
    ACKNOWLEDGED = "acknowledged"
    NOT_ME = "not_me"
    REASON = "reason"
    HANDED_OVER = "handed_over"
    SEVERITY = "severity"
    SECURITY = "security"
    CHANNEL = "channel"
    INVITED = "invited"
    NOTE = "note"
    UPDATE = "update"
    ATTENTION = "attention"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    POSTMORTEM = "postmortem"
    ARCHIVED = "archived"
    RELEASE = "release"
    REVIEW = "review"
    PROPOSAL = "proposal"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of an incident's record; `digest` is SHA-256 over the digest before it and the line's own words."""

    number: int
    at: datetime
    kind: Kind
    by: str
    text: str
    digest: str


#: The digest before the first line.
BEGINNING = "0" * 64


def line(*, number: int, at: datetime, kind: Kind, by: str, text: str, before: str) -> Line:
    """The next line, chained to the digest `before`."""
    words = json.dumps([before, number, at.isoformat(), kind.value, by, text], ensure_ascii=False)
    digest = hashlib.sha256(words.encode("utf-8", "backslashreplace")).hexdigest()
    return Line(number=number, at=at, kind=kind, by=by, text=text, digest=digest)


def broken_at(lines: tuple[Line, ...]) -> int | None:
    """The number of the first line that does not follow from the one before it; `None` when all do."""
    before = BEGINNING
    for position, one in enumerate(lines, start=1):
        again = line(number=position, at=one.at, kind=one.kind, by=one.by, text=one.text, before=before)
        if again != one:
            return position
        before = one.digest
    return None


def breach(lines: tuple[Line, ...], *, count: int, digest: str) -> int | None:
    """Where a record of `count` lines that ends with `digest` breaks, be it at its end; `None` when it is whole."""
    broken = broken_at(lines)
    if broken is not None:
        return broken
    last = lines[-1].digest if lines else BEGINNING
    if (len(lines), last) == (count, digest):
        return None
    return max(1, min(len(lines), count) + (len(lines) != count))
