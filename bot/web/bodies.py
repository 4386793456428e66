"""Bodies of requests: at most 1 MiB, within 15 s, and JSON read as strictly as its standard and its bytes allow."""

import asyncio
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

#: A body arrives within so many seconds of the first look at it.
SECONDS = 15.0
_MOST_DIGITS = 400
_TOO_SLOW = "The body did not arrive in time. Send it again, at once."
_TOO_LARGE = "The body is larger than 1 MiB. Send fewer alerts at a time."


class Ceiling:
    """Cuts off bodies that are too large, announced or not, or too slow, when a route begins to read them."""

    def __init__(self, app: ASGIApp, *, seconds: float = SECONDS) -> None:
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        announced = Headers(scope=scope).get("content-length", "")
        await self._app(_meant_as_json(scope), _limited(_timely(receive, self._seconds), announced), send)
        return None


def _meant_as_json(scope: Scope) -> Scope:
    """The REST API takes JSON alone; `curl -d` calls it a form unless it is told otherwise."""
    form = (b"content-type", b"application/x-www-form-urlencoded")
    if not scope["path"].startswith("/api/") or form not in scope["headers"]:
        return scope
    others = [header for header in scope["headers"] if header != form]
    return {**scope, "headers": [*others, (b"content-type", b"application/json")]}


def _timely(receive: Receive, seconds: float) -> Receive:
    """A body that never ends is not waited for; that somebody hangs up afterwards is."""
    until: float | None = None
    whole = False

    async def timely() -> Message:
        nonlocal until, whole
        if whole:
            return await receive()
        until = until or asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise Problem(408, _TOO_SLOW, headers={"Connection": "close"}) from None
        whole = not message.get("more_body", False)
        return message

    return timely


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


def refuse_compressed(request: Request) -> None:
    """A compressed body could be larger than it looks.

    Raises:
        Problem: 415.
    """
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        raise Problem(415, "The body is compressed; send it plain, without Content-Encoding.")


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
