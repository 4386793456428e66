"""Looking at the workspace the way a story or a page wants to."""

from dataclasses import dataclass

from bot.sandbox.records import Channel, Kind, Message, View
from bot.sandbox.state import State


@dataclass(frozen=True, kw_only=True)
class Page:
    """A message whose metadata says `kind: page`; `person` is whom it woke, or "#channel", or who never saw it."""

    person: str
    incident: str | None
    message: Message


class Readers:
    """The reading half of the workspace."""

    state: State

    def channel(self, which: str | Channel) -> Channel:
        """A conversation by id, by name (with or without #), or by the one name that begins so."""
        if isinstance(which, Channel):
            return which
        if which in self.state.channels:
            return self.state.channels[which]
        name = which.lstrip("#").rstrip("…")
        if found := self.state.named(name):
            return found
        starting = [each for each in self.channels if each.name.startswith(name)]
        if len(starting) != 1:
            raise LookupError(f"no channel {which!r} among {[c.name for c in self.channels]}")
        return starting[0]

    @property
    def channels(self) -> list[Channel]:
        """Public and private channels, oldest first."""
        return [each for each in self.state.channels.values() if not each.direct]

    def lines(self, channel: str | Channel) -> list[Message]:
        """Everything in a conversation, Slack's own lines ("has joined") too."""
        return list(self.channel(channel).messages.values())

    def messages(self, channel: str | Channel) -> list[Message]:
        """What people and the bot wrote in a conversation, oldest first, as it reads now."""
        return [each for each in self.lines(channel) if each.subtype is None]

    def direct(self, person: str) -> Channel:
        """The bot's conversation with that person, opened if need be."""
        return self.state.direct(self.state.user(person).id)

    def dm(self, person: str) -> list[Message]:
        """What stands in the bot's conversation with that person."""
        channel = self.state.channels.get(f"D{self.state.user(person).id[1:]}")
        return list(channel.messages.values()) if channel else []

    def seen(self, message: Message) -> Message:
        """The message as it reads now; as it was, when it is gone."""
        channel = self.state.channels[message.channel]
        if message.ephemeral_to:
            found = [each for each in channel.ephemeral if each.ts == message.ts]
            return found[0] if found else message
        return channel.messages.get(message.ts, message)

    def members(self, channel: str | Channel) -> list[str]:
        """The names of who is in a channel, in the order in which they came."""
        return [self.state.users[each].name for each in self.channel(channel).members]

    @property
    def pages(self) -> list[Page]:
        """Every page there is, in the order in which they were posted."""
        return [
            Page(person=self._reader(channel), incident=each.payload.get("incident"), message=each)
            for channel, each in self._posted()
            if each.payload.get("kind") == "page"
        ]

    @property
    def paged(self) -> list[str]:
        """Who was paged, in order, once per page."""
        return [page.person for page in self.pages]

    def _posted(self) -> list[tuple[Channel, Message]]:
        everything = [
            (channel, message) for channel in self.state.channels.values() for message in channel.messages.values()
        ]
        return sorted(everything, key=lambda pair: pair[1].ts)

    def _reader(self, channel: Channel) -> str:
        if channel.kind is Kind.IM and channel.peer:
            lost = "" if self.state.app.bot_user in channel.members else "Slackbot, for "
            return lost + self.state.users[channel.peer].name
        return f"#{channel.name}"

    def ephemeral(self, person: str) -> list[Message]:
        """What only that person was shown, oldest first."""
        user = self.state.user(person).id
        found = (each for c in self.state.channels.values() for each in c.ephemeral)
        return sorted((e for e in found if e.ephemeral_to == user), key=lambda each: each.ts)

    def views_open(self, person: str) -> list[View]:
        """The forms that person has open, the top one last."""
        stack = self.state.stacks.get(self.state.user(person).id, [])
        return [self.state.views[each] for each in stack]

    def home(self, person: str) -> View | None:
        return self.state.homes.get(self.state.user(person).id)
