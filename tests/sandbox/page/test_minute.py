"""The newcomer's minute follows what really happened, and names who was really paged."""

from tests.sandbox.page.conftest import Browser, Story
from tests.sandbox.parts import Bot


async def test_it_begins_with_one_button(browser: Browser) -> None:
    assert await browser.labels() == ["Break checkout"]
    assert "You are *Ana*" in await browser.line()


async def test_whoever_is_paged_is_led_to_the_page_before_there_is_a_channel(story: Story, browser: Browser) -> None:
    await story.pages("chi")
    assert await browser.labels("chi") == ["Open the page", "Let 5 minutes pass"]
    assert await browser.labels("ana") == ["Be Chi", "Let 5 minutes pass"]


async def test_the_next_one_is_named_when_they_are_paged(story: Story, browser: Browser) -> None:
    await story.pages("ana")
    await story.pages("chi")
    assert await browser.line("ana") == "*Chi* is paged, and your page has changed. Be Chi and take it."
    assert (await browser.step("chi"), "Now *you*" in await browser.line("chi")) == (3, True)


async def test_securitys_page_is_not_the_next_responder(story: Story, browser: Browser) -> None:
    await story.pages("ana")
    await story.pages("sol", "security_here", "security_not_me")
    assert (await browser.step("ana"), await browser.labels("ben")) == (2, ["Be Ana", "Let 5 minutes pass"])


async def _taken(story: Story) -> tuple[str, str]:
    """Paged, taken by Ben, with a brief to Sol: the timestamps of card and brief."""
    await story.pages("ana")
    page = await story.pages("ben")
    card = await story.card("acknowledge")
    brief = await story.brief()
    await story.changes("D0BEN", page, "resolve", "hand_over")
    await story.changes(story.channel, card, "resolve", "hand_over")
    return card, brief


async def test_taken_it_leads_to_security(story: Story, browser: Browser) -> None:
    await _taken(story)
    assert await browser.labels("ben") == ["See the channel", "Be Sol"]
    assert (await browser.step("sol"), await browser.labels("sol")) == (4, ["See the brief"])


async def test_nobody_is_led_to_security_before_the_brief_stands(story: Story, browser: Browser) -> None:
    page = await story.pages("ben")
    await story.pages("sol", "security_here", "security_not_me")
    await story.changes("D0BEN", page, "resolve", "hand_over")
    assert (await browser.line("ben"), await browser.labels("ben")) == (
        "Taken. *Sol* is called for security: the brief is on its way.",
        [],
    )
    await story.card("resolve", "hand_over")
    await story.brief()
    assert await browser.labels("ben") == ["See the channel", "Be Sol"]


async def test_when_security_declines_whoever_is_asked_instead_is_named(story: Story, browser: Browser) -> None:
    _, brief = await _taken(story)
    sol = await story.pages("sol", "security_here", "security_not_me")
    await story.changes("D0SOL", sol, "security_here")
    await story.changes(story.channel, brief)
    await story.pages("tam", "security_here", "security_not_me")
    await story.brief("tam")
    assert await browser.labels("ben") == ["See the channel", "Be Tam"]
    assert "*Tam's* brief is open" in await browser.line("sol")


async def test_security_that_came_is_not_asked_again_by_whoever_declined(story: Story, browser: Browser) -> None:
    _, brief = await _taken(story)
    sol = await story.pages("sol", "security_here", "security_not_me")
    await story.changes("D0SOL", sol, "security_here")
    await story.changes(story.channel, brief)
    assert (await browser.step("ben"), await browser.step("sol")) == (5, 5)


async def test_whoever_is_paged_a_second_time_is_the_one_to_be(story: Story, browser: Browser) -> None:
    first = await story.pages("ana")
    await story.changes("D0ANA", first, "acknowledge")
    await story.pages("ben")
    await story.pages("ana")
    assert await browser.labels("ben") == ["Be Ana", "Let 5 minutes pass"]


async def test_with_security_here_it_leads_back_to_whoever_has_it(story: Story, browser: Browser) -> None:
    _, brief = await _taken(story)
    await story.changes(story.channel, brief)
    assert await browser.labels("sol") == ["Be Ben"]
    assert "Press *Resolve* on the card" in await browser.line("ben")


async def test_resolved_with_a_brief_still_open_it_leads_to_security_first(story: Story, browser: Browser) -> None:
    card, _ = await _taken(story)
    await story.changes(story.channel, card, "postmortem", "reopen")
    assert (await browser.step("ben"), await browser.labels("ben")) == (5, ["Be Sol"])


async def _resolved(story: Story) -> None:
    card, brief = await _taken(story)
    await story.changes(story.channel, brief)
    await story.changes(story.channel, card, "postmortem", "reopen")


async def test_resolved_it_leads_to_the_postmortem(story: Story, browser: Browser) -> None:
    await _resolved(story)
    assert "Press *Postmortem*" in await browser.line("ben")


async def test_a_posted_report_ends_it_with_why_and_how_to_connect(story: Story, bot: Bot, browser: Browser) -> None:
    await _resolved(story)
    asked = await bot.do("files.getUploadURLExternal", filename="inc-1.md", length=1)
    await bot.workspace.upload(asked["upload_url"], b"x")
    await bot.do("files.completeUploadExternal", files=[{"id": asked["file_id"]}], channel_id=story.channel)
    assert await browser.labels("ben") == [
        "Why Ana?",
        "A bad rollback",
        "Unplug Slack",
        "Kill Rondo",
        "Connect your Slack",
    ]


async def test_another_incident_begins_it_anew(story: Story, browser: Browser) -> None:
    await _resolved(story)
    await story.pages("dora", incident="INC-2")
    assert (await browser.step("dora"), await browser.labels("ana")) == (2, ["Be Dora", "Let 5 minutes pass"])


async def test_a_line_that_wakes_nobody_does_not_lead_away(story: Story, browser: Browser, bot: Bot) -> None:
    await story.pages("ana")
    low = {"event_type": "rondo", "event_payload": {"incident": "INC-9", "kind": "announcement", "op": "x"}}
    await bot.post(await bot.channel("incidents"), "INC-9 low", metadata=low)
    assert (await browser.step("ana"), await browser.labels("ben")) == (2, ["Be Ana", "Let 5 minutes pass"])
