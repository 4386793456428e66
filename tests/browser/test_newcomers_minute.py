"""A newcomer with only the page gets through the minute, in light, in dark and on a phone."""

import json
import re
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LOOKS, Newcomer


def _paged(newcomer: Newcomer) -> None:
    """Steps 1 to 3: it breaks, Ana is paged, then Ben."""
    newcomer.reads("You are Ana")
    newcomer.follows("Break checkout")
    newcomer.reads("Your direct messages light up")
    newcomer.follows("Open the page")
    newcomer.sees("Ana, please take INC-1")
    newcomer.follows("Let 5 minutes pass")
    newcomer.reads("Ben is paged, and your page has changed")


def _taken(newcomer: Newcomer) -> None:
    """Steps 3 and 4: Ben takes it, Ana may sleep, Sol is here."""
    newcomer.follows("Be Ben")
    newcomer.is_now("Ben")
    newcomer.reads("Now you are paged")
    newcomer.presses("Acknowledge")
    newcomer.sees("You have INC-1")
    newcomer.reads("Sol's brief is open")
    newcomer.follows("Be Sol")
    newcomer.reads("You are Sol")
    newcomer.presses("Nothing for security")
    newcomer.sees("Sol has reviewed INC-1: nothing for security")


def _resolved(newcomer: Newcomer) -> None:
    """Step 5: Ben resolves, and the draft opens."""
    newcomer.reads("press Resolve")
    newcomer.follows("Be Ben")
    newcomer.presses("Resolve")
    newcomer.page.get_by_role("dialog").get_by_role("textbox").fill("Rolled back to <b>1.4.1</b>")
    newcomer.page.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    newcomer.reads("Press Postmortem")
    newcomer.sees("Rolled back to <b>1.4.1</b>")
    newcomer.presses("Postmortem")
    expect(newcomer.page.get_by_role("dialog").get_by_label("Summary")).to_have_value("Rolled back to <b>1.4.1</b>")
    newcomer.reads("That was real")


@pytest.mark.parametrize("newcomer", LOOKS, indirect=True)
def test_a_newcomer_with_only_the_page_gets_through_the_minute(newcomer: Newcomer) -> None:
    _paged(newcomer)
    _taken(newcomer)
    _resolved(newcomer)
    newcomer.page.keyboard.press("Escape")
    newcomer.follows("Why Ana?")
    newcomer.sees("Only visible to you")
    newcomer.reads("no Slack")
    newcomer.follows("Connect your Slack")
    expect(newcomer.page.get_by_role("dialog")).to_contain_text("python app.py serve")


def test_the_dashboard_is_one_click_away_for_whoever_one_is(newcomer: Newcomer) -> None:
    _paged(newcomer)
    with newcomer.page.expect_popup() as opened:
        newcomer.page.get_by_role("link", name="Dashboard").click()
    opened.value.get_by_role("button", name="Sign in").click()
    expect(opened.value.get_by_role("banner")).to_contain_text("Ana")
    opened.value.get_by_role("link", name="INC-1").click()
    expect(opened.value.get_by_role("article")).to_contain_text("Nobody has it yet")


def test_after_a_reload_the_guide_is_where_things_are(newcomer: Newcomer) -> None:
    _paged(newcomer)
    newcomer.page.reload()
    newcomer.reads("Ben is paged, and your page has changed")
    newcomer.is_now("Ana")


def test_whoever_pages_are_for_may_sleep_once_it_is_taken(newcomer: Newcomer) -> None:
    _paged(newcomer)
    _taken(newcomer)
    newcomer.page.get_by_role("button", name="Be someone else").click()
    newcomer.page.get_by_role("menuitemradio", name="Ana").click()
    newcomer.is_now("Ana")
    newcomer.page.keyboard.press("Alt+ArrowUp")
    newcomer.page.keyboard.press("Alt+ArrowUp")
    newcomer.sees("Go back to sleep")


ODD = """\
&lt;script&gt;alert(1)&lt;/script&gt; <javascript:alert(2)|here> *bold* snake_case_name 2 * 3 * 4
```<b>raw</b>```"""


def _posts(demo: str, channel: str, **message: str) -> None:
    """The bot says something there."""
    words = {"token": "xoxb-sandbox-bot-token", "channel": channel, **message}
    with urlopen(f"{demo}/api/chat.postMessage", data=urlencode(words).encode()) as answer:
        assert json.load(answer)["ok"]


def test_what_somebody_wrote_is_never_run(newcomer: Newcomer, demo: str) -> None:
    asked = list[str]()
    newcomer.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    newcomer.page.get_by_role("button", name=re.compile("^Rondo(?! home)")).first.click()
    _posts(demo, "D0ANA", text=ODD)
    newcomer.sees("<script>alert(1)</script> here bold snake_case_name 2 * 3 * 4")
    newcomer.sees("<b>raw</b>")
    assert (asked, newcomer.page.locator("#messages a, #messages script").count()) == ([], 0)


