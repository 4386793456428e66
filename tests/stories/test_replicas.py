"""Several replicas on one PostgreSQL: they keep Slack's limits together, and one goes on where the other ended."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.effects import TellOperators
from bot.sandbox import Failing
from tests.stories.replicas import CALM, Pair
from tests.world import words

WHEN = pytest.mark.parametrize("applied", [False, True], ids=["before it was done", "before the answer came"])


@pytest.fixture
async def pair(postgresql):
    made = await Pair(postgresql.fresh(), configuration=CALM).starts()
    yield made
    await made.ends()


async def test_forty_openings_on_two_replicas_stay_within_the_limits_of_slack(pair):
    slack = pair.one.slack
    slack.limits.enforce = True
    await asyncio.gather(*((pair.one, pair.two)[n % 2].alert(key=f"{n}") for n in range(40)))
    await pair.pass_(190)
    ready = [channel for channel in slack.channels if (channel.name or "").startswith("inc-") and channel.pins]
    assert (refused(slack), len(ready)) == ([], 40)
    assert most_within_a_minute(slack, "conversations.create") == 20
    assert min(world.api.made for world in (pair.one, pair.two)) > 10


async def test_a_channel_gets_no_more_than_its_burst_from_both_together(pair):
    slack = pair.one.slack
    slack.limits.enforce = True
    told = (
        (pair.one, pair.two)[n % 2].house.engine.promise(TellOperators(text=f"looking {n}"), delivery=f"{n}")
        for n in range(12)
    )
    await asyncio.gather(*told)
    await pair.pass_(30)
    said = [message.text for message in slack.messages("rondo-operators") if "looking" in message.text]
    assert (refused(slack), len(said)) == ([], 12)


async def test_a_rest_that_slack_asks_one_replica_for_is_kept_by_both(pair):
    slack = pair.one.slack
    pair.one.fails(Failing.RATE_LIMITED, "conversations.invite", retry_after="30")
    await pair.one.alert(key="a")
    await pair.two.alert(key="b")
    await pair.pass_(29)
    before = len(times(slack, "conversations.invite"))
    await pair.pass_(4)
    assert (before, len(times(slack, "conversations.invite"))) == (1, 3)
    assert len(refused(slack)) == 1


async def test_what_one_opened_is_taken_by_a_click_that_reached_the_other(pair):
    slack = pair.one.slack
    await pair.one.alert(severity="high")
    await pair.pass_(2)
    slack.transport = pair.two.bolt
    await slack.act("ana").press(pair.one.page_of("ana"), "acknowledge")
    await pair.pass_(2)
    assert (await pair.one.incident())["status"] == "acknowledged"
    assert "ana" in str(words(pair.one.card()).lower())
    await pair.pass_(400)
    assert slack.paged == ["ana"]


async def test_an_alert_that_both_get_opens_one_incident(pair):
    found = await asyncio.gather(*(world.alert() for _ in range(5) for world in (pair.one, pair.two)))
    assert Counter(one["disposition"] for one in found) == {"opened": 1, "repeated": 9}
    await pair.pass_(5)
    assert Counter(pair.one.slack.paged) == {"ana": 1, "sol": 1}
    assert len(channels(pair.one.slack)) == 1


async def test_a_timer_that_both_find_due_is_one_step(pair):
    for n in range(5):
        await pair.one.alert(key=f"{n}", severity="high")
    await pair.pass_(5)
    before = len(pair.one.slack.paged)
    pair.one.clock.at += timedelta(minutes=5)
    await asyncio.gather(*(world.house.engine.tick() for world in (pair.two, pair.one)))
    await pair.pass_(10)
    assert len(pair.one.slack.paged) - before == 5
    steps = [(await pair.one.incident(n))["pages"] for n in range(1, 6)]
    assert [len(pages) for pages in steps] == [2] * 5


@WHEN
async def test_one_dies_in_the_middle_of_a_page_and_the_other_pages_within_15_seconds(pair, applied):
    slack = pair.one.slack
    await pair.stops(pair.one, pair.one.alert, at="chat.postMessage", applied=applied)
    dead = pair.one.clock.at
    await pair.pass_(120)
    assert Counter(slack.paged) == {"ana": 1, "sol": 1}
    assert all(page.message.at - dead <= timedelta(seconds=15) for page in slack.pages)
    assert (len(channels(slack)), len(cards(slack))) == (1, 1)


async def test_one_is_stopped_for_a_minute_while_slack_answers_and_its_word_counts_for_nothing(pair):
    slack = pair.one.slack
    left = await pair.stops(pair.one, pair.one.alert, at="chat.postMessage", applied=True)
    await pair.pass_(60)
    there = await pair.two.incident()
    await pair.wakes(pair.one, left)
    await pair.pass_(60)
    assert await pair.two.incident() == there
    assert Counter(slack.paged) == {"ana": 1, "sol": 1}
    assert (len(channels(slack)), len(cards(slack))) == (1, 1)


async def test_one_that_was_stopped_before_it_called_does_not_call_when_it_is_woken(pair):
    slack = pair.one.slack
    left = await pair.stops_before_a_call(pair.one, pair.one.alert)
    await pair.pass_(60)
    before = pair.one.api.made
    await pair.wakes(pair.one, left)
    assert pair.one.api.made == before
    await pair.pass_(60)
    assert Counter(slack.paged) == {"ana": 1, "sol": 1}
    assert (len(channels(slack)), len(cards(slack))) == (1, 1)


def refused(slack):
    return [call.method for call in slack.calls if call.answer is not None and call.answer.status == 429]


def times(slack, method):
    return [call.at for call in slack.calls if call.method == method]


def most_within_a_minute(slack, method):
    called = times(slack, method)
    return max(sum(at <= other < at + timedelta(minutes=1) for other in called) for at in called)


def channels(slack):
    return [channel for channel in slack.channels if (channel.name or "").startswith("inc-")]


def cards(slack):
    return [message for channel in channels(slack) for message in slack.messages(channel) if kind(message) == "card"]


def kind(message):
    return ((message.metadata or {}).get("event_payload") or {}).get("kind")
