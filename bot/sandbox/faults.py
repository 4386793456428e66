"""How the workspace can be told to fail, in every way that Slack does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.sandbox.answer import Answer


class Failing(StrEnum):
    """The kinds of failure."""

    RATE_LIMITED = "rate_limited"
    """429 before anything happened; `retry_after` is the header's text, None leaves it out."""
    SERVER_ERROR = "server_error"
    """HTTP `status` before anything happened."""
    ERROR = "error"
    """200 with `{"ok": false, "error": code}`, nothing happened."""
    REQUEST_LOST = "request_lost"
    """The connection breaks, nothing happened."""
    RESPONSE_LOST = "response_lost"
    """It happened, then the connection breaks."""
    DELAY = "delay"
    """It happens after `seconds`, and the answer comes then."""
    LATE = "late"
    """The connection breaks now, it happens `seconds` later."""
    AWAY = "away"
    """Slack is gone: calls are lost and nothing is delivered, until the fault is removed."""
    SOCKET_DROPPED = "socket_dropped"
    """The next envelope finds its sockets dead; events come again, clicks and commands don't."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One instruction to fail. Matches calls of `method` ("*": any), in `channel`, for which `where` holds;
    lets the first `after_calls` of them through, then strikes `times` times (None: until removed).
    """

    kind: Failing
    method: str = "*"
    times: int | None = 1
    after_calls: int = 0
    channel: str | None = None
    where: Callable[[Mapping[str, Any]], bool] | None = None
    retry_after: str | None = "1"
    status: int = 503
    code: str = "internal_error"
    seconds: float = 0.0

    def matches(self, method: str, arguments: Mapping[str, Any]) -> bool:
        if self.kind is Failing.SOCKET_DROPPED or self.method not in ("*", method):
            return False
        if self.channel and arguments.get("channel", arguments.get("channel_id")) != self.channel:
            return False
        return self.where is None or self.where(arguments)

    def answer(self) -> Answer | None:
        """What Slack answers instead of doing it, where it answers at all."""
        match self.kind:
            case Failing.RATE_LIMITED:
                return limited(self.retry_after)
            case Failing.SERVER_ERROR:
                return Answer(status=self.status, body={"ok": False, "error": "service_unavailable"})
            case Failing.ERROR:
                return Answer(body={"ok": False, "error": self.code})
            case _:
                return None


def limited(retry_after: str | None) -> Answer:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Answer(status=429, headers=headers, body={"ok": False, "error": "ratelimited"})


class Faults:
    """The faults in force; the first that matches strikes."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}
        self._all: list[tuple[int, Fault]] = []
        self._next = 0

    def add(self, fault: Fault) -> Fault:
        self._all.append((self._next, fault))
        self._next += 1
        return fault

    def remove(self, fault: Fault) -> None:
        self._all = [(key, each) for key, each in self._all if each is not fault]

    def clear(self) -> None:
        self._all.clear()
        self._seen.clear()

    @property
    def active(self) -> list[Fault]:
        return [fault for _, fault in self._all]

    @property
    def away(self) -> bool:
        return any(fault.kind is Failing.AWAY and fault.method == "*" for fault in self.active)

    def strike(self, method: str, arguments: Mapping[str, Any]) -> Fault | None:
        """The fault that this call meets; counts it, and removes it when it is used up."""
        for key, fault in list(self._all):
            if fault.matches(method, arguments) and self._count(key, fault):
                return fault
        return None

    def socket_drops(self) -> bool:
        """Whether the next envelope finds its sockets dead."""
        drops = [each for each in self._all if each[1].kind is Failing.SOCKET_DROPPED]
        return any(self._count(key, fault) for key, fault in drops)

    def _count(self, key: int, fault: Fault) -> bool:
        self._seen[key] = seen = self._seen.get(key, 0) + 1
        if seen <= fault.after_calls:
            return False
        if fault.times is not None and seen >= fault.after_calls + fault.times:
            self.remove(fault)
        return True
