"""What is owed, delivered by one replica and by two on the same PostgreSQL, with a Slack that refuses nothing."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from benchmarks.stand import CONFIGURATION, _environment, _free_port, workspace
from bot import store as stores
from bot.config import read
from bot.domain.effects import Answer, Lane
from bot.ports import Changes, Promise
from bot.sandbox import Workspace
from bot.sandbox.membership import make
from bot.sandbox.payloads import response_url
from bot.sandbox.server import running
from tests.databases import PostgreSQL

#: Answers to clicks, which no limit counts; each replica has eight calls under way of what can wait.
OWED = 600
#: Seconds from the start of the replicas until it is due: by then all of them are up.
UP_AFTER = 15


async def delivered(replicas: int) -> float:
    """Deliveries a second, from the first call to the last."""
    server, slack = PostgreSQL(), workspace()
    try:
        with tempfile.TemporaryDirectory(prefix="rondo-replicas-") as folder:
            async with running(slack):
                url, due = server.alone(), datetime.now(UTC) + timedelta(seconds=UP_AFTER)
                owe(url, slack, due)
                environments = [_environment(slack, Path(folder), _free_port(), url) for _ in range(replicas)]
                return await _watched(slack, environments)
    finally:
        server.stop()


async def _watched(slack: Workspace, environments: Sequence[dict[str, str]]) -> float:
    bots = [await asyncio.create_subprocess_exec(sys.executable, "app.py", "serve", env=one) for one in environments]
    try:
        end = time.time() + UP_AFTER + OWED / 4
        while len(times := _times(slack)) < OWED:
            if time.time() > end:
                raise TimeoutError(f"{len(times)} of {OWED} delivered")
            await asyncio.sleep(0.1)
        return OWED / (max(times) - min(times)).total_seconds()
    finally:
        for bot in bots:
            bot.terminate()
            await bot.wait()


def owe(database_url: str, slack: Workspace, due: datetime) -> None:
    """So many answers, due at one moment, of the lane that can wait."""
    settings = read(CONFIGURATION, name="bench", environ={}).settings
    user = slack.state.user("p00")
    somewhere = make(slack.state, name="somewhere", creator=user.id)
    urls = (response_url(slack.state, somewhere, user) for _ in range(OWED))
    answers = (Answer(url=url, text=f"Noted {number}") for number, url in enumerate(urls))
    promises = tuple(
        Promise(id=uuid4(), incident=None, effect=one, lane=Lane.REFRESH, due_at=due, born_at=due) for one in answers
    )
    store = stores.open(database_url, settings, owner="bench", deliver=False)
    with store.begin() as transaction:
        transaction.write(Changes(promises=promises), due)
    store.close()


def _times(slack: Workspace) -> list[datetime]:
    return [call.at for call in slack.calls if call.method == "response_url"]
