"""A line of the record → a line of the package, with what is to be shown of it."""

from collections.abc import Sequence
from typing import Any

from bot.domain.canonical import Json, moment
from bot.domain.evidence.chain import BEGINNING, Entry
from bot.domain.record import FORMAT, WORDS, Line

#: What stands in place of what the configuration keeps back.
REDACTED = "redacted"

#: The fields that are a sender's words; each alert has one of its own besides, under `alerts/N`.
_SENT = frozenset({"title", "description", "key", "labels", "links"})


def entries_of(lines: Sequence[Line], redact: frozenset[str]) -> list[Entry]:
    """The lines in order, each with the digest before it; of what `redact` names in a sender's words, the hash."""
    before, found = BEGINNING, list[Entry]()
    for line in lines:
        found.append(_entry(line, before, redact))
        before = line.digest
    return found


def _entry(line: Line, before: str, redact: frozenset[str]) -> Entry:
    plain: Entry = {"number": line.number, "at": moment(line.at), "kind": line.kind.value, "version": line.version}
    plain |= {"before": before, "digest": line.digest}
    if line.version != FORMAT:
        return {**plain, "words": ["", line.by, line.text]}
    pieces: dict[str, Any] = {name: line.piece(name) for name in line.pieces()}
    words = pieces.pop(WORDS, None)
    gone = {name: digest for name, digest in line.gone.items() if name != WORDS}
    shown = {name: _redacted(name, line.hidden[name], redact) for name in pieces}
    kept = {name for name, value in shown.items() if value != line.hidden[name]}
    hashes = line.hashes() if kept else {}
    return {
        **plain,
        "incident": line.incident,
        "via": line.via.value if line.via else None,
        "token": line.token,
        "rule": line.rule,
        "witness": line.witness,
        "settings": line.settings,
        "changes": dict(line.changes),
        "hidden": {name: piece for name, piece in {**gone, **pieces}.items() if name not in kept},
        "withheld": {name: {"sha256": hashes[name], "shown": shown[name]} for name in kept},
        "words": words if words is not None else line.gone[WORDS],
    }


def _redacted(name: str, value: Json, redact: frozenset[str]) -> Json:
    if name not in _SENT and not name.startswith("alerts/"):
        return value
    return REDACTED if name in redact and value else _without(value, redact)


def _without(value: Json, redact: frozenset[str]) -> Json:
    if isinstance(value, dict):
        return {name: REDACTED if name in redact else _without(one, redact) for name, one in value.items()}
    return [_without(one, redact) for one in value] if isinstance(value, list) else value
