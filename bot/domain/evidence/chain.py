"""The record in a package of evidence: its lines as they are written there, and which is the first that is wrong."""

import hashlib
import json
import re
from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import Any

BEGINNING = "0" * 64
Entry = dict[str, Any]
#: What a line of the first format says, and a later one: nothing else, since nothing else is hashed.
_FIRST = {"version", "number", "at", "kind", "words", "before", "digest"}
_MAY_BE_NULL = ("rule", "settings", "token", "via", "witness")
_LATER = _FIRST | {"incident", "via", "token", "rule", "witness", "settings", "changes", "hidden", "withheld"}
_sorted_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")).encode
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_WIDE = re.compile("[\U00010000-\U0010ffff]")


class Wrong(Exception):
    """Something does not hold; the message names it."""


def canonical(value: object) -> bytes:
    """JSON as RFC 8785 writes it; half a character (a lone surrogate) is kept escaped."""
    return _text(value).encode("utf-8", "backslashreplace")


def _text(value: object) -> str:
    text = _sorted_json(value)
    if not text.isascii() and _WIDE.search(text):  # by these alone Python sorts otherwise than the RFC
        text = _json(_by_utf16(value))
    return text


def _by_utf16(value: object) -> object:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return {name: _by_utf16(value[name]) for name in names}
    return [_by_utf16(one) for one in value] if isinstance(value, list) else value


def sha256(value: object) -> str:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()


def entries_of(data: bytes) -> list[Entry]:
    """The lines of `record.jsonl`, each with the digest that follows from what it says as `own`.

    Raises:
        Wrong: naming the first that can't be read.
    """
    found: list[Entry] = []
    for number, written in enumerate(data.split(b"\n")[:-1], start=1):
        try:
            entry = _read_line(written.decode())
            if entry.keys() != (_FIRST if entry["version"] == 1 else _LATER):
                raise ValueError
            entry["own"] = own_digest(entry)
            found.append(entry)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Wrong(f"line {number} was changed: it is not as Rondo writes it") from None
    if data[-1:] not in {b"", b"\n"}:
        raise Wrong(f"the record was cut within line {len(found) + 1}")
    return found


def _once(pairs: list[tuple[str, Any]]) -> Entry:
    """An object, in which no name stands twice: who reads it might see the one, and who hashes it the other."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


_read_line = json.JSONDecoder(object_pairs_hook=_once).decode


def own_digest(entry: Entry, number: int | None = None) -> str:
    """The digest that follows from what a line says, under that number instead of its own."""
    number = entry["number"] if number is None else number
    if entry["version"] == 1:
        at = entry["at"].replace("Z", "+00:00")
        words = [entry["before"], number, at, entry["kind"], *entry["words"][1:]]
        return _hash_of(json.dumps(words, ensure_ascii=False))
    hidden = {name: piece if isinstance(piece, str) else sha256(piece) for name, piece in entry["hidden"].items()}
    for name, one in entry["withheld"].items():
        hidden[name] = one["sha256"]
    return _hash_of(_head(entry, number, hidden))


def _hash_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _head(entry: Entry, number: int, hidden: dict[str, Any]) -> str:
    """The canonical JSON of a line's head, put together by hand, since there are so many."""
    rule, settings, token, via, witness = [
        "null" if (said := entry[name]) is None else encode_basestring(said) for name in _MAY_BE_NULL
    ]
    changes = _text(entry["changes"]) if entry["changes"] else "{}"
    return (
        f'{{"at":{encode_basestring(entry["at"])},"before":{encode_basestring(entry["before"])},"changes":{changes},'
        f'"hidden":{_hashes(hidden)},"incident":{entry["incident"]},"kind":{encode_basestring(entry["kind"])},'
        f'"number":{number},"rule":{rule},"settings":{settings},"token":{token},'
        f'"version":{entry["version"]},"via":{via},"witness":{witness},"words":"{_hash_of_words(entry["words"])}"}}'
    )


def _hashes(hidden: dict[str, Any]) -> str:
    text = ",".join(f"{encode_basestring(name)}:{encode_basestring(hidden[name])}" for name in sorted(hidden))
    return f"{{{text}}}" if text.isascii() else _text(hidden)


def _hash_of_words(words: Any) -> str:
    """What is left of what was erased is its hash; the rest is written by hand, since there are so many."""
    if isinstance(words, str):
        return words
    salt, by, text = map(encode_basestring, words)
    return _hash_of(f"[{salt},{by},{text}]")


def chained(entries: Sequence[Entry]) -> None:
    """Raises `Wrong`, naming the first line that is not as it was, unless each follows from the one before it."""
    before = BEGINNING
    for place, entry in enumerate(entries, start=1):
        if (entry["number"], entry["before"], entry["digest"]) != (place, before, entry["own"]):
            raise Wrong(_what_happened(entries, place, before))
        before = entry["digest"]


def _what_happened(entries: Sequence[Entry], place: int, before: str) -> str:
    """Which line is the first that is not as it was, and what became of it."""
    entry, rest = entries[place - 1], entries[place:]
    number, goes_on = _true(entry), bool(rest) and rest[0]["before"] == entry["digest"]
    later = {_true(one) for one in rest}
    if rest and rest[0]["before"] == before and (number is None or number < place or number in later):
        return f"line {place} was inserted"
    if number is None:
        return f"line {place} was changed"
    if number > place:
        return f"lines {place} and {number} were swapped" if place in later else f"line {place} was removed"
    if number < place:
        twin = place > 1 and entry["before"] == entries[place - 2]["before"] and (goes_on or not rest)
        return f"line {place - twin} was inserted"
    mended = place > 1 and entry["before"] != before and (goes_on or not rest)
    return f"line {place - 1} was changed, and its digest with it" if mended else f"line {place} was changed"


def _true(entry: Entry) -> int | None:
    """The number under which a line's digest is its own: what was removed, inserted or swapped may be renumbered."""
    own = entry["number"]
    tried = (own, own + 1, own - 1) if isinstance(own, int) else ()
    return next((one for one in tried if own_digest(entry, one) == entry["digest"]), None)
