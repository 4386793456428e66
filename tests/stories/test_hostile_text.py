"""What others write is text, everywhere: no mention, no link, no markup that we did not make."""

import re

import pytest

from tests.world import RONDO_YML, World, act

HOSTILE = {
    "everybody": "<!channel> <!here> <!everyone>",
    "somebody": "<@U0ANA> <@U0BEN|ben> @channel",
    "a group": "<!subteam^S0OPS|@ops>",
    "a link": "<https://evil.example|Runbook> https://evil.example mailto:x@evil.example",
    "a channel": "<#C0GENERAL|general>",
    "a date": "<!date^1^{date}^https://evil.example|now>",
    "entities": "&lt;!channel&gt; &amp;lt;!here&amp;gt; & < >",
    "markup": "*_~`bold`~_* > quote ``` code ```",
    "lines": "one\n<!channel>\r\n\n> two\t\x00three\x1b[31m",
    "emoji": ":rotating_light: 🔥 <!channel> 👩‍👩‍👧‍👦",
    "right to left": "\u202e<!channel>\u202c שלום <@U0ANA>",
    "cut in two": "x" * 140 + "<!channel>" + "&" * 60 + "<@U0ANA>" * 400,
    "very long": "<!channel>" * 3000,
}

#: What is ours: instants, our channels, the addresses that the alert really links to, and the brief's mention.
OURS = re.compile(
    r"<!date\^\d+\^[^^|<>]*\|[^<>|]*>|<#C[A-Z0-9]+>|<https://(example\.com/|evil%7C)[^<>|]*\|[^<>]*>|<@U0SOL>"
)
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE.keys())
def hostile(request):
    return request.param


def parsed(world):
    """Every text that Slack would parse for mentions, wherever it stands or was whispered."""
    channels = world.slack.state.channels.values()
    messages = [one for channel in channels for one in (*channel.messages.values(), *channel.ephemeral)]
    spoken = [one for one in messages if one.user == "U0RONDO" and not (one.subtype or "").startswith("channel_")]
    views = [*world.slack.state.homes.values(), *world.slack.state.views.values()]
    for one in spoken:
        yield one.text
        yield from mrkdwn(list(one.blocks))
    for view in views:
        yield from mrkdwn(view.blocks)
    for channel in channels:
        yield from (channel.topic, channel.purpose, *(one.title for one in channel.bookmarks.values()))
    yield from (one.title for one in world.slack.state.files.values() if one.title)


