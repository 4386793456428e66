"""A learner shadows somebody: brought in and mentioned when that person is called, never called themselves."""

import pytest

from tests.world import words

TAM_LEARNS = (
    ("- people: [sol, tam]", "- people: [sol]"),
    ("    rotations:\n", "    shadows: {tam: sol}\n    rotations:\n"),
    ("- targets: [sol, tam]\n", "- targets: [dora]\n"),
)
RESPONDS = ("[ana, ben, chi]", "[{schedule: security}]")
SECURITY = ("- targets: [sol]\n", "- targets: [{schedule: security}]\n")
BY_NAME = ("[ana, ben, chi]", "[sol]")
REPEAT = ("10m\n  security-oncall", "10m\n    repeat: 1\n  security-oncall")
TAM_AWAY = ("{slack: U0TAM}", "{slack: U0TAM, away: [{from: 2026-11-23, to: 2026-11-23}]}")


def told(world, number=1):
    """The lines of the channel that say who shadows whom."""
    return [line for line in world.said(number) if "you shadow" in line]


async def test_a_learner_is_in_the_channel_and_mentioned_there_once_and_never_paged(changed):
    world = await changed(*TAM_LEARNS, RESPONDS, REPEAT)
    await world.alert(severity="high")
    await world.passes(minutes=4)
    assert "tam" in world.slack.members(world.channel())
    (line,) = told(world)
    assert "<@U0TAM> *you shadow Sol.*" in line
    await world.passes(hours=3)
    assert world.slack.paged.count("sol") > 1
    assert len(told(world)) == 1
    assert "tam" not in world.slack.paged


async def test_the_timeline_says_that_they_came_along(changed):
    world = await changed(*TAM_LEARNS, RESPONDS)
    await world.alert(severity="high")
    assert "Tam comes along to learn from Sol" in await world.timeline()


@pytest.mark.parametrize("severity", ["critical", "high"])
async def test_who_is_brought_in_for_security_brings_their_learner_along(changed, severity):
    world = await changed(*TAM_LEARNS, SECURITY)
    await world.alert(severity=severity)
    await world.passes(minutes=1)
    assert len(told(world)) == 1
    assert "tam" not in world.slack.paged


async def test_who_is_asked_instead_brings_their_learner_along(changed):
    behind = ("- targets: [sol, tam]\n", "- targets: [{schedule: security}]\n")
    world = await changed(*TAM_LEARNS[:2], behind, ("- targets: [sol]\n", "- targets: [chi]\n"))
    await world.alert(severity="high")
    await world.settles()
    brief = next(one for one in world.slack.messages(world.channel()) if "You are security's eyes" in words(one))
    await world.presses("chi", "more", on=brief, value="security_not_me:INC-1")
    await world.passes(minutes=1)
    assert len(told(world)) == 1


async def test_nobody_comes_along_with_somebody_who_is_called_by_name(changed):
    world = await changed(*TAM_LEARNS, BY_NAME)
    await world.alert(severity="medium")
    await world.passes(hours=7)
    assert world.slack.paged[0] == "sol"
    assert told(world) == []


async def test_a_learner_comes_along_with_nobody_but_whom_they_shadow(changed):
    world = await changed(*TAM_LEARNS, ("people: [sol]", "people: [ben, sol]"), ("{tam: sol}", "{tam: ben}"), RESPONDS)
    await world.alert(severity="high")
    await world.passes(minutes=1)
    assert world.slack.paged == ["sol"]
    assert told(world) == []


async def test_a_private_incident_has_no_learners(changed):
    world = await changed(*TAM_LEARNS, RESPONDS)
    await world.post("/api/v1/incidents", {"title": "Leak", "severity": "high", "private": True, "as": "dora"})
    await world.passes(minutes=1)
    assert "sol" in world.slack.paged
    assert "tam" not in [*world.slack.paged, *world.slack.members(world.channel())]
    assert told(world) == []


async def test_a_learner_who_is_away_is_left_alone(changed):
    world = await changed(*TAM_LEARNS, RESPONDS, TAM_AWAY)
    await world.alert(severity="high")
    await world.passes(minutes=1)
    assert told(world) == []
    assert "tam" not in world.slack.members(world.channel())
