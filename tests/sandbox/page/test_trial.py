"""Slack is unplugged, the bot is killed, and the page counts what came of it."""

import asyncio

import httpx
import pytest

from bot.sandbox import Lost, Workspace
from tests.sandbox.page.conftest import Browser, Demo, Story
from tests.sandbox.parts import Bot, Ear, actions, button

LINK = "http://127.0.0.1:8080/take/2.1.ben.abc"


async def _rings(browser: Browser, person: str = "ben", title: str = "INC-1 critical: Checkout") -> httpx.Response:
    message = f"Ben, please take it.\nSee it and take it: {LINK}\nMessage 1a2b3c4d"
    return await browser.client.post(f"/phone/{person}", json={"version": "1.0", "title": title, "message": message})


async def test_unplugged_every_call_fails_and_nothing_is_delivered(bot: Bot, ear: Ear, browser: Browser) -> None:
    place = await bot.dm("ana")
    ts = await bot.post(place, blocks=[actions(button("acknowledge"))])
    await browser.do("unplug")
    with pytest.raises(Lost):
        await bot.post(place)
    pressed = await browser.do("press", place=place, ts=ts, action_id="acknowledge")
    assert (ear.heard, pressed.json()["warning"]) == ([], "Slack is unplugged: nothing of this reaches Rondo")


async def test_plugged_in_again_calls_work_and_the_page_says_nothing_of_it(bot: Bot, browser: Browser) -> None:
    await browser.do("unplug")
    unplugged = (await browser.trial())["unplugged"]
    await browser.do("plug")
    assert await bot.post(await bot.dm("ana"))
    assert (unplugged, (await browser.trial())["unplugged"]) == (True, False)


async def test_a_phone_shows_what_came_around_slack_the_newest_first_with_its_link(browser: Browser) -> None:
    await _rings(browser)
    await _rings(browser, title="INC-2 critical: Checkout")
    newest, oldest = (await browser.state("ben"))["phone"]
    assert (newest["title"], oldest["title"]) == ("INC-2 critical: Checkout", "INC-1 critical: Checkout")
    assert (newest["link"], newest["text"]) == (LINK, "Ben, please take it.\nMessage 1a2b3c4d")
    assert (await browser.state("ana"))["phone"] == []


async def test_everybody_sees_whose_phone_rings_until_they_look(browser: Browser) -> None:
    await _rings(browser)
    ringing = [each["name"] for each in (await browser.state())["people"] if each["rings"]]
    await browser.do("phone", "ben")
    assert (ringing, [each["rings"] for each in (await browser.state())["people"]]) == (["ben"], [0] * 6)


async def test_phones_are_put_away_when_slack_is_back(browser: Browser) -> None:
    await browser.do("unplug")
    await _rings(browser)
    await browser.do("plug")
    assert (await browser.state("ben"))["phone"] == []


async def test_nobodys_phone_rings_and_no_other_site_rings_one(browser: Browser) -> None:
    foreign = await browser.client.post("/phone/ben", content="{}", headers={"content-type": "text/plain"})
    assert ((await _rings(browser, "eve")).status_code, foreign.status_code) == (404, 403)


async def test_without_slack_the_guide_leads_over_the_phone_to_the_link(
    browser: Browser, demo: Demo, slack: Workspace
) -> None:
    await browser.do("unplug")
    assert await browser.labels() == ["Break checkout"]
    await browser.do("break")
    assert "INC-1* is in" in await browser.line()
    await _rings(browser)
    assert (await browser.labels("ana"), "Press *Open*" in await browser.line("ben")) == (
        ["Be Ben", "Let 5 minutes pass"],
        True,
    )
    demo.stands("INC-1", status="acknowledged", acknowledged_by="ben", acknowledged_via="link")
    await browser.until(slack, lambda seen: "*Ben* has INC-1, by a link" in seen["minute"]["text"])
    assert await browser.labels() == ["Plug Slack in again"]


