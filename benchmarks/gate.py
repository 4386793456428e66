"""The gate for pipelines: what it takes to be told what is known against a version, while others deploy."""

import asyncio
import time
from typing import Any

from benchmarks.rows import Row, row
from benchmarks.stand import Stand, stand
from benchmarks.watching import at

RELEASES, ASKED = 300, 500


async def gate() -> list[Row]:
    """300 flagged releases with 50 ids each; 500 questions, one after the other, while a deploy comes every 50 ms."""
    async with stand(delay=0) as made:
        for number in range(RELEASES):
            ids = [f"CVE-2026-{each}" for each in range(50)]
            flag = {"as": "sol", "kind": "insecure", "cves": ids}
            await _ask(made, "POST", f"releases/default/1.{number}/flags", flag)
        deploying = asyncio.ensure_future(_deploys(made))
        took = [await _ask(made, "GET", f"releases/default/1.{number % RELEASES}") for number in range(ASKED)]
        deploying.cancel()
        return [row("the gate's answer, 300 flagged releases, p99", at(took, 99) * 1000, "≤", 50, "ms")]


async def _deploys(made: Stand) -> None:
    number = 0
    while True:
        await _ask(made, "POST", "deploys", {"service": "default", "version": f"1.{number}", "environment": "staging"})
        number += 1
        await asyncio.sleep(0.05)


async def _ask(made: Stand, method: str, path: str, body: Any = None) -> float:
    begun, headers = time.time(), {"Authorization": "Bearer bench"}
    async with made.http.request(method, f"{made.url}/api/v1/{path}", json=body, headers=headers) as answer:
        assert answer.status in (200, 201), await answer.text()
        await answer.read()
    return time.time() - begun
