"""A small language for saying what an object of Block Kit must look like.

A check is a function of a value and the place it stands at; it yields the faults in Slack's own words.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Check = Callable[[Any, str], Iterator[str]]

PRIVATE_HOST = re.compile(r"localhost|127\.|10\.|192\.168\.|0\.0\.0\.0|\[::1\]")


def fault(message: str, place: str) -> str:
    return f"{message} [json-pointer:{place}]"


def string(most: int, least: int = 1) -> Check:
    """Text of `least` to `most` characters."""

    def check(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield fault("must be a string", place)
        elif len(value) > most:
            yield fault(f"must be less than {most + 1} characters", place)
        elif len(value) < least:
            yield fault(f"must be more than {least - 1} characters", place)

    return check


def boolean(value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield fault("must be a boolean", place)


def integer(least: int, most: int) -> Check:
    def check(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield fault("must be an integer", place)
        elif not least <= value <= most:
            yield fault(f"must be between {least} and {most}", place)

    return check


def one_of(*words: str) -> Check:
    def check(value: Any, place: str) -> Iterator[str]:
        if value not in words:
            yield fault(f"must be a valid enum value: {', '.join(words)}", place)

    return check


def pattern(form: str, what: str) -> Check:
    def check(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(form, value):
            yield fault(f"must be a valid {what}", place)

    return check


def link(value: Any, place: str) -> Iterator[str]:
    """An address of at most 3000 characters that a browser would follow."""
    yield from string(3000)(value, place)
    if isinstance(value, str) and not re.fullmatch(r"[a-zA-Z][\w+.-]*:\S+", value):
        yield fault("must be a valid URL", place)


def picture(value: Any, place: str) -> Iterator[str]:
    """An address from which Slack's own servers can fetch a picture."""
    yield from string(3000)(value, place)
    parts = urlsplit(str(value))
    if parts.scheme not in ("http", "https") or PRIVATE_HOST.match(parts.netloc):
        yield fault("downloading image failed", place)


def anything(value: Any, place: str) -> Iterator[str]:
    yield from ()


def items(check: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` things that each pass `check`."""

    def over(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield fault("must be an array", place)
            return
        if len(value) > most:
            yield fault(f"no more than {most} items allowed", place)
        if len(value) < least:
            yield fault(f"no fewer than {least} items allowed", place)
        for number, each in enumerate(value):
            yield from check(each, f"{place}/{number}")

    return over


@dataclass(frozen=True, kw_only=True)
class Shape:
    """An object with these fields and no others; `rule` looks at it as a whole."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    rule: Check = anything

    def __call__(self, value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must be an object", place)
            return
        for name in self.required:
            if value.get(name) is None:
                yield fault(f"missing required field: {name}", place)
        for name, each in value.items():
            check = self.required.get(name) or self.optional.get(name)
            if name != "type" and check is None:
                yield fault(f"invalid additional property: {name}", place)
            elif check and each is not None:
                yield from check(each, f"{place}/{name}")
        yield from self.rule(value, place)


def typed(shapes: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of these shapes it must have."""

    def check(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must be an object", place)
        elif not isinstance(value.get("type"), str):
            yield fault("missing required field: type", place)
        elif value["type"] not in shapes:
            yield fault(f"unsupported type: {value['type']}", f"{place}/type")
        else:
            yield from shapes[value["type"]](value, place)

    return check
