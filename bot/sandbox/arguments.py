"""The arguments of a call, whether they came as a form, as JSON or as a query."""

import json
from collections.abc import Mapping
from typing import Any

from bot.sandbox.answer import Refusal, invalid
from bot.sandbox.records import Json


class Arguments:
    """Reads arguments the way Slack does: "1" and "true" are yes, lists may be comma-separated."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def has(self, name: str) -> bool:
        return self.given.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        """The argument, or Slack's `invalid_arguments` when it is missing or empty."""
        value = self.text(name)
        if not value:
            raise invalid(f"missing required field: {name}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.given.get(name)
        if value is None:
            return default
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.given.get(name) or default)
        except (TypeError, ValueError):
            raise invalid(f"must be a number [json-pointer:/{name}]") from None

    def names(self, name: str) -> list[str]:
        value = self.given.get(name) or []
        parts = value.split(",") if isinstance(value, str) else value
        return [str(part).strip() for part in parts if str(part).strip()]

    def json(self, name: str, code: str = "invalid_arguments") -> Any:
        """The argument as a JSON value, parsed when it came as text; `code` when it can't be."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise Refusal(code) from None

    def page(self, items: list[Json], *, most: int, default: int) -> tuple[list[Json], str]:
        """One page of `items` by `cursor` and `limit`, and the next cursor ("" at the end)."""
        limit = self.number("limit", default)
        if not 1 <= limit <= most:
            raise Refusal("invalid_limit")
        cursor = self.text("cursor")
        if cursor and not cursor.removeprefix("next:").isdecimal():
            raise Refusal("invalid_cursor")
        start = int(cursor.removeprefix("next:") or 0)
        more = start + limit < len(items)
        return items[start : start + limit], f"next:{start + limit}" if more else ""
