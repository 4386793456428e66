"""The worst day: alerts taken while others are delivered, a storm, 100,000 timers, memory."""

import asyncio
import tempfile
from pathlib import Path

from benchmarks.intake import accepted, bare, rows_of
from benchmarks.replicas import delivered
from benchmarks.rows import Row, row
from benchmarks.stand import stand
from benchmarks.storm import storm
from benchmarks.timers import timers
from tests.databases import PostgreSQL

SECONDS = 10


async def intake() -> list[Row]:
    """How many alerts a second are taken, on both databases; beside bare inserts of the same rows."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="rondo-intake-") as folder:
        url = f"sqlite:///{Path(folder)}/rondo.db"
        rows += await _intake(url, "SQLite", {8: 500}, repeats=800, least=0.7, empty=None)
    server = PostgreSQL()
    rows += await _intake(
        server.alone(), "PostgreSQL", {8: 400, 32: 700}, repeats=1000, least=0.4, empty=server.alone()
    )
    server.stop()
    return rows


async def _intake(
    url: str, name: str, wanted: dict[int, int], *, repeats: int, least: float, empty: str | None
) -> list[Row]:
    rows, first = [], 0.0
    async with stand(url) as made:
        for connections, most in wanted.items():
            rate, late = await accepted(made, connections, SECONDS)
            first = first or rate
            rows.append(row(f"alerts taken, {connections} connections, {name}", rate, "≥", most, "a second"))
            rows.append(row(f"  the same, p99 of the answers, {name}", late, "≤", 50, "ms"))
        rate, _ = await accepted(made, 8, SECONDS / 2, repeats=True)
        rows.append(row(f"repeats of open alerts taken, {name}", rate, "≥", repeats, "a second"))
    ratio = first / bare(await asyncio.to_thread(rows_of, url), empty)
    rows.append(row(f"alerts taken against bare inserts of the same rows, {name}", ratio, "≥", least, "times"))
    return rows


async def storming() -> list[Row]:
    """500 different alerts in 10 s, `storm: off`."""
    async with stand() as made:
        seen = await storm(made)
    return [
        row("500 alerts in 10 s: everyone has a first page after", seen["last first page"], "≤", 30, "s"),
        row("500 alerts in 10 s: calls inside a Retry-After", seen["inside a Retry-After"], "≤", 0, "calls"),
        row("500 alerts in 10 s: channels in 3 min, of those allowed", seen["channels"], "≥", 95, "%"),
    ]


async def ticking() -> list[Row]:
    """With more and more open timers, 200 of them due at once."""
    rows = []
    for open_ in (1_000, 10_000, 100_000):
        last, idle = await timers(open_)
        rows.append(row(f"{open_:,} timers: the last of 200 due is committed after", last * 1000, "≤", 300, "ms"))
        rows.append(row(f"{open_:,} timers: idle, of one core", idle * 100, "≤", 2, "%"))
    return rows


async def replicas() -> list[Row]:
    """One replica, and two."""
    one, two = await delivered(1), await delivered(2)
    return [
        row("delivered by one replica, PostgreSQL", one, "≥", 0, "a second"),
        row("delivered by two against one", two / one, "≥", 1.6, "times"),
    ]


async def memory() -> list[Row]:
    """Resident memory after 1,000 incidents, and what 3,600 more alerts add."""
    async with stand() as made:
        for start in range(0, 1000, 50):
            await asyncio.gather(*(made.alert(f"kept {start + number}", "medium") for number in range(50)))
        before = made.resident_mb()
        for start in range(0, 3600, 50):
            await asyncio.gather(*(made.alert(f"more {start + number}", "medium") for number in range(50)))
        after = made.resident_mb()
    return [
        row("resident memory after 1,000 incidents", before, "≤", 130, "MB"),
        row("what 3,600 more alerts add", after - before, "≤", 5, "MB"),
    ]
