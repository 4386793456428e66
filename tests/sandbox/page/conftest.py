"""The page of a sample workspace, asked as a browser asks it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.sandbox import Workspace
from bot.sandbox.page import Controls, pages
from tests.sandbox.parts import Bot, Clock, actions, button


@dataclass
class Demo:
    """What the page's own buttons did."""

    clock: Clock
    broken: int = 0
    passed: list[float] = field(default_factory=list)

    async def break_checkout(self) -> None:
        self.broken += 1

    async def let_pass(self, minutes: float) -> None:
        self.passed.append(minutes)

    async def dashboard(self, slack_id: str) -> str:
        return f"http://bot.test/sign-in?token=of-{slack_id}"

    def controls(self) -> Controls:
        own = {"break_checkout": self.break_checkout, "let_pass": self.let_pass, "dashboard": self.dashboard}
        return Controls(now=self.clock, **own)


class Browser:
    """One window: who looks, and where."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def state(self, me: str = "ana", place: str = "") -> dict[str, Any]:
        answer = await self.client.get("/page/state", params={"me": me, "place": place})
        return dict(answer.json())

    async def line(self, me: str = "ana") -> str:
        return str((await self.state(me))["minute"]["text"])

    async def step(self, me: str = "ana") -> int:
        return int((await self.state(me))["minute"]["step"])

    async def labels(self, me: str = "ana") -> list[str]:
        return [each["label"] for each in (await self.state(me))["minute"]["buttons"]]

    async def do(self, deed: str, me: str = "ana", **body: Any) -> httpx.Response:
        return await self.client.post(f"/page/{deed}", json={"me": me, **body})


class Story:
    """An incident as the bot tells it: pages, a card, a brief, each with the buttons of its state."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.channel = ""

    async def pages(self, person: str, *buttons: str, incident: str = "INC-1") -> str:
        place = await self.bot.dm(person)
        return await self._tell(place, "page", incident, buttons or ("acknowledge", "not_me"))

    async def card(self, *buttons: str) -> str:
        self.channel = self.channel or await self.bot.channel("inc-1-checkout")
        return await self._tell(self.channel, "card", "INC-1", buttons)

    async def brief(self, person: str = "sol") -> str:
        mention = f"<@U0{person.upper()}>"
        return await self._tell(self.channel, "brief", "INC-1", ("security_here",), text=f"{mention} you judge")

    async def changes(self, channel: str, ts: str, *buttons: str) -> None:
        blocks = [actions(*map(button, buttons))] if buttons else []
        await self.bot.do("chat.update", channel=channel, ts=ts, text="changed", blocks=blocks)

    async def _tell(self, channel: str, kind: str, incident: str, buttons: tuple[str, ...], text: str = "x") -> str:
        metadata = {"event_type": "rondo", "event_payload": {"op": "1", "incident": incident, "kind": kind}}
        return await self.bot.post(channel, text, blocks=[actions(*map(button, buttons))], metadata=metadata)


@pytest.fixture
def demo(clock: Clock) -> Demo:
    return Demo(clock)


@pytest.fixture
async def browser(slack: Workspace, demo: Demo) -> AsyncIterator[Browser]:
    transport = httpx.ASGITransport(app=Starlette(routes=pages(slack, demo.controls())))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield Browser(client)


@pytest.fixture
def story(bot: Bot) -> Story:
    return Story(bot)
