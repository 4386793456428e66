"""What somebody can do on the page: each deed is done by a person of the workspace, or moves the demo."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.controls import Impossible
from bot.sandbox.delivery import Reply
from bot.sandbox.page.seen import Sight
from bot.sandbox.people import User
from bot.sandbox.person import Person
from bot.sandbox.records import Json, Message, View

SILENT = "Rondo did not answer in time"
UNPLUGGED = "Slack is unplugged: nothing of this reaches Rondo"
DEAD = "Rondo is dead; it starts again"


class Malformed(Exception):
    """The browser asked for something in a way that makes no sense."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One deed: who does it, and what the browser said about it."""

    me: User
    body: Mapping[str, Any]

    def need(self, name: str) -> str:
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise Malformed(f"`{name}` is missing")
        return value

    def text(self, name: str) -> str:
        value = self.body.get(name, "")
        return value if isinstance(value, str) else ""


Deed = Callable[["Deeds", Asked], Awaitable[Json]]


class Deeds:
    """The deeds by name. Raises `Impossible` with a sentence, `Malformed` for nonsense."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight

    async def do(self, name: str, asked: Asked) -> Json:
        """Does it and says how it went; `warning` is what the person should know."""
        return await DEEDS[name](self, asked)

    def _act(self, asked: Asked) -> Person:
        return self.sight.workspace.act(asked.me.id)

    def _on(self, asked: Asked) -> Message | View:
        if view := asked.text("view"):
            return self.sight.view(asked.me, view)
        return self._message(asked)

    def _message(self, asked: Asked) -> Message:
        return self.sight.message(asked.me, asked.need("place"), asked.need("ts"))

    def _told(self, reply: Reply | None) -> Json:
        if reply and reply.ok:
            return {}
        trial = self.sight.trial
        return {"warning": UNPLUGGED if trial.unplugged else DEAD if trial.dead else SILENT}

    async def press(self, asked: Asked) -> Json:
        person = self._act(asked)
        return self._told(await person.press(self._on(asked), asked.need("action_id"), asked.body.get("value")))

    async def command(self, asked: Asked) -> Json:
        channel = self.sight.channel(asked.me, asked.need("place"))
        await self._act(asked).command(asked.need("command"), asked.text("text"), channel)
        return {}

    async def say(self, asked: Asked) -> Json:
        channel = self.sight.channel(asked.me, asked.need("place"))
        if asked.me.id not in channel.members:
            await self._act(asked).join(channel)
        said = await self._act(asked).say(asked.need("text"), channel, asked.text("thread") or None)
        return {"ts": said.ts}

    async def submit(self, asked: Asked) -> Json:
        values = asked.body.get("values")
        view = self.sight.view(asked.me, asked.need("view"))
        return self._told(await self._act(asked).submit(view, values if isinstance(values, dict) else {}))

    async def close(self, asked: Asked) -> Json:
        await self._act(asked).close(self.sight.view(asked.me, asked.need("view")))
        return {}

    async def home(self, asked: Asked) -> Json:
        await self._act(asked).open_home()
        return {}

    async def shortcut(self, asked: Asked) -> Json:
        return self._told(await self._act(asked).shortcut(asked.need("callback_id")))

    async def message_shortcut(self, asked: Asked) -> Json:
        return self._told(await self._act(asked).message_shortcut(asked.need("callback_id"), self._message(asked)))

    async def join(self, asked: Asked) -> Json:
        await self._act(asked).join(self.sight.channel(asked.me, asked.need("place")))
        return {}

    async def read(self, asked: Asked) -> Json:
        """Everything in that conversation is read; other windows learn of it."""
        channel = self.sight.channel(asked.me, asked.need("place"))
        if self.sight.unread.read(asked.me, channel):
            self.sight.workspace.changes.bump()
        return {}

    async def be(self, asked: Asked) -> Json:
        """From now on this browser opens as that person."""
        user = self.sight.workspace.state.user(asked.need("person"))
        return {"me": self.sight.who(user.name).name}

    async def break_checkout(self, asked: Asked) -> Json:
        await self.sight.trial.break_checkout()
        return {}

    async def let_pass(self, asked: Asked) -> Json:
        minutes = asked.body.get("minutes")
        if not isinstance(minutes, int | float) or not 0 < minutes <= 24 * 60:
            raise Malformed("`minutes` is a number above 0 and at most a day's")
        await self.sight.controls.let_pass(float(minutes))
        self.sight.workspace.changes.bump()
        return {}

    async def unplug(self, asked: Asked) -> Json:
        self.sight.trial.unplug()
        return {}

    async def plug(self, asked: Asked) -> Json:
        self.sight.trial.plug()
        return {}

    async def kill(self, asked: Asked) -> Json:
        await self.sight.trial.kill()
        return {}

    async def rollback(self, asked: Asked) -> Json:
        """The scene of a bad rollback begins; `quiet`: nobody types anything in it."""
        await self.sight.scenes.begin(quiet=asked.body.get("quiet") is True)
        return {}

    async def rollback_over(self, asked: Asked) -> Json:
        self.sight.scenes.over()
        return {}

    async def deploy(self, asked: Asked) -> Json:
        scene = self.sight.scenes.now
        if scene is None:
            raise Impossible("nothing is deployed here")
        await scene.deploy(asked.need("version"))
        return {}

    async def phone(self, asked: Asked) -> Json:
        """They look at their phone; other windows learn of it."""
        if self.sight.trial.phones.unseen(asked.me):
            self.sight.trial.phones.silent(asked.me)
            self.sight.workspace.changes.bump()
        return {}


DEEDS: Mapping[str, Deed] = {
    "press": Deeds.press,
    "command": Deeds.command,
    "say": Deeds.say,
    "submit": Deeds.submit,
    "close": Deeds.close,
    "home": Deeds.home,
    "shortcut": Deeds.shortcut,
    "message_shortcut": Deeds.message_shortcut,
    "join": Deeds.join,
    "read": Deeds.read,
    "be": Deeds.be,
    "break": Deeds.break_checkout,
    "pass": Deeds.let_pass,
    "unplug": Deeds.unplug,
    "plug": Deeds.plug,
    "kill": Deeds.kill,
    "phone": Deeds.phone,
    "rollback": Deeds.rollback,
    "rollback_over": Deeds.rollback_over,
    "deploy": Deeds.deploy,
}
