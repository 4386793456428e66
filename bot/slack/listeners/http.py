"""Slack over HTTP: the handler of `/slack/events`."""

from collections.abc import Awaitable, Callable

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_LARGEST = 1024 * 1024
#: The headers Bolt is given: what the signature is checked by, and nothing that could steer Bolt itself.
_HEADERS = frozenset({"content-type", "x-slack-signature", "x-slack-request-timestamp", "x-slack-retry-num"})


def handler(app: AsyncApp) -> Callable[[Request], Awaitable[Response]]:
    """A Starlette endpoint for POST; what can't be read is answered like what Slack did not sign."""

    async def events(request: Request) -> Response:
        body = await _body(request)
        bolt = _request(request, body) if body is not None else None
        if bolt is None:
            return JSONResponse({"error": "invalid request"}, status_code=401)
        return to_starlette_response(await app.async_dispatch(bolt))

    return events


async def _body(request: Request) -> bytes | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            return None
    return body


def _request(request: Request, body: bytes) -> AsyncBoltRequest | None:
    headers = {name: value for name, value in request.headers.items() if name in _HEADERS}
    try:
        return AsyncBoltRequest(body=body.decode("utf-8"), headers={**headers})
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
