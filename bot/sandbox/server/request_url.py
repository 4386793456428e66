"""Signed HTTP to the app's request URL, for an app without Socket Mode.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.delivery import Envelope, Reply, Sort

FORM = "application/x-www-form-urlencoded"


class HttpTransport:
    """Posts every envelope to one address, signed; waits three seconds for the answer.

    `stamp` gives the seconds of the signature. It is the process's own clock even where the workspace's
    clock was moved, because the app's library compares it with the same one.
    """

    def __init__(
        self,
        request_url: str,
        signing_secret: str,
        *,
        stamp: Callable[[], float] = time.time,
        patience_seconds: float = 3.0,
    ) -> None:
        self.request_url = request_url
        self._secret = signing_secret
        self._stamp = stamp
        self._timeout = aiohttp.ClientTimeout(total=patience_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, envelope: Envelope) -> Reply | None:
        content, body = encoded(envelope)
        headers = {"Content-Type": content, **self._signed(body), **retry_headers(envelope)}
        try:
            async with self._opened().post(self.request_url, data=body, headers=headers) as response:
                return await _reply(response)
        except (aiohttp.ClientError, TimeoutError):
            return None

    async def verify(self) -> bool:
        """Whether the address answers Slack's challenge, as Slack asks when it is entered."""
        body = json.dumps({"type": "url_verification", "challenge": "sandbox", "token": ""}).encode()
        headers = {"Content-Type": "application/json", **self._signed(body)}
        try:
            async with self._opened().post(self.request_url, data=body, headers=headers) as response:
                return response.status == 200 and "sandbox" in await response.text()
        except (aiohttp.ClientError, TimeoutError):
            return False

    def _signed(self, body: bytes) -> dict[str, str]:
        return signed(self._secret, body, self._stamp())

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        return self._session


def signed(secret: str, body: bytes, stamp: float) -> dict[str, str]:
    """The headers that prove a body came from the workspace, `stamp` seconds after 1970."""
    seconds = str(int(stamp))
    mac = hmac.new(secret.encode(), b":".join((b"v0", seconds.encode(), body)), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": seconds, "X-Slack-Signature": f"v0={mac}"}


def encoded(envelope: Envelope) -> tuple[str, bytes]:
    """Content type and body: events as JSON, commands as a form, interactions as a form's `payload`."""
    match envelope.kind:
        case Sort.EVENT:
            return "application/json", json.dumps(envelope.payload).encode()
        case Sort.COMMAND:
            return FORM, urlencode(envelope.payload).encode()
        case Sort.INTERACTIVE:
            return FORM, urlencode({"payload": json.dumps(envelope.payload)}).encode()


def retry_headers(envelope: Envelope) -> dict[str, str]:
    if not envelope.retry_attempt:
        return {}
    reason = envelope.retry_reason or "unknown_error"
    return {"X-Slack-Retry-Num": str(envelope.retry_attempt), "X-Slack-Retry-Reason": reason}


async def _reply(response: aiohttp.ClientResponse) -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    text = await response.text()
    if not text:
        return Reply(status=response.status, headers=headers)
    if response.content_type == "application/json":
        return Reply(status=response.status, body=json.loads(text), headers=headers)
    return Reply(status=response.status, body=text, headers=headers)
