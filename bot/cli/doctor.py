"""The live installation, a line each ✓ ! ✗ with the remedy; what needs no Slack is told while it is away, too."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import aiohttp

from bot.calendars import Unread
from bot.cli.foundation import SLACK as SLACK_API
from bot.cli.imported import filled, kept, lines_of
from bot.cli.importing import Reader
from bot.cli.lookahead import AHEAD, uncovered
from bot.cli.process import Process
from bot.cli.setup import Setup
from bot.cli.starting import Opened, Stopped, opened
from bot.config import Configuration, Environment
from bot.domain.errors import Unavailable
from bot.domain.situation import Settings
from bot.slack.api import WebApi
from bot.slack.directory import SLACK, Open, refresh
from bot.store import Store
from bot.web.given import Check

NO_ANSWER = "Slack does not answer: try again, and look whether it is away"
NO_TOKEN = Open(
    what=SLACK,
    code="SLACK_BOT_TOKEN is missing",
    remedy="set it to the bot token (xoxb-…, OAuth & Permissions, after installing the app)",
)


def main(arguments: Sequence[str], environ: Mapping[str, str], process: Process) -> int:
    """`python app.py doctor`; exit 1 on ✗."""
    argparse.ArgumentParser(prog="python app.py doctor", description=__doc__).parse_args(arguments[1:])
    try:
        checks = asyncio.run(_look(opened(environ, serving=False), process))
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.code
    except Unavailable as error:
        print(f"✗ database     {error}", file=sys.stderr)
        return 1
    marks = [check.mark for check in checks]
    print(*(f"{check.mark} {check.name:<12} {check.text}" for check in checks), sep="\n")
    print(f"{marks.count('✓')} ready · {marks.count('✗')} to fix · {marks.count('!')} to look at")
    return 1 if "✗" in marks else 0


async def _look(installation: Opened, process: Process) -> list[Check]:
    env, store = installation.environment, installation.store
    try:
        still_open = await _asked(env, store) if env.bot_token else [NO_TOKEN]
        away = next((one for one in still_open if one.what == SLACK), None)
        status = f"{away.code} → {away.remedy or NO_ANSWER}" if away else "ok"
        clock = store.clock(process, process.seconds)
        settings, calendars = await _calendars(installation, await clock.now())
        setup = Setup(store=store, clock=clock, slack=lambda: status, broken=lambda: installation.broken)
        return [
            *setup.configuration(),
            _database(installation),
            *await setup.checks(),
            *(_told(one) for one in still_open if one is not away),
            *calendars,
            *_coverage(replace(installation.configuration, settings=settings), await clock.now()),
            *_roads(env),
            *_open_doors(installation),
        ]
    finally:
        store.close()


async def _asked(env: Environment, store: Store) -> Sequence[Open]:
    async with aiohttp.ClientSession() as session:
        token, base_url = env.bot_token.reveal() if env.bot_token else "", env.slack_api_url or SLACK_API
        api = WebApi(token=token, base_url=base_url, session=session, proxy=env.proxy_to(base_url))
        return await refresh(api.call, store.directory, await store.reads.situation())


async def _calendars(installation: Opened, now: datetime) -> tuple[Settings, list[Check]]:
    """Each is read now, and nothing is kept of it: the settings with its shifts, and a line that says how it is."""
    env, configuration, lines = installation.environment, installation.configuration, list[Check]()
    readings = await kept(installation.store.facts, configuration.calendars)
    async with aiohttp.ClientSession() as session:
        reader = Reader(Path(env.config).parent, session, env.proxy_to)
        for place, one in configuration.calendars.items():
            trouble = None
            try:
                readings[place] = await reader.read(place, configuration, now)
            except Unread as error:
                trouble = str(error)
            lines += lines_of(place, one, readings.get(place), now, trouble=trouble)
    return filled(configuration.settings, readings), lines


def _database(installation: Opened) -> Check:
    """It has answered already: the configuration was looked for in it."""
    file = installation.environment.database_url.reveal().removeprefix("sqlite:///")
    return Check(mark="✓", name="database", text="PostgreSQL" if installation.store.is_shared else f"SQLite, {file}")


def _coverage(configuration: Configuration, now: datetime) -> list[Check]:
    holes = [Check(mark="!", name="coverage", text=str(hole)) for hole in uncovered(configuration, now)]
    return holes or [Check(mark="✓", name="coverage", text=f"no hole in {AHEAD.days} days")]


def _roads(env: Environment) -> list[Check]:
    """Slack reaches us by a socket or over HTTP; without either, `serve` does not start."""
    if env.app_token or env.signing_secret:
        return [Check(mark="✓", name="events", text="by Socket Mode" if env.app_token else "over HTTP")]
    remedy = "set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP"
    return [Check(mark="✗", name="events", text=f"Slack can't reach Rondo → {remedy}")]


def _told(one: Open) -> Check:
    return Check(mark="!", name=one.what, text=f"{one.code}{f' → {one.remedy}' if one.remedy else ''}")


def _open_doors(installation: Opened) -> list[Check]:
    """Sources that anybody can post to (contract §3)."""
    remedy = "give it one, unless the network keeps others out"
    doors = [name for name, source in installation.configuration.sources.items() if source.token is None]
    return [Check(mark="!", name="sources", text=f"{name} needs no token → {remedy}") for name in doors]
