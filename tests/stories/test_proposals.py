"""Proposals: the ledger answers at once, security is asked where it must be, and nobody is blocked."""

import re
from typing import Any

from tests.stories.test_releases import breaks, flags
from tests.world import World, buttons, words


def channel(world: World) -> str:
    name: str = world.slack.state.channels[world.channel()].name
    return name


async def says(world: World, person: str, text: str) -> str:
    """Somebody types it in the incident's channel; what they alone are shown."""
    return await world.asks(person, text, channel=channel(world))


def message(world: World, number: int = 1) -> Any:
    """The proposal's message in the incident's channel."""
    said = [m for m in world.slack.messages(world.channel()) if f"Proposal {number} of INC-1" in words(m)]
    return said[-1]


def shown(world: World, number: int = 1) -> list[str]:
    return words(message(world, number)).split("\n")


async def presses(world: World, person: str, action: str, number: int = 1, **filled: str) -> Any:
    """A button, or a choice of the menu, on the proposal's message; then the form that it opened."""
    await world.slack.act(person).press(message(world, number), action)
    await world.settles()
    return await world.fills(person, **filled) if filled else None


async def test_a_rollback_to_what_nothing_is_known_against_asks_nobody_and_tells_security(world):
    await breaks(world, "1.4.1", "1.5.0")
    answer = await says(world, "ana", "/rondo rollback checkout 1.4.1 it leaks")
    assert "Nothing known against 1.4.1 (never scanned); nobody is asked." in answer
    state, known, note, *_ = shown(world)
    assert state == ":memo: *Ana proposes to roll checkout back from 1.5.0 to 1.4.1* · nobody is asked"
    assert known == "Nothing known against 1.4.1 (never scanned)"
    assert note == "“it leaks”"
    assert buttons(message(world)) == ["proposal_done", "proposal_undone", "more"]
    assert "Nothing is asked of you." in words(world.slack.messages(world.slack.direct("sol"))[-1])
    assert "allowed" not in answer + words(message(world))


async def test_a_rollback_to_a_flagged_version_asks_the_engineer_of_the_incident(world):
    await flags(world, "1.4.2")
    await breaks(world, "1.4.2", "1.5.0")
    answer = await says(world, "ana", "/rondo rollback checkout 1.4.2")
    assert (
        "1.4.2 is flagged insecure: CVE-2026-1234, high, by token api, on behalf of tam, 23 Nov; Sol is asked" in answer
    )
    state, known, asked, *_ = shown(world)
    assert re.match(
        r":shield: \*Waits for Sol until .*:\* Ana proposes to roll checkout back from 1.5.0 to 1.4.2", state
    )
    assert known.startswith(":warning: *1.4.2 is flagged* insecure: CVE-2026-1234")
    assert asked.startswith("<@U0SOL> *asked of you:* approve it, or object and say what instead")
    assert buttons(message(world)) == ["approve_proposal", "object_to_proposal", "proceed_anyway", "more"]
