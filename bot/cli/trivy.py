"""Trivy's JSON: what was looked at, when, and which weaknesses were found.

`trivy image --format json` (https://trivy.dev/docs/latest/configuration/reporting/) writes `SchemaVersion` 2,
`ArtifactName`, `CreatedAt` in newer versions, and `Results`, which is missing where there is nothing to tell.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.domain.alerts import Severity
from bot.domain.text import clean, showable

#: A file that is larger is none of a scanner's.
LARGEST = 64 * 1024 * 1024

#: So many weaknesses are remembered, the worst.
MOST = 1000

_LONGEST_ID, _LONGEST_NAME = 64, 300


class NoScan(Exception):
    """The file can't be used; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a scan says; `at` where it says that."""

    what: str
    at: datetime | None
    weaknesses: tuple[tuple[str, Severity], ...]


def read_scan(body: bytes, severities: Collection[Severity]) -> Found:
    """The scan of a file, with the weaknesses of those severities, each once at its worst.

    Raises:
        NoScan: it is no scan of Trivy's.
    """
    said = _parsed(body)
    version = said.get("SchemaVersion")
    if version != 2:
        told = "it has no SchemaVersion" if version is None else "its SchemaVersion is another one than 2"
        raise NoScan(f"this is no JSON of `trivy … --format json`: {told}")
    name, results = said.get("ArtifactName"), said.get("Results")
    if not isinstance(name, str) or not isinstance(results, list | None):
        raise NoScan("this is no JSON of `trivy … --format json`: ArtifactName or Results are not as Trivy writes them")
    worst: dict[str, Severity] = {}
    for one, severity in _weaknesses(results or []):
        if severity in severities and severity.rank >= worst.get(one, severity).rank:
            worst[one] = severity
    kept = sorted(worst.items(), key=lambda pair: (-pair[1].rank, pair[0]))[:MOST]
    return Found(what=_name(name), at=_instant(said.get("CreatedAt")), weaknesses=tuple(kept))


def _parsed(body: bytes) -> dict[str, Any]:
    if len(body) > LARGEST:
        raise NoScan(f"this file is larger than {LARGEST // 1024 // 1024} MiB")
    try:
        said = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise NoScan("this is no JSON; let Trivy write it with `--format json --output FILE`") from None
    if not isinstance(said, dict):
        raise NoScan("this is no JSON of `trivy … --format json`: it is not one object")
    return said


def _name(said: str) -> str:
    return " ".join(showable(clean(said)).split())[:_LONGEST_NAME]


def _weaknesses(results: list[Any]) -> Iterator[tuple[str, Severity]]:
    """Every weakness that has an id and a severity of theirs; what is malformed is passed over."""
    for result in results:
        found = result.get("Vulnerabilities") if isinstance(result, dict) else None
        for one in found if isinstance(found, list) else ():
            name, word = (one.get("VulnerabilityID"), one.get("Severity")) if isinstance(one, dict) else (None, None)
            if _is_id(name) and isinstance(word, str) and word.lower() in set(Severity):
                yield str(name), Severity(word.lower())


def _is_id(name: object) -> bool:
    readable = isinstance(name, str) and name.isprintable() and not any(sign.isspace() for sign in name)
    return readable and 0 < len(str(name)) <= _LONGEST_ID


def _instant(said: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC) if at and 1970 < at.year < 2200 else None
    except (ValueError, OverflowError):
        return None
