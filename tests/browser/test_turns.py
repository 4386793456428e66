"""The page to play with turns, by mouse, light, dark and narrow."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import LOOKS, PATIENCE_MS, SHOTS


@pytest.mark.parametrize("look", LOOKS)
def test_a_roster_is_played_with_somebody_away_and_somebody_who_never_answers(
    browser: Browser, demo: str, look: str
) -> None:
    context = browser.new_context(**LOOKS[look])
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{demo}/turns")
    page.locator("textarea[name=first]").fill("ana, ben, chi")
    page.locator("fieldset", has_text="ben").get_by_label("away").check()
    page.locator("fieldset", has_text="chi").get_by_label("never answers").check()
    page.get_by_role("button", name="50 alerts", exact=True).click()
    cycle = page.locator("section", has_text="round_robin: cycle")
    expect(cycle).to_contain_text("chi missed two in a row: the others come first")
    expect(cycle.get_by_role("row", name="ben away 0 0")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{look}-turns.png", full_page=True)
    context.close()
