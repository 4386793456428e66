"""The workspace's half of the demo: Slack, its page, and what the page's own buttons do to the bot's process."""

import asyncio
import contextlib
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from ruamel.yaml import YAML

from bot.cli.demo.clock import DemoClock
from bot.cli.demo.life import LOOK, Life, Lost
from bot.cli.demo.outside import Outside
from bot.cli.demo.ports import LOCAL
from bot.cli.demo.turns import turns_page
from bot.domain.situation import Settings
from bot.sandbox import Impossible, Workspace, installed, sample
from bot.sandbox import server as slack_server
from bot.sandbox.page import Controls, Releases, pages
from bot.slack import manifest
from bot.store import Store
from bot.store import open as open_store

#: The bot is back in Slack within so many seconds of answering, or it is not waited for.
CONNECTS = 5.0

#: So often it is looked whether it still lives, in seconds.
WATCH = 0.2


def main(life: Life, environ: Mapping[str, str], clock: DemoClock) -> int:
    """Run until Ctrl-C or SIGTERM.

    Raises:
        Lost: the bot ended by itself.
    """
    asyncio.run(_play(Stage(life=life, environ=environ, clock=clock)))
    return 0


@dataclass(kw_only=True)
class Stage:
    """What the two halves have in common."""

    life: Life
    environ: Mapping[str, str]
    clock: DemoClock
    workspace: Workspace = field(init=False)
    store: Store | None = None

    def __post_init__(self) -> None:
        app = installed(
            YAML(typ="safe").load(manifest.write()),
            bot_token=self.environ["SLACK_BOT_TOKEN"],
            app_token=self.environ["SLACK_APP_TOKEN"],
        )
        self.workspace = sample(now=self.clock.instant, app=app)

    @property
    def port(self) -> int:
        """The bot's; the workspace's is the next."""
        return int(self.environ["RONDO_PORT"])

    @property
    def url(self) -> str:
        """The bot's address."""
        return self.environ["RONDO_PUBLIC_URL"]

    def controls(self, session: aiohttp.ClientSession) -> Controls:
        """What the page may do to the bot."""
        alerts, reading = self.environ["DEMO_TOKEN"], self.environ["DEMO_API_TOKEN"]
        outside = Outside(self.url, session, self.clock, alerts=alerts, reading=reading)
        return Controls(
            break_checkout=outside.break_checkout,
            incidents=outside.incidents,
            kill=self.kill,
            revive=self.revive,
            let_pass=self.let_pass,
            dashboard=self.way_in,
            now=self.clock.instant,
            turns="/turns",
            releases=Releases(deploy=outside.deploy, flag=outside.flag),
        )

    async def let_pass(self, minutes: float) -> None:
        """Time jumps in both halves; what comes due happens at the bot's next tick."""
        self.clock.ahead += timedelta(minutes=minutes)
        self.life.tell_time()
        self.workspace.changes.bump()

    async def kill(self) -> None:
        """SIGKILL."""
        self.life.kill()

    async def revive(self) -> None:
        """Another bot on the same database; returns when it answers, and is back in Slack where there is one."""
        self.life.begin()
        try:
            await self.life.serves()
        except Lost as lost:
            raise Impossible(str(lost)) from lost
        await self.connected()

    async def connected(self) -> None:
        """Wait until the bot hears of clicks."""
        until = self.clock.seconds() + CONNECTS
        while not self._reaches_slack() and self.clock.seconds() < until:
            await self.clock.pause(LOOK)

    def _reaches_slack(self) -> bool:
        return self.workspace.faults.away or (
            isinstance(self.workspace.transport, slack_server.AutoTransport)
            and self.workspace.transport.sockets.connected
        )

    async def way_in(self, slack_id: str) -> str:
        """What `/rondo web` answers; by the database, as `python app.py login` does it, so that it needs no Slack."""
        if self.store is None:
            nobody = Settings(people={}, policies={}, services={}, last_resort=())
            self.store = await asyncio.to_thread(
                open_store, self.environ["DATABASE_URL"], nobody, owner="the demo", deliver=False
            )
        name = self.workspace.state.user(slack_id).name
        secret = await self.store.sessions.invite(name, await self.clock.now())
        return f"{self.url}/sign-in?token={secret}"


async def _play(stage: Stage) -> None:
    told = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, told.set)
    async with aiohttp.ClientSession() as session:
        controls = stage.controls(session)
        shown = [*turns_page(), *pages(stage.workspace, controls)]
        async with slack_server.running(stage.workspace, port=stage.port + 1, pages=shown):
            living, ending = asyncio.create_task(_live(stage)), asyncio.create_task(told.wait())
            await asyncio.wait({living, ending}, return_when=asyncio.FIRST_COMPLETED)
            living.cancel()
            ending.cancel()
            await stage.life.stop()
    if stage.store:
        stage.store.close()
    with contextlib.suppress(asyncio.CancelledError):
        await living


async def _live(stage: Stage) -> None:
    """From the first sign of life on; raises `Lost` when the bot ends and nobody killed it."""
    await stage.life.serves()
    await stage.connected()
    print(f"Open http://{LOCAL}:{stage.port + 1}   (nothing leaves this machine; Ctrl-C ends it)", flush=True)
    while True:
        stage.life.still_there()
        await stage.clock.pause(WATCH)
