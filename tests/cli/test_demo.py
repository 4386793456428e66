"""`python app.py demo`: two real processes, of which one is killed, and what is left when they end."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.cli.installation import Installation

#: Seconds; a page whose sending was killed twice is sent again a minute later.
PATIENCE = 90
TOKEN = "secret-of-the-api"


@dataclass
class Demo:
    """The demo's two processes, and its page as one window sees it."""

    process: asyncio.subprocess.Process
    page: httpx.AsyncClient
    bot: httpx.AsyncClient
    lives: list[psutil.Process] = field(default_factory=list)
    """Every process of the bot that was seen."""

    def life(self) -> psutil.Process:
        """The bot's process."""
        (child,) = psutil.Process(self.process.pid).children()
        self.lives.append(child)
        return child

    def outlived(self) -> list[psutil.Process]:
        """Which of them are there after the demo's end; no longer then."""
        if self.process.returncode is None:
            self.process.kill()
        alive = psutil.wait_procs(self.lives, timeout=5)[1]
        for each in alive:
            each.kill()
        return list(alive)

    async def state(self, me: str = "ana") -> dict[str, Any]:
        return dict((await self.page.get("/page/state", params={"me": me})).json())

    async def does(self, deed: str, me: str = "ana", **more: Any) -> httpx.Response:
        return await self.page.post(f"/page/{deed}", json={"me": me, **more})

    async def until(self, true: Callable[[dict[str, Any]], Any], me: str = "ana") -> dict[str, Any]:
        """What the page shows once it is so."""
        async with asyncio.timeout(PATIENCE), self.page.stream("GET", "/page/live") as feed:
            async for line in feed.aiter_lines():
                if line.startswith("data:") and true(seen := await self.state(me)):
                    return seen
        raise AssertionError("the demo ended")

    async def incidents(self) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return list((await self.bot.get("/api/v1/incidents", headers=headers)).json()["incidents"])

    async def ends(self, sign: signal.Signals) -> tuple[int, str]:
        """Its exit code after a signal, within the five seconds of the contract, and what it complained of."""
        self.process.send_signal(sign)
        return await self.ended()

    async def ended(self) -> tuple[int, str]:
        code = await asyncio.wait_for(self.process.wait(), 5)
        assert self.process.stderr is not None
        return code, (await self.process.stderr.read()).decode()


@pytest.fixture
async def demo(here: Installation, tmp_path: Path) -> AsyncIterator[Demo]:
    port = int(here.environment["RONDO_PORT"])
    here.environment = {"PATH": here.environment["PATH"], "RONDO_PORT": str(port)}
    here.environment |= {"RONDO_API_TOKEN": TOKEN, "TMPDIR": str(tmp_path), "SLACK_BOT_TOKEN": "of somebody else"}
    here.environment["RONDO_HOST"] = "0.0.0.0"  # which it must not follow
    process = await here._begun("demo")
    try:
        assert process.stdout is not None
        printed = ""
        while not (found := re.search(r"Open (http://127.0.0.1:(\d+))", printed)):
            line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
            assert line, printed
            printed += line.decode()
        bot = f"http://127.0.0.1:{int(found[2]) - 1}"
        async with (
            httpx.AsyncClient(base_url=found[1], timeout=PATIENCE) as page,
            httpx.AsyncClient(base_url=bot, timeout=PATIENCE) as asked,
        ):
            made = Demo(process, page, asked)
            yield made
            assert made.outlived() == []
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_the_bot_is_a_process_of_its_own_and_works_when_the_page_opens(demo: Demo) -> None:
    assert demo.life().pid != demo.process.pid
    await demo.does("break")
    await demo.until(lambda seen: "light up" in seen["minute"]["text"])
    assert [each["id"] for each in await demo.incidents()] == ["INC-1"]


async def test_it_takes_anybodys_alert_and_nobody_elses_machine_can_send_one(demo: Demo) -> None:
    answer = await demo.bot.post("/alerts/generic", json={"title": "Disk full", "service": "checkout"})
    assert (answer.status_code, answer.json()["results"][0]["incident"]) == (202, "INC-1")
    await demo.until(lambda seen: "Disk full" in seen["directs"][0]["newest"]["text"])
    assert {one.laddr.ip for one in demo.life().net_connections("inet") if one.status == "LISTEN"} == {"127.0.0.1"}


