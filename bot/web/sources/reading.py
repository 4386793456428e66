"""What translators have in common: a foreign value as text, label, link or instant, or nothing."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from bot.domain.alerts import Alert, Link
from bot.domain.text import clean

LONGEST_TITLE = 300
LONGEST_TEXT = 3000
LONGEST_LABEL = 1000
LONGEST_NAME = 200
LONGEST_URL = 2000
LONGEST_KEY = 500
_WHOLE = 2**30
MOST_LABELS = 200
MOST_LINKS = 10

_URL_SAFE = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, kw_only=True)
class Ignored:
    """An item among alerts that is none, with the reason that its sender reads."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A body's items in their order."""

    alerts: tuple[Alert | Ignored, ...]


class Unreadable(ValueError):
    """Nothing in the body can be read as an alert; the message is the reason that its sender reads."""


def text(value: object, *, longest: int = LONGEST_TEXT) -> str:
    """A foreign value as text: stripped, cut, without NUL and lone surrogates; nothing for what has no plain words."""
    match value:
        case bool():
            said = "true" if value else "false"
        case str():
            said = value
        case int() | float():
            said = str(value)
        case _:
            return ""
    return cut(clean(said).strip(), longest)


def title(value: object) -> str:
    """A foreign value as one line, cut to a title's length."""
    return cut(" ".join(text(value).split()), LONGEST_TITLE)


def cut(said: str, longest: int) -> str:
    """At most `longest` characters, an ellipsis in place of the rest."""
    return said if len(said) <= longest else said[: longest - 1].rstrip() + "…"


def key(value: object) -> str:
    """A foreign value as a key of bounded length: a long one keeps its beginning and gets the hash of the whole."""
    said = text(value, longest=_WHOLE)
    if len(said) <= LONGEST_KEY:
        return said
    digest = hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()
    return f"{said[: LONGEST_KEY - 80]}…{digest}"


def hashed(labels: Mapping[str, str]) -> str:
    """The key of an alert that brings none: a hash of its sorted labels."""
    words = json.dumps(sorted(labels.items()))
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def service(*values: object) -> str | None:
    """The first of those values that names a service; of bounded length, since incidents are found by it."""
    return next(filter(None, (text(value, longest=LONGEST_NAME) for value in values)), None)


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def labels(value: object) -> dict[str, str]:
    """An object as labels; what is nested in it becomes compact JSON, what is null or empty is left out."""
    pairs = ((text(name, longest=LONGEST_NAME), _label(inner)) for name, inner in mapping(value).items())
    return dict([(name, inner) for name, inner in pairs if name and inner][:MOST_LABELS])


def _label(value: object) -> str:
    if not isinstance(value, dict | list):
        return text(value, longest=LONGEST_LABEL)
    try:
        nested = json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""
    except RecursionError:
        return ""
    return text(nested, longest=LONGEST_LABEL)


def link(name: str, value: object) -> Link | None:
    """A link if the value is an absolute http(s) address; what would end it in a message is percent-encoded."""
    url = text(value, longest=LONGEST_URL + 1)
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= LONGEST_URL
    except ValueError:
        return None
    return Link(title=name or "Link", url=quote(url, safe=_URL_SAFE, errors="replace")) if good else None


def distinct(links: Iterable[Link | None]) -> tuple[Link, ...]:
    """The links that are some, each address once, not too many."""
    by_url: dict[str, Link] = {}
    for one in links:
        if one:
            by_url.setdefault(one.url, one)
    return tuple(by_url.values())[:MOST_LINKS]


def instant(value: object) -> datetime | None:
    """An instant in UTC from RFC 3339 text or epoch seconds; `None` for zero times and what is out of range."""
    try:
        at = _parsed(value)
        return at.astimezone(UTC) if at and 1970 < at.year < 2200 else None
    except (ValueError, OverflowError, OSError):
        return None


def _parsed(value: object) -> datetime | None:
    if isinstance(value, str):
        at = datetime.fromisoformat(value.strip())
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return datetime.fromtimestamp(value, UTC)
    return None
