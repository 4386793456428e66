"""How many alerts a second are accepted durably over HTTP while earlier ones are delivered, beside bare inserts."""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import insert, select

from benchmarks.stand import Stand
from benchmarks.watching import at
from bot.store.database import Database
from bot.store.schema import prepare
from bot.store.tables import incidents, lines, metadata, outbox, timers

#: How many alerts' rows are inserted barely, for the ratio.
BARE = 500


async def accepted(made: Stand, connections: int, seconds: float, *, repeats: bool = False) -> tuple[float, float]:
    """Alerts a second, and the p99 of their answers in ms; `repeats` sends the same few again and again."""
    took: list[float] = []
    begun = time.perf_counter()
    end = begun + seconds

    async def one(number: int, client: aiohttp.ClientSession) -> None:
        count = 0
        while time.perf_counter() < end:
            key = f"again {number}" if repeats else f"{begun} {number} {count}"
            body = {"title": f"Alert {key}", "key": key, "severity": "medium", "service": "default"}
            sent = time.perf_counter()
            async with client.post(f"{made.url}/alerts/generic", json=body) as answer:
                assert answer.status == 202, await answer.text()
                await answer.read()
            took.append(time.perf_counter() - sent)
            count += 1

    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector) as client:
        await asyncio.gather(*(one(number, client) for number in range(connections)))
    return len(took) / (time.perf_counter() - begun), at(took, 99) * 1000


def rows_of(url: str) -> list[list[tuple[Any, dict[str, Any]]]]:
    """The rows that stand for each of the first alerts: its incident, its record, its timers, what is owed."""
    database = Database(url)
    with database.reading() as connection:
        numbers = connection.scalars(select(incidents.c.number).order_by(incidents.c.number).limit(BARE)).all()
        found = []
        for number in numbers:
            parts = ((incidents, incidents.c.number), (lines, lines.c.incident), (timers, timers.c.incident))
            mine = [
                (table, dict(row._mapping))
                for table, column in (*parts, (outbox, outbox.c.incident))
                for row in connection.execute(select(table).where(column == number))
            ]
            found.append(mine)
    database.close()
    return found


def bare(rows: list[list[tuple[Any, dict[str, Any]]]], url: str | None) -> float:
    """Alerts a second: the same rows by the same driver, one alert a transaction, and nothing else."""
    with tempfile.TemporaryDirectory(prefix="rondo-bare-") as folder:
        database = Database(url or f"sqlite:///{Path(folder)}/bare.db")
        with database.writing() as connection:
            prepare(connection)
            for table in metadata.tables.values():
                connection.execute(table.delete())
        begun = time.perf_counter()
        for one in rows:
            with database.writing() as connection:
                for table, row in one:
                    connection.execute(insert(table), row)
        took = time.perf_counter() - begun
        database.close()
    return len(rows) / took
