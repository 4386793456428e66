"""Instants as the JSON of contract §3 writes them."""

from datetime import UTC, datetime
from typing import overload


@overload
def moment(at: datetime) -> str: ...
@overload
def moment(at: datetime | None) -> str | None: ...
def moment(at: datetime | None) -> str | None:
    """An instant in UTC, RFC 3339."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
