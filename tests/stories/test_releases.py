"""Releases: what runs where, what is known against it, and who is told when somebody goes back to a known hole."""

import re
from typing import Any

import httpx

from tests.world import World, words

HOLE = {"as": "tam", "kind": "insecure", "cves": ["CVE-2026-1234"], "severity": "high"}
FLAGS = "/api/v1/releases/checkout/{}/flags"


async def deploys(world: World, version: str, **more: Any) -> httpx.Response:
    """A pipeline says that checkout runs in that version now."""
    answer = await world.post("/api/v1/deploys", {"service": "checkout", "version": version, **more})
    await world.settles()
    return answer


async def flags(world: World, version: str, **more: Any) -> httpx.Response:
    answer = await world.post(FLAGS.format(version), {**HOLE, **more})
    await world.settles()
    return answer


async def breaks(world: World, *versions: str) -> None:
    """Those versions were deployed, an hour apart; then checkout breaks."""
    for version in versions:
        await deploys(world, version)
        await world.passes(hours=1)
    await world.alert()
    await world.settles()


def told(world: World, person: str) -> list[str]:
    """Notes in somebody's direct messages."""
    notes = [words(message) for message in world.slack.messages(world.slack.direct(person))]
    return [note for note in notes if re.search(r"\bflagged\b|\bwent\b", note)]


async def known(world: World, version: str) -> Any:
    return await world.get(f"/api/v1/releases/checkout/{version}")


async def test_an_outage_a_rollback_to_a_known_hole_and_the_way_back_are_told_by_deploys_alone(world):
    await flags(world, "1.4.2")
    await breaks(world, "1.4.2", "1.5.0")
    await deploys(world, "1.4.2", by="deploybot")
    line = world.said()[-1]
    assert "checkout went back from 1.5.0 to 1.4.2" in line
    assert "0 s ago, inside INC-1 · by deploybot" in line
    assert "1.4.2 is flagged* insecure: CVE-2026-1234, high, by token api, on behalf of tam" in line
    assert "1.5.0 is flagged unstable from now on · Sol is told" in line
    assert "inside INC-1. 1.4.2 is flagged insecure: CVE-2026-1234" in told(world, "sol")[-1]
    assert [(one["kind"], one["incident"], one["by"]) for one in (await known(world, "1.5.0"))["flags"]] == [
        ("unstable", "INC-1", "rondo")
    ]

    await world.resolved()
    await world.settles()
    await world.passes(hours=1)
    await deploys(world, "1.5.0", by="Ana")
    warned = "checkout went from 1.4.2 to 1.5.0 in production 0 s ago. 1.5.0 is flagged unstable: INC-1"
    assert warned in told(world, "sol")[-1]
    assert "You deployed checkout 1.5.0. 1.5.0 is flagged unstable: INC-1" in told(world, "ana")[-1]
