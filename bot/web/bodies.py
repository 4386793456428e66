"""Bodies of requests: at most 1 MiB, and JSON read as strictly as its standard and as leniently as its bytes allow."""

import json
import math
from collections.abc import Iterator
from typing import Never

from fastapi import Request
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.text import clean
from bot.web.problems import Problem
from bot.web.sources.reading import Unreadable

LARGEST = 1024 * 1024
_MOST_DIGITS = 400
_TOO_LARGE = "The body is larger than 1 MiB. Send fewer alerts at a time."


class Ceiling:
    """Cuts off bodies that are too large, announced or not, when a route begins to read them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        announced = Headers(scope=scope).get("content-length", "")
        await self._app(_meant_as_json(scope), _limited(receive, announced), send)
        return None


def _meant_as_json(scope: Scope) -> Scope:
    """The REST API takes JSON alone; `curl -d` calls it a form unless it is told otherwise."""
    form = (b"content-type", b"application/x-www-form-urlencoded")
    if not scope["path"].startswith("/api/") or form not in scope["headers"]:
        return scope
    others = [header for header in scope["headers"] if header != form]
    return {**scope, "headers": [*others, (b"content-type", b"application/json")]}


def _limited(receive: Receive, announced: str) -> Receive:
    too_large = announced.isdecimal() and (len(announced) > 18 or int(announced) > LARGEST)
    received = 0

    async def limited() -> Message:
        nonlocal received
        if too_large:
            raise Problem(413, _TOO_LARGE)
        message = await receive()
        received += len(message.get("body", b""))
        if received > LARGEST:
            raise Problem(413, _TOO_LARGE)
        return message

    return limited


async def whole(request: Request) -> bytes:
    """The body's bytes.

    Raises:
        Problem: 413 when it is too large, 400 when the sender hung up.
    """
    try:
        return await request.body()
    except ClientDisconnect:
        raise Problem(400, "The connection ended before the body did.") from None


def parse(body: bytes) -> object:
    """JSON whatever its content type; invalid UTF-8 is replaced, what no number can be is refused.

    Raises:
        Unreadable: it is no JSON.
    """
    try:
        return json.loads(
            body.decode("utf-8-sig", "replace"), parse_constant=_refuse, parse_int=_integer, parse_float=_float
        )
    except RecursionError:
        raise Unreadable("The body is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None


def altered(body: bytes, parsed: object) -> bool:
    """Whether something of it can't be kept as it came: invalid UTF-8, or NUL and lone surrogates in a text."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return b"\\u" in body and any(clean(said) != said for said in _texts(parsed))


def _texts(parsed: object) -> Iterator[str]:
    """Every text of a parsed body, however deep: names and values."""
    waiting = [parsed]
    while waiting:
        match waiting.pop():
            case str() as said:
                yield said
            case dict() as pairs:
                waiting += [*pairs, *pairs.values()]
            case list() as items:
                waiting += items
            case _:
                pass


def _refuse(word: str) -> Never:
    raise Unreadable(f"The body is not JSON: {word} is no number there.")


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise Unreadable(f"The body has a number of {len(digits)} digits.")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Unreadable("The body has a number that is too large.")
    return number
