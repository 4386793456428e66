"""Several replicas on one PostgreSQL: they keep Slack's limits together, and one goes on where the other ended."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.effects import TellOperators
from bot.sandbox import Failing
from tests.stories.replicas import CALM, Pair


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
    assert min(world.api.made for world in (pair.one, pair.two)) > 50


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


def refused(slack):
    return [call.method for call in slack.calls if call.answer is not None and call.answer.status == 429]


def times(slack, method):
    return [call.at for call in slack.calls if call.method == method]


def most_within_a_minute(slack, method):
    called = times(slack, method)
    return max(sum(at <= other < at + timedelta(minutes=1) for other in called) for at in called)
