"""Everything the workspace knows, with the look-ups and the two logs that all methods share."""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from bot.sandbox.answer import Refusal
from bot.sandbox.changes import Changes
from bot.sandbox.people import AppInstall, User
from bot.sandbox.records import (
    Applied,
    Channel,
    Done,
    File,
    GroupRules,
    Json,
    Kind,
    Message,
    ResponseUrl,
    Trigger,
    View,
)

MESSAGE_EVENTS = {
    Kind.PUBLIC: "message.channels",
    Kind.PRIVATE: "message.groups",
    Kind.IM: "message.im",
    Kind.MPIM: "message.mpim",
}


SLACKBOT = "USLACKBOT"


class State:
    """The workspace's memory. Only this module hands out ids and timestamps."""

    def __init__(self, *, now: Callable[[], datetime], team_id: str, app: AppInstall, users: Iterable[User]) -> None:
        self.now = now
        self.team_id = team_id
        self.team_name = "Sandbox"
        self.domain = "sandbox"
        self.base_url = "https://sandbox.invalid"
        self.app = app
        self.users = {user.id: user for user in users}
        self.users[app.bot_user] = User(id=app.bot_user, name=app.name, real_name=app.name.title(), bot=True)
        # Slack's own bot is listed as a person, and not as a bot.
        self.users[SLACKBOT] = User(id=SLACKBOT, name="slackbot", real_name="Slackbot")
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.files: dict[str, File] = {}
        self.usergroups: dict[str, Json] = {}
        self.groups = GroupRules()
        self.tickets: set[str] = set()
        self.applied: list[Applied] = []
        self.events: deque[Json] = deque()
        self.changes = Changes()
        self.forced_invite_is_ok = True
        """Which of Slack's two answers a forced invitation gets when only some could be invited."""
        self._counter, self._last_ts = 0, 0

    def number(self) -> int:
        """The next number for an id; never the same twice."""
        self._counter += 1
        return self._counter

    def new_id(self, letter: str) -> str:
        return f"{letter}0SB{self.number():06d}"

    def new_ts(self) -> str:
        """A timestamp that is greater than all before, even while the clock stands still."""
        self._last_ts = max(self._last_ts + 1, int(self.now().timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def done(self, done: Done, *, by: str | None = None, **more: Any) -> None:
        """Writes down that something became true and wakes the page."""
        number = len(self.applied) + 1
        by = by or self.app.bot_user
        self.applied.append(Applied(number=number, at=self.now(), done=done, by=by, **more))
        self.changes.bump()

    def emit(self, event: Json, *, subscription: str | None = None) -> None:
        """Queues an event for the app, if it subscribed to it."""
        if (subscription or event["type"]) in self.app.events:
            self.events.append(event)

    def user(self, name_or_id: str) -> User:
        """A member by id or by name; KeyError for nobody, since a story that errs should stop."""
        if name_or_id in self.users:
            return self.users[name_or_id]
        for user in self.users.values():
            if user.name == name_or_id:
                return user
        raise KeyError(f"nobody here is called {name_or_id!r}")

    def member(self, user_id: str, code: str = "user_not_found") -> User:
        user = self.users.get(user_id)
        if user is None:
            raise Refusal(code)
        return user

    def named(self, name: str) -> Channel | None:
        for channel in self.channels.values():
            if channel.name == name and not channel.direct:
                return channel
        return None

    def visible(self, channel_id: str) -> Channel:
        """A conversation that the bot can see: private ones and others' direct ones do not exist for it."""
        channel = self.channels.get(channel_id)
        hidden = channel and channel.kind is not Kind.PUBLIC
        if channel is None or (hidden and self.app.bot_user not in channel.members):
            raise Refusal("channel_not_found")
        return channel

    def joined(self, channel_id: str, *, archived: str | None = "is_archived") -> Channel:
        """A conversation that the bot is in, and (unless `archived` is None) that is not archived."""
        channel = self.visible(channel_id)
        if channel.archived and archived:
            raise Refusal(archived)
        if self.app.bot_user not in channel.members:
            raise Refusal("not_in_channel")
        return channel

    def message(self, channel: Channel, ts: str, code: str = "message_not_found") -> Message:
        message = channel.messages.get(ts)
        if message is None:
            raise Refusal(code)
        return message

    def direct(self, user_id: str) -> Channel:
        """The conversation of the bot with a person, made at first need."""
        return self._pair(f"D{user_id[1:]}", user_id, self.app.bot_user)

    def slackbot(self, user_id: str) -> Channel:
        """Where a message to `U…` lands: in the person's conversation with Slackbot."""
        return self._pair(f"D{user_id[1:]}SLACKBOT", user_id, SLACKBOT)

    def _pair(self, channel_id: str, user_id: str, other: str) -> Channel:
        if channel_id not in self.channels:
            self.channels[channel_id] = Channel(
                id=channel_id,
                name="",
                kind=Kind.IM,
                creator=other,
                created=self.now(),
                members={user_id: None, other: None},
                peer=user_id,
            )
            self.done(Done.DIRECT_OPENED, channel=channel_id, user=user_id)
        return self.channels[channel_id]
