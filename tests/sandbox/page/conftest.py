"""The page of a sample workspace, asked as a browser asks it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.sandbox import Workspace
from bot.sandbox.page import Controls, Releases, pages
from tests.sandbox.parts import Bot, Clock, actions, button


@dataclass
class Demo:
    """What the page's own buttons did, to a bot that takes an alert whenever it lives."""

    clock: Clock
    broken: int = 0
    killed: int = 0
    passed: list[float] = field(default_factory=list)
    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    deployed: list[tuple[str, str, float]] = field(default_factory=list)
    flagged: list[tuple[str, str, str]] = field(default_factory=list)
    lives: asyncio.Event = field(default_factory=asyncio.Event)
    revived: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether another one comes up after a kill."""
    forgets: bool = False
    """Whether an alert that was accepted is kept."""

    def __post_init__(self) -> None:
        self.lives.set()
        self.revived.set()

    async def break_checkout(self) -> str:
        await self.lives.wait()
        self.broken += 1
        incident = f"INC-{self.broken}"
        if not self.forgets:
            self.stands(incident, status="open", primary="ben")
        return incident

    async def deploy(self, *what: Any) -> None:
        self.deployed.append(what)

    async def flag(self, *what: Any) -> None:
        self.flagged.append(what)

    def stands(self, incident: str, **how: Any) -> None:
        self.known[incident] = {"acknowledged_by": None, "acknowledged_via": None, **how}

    async def incidents(self) -> dict[str, dict[str, Any]]:
        if not self.lives.is_set():
            raise ConnectionError
        return dict(self.known)

    async def kill(self) -> None:
        self.killed += 1
        self.lives.clear()

    async def revive(self) -> None:
        await self.revived.wait()
        self.lives.set()

    async def let_pass(self, minutes: float) -> None:
        self.passed.append(minutes)

    async def dashboard(self, slack_id: str) -> str:
        return f"http://bot.test/sign-in?token=of-{slack_id}"

    def controls(self) -> Controls:
        return Controls(
            now=self.clock,
            break_checkout=self.break_checkout,
            incidents=self.incidents,
            kill=self.kill,
            revive=self.revive,
            let_pass=self.let_pass,
            dashboard=self.dashboard,
            releases=Releases(deploy=self.deploy, flag=self.flag),
        )


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

    async def trial(self) -> dict[str, Any]:
        return dict((await self.state())["trial"])

    async def until(self, slack: Workspace, true: Callable[[dict[str, Any]], bool], me: str = "ana") -> dict[str, Any]:
        """What is seen once it looks so."""
        async with asyncio.timeout(5):
            version = -1
            while not true(seen := await self.state(me)):
                version = await anext(slack.changes.follow(version))
        return seen

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

    async def card(self, *buttons: str, incident: str = "INC-1") -> str:
        self.channel = self.channel or await self.bot.channel("inc-1-checkout")
        return await self._tell(self.channel, "card", incident, buttons)

    async def brief(self, person: str = "sol") -> str:
        mention = f"<@U0{person.upper()}>"
        return await self._tell(
            self.channel, "brief", "INC-1", ("review_clear", "concern"), text=f"{mention} you judge"
        )

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
