"""JSON in the one form that two programs write alike (RFC 8785), and what is hashed of it.

Of the RFC's numbers only integers occur in a record; those that a double can't hold do not.
"""

import hashlib
import json
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import overload

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_write_unsorted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def canonical(value: object) -> bytes:
    """The canonical form, in UTF-8; half a character (a lone surrogate), which the RFC refuses, is kept escaped.

    Python sorts by code points and the RFC by UTF-16's units: they differ only where a name has a character of two.
    """
    text = _write(value)
    if text.isascii():
        return text.encode()
    if max(text) > "\uffff":
        text = _write_unsorted(_sorted(value))
    return in_bytes(text)


def in_bytes(text: str) -> bytes:
    """UTF-8; half a character is escaped as JSON would."""
    return text.encode("utf-8", "backslashreplace")


def quoted(text: str) -> str:
    """A text as JSON."""
    return encode_basestring(text)


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return {name: _sorted(value[name]) for name in names}
    return [_sorted(one) for one in value] if isinstance(value, list | tuple) else value


def sha256(value: object) -> str:
    """SHA-256 over the canonical form, in hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


@overload
def moment(at: datetime) -> str: ...
@overload
def moment(at: datetime | None) -> str | None: ...
def moment(at: datetime | None) -> str | None:
    """An instant in UTC, RFC 3339."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
