"""An alert as every source's translator hands it in: its severity, its keys, and what became of it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    """How bad, worst first; compare by `rank`."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """3 for critical down to 0 for low."""
        return 3 - list(Severity).index(self)


#: The words of senders, lower case (contract §4, "Severity").
SEVERITY_WORDS: Mapping[str, Severity] = {
    **dict.fromkeys(
        ("critical", "crit", "fatal", "emergency", "emerg", "disaster", "page", "p1", "sev0", "sev1"),
        Severity.CRITICAL,
    ),
    **dict.fromkeys(("high", "error", "err", "major", "alert", "p2", "sev2"), Severity.HIGH),
    **dict.fromkeys(("medium", "moderate", "warning", "warn", "average", "p3", "sev3"), Severity.MEDIUM),
    **dict.fromkeys(
        ("low", "minor", "notice", "info", "informational", "debug", "none", "ok", "p4", "p5", "sev4"),
        Severity.LOW,
    ),
}


def severity_of(word: str | None, extra: Mapping[str, Severity] | None = None) -> tuple[Severity, bool]:
    """The severity a sender's word means, and whether it was stated; anything unknown is high and unstated."""
    said = (word or "").strip().lower()
    known = {**SEVERITY_WORDS, **{key.lower(): value for key, value in (extra or {}).items()}}
    return (known[said], True) if said in known else (Severity.HIGH, False)


@dataclass(frozen=True, kw_only=True)
class Link:
    """A titled http(s) address; translators drop every other scheme."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One alert of one delivery.

    `group` is the key of the incident it belongs to, `key` its own; both are unique per source. `severity_word` is the
    sender's word, translated later with the installation's own mapping. `labels` decide the route; `own` are those of
    this alert alone where `labels` are its group's.
    """

    source: str
    group: str
    key: str
    firing: bool
    title: str
    severity_word: str | None = None
    service: str | None = None
    description: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    at: datetime | None = None


class Disposition(StrEnum):
    """What became of an alert; every accepted one has exactly one (contract §3)."""

    OPENED = "opened"
    JOINED = "joined"
    REPEATED = "repeated"
    REOPENED = "reopened"
    RESOLVED = "resolved"
    IGNORED = "ignored"
    SUPPRESSED = "suppressed"


_TRANSLITERATED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "å": "a", "ł": "l", "đ": "d", "þ": "th"}
)


def slug(title: str, *, longest: int = 20) -> str:
    """A title as the tail of a channel's name: lower case ASCII, `-` between words, cut at a word; may be empty."""
    plain = _ascii(title.lower().translate(_TRANSLITERATED))
    dashed = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(dashed) <= longest:
        return dashed
    head = dashed[: longest + 1].rpartition("-")[0]
    return (head or dashed[:longest]).strip("-")


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
