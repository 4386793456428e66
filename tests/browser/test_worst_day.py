"""Slack is unplugged and Rondo killed from the page alone: reached by phone, taken by a link, caught up, counted."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LOOKS, Newcomer


def _over(newcomer: Newcomer) -> None:
    """The minute, as short as it goes: Ana takes it, Sol comes, it is resolved, the draft opens."""
    newcomer.follows("Break checkout")
    newcomer.follows("Open the page")
    newcomer.presses("Acknowledge")
    newcomer.follows("Be Sol")
    newcomer.presses("Nothing for security")
    newcomer.follows("Be Ana")
    newcomer.presses("Resolve")
    newcomer.page.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    newcomer.presses("Postmortem")
    newcomer.reads("That was real")
    newcomer.page.keyboard.press("Escape")


def _without_slack(newcomer: Newcomer) -> None:
    """Ben's phone rings, and he takes it by the link in the message."""
    newcomer.follows("Unplug Slack")
    newcomer.reads("every call fails")
    expect(newcomer.page.locator("#trial")).to_contain_text("Slack is unplugged.")
    newcomer.follows("Break checkout")
    newcomer.reads("Ben's phone rings")
    newcomer.follows("Be Ben")
    newcomer.reads("Your phone rings")
    with newcomer.page.expect_popup() as opened:
        newcomer.page.get_by_label("Your phone").get_by_role("link", name="Open").first.click()
    opened.value.get_by_role("button", name="Acknowledge").click()
    expect(opened.value.get_by_role("article")).to_contain_text("You are on it")
    opened.value.close()
    newcomer.reads("Ben has INC-2, by a link")


def _caught_up(newcomer: Newcomer) -> None:
    newcomer.follows("Plug Slack in again")
    expect(newcomer.page.get_by_label("Your phone")).to_be_hidden()
    newcomer.reads("INC-2 has caught up")
    newcomer.follows("See INC-2")
    newcomer.sees("Ben has it")


def _killed(newcomer: Newcomer) -> None:
    for times in ("once", "twice"):
        newcomer.follows("Kill Rondo")
        expect(newcomer.page.locator("#trial")).to_contain_text("Rondo is dead; it starts again…")
        expect(newcomer.page.locator("#trial")).to_have_text(f"Killed {times}, 0 alerts lost, 0 pages doubled")
    newcomer.reads("INC-4")


@pytest.mark.parametrize("newcomer", LOOKS, indirect=True)
def test_unplugged_taken_by_link_plugged_in_killed_and_counted(newcomer: Newcomer) -> None:
    _over(newcomer)
    _without_slack(newcomer)
    _caught_up(newcomer)
    _killed(newcomer)


def test_slack_is_plugged_in_again_by_a_button_that_stays_when_the_guide_is_closed(newcomer: Newcomer) -> None:
    newcomer.page.get_by_role("button", name="The demo's time").click()
    newcomer.page.get_by_role("menuitem", name="Unplug Slack").click()
    newcomer.page.get_by_role("button", name="Close this guide").click()
    newcomer.page.reload()
    newcomer.page.locator("#trial").get_by_role("button", name="Plug Slack in again").click()
    expect(newcomer.page.locator("#trial")).to_be_hidden()


def test_a_phone_is_put_away_until_it_rings_again(newcomer: Newcomer) -> None:
    newcomer.page.get_by_role("button", name="The demo's time").click()
    newcomer.page.get_by_role("menuitem", name="Unplug Slack").click()
    newcomer.follows("Break checkout")
    newcomer.reads("Your phone rings")
    newcomer.page.get_by_role("button", name="Put the phone away").click()
    expect(newcomer.page.get_by_label("Your phone")).to_be_hidden()
    newcomer.page.reload()
    newcomer.reads("Your phone rings")
    expect(newcomer.page.get_by_label("Your phone")).to_be_hidden()
