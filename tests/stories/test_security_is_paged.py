"""Security is paged whatever the severity where it matters, and the record says why."""

import pytest

from tests.stories.test_releases import deploys, flags
from tests.world import World

GENERIC = "generic: {token: none}"
A_SOURCE = (GENERIC, "generic: {token: none, security: true}")
A_SERVICE = ("services:\n", "services:\n  waf: {policy: checkout-oncall, security: true}\n")


def paged(world: World) -> list[str]:
    """Who was paged for security, in order."""
    return [person for person in world.slack.paged if person in {"sol", "tam"}]


async def why(world: World, number: int = 1) -> list[str]:
    return [line for line in await world.timeline(number) if line.startswith("security is paged")]


async def test_a_security_source_pages_whatever_the_severity(changed):
    world = await changed(A_SOURCE)
    await world.alert(severity="low")
    await world.settles()
    assert paged(world) == ["sol"]
    assert await why(world) == ["security is paged: the alert comes from generic, which is a security source"]


async def test_so_does_a_service_that_is_a_matter_of_security(changed):
    world = await changed(A_SERVICE)
    await world.alert("waf", severity="low")
    await world.alert(severity="low", title="Slow")
    await world.settles()
    assert paged(world) == ["sol"]
    assert await why(world) == ["security is paged: the alert is about waf, which is a matter of security"]


async def test_an_alert_of_such_a_source_that_joins_pages_whoever_was_only_invited(changed):
    world = await changed(("alertmanager: {token: none}", "alertmanager: {token: none, security: true}"))
    await world.group(("Slow", "firing", "high"))
    assert paged(world) == ["sol"]
    await world.group(("Slow", "firing", "high"), ("Slower", "firing", "high"))
    assert paged(world) == ["sol"]


async def test_in_a_storm_security_is_paged_once(changed):
    world = await changed(A_SOURCE, ("services:\n", "storm: {threshold: 2}\nservices:\n"))
    for number in range(12):
        await world.alert(severity="low", title=f"Odd {number}")
    await world.settles()
    umbrella = await world.incident(3)
    assert (umbrella["title"], umbrella["security"]["status"]) == ("Alert storm: many alerts of checkout", "paged")
    assert [one["ladder"] for one in umbrella["pages"]] == ["security"]


@pytest.mark.parametrize("severity", ["medium", "low"])
async def test_a_flagged_release_that_runs_when_an_incident_opens_pages_security_whatever_its_severity(world, severity):
    await flags(world, "1.4.2")
    await deploys(world, "1.4.2")
    await world.alert(severity=severity)
    await world.settles()
    assert paged(world) == ["sol"]
    reason = "checkout 1.4.2 runs in production and is flagged insecure: CVE-2026-1234, high"
    assert await why(world) == [f"security is paged: {reason}, by token api, on behalf of tam"]


@pytest.mark.parametrize("severity", ["high", "low"])
async def test_so_does_one_that_begins_to_run_inside_it_however_it_comes_there(world, severity):
    await deploys(world, "1.5.0")
    await flags(world, "1.4.2")
    await world.alert(severity=severity)
    await world.settles()
    assert paged(world) == []
    await world.passes(minutes=1)
    await deploys(world, "1.4.2")
    assert paged(world) == ["sol"]
    assert len(await why(world)) == 1


async def test_and_one_that_is_flagged_while_it_runs(world):
    await deploys(world, "1.4.2")
    await world.alert(severity="high")
    await world.settles()
    await flags(world, "1.4.2", kind="withdrawn")
    assert paged(world) == ["sol"]


@pytest.mark.parametrize(
    ("runs", "kind"),
    [
        ("1.4.2", "unstable"),  # what is unstable is no matter of security
        ("1.5.0", "insecure"),  # and what is flagged runs nowhere
    ],
)
async def test_another_release_pages_nobody_for_security(world, runs, kind):
    await flags(world, "1.4.2", kind=kind)
    await deploys(world, runs)
    await world.alert(severity="high")
    await world.settles()
    assert paged(world) == []


async def test_what_is_flagged_in_another_environment_than_production_pages_nobody(world):
    await flags(world, "1.4.2")
    await deploys(world, "1.4.2", environment="staging")
    await world.alert(severity="high")
    await world.settles()
    assert paged(world) == []


async def test_a_private_incident_pages_security_whatever_its_severity(world):
    await world.post("/api/v1/incidents", {"title": "Odd", "severity": "low", "private": True, "as": "dora"})
    await world.settles()
    assert paged(world) == ["sol"]
    assert await why(world) == ["security is paged: the incident is private"]


async def test_in_a_silence_security_is_invited_and_paged_when_it_is_over(changed):
    world = await changed(A_SOURCE)
    await world.types("ana", "/rondo silence service=checkout 1h known")
    await world.alert(severity="high")
    await world.settles()
    assert paged(world) == []
    await world.passes(minutes=61)
    assert paged(world)[:1] == ["sol"]
