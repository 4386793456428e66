"""Answers to one person: each once, and none that comes too late."""

import json
from datetime import timedelta

from bot.domain.effects import Answer, Whisper
from bot.ports import Done, Doubtful, Later
from bot.sandbox import Failing, Fault
from tests.slack.post import Post

READ = json.dumps([{"type": "section", "text": {"type": "mrkdwn", "text": "*Ana* has it"}}])


def whisper(post: Post) -> Whisper:
    channel = post.slack.channel("general").id
    return Whisper(channel=channel, slack_id="U0ANA", thread=None, text="Ana has it", drawn=READ)


async def in_general(post: Post) -> None:
    await post.api.call("conversations.join", channel=post.slack.channel("general").id)


async def test_what_a_mention_asked_for_is_shown_to_that_person_alone_where_they_wrote(post: Post) -> None:
    await in_general(post)
    assert await post.once(post.promise(whisper(post))) == Done()
    assert [message.blocks[0]["text"]["text"] for message in post.slack.ephemeral("ana")] == ["*Ana* has it"]
    assert not post.slack.ephemeral("ben")


async def test_a_limited_slack_is_asked_again(post: Post) -> None:
    await in_general(post)
    post.slack.faults.add(Fault(kind=Failing.RATE_LIMITED, method="chat.postEphemeral", retry_after="3", times=1))
    promise = post.promise(whisper(post))
    assert isinstance(await post.once(promise), Later)
    post.stage.now += timedelta(seconds=3)
    assert await post.once(promise) == Done()


async def test_what_slack_does_not_take_as_it_was_drawn_is_said_plainly(post: Post) -> None:
    await in_general(post)
    post.slack.faults.add(Fault(kind=Failing.ERROR, method="chat.postEphemeral", code="invalid_blocks", times=1))
    assert await post.once(post.promise(whisper(post))) == Done()
    assert [message.text for message in post.slack.ephemeral("ana")] == ["Ana has it"]


async def test_an_answer_that_may_have_arrived_does_not_come_twice(post: Post) -> None:
    await in_general(post)
    post.slack.faults.add(Fault(kind=Failing.RESPONSE_LOST, method="chat.postEphemeral", times=1))
    assert isinstance(await post.once(post.promise(whisper(post))), Doubtful)
    assert await post.once(post.promise(whisper(post), doubtful_since=post.stage.now)) == Done()
    assert len(post.slack.ephemeral("ana")) == 1


async def test_an_answer_to_an_old_click_is_dropped(post: Post) -> None:
    promise = post.promise(Answer(url="http://sandbox/response/1", text="Ana has it", drawn=READ))
    post.later(seconds=30 * 60)
    assert await post.once(promise) == Done()
    assert not post.slack.ephemeral("ana")


async def test_an_answer_whose_address_is_no_longer_good_comes_as_a_direct_message(post: Post) -> None:
    gone = Answer(url="http://sandbox/response/gone", text="Ana has it", drawn=READ, person="U0ANA")
    assert isinstance(await post.once(post.promise(gone)), Done)
    assert [message.blocks[0]["text"]["text"] for message in post.slack.dm("ana")] == ["*Ana* has it"]
