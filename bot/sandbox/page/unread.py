"""How far each person has read each conversation."""

from bot.sandbox.people import User
from bot.sandbox.records import Channel, Message


class Unread:
    """Marks that only move forward; the page's own memory, since an app never learns of them."""

    def __init__(self) -> None:
        self._marks: dict[tuple[str, str], str] = {}

    def read(self, user: User, channel: Channel) -> bool:
        """Marks everything in a conversation as read; whether anything was not."""
        before, newest = self.count(user, channel), next(reversed(channel.messages), "")
        self._marks[user.id, channel.id] = newest
        return before > 0

    def count(self, user: User, channel: Channel) -> int:
        """How many messages of others came since; Slack's own lines ("has joined") do not count."""
        mark = self._marks.get((user.id, channel.id), "")
        return sum(1 for each in channel.messages.values() if each.ts > mark and _counts(user, each))


def _counts(user: User, message: Message) -> bool:
    return message.user != user.id and message.subtype is None
