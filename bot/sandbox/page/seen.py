"""What one person sees of the workspace, as the JSON that the browser draws."""

from dataclasses import dataclass

from bot.sandbox.controls import Impossible
from bot.sandbox.page import words
from bot.sandbox.page.given import Controls
from bot.sandbox.page.minute import minute
from bot.sandbox.page.rollback import Scenes
from bot.sandbox.page.trial import Trial
from bot.sandbox.page.unread import Unread
from bot.sandbox.people import User
from bot.sandbox.records import Channel, File, Json, Kind, Message, View
from bot.sandbox.state import SLACKBOT
from bot.sandbox.workspace import Workspace

MOST_SHOWN = 300
"""How many messages of a conversation are drawn, the newest."""


@dataclass(frozen=True, kw_only=True)
class Sight:
    """The workspace, what the demo added to it, who has read how far, what is done to the bot, which scene is on."""

    workspace: Workspace
    controls: Controls
    unread: Unread
    trial: Trial
    scenes: Scenes

    def people(self) -> list[User]:
        """Whom one can be: everybody but the bots and the deactivated."""
        everybody = self.workspace.state.users.values()
        return [each for each in everybody if not each.bot and not each.deleted and each.id != SLACKBOT]

    def who(self, name: str | None) -> User:
        """The person of that name; the first one where there is none."""
        people = self.people()
        return next((each for each in people if name in (each.name, each.id)), people[0])

    def state(self, me: User, place: str | None) -> Json:
        """Everything that the page shows to `me`, with the conversation `place` in full."""
        shown = self._place(me, place)
        workspace = self.workspace
        return {
            "version": workspace.changes.version,
            "now": self.controls.now().timestamp(),
            "me": self._person(me),
            "app": {"id": workspace.app.bot_user, "name": workspace.app.name.title(), "home": workspace.app.home_tab},
            "people": [self._person(each) for each in self.people()],
            "users": {id_: _named(each, shade) for shade, (id_, each) in enumerate(workspace.state.users.items())},
            "names": {each.id: each.name for each in workspace.channels if may_read(me, each)},
            "channels": [self._row(me, each) for each in workspace.channels if may_read(me, each)],
            "directs": [self._row(me, each) for each in self._directs(me)],
            "place": self._conversation(me, shown) if shown else None,
            "views": [_view(each) for each in workspace.views_open(me.id)],
            "home": _view(home) if (home := workspace.home(me.id)) else None,
            "minute": minute(workspace, me, self.trial, self.scenes),
            "trial": self.trial.shown(),
            "phone": self.trial.phones.shown(me),
        }

    def offers(self) -> Json:
        """What can be completed and chosen; it does not change while the page is open."""
        return {
            "commands": words.completions(self.workspace.app.commands),
            "message_shortcuts": list(words.MESSAGE_SHORTCUTS),
            "shortcuts": list(words.SHORTCUTS),
        }

    def channel(self, me: User, place: str) -> Channel:
        """A conversation that this person may read. Raises Impossible for any other."""
        channel = self.workspace.state.channels.get(place)
        if channel is None or not may_read(me, channel):
            raise Impossible("there is no such conversation for you")
        return channel

    def message(self, me: User, place: str, ts: str) -> Message:
        """A message as this person sees it, theirs alone too. Raises Impossible when it is gone."""
        channel = self.channel(me, place)
        own = [each for each in channel.ephemeral if each.ts == ts and each.ephemeral_to == me.id]
        found = own[0] if own else channel.messages.get(ts)
        if found is None:
            raise Impossible("that message is gone")
        return found

    def view(self, me: User, view_id: str) -> View:
        """A form that this person has open, or their home. Raises Impossible when it is closed."""
        home = self.workspace.home(me.id)
        for each in [*self.workspace.views_open(me.id), *([home] if home else [])]:
            if each.id == view_id:
                return each
        raise Impossible("that form is closed")

    def shared_with(self, me: User, file: File) -> bool:
        """Whether a file was posted where this person may read."""
        return any(self._place(me, each) for each in file.channels)

    def _place(self, me: User, place: str | None) -> Channel | None:
        channel = self.workspace.state.channels.get(place or "")
        return channel if channel and may_read(me, channel) else None

    def _directs(self, me: User) -> list[Channel]:
        """Conversations of this person; the bot's comes first and is there before its first word."""
        self.workspace.direct(me.id)
        mine = [each for each in self.workspace.state.channels.values() if each.direct and me.id in each.members]
        return sorted(mine, key=lambda each: self.workspace.app.bot_user not in each.members)

    def _person(self, user: User) -> Json:
        mine = [each for each in self.workspace.state.channels.values() if each.direct and user.id in each.members]
        unread = sum(self.unread.count(user, each) for each in mine)
        named = {"id": user.id, "name": user.name, "real_name": user.real_name, "tz": user.tz}
        return {**named, "unread": unread, "rings": self.trial.phones.unseen(user)}

    def _row(self, me: User, channel: Channel) -> Json:
        newest = next((m for m in reversed(channel.messages.values()) if m.subtype is None and m.user != me.id), None)
        return {
            "id": channel.id,
            "name": channel.name or self._other(me, channel),
            "private": channel.kind is Kind.PRIVATE,
            "direct": channel.direct,
            "archived": channel.archived,
            "member": me.id in channel.members,
            "unread": self.unread.count(me, channel) if me.id in channel.members else 0,
            "newest": {"ts": newest.ts, "text": newest.text, "user": newest.user} if newest else None,
        }

    def _other(self, me: User, channel: Channel) -> str:
        others = [self.workspace.state.users[each].real_name for each in channel.members if each != me.id]
        return ", ".join(others) or "you"

    def _conversation(self, me: User, channel: Channel) -> Json:
        said = [*channel.messages.values(), *(each for each in channel.ephemeral if each.ephemeral_to == me.id)]
        newest = sorted(said, key=lambda each: each.ts)[-MOST_SHOWN:]
        return {
            **self._row(me, channel),
            "topic": channel.topic,
            "members": [self.workspace.state.users[each].real_name for each in channel.members],
            "bookmarks": [{"title": each.title, "link": each.link} for each in channel.bookmarks.values()],
            "pins": [ts for ts in channel.pins if ts in channel.messages],
            "messages": [self._message(each) for each in newest],
        }

    def _message(self, each: Message) -> Json:
        files = (self.workspace.state.files.get(name) for name in each.files)
        return {
            "ts": each.ts,
            "channel": each.channel,
            "user": each.user,
            "text": each.text,
            "at": each.at.timestamp(),
            "blocks": list(each.blocks),
            "subtype": each.subtype,
            "thread": each.thread_ts if each.in_thread else None,
            "edited": bool(each.edited_ts) and not each.bot_id,
            "only_you": each.ephemeral_to is not None,
            "files": [{"id": f.id, "name": f.name, "title": f.title or f.name, "size": f.length} for f in files if f],
            "reactions": [[name, len(users)] for name, users in each.reactions.items()],
        }


def may_read(user: User, channel: Channel) -> bool:
    """Public channels are open to everybody, all others to who is in them."""
    return channel.kind is Kind.PUBLIC or user.id in channel.members


def _named(user: User, shade: int) -> Json:
    return {"name": user.name, "real_name": user.real_name, "bot": user.bot, "shade": shade}


def _view(view: View) -> Json:
    body = {name: view.body.get(name) for name in ("type", "title", "submit", "close")}
    return {"id": view.id, "root": view.root, "hash": view.hash, **body, "blocks": view.blocks, "errors": view.errors}
