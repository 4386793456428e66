"""The scene of a bad rollback: what leads through it, from what the bot says of its incident."""

from typing import Any

import pytest

from bot.sandbox import Workspace
from tests.sandbox.page.conftest import Browser, Demo, Story


def proposal(to: str, *, replied: str | None = None) -> dict[str, Any]:
    replies = [{"person": "sol", "verdict": replied}] if replied else []
    return {"to": to, "asked": "sol", "replies": replies}


@pytest.fixture
async def begun(browser: Browser, story: Story) -> Browser:
    await browser.do("rollback")
    await story.card("acknowledge")
    return browser


async def says(
    demo: Demo, slack: Workspace, browser: Browser, words: str, *proposals: Any, me: str = "ana"
) -> list[str]:
    """What the guide offers once the bot knows of those proposals, and it says so."""
    demo.stands("INC-1", status="open", proposals=list(proposals))
    seen = await browser.until(slack, lambda seen: words in seen["minute"]["text"], me)
    return [each["label"] for each in seen["minute"]["buttons"]]


async def test_it_begins_with_what_ran_and_with_what_security_has_flagged_since(browser: Browser, demo: Demo) -> None:
    await browser.do("rollback")
    assert [version for _, version, _ in demo.deployed] == ["1.4.1", "1.4.2", "1.5.0"]
    assert demo.flagged == [("checkout", "1.4.2", "CVE-2026-1234")]
    assert (demo.broken, "was just deployed, and breaks" in await browser.line()) == (1, True)


async def test_it_leads_from_the_proposal_over_the_objection_to_another_way_and_the_redeployment(
    begun: Browser, demo: Demo, slack: Workspace
) -> None:
    assert await begun.labels() == ["Roll back to 1.4.2", "Enough"]
    bad = proposal("1.4.2")
    assert "Be Sol" in await says(demo, slack, begun, "asks *Sol*", bad)
    assert "Press *Object*" in await begun.line("sol")
    objected = proposal("1.4.2", replied="objected")
    assert "Roll back to 1.4.1" in await says(demo, slack, begun, "*Sol* objects", objected)
    assert "Deploy 1.4.1" in await says(demo, slack, begun, "nobody is asked", objected, proposal("1.4.1"))
    await begun.do("deploy", version="1.4.1")
    assert (await begun.labels())[0] == "Deploy 1.5.0"
    await begun.do("deploy", version="1.5.0")
    assert await begun.labels() == ["The same, and nobody types", "Enough"]


async def test_where_nobody_types_the_deploy_alone_is_seen(browser: Browser, story: Story) -> None:
    await browser.do("rollback", quiet=True)
    await story.card("acknowledge")
    assert await browser.labels() == ["Deploy 1.4.2", "Enough"]
    await browser.do("deploy", version="1.4.2")
    assert "Rondo saw it" in await browser.line()


async def test_another_run_has_versions_of_its_own_so_that_nothing_of_the_last_one_is_known(
    browser: Browser, demo: Demo
) -> None:
    await browser.do("rollback")
    await browser.do("rollback")
    assert demo.flagged[-1] == ("checkout", "2.4.2", "CVE-2026-1234")


async def test_enough_goes_back_to_the_minute_which_does_not_tell_of_the_scene(begun: Browser) -> None:
    await begun.do("rollback_over")
    assert await begun.labels() == ["Break checkout"]


async def test_nothing_is_deployed_without_a_scene_nor_what_it_has_not_got(browser: Browser, begun: Browser) -> None:
    assert (await browser.do("deploy", version="9.9.9")).status_code == 409
    await begun.do("rollback_over")
    assert (await browser.do("deploy", version="1.4.1")).json()["problem"] == "Nothing is deployed here."
