"""`python -m benchmarks`: every figure beside what it has to be, on SQLite, memory on PostgreSQL too."""

import argparse
import asyncio
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from benchmarks.gate import gate
from benchmarks.oncall import oncall
from benchmarks.record import record
from benchmarks.rows import Row, row
from benchmarks.stand import CALL, Stand, stand
from benchmarks.watching import Opening, at, openings
from benchmarks.worst_day import intake, memory, replicas, storming, ticking
from tests.databases import PostgreSQL

#: The limits' window: between two series of openings, so that one does not eat the other's calls.
WINDOW = 61


async def one_after_the_other(made: Stand) -> list[Row]:
    """Ten openings, each alone."""
    titles = [f"alone {number}" for number in range(10)]
    begun = time.time()
    for title in titles:
        await made.alert(title)
        await made.until(lambda title=title: openings(made, [title])[0])
    alone = time.time() - begun
    found = [one for one in openings(made, titles) if one]
    await asyncio.sleep(1)
    made.posted["seconds for one"] = alone / len(titles)
    return [
        row("POST → the responder's page accepted, p50", at([o.page for o in found], 50), "≤", 1.15, "call times"),
        row(
            "POST → channel with both people and the card, p50",
            at([o.ready for o in found], 50),
            "≤",
            2.3,
            "call times",
        ),
    ]


async def calls_of_one(made: Stand) -> list[Row]:
    """One critical opening: every call to Slack until it is quiet."""
    await _quiet(made)
    before = len(made.slack.calls)
    await made.alert("counted", "critical")
    await made.until(lambda: openings(made, ["counted"])[0])
    await _quiet(made)
    methods = Counter(call.method for call in made.slack.calls[before:])
    print(f"  {dict(methods)}")
    people = 2
    return [
        row(f"calls for a whole opening, {people} people paged", sum(methods.values()), "≤", 8 + 2 * people, "calls")
    ]


async def _quiet(made: Stand) -> None:
    """Until no call came for two seconds."""
    seen = -1
    while seen != len(made.slack.calls):
        seen = len(made.slack.calls)
        await asyncio.sleep(2)


async def twenty_at_once(made: Stand) -> list[Row]:
    """Twenty openings in the same instant."""
    titles = [f"at once {number}" for number in range(20)]
    await asyncio.gather(*(made.alert(title) for title in titles))
    await made.until(lambda: all(openings(made, titles)))
    together = max(one.ready for one in openings(made, titles) if isinstance(one, Opening)) * CALL
    found = [one for one in openings(made, titles) if one]
    ratio = made.posted["seconds for one"] * len(titles) / together
    return [
        row("20 at once: POST → page accepted, p95", at([o.page for o in found], 95), "≤", 2.0, "call times"),
        row("20 at once: POST → channel ready, p95", at([o.ready for o in found], 95), "≤", 3.2, "call times"),
        row("20 at once against one after the other", ratio, "≥", 5, "times"),
    ]


async def paced(every: float, seconds: float, work: Callable[[int], Awaitable[float]]) -> list[float]:
    """Start one piece of work every so many seconds, whether the last has ended or not; their durations."""
    tasks, begun, number = [], time.time(), 0
    while time.time() - begun < seconds:
        tasks.append(asyncio.ensure_future(work(number)))
        number += 1
        await asyncio.sleep(max(0.0, begun + number * every - time.time()))
    return list(await asyncio.gather(*tasks))


async def posts_while_delivering(made: Stand) -> list[Row]:
    """20 new incidents a second for 10 seconds."""
    took = await paced(0.05, 10, lambda number: made.alert(f"paced {number}", "medium"))
    return [row("POST answered at 20 a second while delivering, p99", at(took, 99) * 1000, "≤", 25, "ms")]


async def commands_in_a_storm(made: Stand) -> list[Row]:
    """1,000 open incidents, 50 alerts a second coming in, a signed command every 100 ms."""
    for start in range(0, 1000, 50):
        await asyncio.gather(*(made.alert(f"open {start + number}", "medium") for number in range(50)))
    alerts = asyncio.ensure_future(paced(0.02, 15, lambda number: made.alert(f"open {number % 1000}", "medium")))
    took = await paced(0.1, 14, lambda number: made.command("/rondo", f"status INC-{number % 500 + 1}"))
    await alerts
    return [row("slash command, 1,000 open, 50 alerts a second, p99", at(took, 99) * 1000, "≤", 50, "ms")]


async def starting(database_url: str | None, name: str, most_mb: float) -> list[Row]:
    """Start to ready, and memory after a first incident."""
    async with stand(database_url, delay=0) as made:
        ready = made.ready_after
        await made.alert("first", "critical")
        await made.until(lambda: openings(made, ["first"])[0])
        await asyncio.sleep(1)
        return [
            row(f"start to ready, {name}", ready, "≤", 2.0, "s"),
            row(f"resident memory, {name}", made.resident_mb(), "≤", most_mb, "MB"),
        ]


async def run(only: str) -> int:
    """Everything, or what begins with `only`."""
    machine = f"{os.cpu_count()} cores · {platform.machine()} · Python {platform.python_version()}"
    print(f"{datetime.now(UTC):%Y-%m-%d} · {machine}")
    rows: list[Row] = []
    if only in ("", "start"):
        rows += await starting(None, "SQLite", 115)
        server = PostgreSQL()
        rows += await starting(server.alone(), "PostgreSQL", 125)
        server.stop()
    if only in ("", "open"):
        async with stand() as made:
            rows += await one_after_the_other(made)
            rows += await calls_of_one(made)
            await asyncio.sleep(WINDOW)
            rows += await twenty_at_once(made)
    if only in ("", "load"):
        async with stand() as made:
            rows += await posts_while_delivering(made)
        async with stand() as made:
            rows += await commands_in_a_storm(made)
    worst_day = {"intake": intake, "storm": storming, "timers": ticking, "replicas": replicas, "memory": memory}
    for name, part in {"oncall": oncall, "gate": gate, "record": record, **worst_day}.items():
        if only in ("", name):
            rows += await part()
    missed = [one for one in rows if not (one[1] <= one[3] if one[2] == "≤" else one[1] >= one[3])]
    print(f"{len(rows) - len(missed)} of {len(rows)} as they have to be")
    return 1 if missed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parts = ["start", "open", "load", "oncall", "gate", "record", "intake", "storm", "timers", "replicas", "memory"]
    parser.add_argument("only", nargs="?", default="", choices=["", *parts])
    sys.exit(asyncio.run(run(parser.parse_args().only)))
