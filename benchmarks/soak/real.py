"""The real process over real HTTP: killed, stopped and woken, and its database taken away in the middle."""

import asyncio
import os
import signal
import subprocess
import time
from pathlib import Path

from benchmarks.soak.run import Run, begun
from benchmarks.soak.virtual import figures
from tests.conftest import chance
from tests.databases import PostgreSQL

ALERTS, KILLS, RESTARTS = 500, 200, 50
#: After the last disturbance everything is there within this, in seconds.
SETTLED_WITHIN = 180


def _at(values: list[float], percent: int) -> str:
    return f"{values[min(len(values) - 1, len(values) * percent // 100)]:.1f} s" if values else "none"


async def _ends(run: Run, **shown: object) -> list[str]:
    """Wait until nothing is owed, say what was seen, and what was broken."""
    took = await run.until_quiet(SETTLED_WITHIN)
    for one in run.replicas:
        await one.dies()
    waits = run.first_pages()
    figures(
        alerts=len(run.accepted),
        **shown,
        refused=dict(run.refused),
        pages=len(run.slack.pages),
        of_them_repeats=run.repeats(),
        page_p50=_at(waits, 50),
        page_p99=_at(waits, 99),
        page_max=_at(waits, 100),
        quiet_after=f"{took:.0f} s",
    )
    return await run.broken()


async def kill(end: float) -> list[str]:
    """`kill -9` at 200 random instants of a run of 500 alerts, on SQLite."""
    draw = chance("kill")
    async with begun(1, lambda folder: f"sqlite:///{folder}/rondo.db") as run:
        bot = run.replicas[0]
        sending = asyncio.create_task(run.sends(ALERTS, 0.2))
        while run.deaths < KILLS and time.monotonic() < end - SETTLED_WITHIN - 60:
            await asyncio.sleep(draw.uniform(0.2, 4.0))
            await bot.dies()
            run.deaths += 1
            await bot.begins()
        await sending
        return await _ends(run, kills=run.deaths)


async def replicas(end: float) -> list[str]:
    """Two replicas on one PostgreSQL; one after the other is killed, or stopped for up to half a minute and woken."""
    draw, server = chance("replicas"), PostgreSQL()
    try:
        async with begun(2, lambda folder: server.alone()) as run:
            sending = asyncio.create_task(run.sends(ALERTS, 0.6))
            stops = 0
            while not sending.done() and time.monotonic() < end - SETTLED_WITHIN - 60:
                await asyncio.sleep(draw.uniform(1, 6))
                one = draw.choice(run.replicas)
                if draw.random() < 0.5:
                    await one.dies()
                    run.deaths += 1
                    await asyncio.sleep(draw.choice((0, 12)))
                    await one.begins()
                else:
                    stops += 1
                    one.signals(signal.SIGSTOP)
                    await asyncio.sleep(draw.choice((2, 12, 30)))
                    one.signals(signal.SIGCONT)
            await sending
            return await _ends(run, kills=run.deaths, stops=stops)
    finally:
        server.stop()


async def restarts(end: float) -> list[str]:
    """PostgreSQL restarted 50 times without a word of warning, in the middle of a run of alerts."""
    draw, server = chance("restarts"), PostgreSQL()
    try:
        async with begun(1, lambda folder: server.alone()) as run:
            sending = asyncio.create_task(run.sends(ALERTS, 0.3))
            done = 0
            while done < RESTARTS and time.monotonic() < end - SETTLED_WITHIN - 60:
                await asyncio.sleep(draw.uniform(1, 6))
                await asyncio.to_thread(_restarted, server._folder)
                done += 1
            await sending
            run.deaths = done  # whatever was in flight is unknown, as after a death
            return await _ends(run, restarts=done)
    finally:
        server.stop()


def _restarted(folder: Path) -> None:
    """As if the machine's power was cut: no checkpoint, no goodbye."""
    pid = int((folder / "postmaster.pid").read_text().split()[0])
    command = Path(f"/proc/{pid}/exe").readlink().with_name("pg_ctl")
    owner = folder.stat()
    as_owner = {"user": owner.st_uid, "group": owner.st_gid} if os.getuid() == 0 and owner.st_uid else {}
    words = [str(command), "restart", "-m", "immediate", "-w", "-D", str(folder)]
    words += ["-l", str(folder / "log")]
    subprocess.run(words, check=True, capture_output=True, **as_owner)