def test_what_could_not_be_looked_at_is_looked_at_again(newcomer: Newcomer, demo: str) -> None:
    newcomer.page.get_by_role("button", name=re.compile("^Rondo(?! home)")).first.click()
    newcomer.page.route("**/page/state*", lambda route: route.abort())
    _posts(demo, "D0ANA", text="the last news for long")
    expect(newcomer.page.locator("body")).to_have_attribute("data-offline", "yes")
    newcomer.page.unroute("**/page/state*")
    newcomer.sees("the last news for long")
    expect(newcomer.page.locator("body")).to_have_attribute("data-offline", "")


def test_a_menu_beside_words_can_be_seen_and_used(newcomer: Newcomer, demo: str) -> None:
    option = {"text": {"type": "plain_text", "text": "Two"}, "value": "2"}
    menu = {"type": "static_select", "action_id": "pick", "options": [option]}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "How *many*?"}, "accessory": menu}
    newcomer.page.get_by_role("button", name=re.compile("^Rondo(?! home)")).first.click()
    _posts(demo, "D0ANA", text="x", blocks=json.dumps([section]))
    expect(newcomer.page.locator("#messages .section")).to_have_css("opacity", "1")
    newcomer.page.locator("#messages select").select_option("Two")


def test_a_menu_opens_again_with_all_it_offers(newcomer: Newcomer) -> None:
    _paged(newcomer)
    newcomer.page.get_by_role("navigation").get_by_role("button", name=re.compile("inc-1")).click()
    for _ in range(2):
        newcomer.presses("More")
        expect(newcomer.page.get_by_role("menu").get_by_role("menuitem", name="Need time")).to_be_visible()
        newcomer.page.keyboard.press("Escape")


def test_the_answer_to_ones_own_act_is_scrolled_to_and_what_others_say_is_not(newcomer: Newcomer, demo: str) -> None:
    newcomer.page.get_by_role("button", name=re.compile("^Rondo(?! home)")).first.click()
    for number in range(30):
        _posts(demo, "D0ANA", text=f"line {number}\nand more")
    newcomer.sees("line 29")
    newcomer.page.locator("#messages").evaluate("box => { box.scrollTop = 0; }")
    _posts(demo, "D0ANA", text="somebody else's")
    newcomer.sees("somebody else's")
    expect(newcomer.page.get_by_text("somebody else's")).not_to_be_in_viewport()
    newcomer.types("/rondo hello")
    newcomer.sees("reaches Rondo")
    expect(newcomer.page.get_by_text("reaches Rondo")).to_be_in_viewport()


def test_a_reply_comes_into_view_where_it_stands(newcomer: Newcomer, demo: str) -> None:
    newcomer.page.get_by_role("button", name=re.compile("^Rondo(?! home)")).first.click()
    for number in range(30):
        _posts(demo, "D0ANA", text=f"line {number}\nand more")
    newcomer.sees("line 29")
    newcomer.page.get_by_role("button", name="More about this message").first.click()
    newcomer.page.get_by_role("menuitem", name="Reply in thread").click()
    newcomer.types("so it is")
    expect(newcomer.page.locator("#messages").get_by_text("so it is")).to_be_in_viewport()


def test_a_form_opens_only_in_the_window_that_asked_for_it(newcomer: Newcomer, demo: str) -> None:
    other = newcomer.page.context.new_page()
    other.goto(demo)
    newcomer.types("/rondo declare")
    expect(newcomer.page.get_by_role("dialog")).to_be_visible()
    _posts(demo, "D0ANA", text="meanwhile")
    expect(other.locator("#toasts")).to_contain_text("meanwhile")
    expect(other.get_by_role("dialog")).to_have_count(0)


def test_a_field_left_empty_is_told_as_slack_tells_it(newcomer: Newcomer) -> None:
    newcomer.types("/rondo declare")
    newcomer.page.get_by_role("dialog").get_by_role("button", name="Declare").click()
    expect(newcomer.page.get_by_role("alert")).to_have_text("Please complete this required field.")
    expect(newcomer.page.get_by_role("dialog").get_by_label("What is wrong?")).to_be_focused()


def test_a_mark_behind_a_word_joiner_formats_nothing(newcomer: Newcomer, demo: str) -> None:
    newcomer.page.get_by_role("button", name=re.compile("^Rondo(?! home)")).first.click()
    _posts(demo, "D0ANA", text="*INC-1 · \u2060*hot\u2060* and \u2060_cold\u2060_ log-ins*")
    expect(newcomer.page.locator("#messages strong")).to_have_text(
        "INC-1 · \u2060*hot\u2060* and \u2060_cold\u2060_ log-ins"
    )
    _posts(demo, "D0ANA", text="`a\u2060`b` and \u2060`raw\u2060`")
    expect(newcomer.page.locator("#messages code")).to_have_text("a\u2060`b")
    expect(newcomer.page.locator("#messages em")).to_have_count(0)
