"""Each person sees what is theirs, with what they have not read, whatever odd things were posted."""

from bot.sandbox import Workspace
from tests.sandbox.page.conftest import Browser
from tests.sandbox.parts import Bot, Clock, Ear


async def test_the_bots_direct_messages_stand_first_from_the_start(browser: Browser) -> None:
    directs = (await browser.state())["directs"]
    assert [(each["id"], each["name"]) for each in directs] == [("D0ANA", "Rondo")]


async def test_private_channels_show_to_their_members_only(bot: Bot, browser: Browser) -> None:
    channel = await bot.channel("secret", private=True)
    await bot.do("conversations.invite", channel=channel, users="U0SOL")
    seen = {me: [each["name"] for each in (await browser.state(me))["channels"]] for me in ("ana", "sol")}
    assert seen == {"ana": ["general"], "sol": ["general", "secret"]}


async def test_nobody_reads_the_direct_messages_of_others(bot: Bot, browser: Browser) -> None:
    place = await bot.dm("ben")
    await bot.post(place, "for ben")
    assert (await browser.state("ana", place))["place"] is None
    assert "for ben" not in str(await browser.state("ana", place))


async def test_what_came_is_unread_until_it_was_looked_at(bot: Bot, ear: Ear, browser: Browser) -> None:
    await bot.post(await bot.dm("ana"))
    before = (await browser.state())["directs"][0]["unread"]
    await browser.do("read", place="D0ANA")
    assert (before, (await browser.state())["directs"][0]["unread"]) == (1, 0)


async def test_everybody_sees_who_else_has_something_unread(bot: Bot, browser: Browser) -> None:
    await bot.post(await bot.dm("ben"))
    people = (await browser.state("ana"))["people"]
    assert {each["name"] for each in people if each["unread"]} == {"ben"}


async def test_an_edit_is_nothing_new_to_read(bot: Bot, ear: Ear, browser: Browser) -> None:
    place = await bot.dm("ana")
    ts = await bot.post(place)
    await browser.do("read", place=place)
    await bot.do("chat.update", channel=place, ts=ts, text="changed")
    assert (await browser.state())["directs"][0]["unread"] == 0


async def test_nobody_can_be_a_bot_or_somebody_deactivated(slack: Workspace, browser: Browser) -> None:
    await slack.deactivate("tam")
    names = [each["name"] for each in (await browser.state())["people"]]
    assert names == ["ana", "ben", "chi", "dora", "sol"]


async def test_an_unknown_name_sees_what_the_first_person_sees(browser: Browser) -> None:
    assert (await browser.state("nobody"))["me"]["name"] == "ana"


async def test_a_conversation_shows_its_topic_pins_and_links(bot: Bot, browser: Browser) -> None:
    channel = await bot.channel()
    ts = await bot.post(channel)
    await bot.do("conversations.setTopic", channel=channel, topic="critical")
    await bot.do("pins.add", channel=channel, timestamp=ts)
    link = {"title": "Runbook", "type": "link", "link": "https://example.com"}
    await bot.do("bookmarks.add", channel_id=channel, **link)
    seen = (await browser.state(place=channel))["place"]
    assert (seen["topic"], seen["pins"], seen["bookmarks"][0]["title"]) == ("critical", [ts], "Runbook")


async def test_replies_name_what_they_answer(ear: Ear, bot: Bot, slack: Workspace, browser: Browser) -> None:
    channel = await bot.channel()
    ts = await bot.post(channel)
    await browser.do("say", place=channel, text="so it is", thread=ts)
    assert (await browser.state(place=channel))["place"]["messages"][-1]["thread"] == ts


async def test_the_clock_shows_the_demos_time(clock: Clock, browser: Browser) -> None:
    clock.passes(minutes=5)
    assert (await browser.state())["now"] == clock().timestamp()


async def test_the_home_shows_what_the_app_drew(bot: Bot, browser: Browser) -> None:
    blocks = [{"type": "divider"}]
    await bot.do("views.publish", user_id="U0ANA", view={"type": "home", "blocks": blocks})
    assert (await browser.state())["home"]["blocks"][0]["type"] == "divider"


async def test_only_installed_commands_are_offered(slack: Workspace, browser: Browser) -> None:
    slack.reinstall(commands=frozenset({"/rondo"}))
    page = (await browser.client.get("/")).text
    assert "/rondo escalate" in page
    assert "/incident" not in page
