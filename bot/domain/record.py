"""The record: numbered lines, each chained to the one before, so that a change of the past shows."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.canonical import Json, canonical, in_bytes, moment, quoted, sha256
from bot.domain.events.by import Via


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
    PINNED = "pinned"
    ERASED = "erased"
    HELD = "held"


#: The format of the lines that are written now; a line without one is of the first.
FORMAT = 2

#: What stands in place of a name or a text that was erased.
ERASED = "erased"

#: Under this name a line's `by` and `text` are hashed together; every other name is a field of the incident.
WORDS = "words"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of an incident's record.

    `digest` is SHA-256 over the digest before it and the line's head. Of whatever privacy may demand to erase, the head
    has hashes only, each with a salt of its own: of `by` and `text`, and of every public field of the incident that the
    decision changed and that may name somebody (`hidden`); `changes` are the other fields, states and times, as they
    are. What was erased has its hash in `gone`, so that the chain holds; its salt is gone as well, so that nobody can
    try names until one fits: what is left has its own in `salts`.

    `via` and `token` say how the person was known and `rule` the role that what they did takes (`bot.domain.roles`);
    `witness` is Slack's own time, `settings` the hash of the configuration where it is another than before.
    """

    number: int
    at: datetime
    kind: Kind
    by: str
    text: str
    digest: str
    version: int = 1
    incident: int = 0
    via: Via | None = None
    token: str | None = None
    rule: str | None = None
    witness: str | None = None
    settings: str | None = None
    salt: str = ""
    salts: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    hidden: Mapping[str, Any] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)

    def piece(self, name: str) -> list[Json]:
        """What is hashed of something that may be erased: its salt, then `by` and `text`, or the field's value."""
        salt = self.salt_of(name)
        return [salt, self.by, self.text] if name == WORDS else [salt, self.hidden[name]]

    def salt_of(self, name: str) -> str:
        """The salt of what may be erased: its own, else made of the line's."""
        return self.salts.get(name) or hashlib.sha256(f"{self.salt}/{name}".encode()).hexdigest()[:32]

    def pieces(self) -> Iterator[str]:
        """The names of what is there and may be erased."""
        if WORDS not in self.gone:
            yield WORDS
        yield from self.hidden

    def hashes(self) -> dict[str, str]:
        """The hashes of what may be erased, and of what was."""
        found = {**self.gone, **{name: sha256(self.piece(name)) for name in self.hidden}}
        if WORDS not in found:
            written = f'["{self.salt_of(WORDS)}",{quoted(self.by)},{quoted(self.text)}]'
            found[WORDS] = hashlib.sha256(in_bytes(written)).hexdigest()
        return found

    def head(self) -> dict[str, Json]:
        """What is chained, with the digest before it."""
        hashes = self.hashes()
        words = hashes.pop(WORDS)
        return {
            "version": self.version,
            "incident": self.incident,
            "number": self.number,
            "at": moment(self.at),
            "kind": self.kind.value,
            "via": self.via.value if self.via else None,
            "token": self.token,
            "rule": self.rule,
            "witness": self.witness,
            "settings": self.settings,
            "words": words,
            "changes": dict(self.changes),
            "hidden": dict[str, Json](hashes),
        }

    def without(self, *names: str) -> "Line":
        """The line with those pieces erased; what is not there stays as it is."""
        there = set(self.pieces()) & set(names)
        if not there:
            return self
        gone = {**self.gone, **{name: sha256(self.piece(name)) for name in there}}
        left = {name: value for name, value in self.hidden.items() if name not in there}
        salts = {name: self.salt_of(name) for name in self.pieces() if name not in there}
        erased = replace(self, gone=gone, hidden=left, salt="", salts=salts)
        return replace(erased, by=ERASED, text=ERASED) if WORDS in there else erased


#: The digest before the first line.
BEGINNING = "0" * 64


def line(*, number: int, at: datetime, kind: Kind, by: str, text: str, before: str) -> Line:
    """The next line of the first format, chained to the digest `before`."""
    return chained(Line(number=number, at=at, kind=kind, by=by, text=text, digest=""), before)


def chained(one: Line, before: str) -> Line:
    """The line with the digest that follows from the one before it."""
    made = object.__new__(Line)  # `replace` takes as long as hashing does
    made.__dict__.update(one.__dict__)
    made.__dict__["digest"] = _digest(one, before)
    return made


def _digest(one: Line, before: str) -> str:
    if one.version == FORMAT:
        return hashlib.sha256(_chained(one, before)).hexdigest()
    words = json.dumps([before, one.number, one.at.isoformat(), one.kind.value, one.by, one.text], ensure_ascii=False)
    return hashlib.sha256(words.encode("utf-8", "backslashreplace")).hexdigest()


def _chained(one: Line, before: str) -> bytes:
    """`canonical({**one.head(), "before": before})`, put together by hand: every decision waits for it."""
    hashes = one.hashes()
    words = hashes.pop(WORDS)
    changes = canonical(one.changes).decode() if one.changes else "{}"
    hidden = ",".join(f'"{name}":"{hashes[name]}"' for name in sorted(hashes))  # a field's name has nothing to escape
    via, token, rule, witness, settings = (
        quoted(said) if said is not None else "null"
        for said in (one.via, one.token, one.rule, one.witness, one.settings)
    )
    return in_bytes(
        f'{{"at":"{moment(one.at)}","before":"{before}","changes":{changes},"hidden":{{{hidden}}},'
        f'"incident":{one.incident},"kind":"{one.kind.value}","number":{one.number},"rule":{rule},'
        f'"settings":{settings},"token":{token},"version":{one.version},"via":{via},"witness":{witness},'
        f'"words":"{words}"}}'
    )


def broken_at(lines: tuple[Line, ...]) -> int | None:
    """The number of the first line that does not follow from the one before it; `None` when all do."""
    before = BEGINNING
    for position, one in enumerate(lines, start=1):
        if one.number != position or one.digest != _digest(one, before):
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
