"""What is done to the bot on purpose, Slack unplugged and the process killed, and what came of it, counted."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bot.sandbox.controls import Impossible
from bot.sandbox.faults import Failing, Fault
from bot.sandbox.page.given import Controls
from bot.sandbox.page.phone import Phones
from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace

MOMENTS = (0.05, 0.1, 0.15, 0.2)
"""So many seconds after an alert was sent the bot is killed, in turn: while it pages, opens the channel, invites."""

LOOK_SECONDS = 0.5
"""How often the bot is asked how its incidents stand, while Slack can't tell."""


class After(StrEnum):
    """What was done last."""

    KILL = "kill"
    OUTAGE = "outage"


class Trial:
    """Slack unplugged, the bot killed. Counts what the workspace saw and what the bot itself says.

    `own` are the incidents that were broken for it, which teach nothing new about the newcomer's minute; `subject` is
    the newest of them since the last deed, `after`. `known` are all incidents, as the bot told them last.
    """

    def __init__(self, workspace: Workspace, controls: Controls) -> None:
        self.workspace, self.controls = workspace, controls
        self.phones = Phones()
        self.known: Mapping[str, Mapping[str, Any]] = {}
        self.own: set[str] = set()
        self.subject: str | None = None
        self.after: After | None = None
        self.kills, self.lost = 0, 0
        self.dead = self.killing = False
        self._accepted: list[str | None] = []
        self._away: Fault | None = None
        self._following: asyncio.Task[None] | None = None

    @property
    def unplugged(self) -> bool:
        """Whether Slack is gone."""
        return self._away is not None

    @property
    def doubled(self) -> int:
        """Pages that stand there again: the same promise, in the same conversation."""
        stand = Counter((page.message.channel, page.message.payload.get("op")) for page in self.workspace.pages)
        return sum(times - 1 for times in stand.values())

    async def break_checkout(self) -> None:
        """An alert, until it is accepted."""
        if self.unplugged:
            await self._send()
        else:
            await self.sent()

    async def _send(self) -> None:
        self.subject = await self.broken() or self.subject

    async def broken(self) -> str | None:
        """The same, as one's own: the incident."""
        if incident := await self.sent():
            self.own.add(incident)
        return incident

    async def sent(self) -> str | None:
        """An alert, until it is accepted: the incident, of which the minute goes on to tell."""
        incident = await self.controls.break_checkout()
        self._accepted.append(incident)
        await self.look()
        return incident

    def unplug(self) -> None:
        """From now on every call fails and nothing is delivered."""
        if self._away is None:
            self._away = self.workspace.faults.add(Fault(kind=Failing.AWAY, times=None))
            self._following = asyncio.create_task(self._follow())
            self.subject, self.after = None, After.OUTAGE
            self.workspace.changes.bump()

    def plug(self) -> None:
        """Slack is back, and the phones are put away."""
        if self._away and self._following:
            self.workspace.faults.remove(self._away)
            self._following.cancel()
            self._away = self._following = None
            self.phones.away()
            self.workspace.changes.bump()

    async def kill(self) -> None:
        """SIGKILL in the middle of a new alert, and a new start; returns when that works and was asked what it knows.

        Raises:
            Impossible: it is being killed already, or no other one came up.
        """
        if self.killing:
            raise Impossible("Rondo is dead already; it starts again")
        self.killing = True
        sending = asyncio.create_task(self._send())
        try:
            await asyncio.sleep(MOMENTS[self.kills % len(MOMENTS)])
            await self._die()
            await sending
            await self.look()
            self.after = After.OUTAGE if self.unplugged else After.KILL
        finally:
            self.killing = False
            sending.cancel()
            self.workspace.changes.bump()

    async def _die(self) -> None:
        self.kills, self.dead = self.kills + 1, True
        await self.controls.kill()
        self.workspace.changes.bump()
        await self.controls.revive()
        self.dead = False

    async def _follow(self) -> None:
        """Slack tells nothing now, so the bot is asked."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """How all incidents stand, and whether one is missing; a bot that is dead is asked when it lives again."""
        accepted = list(self._accepted)
        with contextlib.suppress(ConnectionError):
            known = await self.controls.incidents()
            changed, self.known = known != self.known, known
            self.lost = sum(1 for incident in accepted if incident not in known)
            if changed:
                self.workspace.changes.bump()

    def shown(self) -> Json:
        """How it stands, for the browser."""
        well = not self.lost and not self.doubled
        return {"unplugged": self.unplugged, "dead": self.dead, "line": self.line(), "well": well}

    def line(self) -> str | None:
        """What was counted, once there is anything to count."""
        if not self.kills or self.killing:
            return None
        times = {1: "once", 2: "twice"}.get(self.kills, f"{self.kills} times")
        return f"Killed {times}, {_many(self.lost, 'alert')} lost, {_many(self.doubled, 'page')} doubled"


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
