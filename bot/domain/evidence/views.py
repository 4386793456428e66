"""What the record of a package tells of the incident: everything else in the package follows from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.evidence.chain import Entry

#: What is in each file besides the incident's: lines of those kinds, and those fields as they were in the end.
VIEWS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "alerts.json": (("joined", "alert_resolved"), ("alerts/",)),
    "degradations.json": (("failed", "page_failed", "skipped", "erased"), ()),
    "denied.json": (("refused",), ()),
    "messages.json": (("pinned",), ()),
    "notifications.json": (
        ("paged", "page_delivered", "page_failed", "reached", "acknowledged", "not_me"),
        ("pages/",),
    ),
    "postmortem.json": (("postmortem",), ("postmortem", "actions", "summary")),
    "security.json": (("security", "review", "proposal", "release"), ("security", "review", "proposals")),
}


def fields(entries: Sequence[Entry]) -> dict[str, Any]:
    """Every field as it was in the end; of what was erased its hash, of what is redacted also what is shown of it."""
    found: dict[str, Any] = {}
    for entry in entries:
        found.update(entry.get("changes", ()))
        for pieces in (entry.get("hidden"), entry.get("withheld")):
            for name, piece in pieces.items() if pieces else ():
                found[name] = (
                    piece[1] if isinstance(piece, list) else {"erased": piece} if isinstance(piece, str) else piece
                )
    return {name: value for name, value in found.items() if value is not None}


def incident(found: Mapping[str, Any]) -> dict[str, Any]:
    """The incident as the record tells it, made of its `fields`, with its calls in order."""
    places = sorted((name for name in found if name.startswith("pages/")), key=_place)
    plain = {name: value for name, value in found.items() if "/" not in name}
    return {**plain, "pages": [found[name] for name in places]}


def _place(name: str) -> list[int]:
    return [int(part) for part in name.split("/")[1:]]


def views(entries: Sequence[Entry], found: Mapping[str, Any]) -> dict[str, Any]:
    """The files that show a part of the record and of its `fields`, for whoever looks for that."""
    told = {kind for kinds, _ in VIEWS.values() for kind in kinds}
    shown = [(entry["kind"], said(entry)) for entry in entries if entry["kind"] in told]
    return {
        file: {
            "fields": {name: value for name, value in found.items() if wanted and name.startswith(wanted)},
            "lines": [line for kind, line in shown if kind in kinds],
        }
        for file, (kinds, wanted) in VIEWS.items()
    }


def said(entry: Entry) -> dict[str, Any]:
    """A line as people read it."""
    words = entry["words"]
    by, text = ("erased", "erased") if isinstance(words, str) else words[1:]
    names = ("number", "at", "kind", "via", "token", "rule", "witness")
    return {**{name: entry.get(name) for name in names}, "by": by, "text": text}
