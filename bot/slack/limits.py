"""Slack's rate limits as we keep them: a window of a minute per method, one message a second per channel, pauses.

Figures: https://docs.slack.dev/apis/web-api/rate-limits; how much a burst may be is not published. Nothing sleeps
here: who asks is told how long to wait.
"""

from collections import Counter, deque
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from bot.ports import Bucket

MINUTE = timedelta(minutes=1)
NOW = timedelta(0)
#: How many messages a channel takes at once before they are kept to one a second.
BURST = 4
#: A channel is kept so far below that, since calls overtake each other on their way.
OVERTAKING = timedelta(milliseconds=500)
#: How long a method rests when Slack limits it without saying for how long.
UNSAID = timedelta(seconds=5)
#: What seems to come so long before what came already came after it: the clock was set back. Answers of other
#: replicas overtake each other by less.
SET_BACK = timedelta(seconds=5)
_TIERS: Mapping[int, tuple[str, ...]] = {
    20: (
        "conversations.create",
        "conversations.setTopic",
        "conversations.archive",
        "conversations.list",
        "usergroups.users.list",
        "usergroups.users.update",
        "pins.add",
        "bookmarks.add",
        "users.conversations",
    ),
    50: (
        "conversations.invite",
        "conversations.join",
        "conversations.open",
        "conversations.info",
        "conversations.history",
        "dnd.info",
        "chat.update",
        "bookmarks.list",
        "users.lookupByEmail",
    ),
    100: (
        "chat.postEphemeral",
        "views.open",
        "views.update",
        "views.publish",
        "users.info",
        "files.getUploadURLExternal",
        "files.completeUploadExternal",
    ),
    300: ("chat.postMessage",),
    600: ("auth.test",),
}
PER_MINUTE: Mapping[str, int] = {method: most for most, methods in _TIERS.items() for method in methods}


class Limits:
    """Counts calls on the clock it is told; one per workspace. A call counts for the length of `window`."""

    def __init__(self, per_minute: Mapping[str, int] = PER_MINUTE, *, window: timedelta = MINUTE) -> None:
        self._per_minute, self._within = per_minute, window
        self._calls: dict[str, deque[datetime]] = {}
        self._reserved: dict[str, int] = {}
        self._paused: dict[str, datetime] = {}
        self._arrivals: dict[str, datetime] = {}
        self._newest: datetime | None = None

    def wait(self, method: str, now: datetime, *, channel: str | None = None, spare: int = 0) -> timedelta:
        """How long to wait before calling `method` (posting into `channel`); zero reserves the place.

        So many places of the minute are left to whoever spares none.
        """
        delay = max(self.resting(method, now), self._window(method, now, spare), self._channel(channel, now))
        if delay > NOW:
            return delay
        self._count(method, now)
        self._reserved[method] = self._reserved.get(method, 0) + 1
        if channel is not None:
            busy = {other: due for other, due in self._arrivals.items() if due > now}
            self._arrivals = {**busy, channel: busy.get(channel, now) + timedelta(seconds=1)}
        return NOW

    def note(self, method: str, now: datetime) -> None:
        """A call is made: on the place that was reserved for it, or whatever the limits say."""
        self._look(now)
        if self._reserved.get(method, 0) > 0:
            self._reserved[method] -= 1
        else:
            self._count(method, now)

    def _count(self, method: str, now: datetime) -> None:
        if method in self._per_minute:
            self._calls.setdefault(method, deque()).append(now)
            self._forget(method, now)

    def _forget(self, method: str, now: datetime) -> None:
        """Calls that limit nothing any more; some methods are called without anybody ever asking how long to wait."""
        calls = self._calls[method]
        while calls and calls[0] <= now - self._within:
            calls.popleft()

    def pause(self, method: str, now: datetime, retry_after: timedelta | None) -> None:
        """Slack asked for a rest of that method, and of no other; the longest counts."""
        self._look(now)
        until = now + (UNSAID if retry_after is None else retry_after)
        self._paused[method] = max(until, self._paused.get(method, until))

    def resting(self, method: str, now: datetime) -> timedelta:
        """How long that method rests still, as Slack asked."""
        self._look(now)
        return max(NOW, self._paused.get(method, now) - now)

    def _look(self, now: datetime) -> None:
        """Where the clock was set back, what is kept goes back with it: else all of it would last by as much longer."""
        back = (self._newest or now) - now
        if back > SET_BACK:
            self._calls = {method: deque(at - back for at in calls) for method, calls in self._calls.items()}
            self._paused = {method: until - back for method, until in self._paused.items()}
            self._arrivals = {channel: due - back for channel, due in self._arrivals.items()}
            self._newest = now
        self._newest = max(now, self._newest or now)

    def _window(self, method: str, now: datetime, spare: int) -> timedelta:
        calls, limit = self._calls.get(method), self._per_minute.get(method)
        if calls is None or limit is None:
            return NOW
        most = limit - spare
        self._forget(method, now)
        self._reserved[method] = min(self._reserved.get(method, 0), len(calls))
        return max(NOW, calls[len(calls) - most] + self._within - now) if len(calls) >= most else NOW

    def _channel(self, channel: str | None, now: datetime) -> timedelta:
        due = self._arrivals.get(channel, now) if channel is not None else now
        return max(NOW, due + timedelta(seconds=1) - now - timedelta(seconds=BURST) + OVERTAKING)

    @classmethod
    def of(cls, buckets: Mapping[str, Bucket], *, window: timedelta = MINUTE) -> "Limits":
        """As they were kept for those methods; a channel belongs to the one method that posts into it."""
        made = cls(window=window)
        for method, bucket in buckets.items():
            made._calls[method] = deque(at for at, count in bucket.calls for _ in range(count))
            made._arrivals |= bucket.arrivals
            if bucket.paused_until is not None:
                made._paused[method] = bucket.paused_until
        made._newest = max((calls[-1] for calls in made._calls.values() if calls), default=None)
        return made

    def bucket(self, method: str, now: datetime, channels: Collection[str]) -> Bucket:
        """What has to be kept of a method and those channels; what no longer limits anything is left out."""
        recent = Counter(at for at in self._calls.get(method, ()) if at > now - self._within)
        arrivals = {channel: due for channel in channels if (due := self._arrivals.get(channel, now)) > now}
        paused = self._paused.get(method, now)
        return Bucket(
            calls=tuple(sorted(recent.items())), arrivals=arrivals, paused_until=paused if paused > now else None
        )