async def test_killed_another_one_goes_on_and_nothing_is_lost_or_doubled(demo: Demo) -> None:
    first = demo.life()
    assert (await demo.does("kill")).json() == {}
    assert (first.is_running(), demo.life().pid == first.pid) == (False, False)
    await demo.does("kill")
    paged = [await demo.until(lambda seen: seen["directs"][0]["newest"], who) for who in ("ana", "ben")]
    assert paged[0]["trial"]["line"] == "Killed twice, 0 alerts lost, 0 pages doubled"
    assert [each["id"] for each in await demo.incidents()] == ["INC-2", "INC-1"]


async def test_the_demos_clock_survives_a_kill(demo: Demo) -> None:
    await demo.does("pass", minutes=60)
    await demo.does("kill")
    await demo.does("break")
    incident, _ = await demo.incidents()
    ahead = datetime.fromisoformat(incident["opened_at"]) - datetime.now(UTC)  # noqa: TID251  (as both processes do)
    assert timedelta(minutes=59) < ahead < timedelta(minutes=60)
    await demo.does("pass", minutes=6)
    await demo.until(lambda seen: seen["directs"][0]["newest"], "chi")


async def test_unplugged_somebody_is_reached_by_phone_takes_it_by_the_link_and_slack_catches_up(demo: Demo) -> None:
    await demo.does("unplug")
    await demo.does("break")
    (ring,) = (await demo.until(lambda seen: seen["phone"]))["phone"]
    assert "Ana, please take INC-1" in ring["text"]
    taken = await demo.bot.post(httpx.URL(ring["link"]).path, headers={"Origin": str(demo.bot.base_url)})
    assert taken.status_code == 303
    await demo.until(lambda seen: "*Ana* has INC-1, by a link" in seen["minute"]["text"])
    await demo.does("plug")
    seen = await demo.until(lambda seen: any("inc-1" in each["name"] for each in seen["channels"]))
    assert seen["directs"][0]["newest"] is None


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_both_in_time_and_leaves_nothing_behind(
    demo: Demo, sign: signal.Signals, tmp_path: Path
) -> None:
    bot = demo.life()
    assert _folders(tmp_path) == 1
    assert await demo.ends(sign) == (0, "")
    assert (bot.is_running(), _folders(tmp_path)) == (False, 0)


def _folders(place: Path) -> int:
    """How many demos keep their database there."""
    return len(list(place.glob("rondo-demo-*")))


async def test_the_bot_does_not_outlive_a_demo_that_is_killed(demo: Demo) -> None:
    assert demo.life().is_running()
    demo.process.kill()
    assert demo.outlived() == []


async def test_a_bot_that_ends_by_itself_ends_the_demo_which_says_so(demo: Demo) -> None:
    demo.life().kill()
    code, said = await demo.ended()
    assert (code, "the bot has ended by itself (-9)" in said) == (2, True)


async def test_an_alert_of_while_it_is_dead_is_sent_until_it_is_taken(demo: Demo) -> None:
    killing = asyncio.create_task(demo.does("kill"))
    await demo.until(lambda seen: seen["trial"]["dead"])
    await demo.does("break")
    await killing
    assert {each["id"] for each in await demo.incidents()} == {"INC-1", "INC-2"}


async def test_the_dashboard_opens_for_whoever_one_is_also_without_slack(demo: Demo) -> None:
    await demo.does("unplug")
    way_in = await demo.page.get("/dashboard", params={"me": "ben"})
    token = way_in.headers["location"].partition("token=")[2]
    entered = await demo.bot.post("/sign-in", data={"token": token}, headers={"Origin": str(demo.bot.base_url)})
    assert (way_in.status_code, entered.status_code) == (303, 303)
    assert "Ben" in (await demo.bot.get("/")).text
    assert "/api/v1/incidents" in (await demo.bot.get("/docs")).text