async def _to_the_end(story: Story, browser: Browser, demo: Demo) -> None:
    """The minute is over: INC-1 is resolved, and its postmortem drafted."""
    demo.broken = 1
    await story.pages("ana", "reopen")
    await story.card("postmortem", "reopen")
    asked = await story.bot.do("files.getUploadURLExternal", filename="inc-1.md", length=1)
    await story.bot.workspace.upload(asked["upload_url"], b"x")
    files = [{"id": asked["file_id"]}]
    await story.bot.do("files.completeUploadExternal", files=files, channel_id=story.channel)


async def test_with_slack_back_it_leads_to_what_caught_up(story: Story, browser: Browser, demo: Demo) -> None:
    await _to_the_end(story, browser, demo)
    await browser.do("unplug")
    await browser.do("break")
    await browser.do("plug")
    assert "Rondo catches up" in await browser.line()
    await story.card("resolve", incident="INC-2")
    assert "*INC-2* has caught up" in await browser.line()
    assert await browser.labels() == ["See INC-2", "A bad rollback", "Unplug Slack", "Kill Rondo", "Connect your Slack"]


async def test_a_kill_comes_in_the_middle_of_an_alert_that_is_then_taken_by_the_next_life(
    browser: Browser, demo: Demo
) -> None:
    answer = await browser.do("kill")
    assert (answer.status_code, demo.killed, demo.broken, demo.lives.is_set()) == (200, 1, 1, True)


@pytest.mark.parametrize(("times", "said"), [(1, "once"), (2, "twice"), (3, "3 times")])
async def test_a_line_counts_kills(browser: Browser, times: int, said: str) -> None:
    for _ in range(times):
        await browser.do("kill")
    trial = await browser.trial()
    assert (trial["line"], trial["well"]) == (f"Killed {said}, 0 alerts lost, 0 pages doubled", True)


async def test_an_accepted_alert_without_an_incident_is_counted_as_lost(browser: Browser, demo: Demo) -> None:
    await browser.do("break")
    demo.forgets = True
    await browser.do("kill")
    trial = await browser.trial()
    assert (trial["line"], trial["well"]) == ("Killed once, 1 alert lost, 0 pages doubled", False)


async def test_a_page_that_stands_twice_is_counted_as_doubled(browser: Browser, story: Story) -> None:
    await browser.do("kill")
    for person in ("ana", "ben", "ben", "ben"):
        await story.pages(person)
    assert (await browser.trial())["line"] == "Killed once, 0 alerts lost, 2 pages doubled"


async def _is_dead(browser: Browser, demo: Demo, slack: Workspace) -> asyncio.Task[httpx.Response]:
    demo.revived.clear()
    killing = asyncio.create_task(browser.do("kill"))
    await browser.until(slack, lambda seen: bool(seen["trial"]["dead"]))
    return killing


async def test_while_it_is_dead_the_page_says_so_and_counts_nothing(
    browser: Browser, demo: Demo, slack: Workspace
) -> None:
    killing = await _is_dead(browser, demo, slack)
    seen = await browser.state()
    assert (seen["trial"]["line"], seen["minute"]["buttons"]) == (None, [])
    assert "SIGKILL" in seen["minute"]["text"]
    demo.revived.set()
    assert (await killing).status_code == 200
    assert (await browser.trial())["dead"] is False


async def test_what_is_dead_is_not_killed_again(browser: Browser, demo: Demo, slack: Workspace) -> None:
    killing = await _is_dead(browser, demo, slack)
    again = await browser.do("kill")
    demo.revived.set()
    await killing
    assert (again.status_code, again.json()["problem"], demo.killed) == (
        409,
        "Rondo is dead already; it starts again.",
        1,
    )


async def test_what_was_broken_for_a_kill_does_not_lead_away_from_the_end(
    story: Story, browser: Browser, demo: Demo
) -> None:
    await _to_the_end(story, browser, demo)
    await browser.do("kill")
    assert "looks for first" in await browser.line()
    await story.pages("ben", incident="INC-2")
    await story.card("acknowledge", incident="INC-2")
    assert await browser.line() == "It went on where it was: *INC-2* has its page, its channel and its card."