def mrkdwn(part):
    """The texts of blocks that are not plain text, which Slack does not parse."""
    if isinstance(part, list):
        return [text for one in part for text in mrkdwn(one)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if part.get("type") == "mrkdwn" else []
    return own + [text for value in part.values() for text in mrkdwn(value)]


def expect_nothing_foreign(world):
    texts = list(parsed(world))
    assert len(texts) > 5
    for text in texts:
        rest = OURS.sub("", text)
        assert not re.search(r"[<>]", rest), text[:300]
        assert not ENTITY.search(rest), text[:300]


def refused(world):
    """What the strict Slack did not take."""
    answers = [one for one in world.slack.calls if one.answer is not None]
    return [(one.method, one.answer.body) for one in answers if not one.answer.body.get("ok", True)]


async def lives(world, who="ana"):
    """An incident's whole life, so that it is shown in every way."""
    await world.settles()
    for typed in ("/rondo", "/rondo why", "/rondo timeline", "/rondo status", "/security", "/oncall"):
        await world.types(who, typed, channel="inc-1")
    await world.passes(minutes=30)
    await world.presses(who, "acknowledge", on=world.card())
    await world.passes(hours=2)
    await world.slack.act(who).open_home()
    await act(world, "resolve")
    await world.types(who, "/postmortem", channel="inc-1")
    await world.fills(who, publish=["publish"])
    await world.passes(days=2)


async def test_in_an_alert(quick, hostile):
    labels = {"team": hostile, "<!channel>": "x"}
    links = [{"title": hostile, "url": "https://example.com/graph"}, {"title": "x", "url": f"https://evil|{hostile}"}]
    await quick.alert("checkout", title=hostile, description=hostile, labels=labels, links=links)
    await lives(quick)
    expect_nothing_foreign(quick)
    assert refused(quick) == []


async def test_marks_of_others_format_nothing(quick):
    marked = "*loud* _sly_ ~gone~ `typed`"
    await quick.alert("checkout", title=marked, description=marked)
    await quick.types("ana", f"/rondo update {marked}", channel="inc-1")
    await lives(quick)
    foreign = re.compile(r"(.?)[*_~`](?:loud|sly|gone|typed)")
    before = [found[1] for text in parsed(quick) for found in foreign.finditer(text)]
    assert len(before) > 20
    assert set(before) == {"\u2060"}


async def test_in_a_service_that_nobody_configured(quick, hostile):
    await quick.alert(hostile, labels={"x": hostile}, links=[{"title": hostile, "url": "https://example.com/graph"}])
    await lives(quick)
    expect_nothing_foreign(quick)
    assert refused(quick) == []


async def test_in_what_people_write(quick, hostile):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    written = hostile[:2900]
    for verb in ("note", "escalate"):
        await act(quick, verb, reason=written)
    for word in ("update", "note", "escalate @dora", "escalate", "declare", "severity", "assign", "ack", "oncall"):
        await quick.types("ana", f"/rondo {word} {written}", channel="inc-1")
    await act(quick, "resolve", reason=written)
    await quick.presses("ana", "postmortem", on=quick.card())
    fields = dict.fromkeys(("summary", "impact", "factors", "actions", "lessons"), written)
    await quick.fills("ana", **fields, publish=["publish"])
    expect_nothing_foreign(quick)
    assert refused(quick) == []


async def test_in_the_name_of_a_person(quick, hostile):
    await quick.slack.change_user("ana", name=hostile[:80], real_name=hostile[:80])
    await quick.alert("checkout")
    await lives(quick, "U0ANA")
    expect_nothing_foreign(quick)


async def test_in_the_report_nothing_is_markup_or_a_mention(quick, hostile):
    await quick.alert("checkout", title=hostile, description=hostile)
    await lives(quick)
    (file,) = [one.content.decode() for one in quick.slack.state.files.values() if one.shared]
    assert not re.search(r"(?<!\\)[<`]|\]\(|@(?!\u2060)", file)


async def test_the_channels_name_is_letters_digits_and_dashes(quick, hostile):
    await quick.alert("checkout", title=hostile)
    await quick.settles()
    name = quick.slack.channel(quick.channel()).name
    assert re.fullmatch(r"inc-1[a-z0-9-]*", name)
    assert len(name) <= 80


async def test_security_is_the_only_one_mentioned_and_only_in_the_brief(quick):
    await quick.alert("checkout", title="<@U0SOL> <@U0ANA>")
    await lives(quick)
    mentioned = [one for one in quick.slack.messages(quick.channel()) if "<@" in str(one.blocks) + one.text]
    assert {one.payload.get("kind") for one in mentioned if one.user == "U0RONDO"} == {"brief"}


async def test_only_web_addresses_become_links(quick):
    urls = ["javascript:alert(1)", "file:///etc/passwd", "slack://open", "//evil", "https://", "mailto:x@y"]
    await quick.alert("checkout", links=[{"title": "Graph", "url": url} for url in urls])
    await lives(quick)
    expect_nothing_foreign(quick)


@pytest.mark.parametrize("odd", ["a\x00b", "a\ud800b"], ids=["a zero", "half a character"])
async def test_what_no_database_takes_is_taken_from_slack_and_made_harmless(world, odd):
    await world.alert()
    await world.settles()
    await world.presses("ana", "resolve", on=world.card())
    await world.fills("ana", summary=odd)
    assert (await world.incident())["status"] == "resolved"
    assert [line for line in await world.timeline() if "a\ufffdb" in line]


@pytest.mark.parametrize("source", ["generic", "alertmanager"])
async def test_a_service_whose_name_no_index_holds_is_taken_all_the_same(database_url, source):
    world = World(database_url, configuration=RONDO_YML.replace("  default: {policy: checkout-oncall}\n", ""))
    await world.starts()
    labels = {"alertname": "x", "service": "".join(map(chr, range(0x10000, 0x103E8)))}
    body = {"title": "x", "labels": labels, "alerts": [{"status": "firing", "labels": labels}]}
    answer = await world.post(f"/alerts/{source}", body)
    assert (answer.status_code, answer.json()["results"][0]["disposition"]) == (202, "opened")
    await world.house.close()
