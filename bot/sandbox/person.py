"""What people do in the workspace; each deed returns after the app has answered."""

import re
from typing import TYPE_CHECKING, Any

from bot.sandbox import answers, forms, membership, payloads, posting, shapes
from bot.sandbox.answer import Refusal
from bot.sandbox.controls import Impossible, action, fill, find, state_of
from bot.sandbox.delivery import Reply, Sort
from bot.sandbox.methods.marks import add_pin, change_reaction
from bot.sandbox.people import User
from bot.sandbox.records import Channel, Kind, Message, View
from bot.sandbox.state import State

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Place = str | Channel
"""A channel, its id, or its name."""


class Person:
    """One member at their keyboard. Raises `Impossible` for what Slack's client would not let them do."""

    def __init__(self, workspace: "Workspace", user: User) -> None:
        self.workspace = workspace
        self.user = user

    @property
    def state(self) -> State:
        return self.workspace.state

    async def press(
        self, on: Message | View, action_id: str, value: Any = None, *, as_seen: bool = False
    ) -> Reply | None:
        """Presses a button or chooses `value` in a menu, on the message as it is now or, where it is not there, was.

        `as_seen`: as it was in any case, by somebody who has not seen the edit yet.
        """
        if isinstance(on, View):
            return await self._press_in_view(on, action_id, value)
        channel, now = self._in(on.channel), self.workspace.seen(on)
        try:
            control = find(on.blocks if as_seen else now.blocks, action_id, value)
        except Impossible:
            control = find(on.blocks, action_id, value)
        sent = action(control, value)
        payload = payloads.press_in_message(self.state, self.user, channel, now, sent)
        return await self.workspace.send(Sort.INTERACTIVE, payload)

    async def _press_in_view(self, view: View, action_id: str, value: Any) -> Reply | None:
        control = find(view.blocks, action_id, value)
        block, element = control
        if element["type"] != "button":
            held = view.values.setdefault(block["block_id"], {})
            held[action_id] = state_of(element, value)
        payload = payloads.press_in_view(self.state, self.user, view, action(control, value))
        return await self.workspace.send(Sort.INTERACTIVE, payload)

    async def command(self, name: str, text: str = "", channel: Place = "general") -> Reply | None:
        """Types a slash command; what comes back is shown to them in that channel."""
        if name not in self.state.app.commands:
            raise Impossible(f"{name} is not a valid command")
        place = self._in(channel)
        payload = payloads.command(self.state, self.user, place, name, self._escaped(text))
        reply = await self.workspace.send(Sort.COMMAND, payload)
        answers.to_command(self.state, place, self.user.id, name, reply)
        return reply

    async def say(self, text: str, channel: Place = "general", thread_ts: str | None = None) -> Message:
        """Writes a message; "@rondo …" mentions the bot."""
        place = self._in(channel)
        if place.archived:
            raise Impossible("the channel is archived")
        said = posting.post(
            self.state,
            place,
            user=self.user.id,
            text=self._escaped(text, plain_mentions=True),
            thread_ts=thread_ts,
            client_msg_id=f"client-{self.state.number()}",
        )
        await self.workspace.flush()
        return said

    async def submit(self, view: View, values: dict[str, Any] | None = None) -> Reply | None:
        """Fills a form in (block_id → value) and sends it; `view.errors` holds what the app complained of."""
        if view.id not in self.state.views:
            raise Impossible("the form is closed")
        fill(view, values or {})
        payload = payloads.submission(self.state, self.user, view)
        reply = await self.workspace.send(Sort.INTERACTIVE, payload)
        answers.to_form(self.state, view, reply)
        return reply

    async def close(self, view: View) -> Reply | None:
        forms.close(self.state, self.user.id, only_top=True)
        if not view.body.get("notify_on_close"):
            return None
        payload = payloads.closed(self.state, self.user, view, cleared=False)
        return await self.workspace.send(Sort.INTERACTIVE, payload)

    async def shortcut(self, callback_id: str) -> Reply | None:
        payload = payloads.shortcut(self.state, self.user, callback_id)
        return await self.workspace.send(Sort.INTERACTIVE, payload)

    async def message_shortcut(self, callback_id: str, message: Message) -> Reply | None:
        channel = self._in(message.channel)
        payload = payloads.message_shortcut(self.state, self.user, channel, message, callback_id)
        return await self.workspace.send(Sort.INTERACTIVE, payload)

    async def open_home(self) -> None:
        channel = self.state.direct(self.user.id)
        home = self.workspace.home(self.user.id)
        view = {"view": shapes.view(self.state, home)} if home else {}
        event = {"type": "app_home_opened", "user": self.user.id, "channel": channel.id, "tab": "home"}
        self.state.emit({**event, **view, "event_ts": self.state.new_ts()})
        await self.workspace.flush()

    async def react(self, message: Message, name: str) -> None:
        channel = self.state.channels[message.channel]
        current = channel.messages[message.ts]
        try:
            change_reaction(self.state, channel, current, name, user=self.user.id, add=True)
        except Refusal as refusal:
            raise Impossible(refusal.code) from refusal
        await self.workspace.flush()

    async def pin(self, message: Message) -> None:
        channel = self._in(message.channel)
        if message.ts in channel.pins:
            raise Impossible("already_pinned")
        add_pin(self.state, channel, channel.messages[message.ts], user=self.user.id)
        await self.workspace.flush()

    async def join(self, channel: Place) -> None:
        place = self.workspace.channel(channel)
        if place.kind is not Kind.PUBLIC:
            raise Impossible("nobody joins this by themselves")
        if self.user.id not in place.members:
            membership.join(self.state, place, self.user.id)
        await self.workspace.flush()

    async def leave(self, channel: Place) -> None:
        membership.leave(self.state, self._in(channel), self.user.id)
        await self.workspace.flush()

    async def invite(self, person: str, channel: Place) -> None:
        """Brings somebody, or the bot, into a channel they are in themselves."""
        place, user = self._in(channel), self.state.user(person)
        if user.id not in place.members:
            membership.join(self.state, place, user.id, inviter=self.user.id)
        await self.workspace.flush()

    async def remove(self, person: str, channel: Place) -> None:
        """Throws somebody, or the bot, out of a channel."""
        user = self.state.user(person).id
        membership.leave(self.state, self._in(channel), user, by=self.user.id)
        await self.workspace.flush()

    async def archive(self, channel: Place) -> None:
        """Archives a channel by hand, behind the bot's back."""
        membership.archive(self.state, self._in(channel), self.user.id)
        await self.workspace.flush()

    async def delete(self, message: Message) -> None:
        """Deletes a message: their own, or any when they are an admin."""
        if message.user != self.user.id and not self.user.admin:
            raise Impossible("only its author or an admin deletes a message")
        channel = self.state.channels[message.channel]
        posting.delete(self.state, channel, channel.messages[message.ts], by=self.user.id)
        await self.workspace.flush()

    async def edit(self, message: Message, text: str) -> Message:
        channel = self.state.channels[message.channel]
        current = channel.messages[message.ts]
        new = posting.edit(self.state, channel, current, by=self.user.id, text=text)
        await self.workspace.flush()
        return new

    def _in(self, channel: Place) -> Channel:
        place = self.workspace.channel(channel)
        if self.user.deleted:
            raise Impossible(f"{self.user.name} is deactivated")
        if self.user.id not in place.members and place.kind is not Kind.PUBLIC:
            raise Impossible(f"{self.user.name} is not in {place.name or place.id}")
        return place

    def _escaped(self, text: str, *, plain_mentions: bool = False) -> str:
        """Typed text as Slack sends it: & < > escaped, @names and #channels as ids."""
        parts = re.split(r"(<[@#!][^<>]*>)", text)
        return "".join(part if number % 2 else self._typed(part, plain_mentions) for number, part in enumerate(parts))

    def _typed(self, text: str, plain: bool) -> str:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return re.sub(r"(?<![\w.])([@#])([a-z0-9][a-z0-9_-]*)", lambda m: self._id(m, plain), text)

    def _id(self, found: re.Match[str], plain: bool) -> str:
        sign, name = found.groups()
        if sign == "#":
            channel = self.state.named(name)
            return f"<#{channel.id}|{name}>" if channel else found[0]
        for user in self.state.users.values():
            if user.name == name:
                return f"<@{user.id}>" if plain else f"<@{user.id}|{name}>"
        return found[0]
