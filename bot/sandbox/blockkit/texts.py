"""Texts, options and confirmations: what elements and blocks are made of."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.blockkit.check import Check, Shape, boolean, fault, items, link, one_of, string, typed

IDENTIFIER = string(255)


def plain(most: int) -> Check:
    """A plain_text object of at most `most` characters."""
    return typed({"plain_text": Shape(required={"text": string(most)}, optional={"emoji": boolean})})


def text(most: int = 3000) -> Check:
    """A plain_text or mrkdwn object of at most `most` characters."""
    mrkdwn = Shape(required={"text": string(most)}, optional={"verbatim": boolean})
    return typed({"plain_text": plain(most), "mrkdwn": mrkdwn})


def option(label: Check) -> Shape:
    more = {"description": text(75), "url": link}
    return Shape(required={"text": label, "value": string(150)}, optional=more)


PLAIN_OPTION, RICH_OPTION = option(plain(75)), option(text(75))

CONFIRM = Shape(
    required={"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    optional={"style": one_of("primary", "danger")},
)


def distinct_values(value: Any, place: str) -> Iterator[str]:
    """Of the options of one element no two may carry the same value."""
    values = [each.get("value") for each in value if isinstance(each, dict)]
    if len(values) != len(set(values)):
        yield fault("option values must be unique", place)


def options(one: Check, most: int) -> Check:
    many = items(one, most)

    def check(value: Any, place: str) -> Iterator[str]:
        yield from many(value, place)
        if isinstance(value, list):
            yield from distinct_values(value, place)

    return check


GROUP = Shape(required={"label": plain(75), "options": options(PLAIN_OPTION, 100)})
