"""Slack's rate limits: a window per method, and one message a second per channel.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import math
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

MINUTE = timedelta(minutes=1)
TIERS: Mapping[int, tuple[str, ...]] = {
    20: (
        "conversations.create", "conversations.setTopic", "conversations.setPurpose",
        "conversations.rename", "conversations.archive", "conversations.unarchive",
        "conversations.list", "pins.add", "pins.remove", "pins.list", "bookmarks.add",
        "bookmarks.edit", "bookmarks.remove", "users.list", "usergroups.list",
        "usergroups.users.list", "usergroups.users.update", "reactions.remove", "dnd.teamInfo",
    ),
    50: (
        "conversations.invite", "conversations.kick", "conversations.leave", "conversations.join",
        "conversations.open", "conversations.info", "users.conversations", "conversations.history",
        "conversations.replies", "chat.update", "chat.delete", "bookmarks.list",
        "users.lookupByEmail", "reactions.add", "reactions.get", "files.delete", "dnd.info",
        "team.info", "bots.info", "apps.connections.open",
    ),
    100: (
        "conversations.members", "chat.postEphemeral", "views.open", "views.update",
        "views.publish", "views.push", "users.info", "files.getUploadURLExternal",
        "files.completeUploadExternal", "files.info",
    ),
    600: ("auth.test", "chat.getPermalink", "api.test", "blocks.validate"),
}  # fmt: skip
PER_MINUTE = {method: number for number, methods in TIERS.items() for method in methods}


class Limits:
    """Counts calls on the workspace's clock; refuses only while `enforce` is set."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.enforce = False
        self.per_minute = dict(PER_MINUTE)
        self.posts_per_minute = 300
        self.burst = 4
        self._now = now
        self._calls: dict[str, deque[datetime]] = {}
        self._arrivals: dict[str, datetime] = {}

    def wait(self, method: str, arguments: Mapping[str, Any]) -> int | None:
        """Whole seconds after which to call again, or None when the call may go through."""
        if not self.enforce:
            return None
        if method == "chat.postMessage":
            busy = self._channel(str(arguments.get("channel")))
            return busy or self._window(method, self.posts_per_minute)
        most = self.per_minute.get(method)
        return self._window(method, most) if most else None

    def _window(self, method: str, most: int) -> int | None:
        now, calls = self._now(), self._calls.setdefault(method, deque())
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= most:
            return max(1, math.ceil((calls[0] + MINUTE - now).total_seconds()))
        calls.append(now)
        return None

    def _channel(self, channel: str) -> int | None:
        now = self._now()
        due = max(now, self._arrivals.get(channel, now)) + timedelta(seconds=1)
        ahead = (due - now).total_seconds() - self.burst
        if ahead > 0:
            return math.ceil(ahead)
        self._arrivals[channel] = due
        return None
