"""The incident's channel: one, ours, and never public for what is private."""

from dataclasses import replace

import pytest

from bot.domain import effects as f
from bot.domain import events as e
from bot.ports import Done, Doubtful, Never
from bot.sandbox import Failing, Fault, Kind, membership
from tests.slack.post import Post

NAME = "inc-1-checkout"
OPEN = f.OpenChannel(name=NAME, private=False)


@pytest.fixture
def post() -> Post:
    post = Post()
    post.stage.alert()
    return post


def taken(post: Post, *, private: bool = False, creator: str = "U0BEN") -> None:
    membership.make(post.slack.state, name=NAME, private=private, creator=creator)


async def opened(post: Post, effect: f.OpenChannel = OPEN) -> str:
    outcome = await post.once(post.promise(effect))
    assert isinstance(outcome, Done | Never)
    (event,) = outcome.events
    return event.name if isinstance(event, e.ChannelOpened) else f"refused: {getattr(event, 'code', '')}"


async def test_a_channel_whose_answer_was_lost_is_adopted(post: Post) -> None:
    promise = post.promise(OPEN)
    post.slack.faults.add(Fault(kind=Failing.RESPONSE_LOST, method="conversations.create"))
    assert isinstance(await post.once(promise), Doubtful)
    post.later(5)
    outcome = await post.once(replace(promise, doubtful_since=post.stage.now))
    assert isinstance(outcome, Done)
    assert [one.name for one in post.slack.channels if one.name.startswith("inc-")] == [NAME]


@pytest.mark.parametrize("private", [False, True])
async def test_somebody_elses_channel_of_that_name_is_never_ours(post: Post, private: bool) -> None:
    taken(post, private=private)
    assert await opened(post) == f"{NAME}-2"


async def test_a_channel_of_ours_from_longer_before_the_incident_than_clocks_may_differ_is_not_adopted(
    post: Post,
) -> None:
    taken(post, creator="U0RONDO")
    post.later(301)
    post.stage.incidents[1] = replace(post.stage.incidents[1], opened_at=post.stage.now)
    assert await opened(post) == f"{NAME}-2"


async def test_what_an_intent_before_this_one_left_is_adopted(post: Post) -> None:
    taken(post, creator="U0RONDO")  # landed late; then it was resolved, and is reopened now
    post.later(60)
    assert await opened(post) == NAME


async def test_another_incidents_channel_is_not_adopted(post: Post) -> None:
    taken(post, creator="U0RONDO")
    other = replace(post.stage.incidents[1], number=2, channel=post.slack.channel(NAME).id)
    post.stage.incidents[2] = other
    assert await opened(post) == f"{NAME}-2"


async def test_a_private_incident_never_adopts_a_public_channel(post: Post) -> None:
    taken(post, creator="U0RONDO")
    assert await opened(post, f.OpenChannel(name=NAME, private=True)) == f"{NAME}-2"
    assert post.slack.channel(f"{NAME}-2").kind is Kind.PRIVATE


async def test_a_workspace_that_forbids_channels_is_told_and_the_incident_goes_on(post: Post) -> None:
    post.slack.faults.add(Fault(kind=Failing.ERROR, method="conversations.create", code="restricted_action"))
    assert await opened(post) == "refused: restricted_action"


async def test_a_name_that_slack_does_not_take_becomes_a_plain_one(post: Post) -> None:
    assert await opened(post, f.OpenChannel(name="Große Störung", private=False)) == "inc-1"
