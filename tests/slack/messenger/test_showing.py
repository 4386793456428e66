"""Messages that are kept up to date, though answers get lost and messages deleted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import effects as f
from bot.domain import events as e
from bot.ports import Done, Doubtful, Later, Never, Promise
from bot.sandbox import Failing, Fault
from tests.slack.post import Post

ANA = f.ShowPage(step=1, person="ana")
POST_MESSAGE = "chat.postMessage"


def lost(post: Post, kind: Failing, **more: object) -> None:
    post.slack.faults.add(Fault(kind=kind, method=POST_MESSAGE, **more))  # type: ignore[arg-type]


def doubtful(promise: Promise, post: Post, seconds: float = 0) -> Promise:
    since = post.stage.now
    post.later(seconds)
    return replace(promise, doubtful_since=since, unanswered=promise.unanswered + 1)


async def test_a_page_carries_its_promise_and_its_kind_and_no_title(post: Post) -> None:
    post.stage.alert()
    promise = post.promise(ANA)
    await post.once(promise)
    assert post.slack.dm("ana")[0].payload == {"op": str(promise.id), "incident": "INC-1", "kind": "page"}


async def test_somebodys_direct_messages_are_opened_once_and_kept(post: Post) -> None:
    post.stage.alert()
    outcome = await post.once(post.promise(ANA))
    assert isinstance(outcome, Done)
    assert outcome.members["ana"].direct == "D0ANA"


async def test_a_page_whose_answer_was_lost_is_found_and_not_sent_again(post: Post) -> None:
    post.stage.alert()
    promise = post.promise(ANA)
    lost(post, Failing.RESPONSE_LOST)
    first = await post.once(promise)
    second = await post.once(doubtful(promise, post))
    assert isinstance(first, Doubtful)
    assert first.events == (e.PageDoubtful(incident=1, step=1, person="ana"),)
    assert isinstance(second, Done)
    assert post.slack.paged == ["ana"]


async def test_a_page_that_is_not_found_is_sent_again_at_once_and_says_so(post: Post) -> None:
    post.stage.alert()
    promise = post.promise(ANA)
    lost(post, Failing.REQUEST_LOST)
    await post.once(promise)
    await post.once(doubtful(promise, post))
    assert [one.text[:16] for one in post.slack.dm("ana")] == ["Possible repeat:"]


async def test_a_page_is_never_sent_more_than_twice_within_a_minute(post: Post) -> None:
    post.stage.alert()
    promise = post.promise(ANA)
    lost(post, Failing.LATE, seconds=90.0, times=3)
    assert isinstance(await post.once(promise), Doubtful)
    again = doubtful(promise, post)
    assert isinstance(await post.once(again), Doubtful)
    again = doubtful(again, post)
    for seconds in (0, 20, 39):
        post.later(seconds)
        waiting = await post.once(again)
        assert isinstance(waiting, Doubtful)
        assert (waiting.posted, waiting.after <= timedelta(seconds=5)) == (False, True)
    assert [call.method for call in post.slack.calls].count(POST_MESSAGE) == 2
    post.later(1)
    assert await post.once(again) == replace(waiting, code="lost", after=timedelta(0), posted=True, looked=False)


async def test_every_copy_of_a_page_that_was_sent_twice_is_told_who_has_it(post: Post) -> None:
    post.stage.alert()
    promise = post.promise(ANA)
    lost(post, Failing.LATE, seconds=20.0)
    await post.once(promise)
    second = await post.once(doubtful(promise, post))
    assert isinstance(second, Done)
    post.stage.happens(*second.events)
    post.later(30)
    post.stage.happens(e.Acknowledged(incident=1, by=post.stage.by("ben")))
    await post.once(post.promise(ANA, unanswered=1))
    assert ["Ben has" in str(one.blocks) for one in post.slack.dm("ana")] == [True, True]


async def test_a_page_is_sent_again_even_when_nothing_can_be_looked_up(post: Post) -> None:
    post.stage.alert()
    promise = post.promise(ANA)
    lost(post, Failing.REQUEST_LOST)
    await post.once(promise)
    post.slack.faults.add(Fault(kind=Failing.ERROR, method="conversations.history", code="missing_scope"))
    await post.once(doubtful(promise, post))
    assert post.slack.paged == ["ana"]


async def test_a_line_that_may_still_land_is_waited_for_and_then_adopted(post: Post) -> None:
    incident = await post.opened()
    promise = post.promise(f.TellTaken(person="ben"))
    lost(post, Failing.LATE, seconds=20.0)
    assert await post.once(promise) == Doubtful(code="lost", after=timedelta(seconds=30), posted=True)
    late = doubtful(promise, post, 10)
    assert await post.once(late) == Doubtful(code="settling", after=timedelta(seconds=20), looked=True)
    post.later(25)
    assert isinstance(await post.once(late), Done)
    assert [one.text for one in post.slack.messages(incident.channel_name or "")].count(
        ":raising_hand: Ben has it"
    ) == 1


async def test_when_edits_are_short_cards_wait_and_pages_do_not(post: Post) -> None:
    await post.opened()
    for _ in range(35):
        post.limits.note("chat.update", post.stage.now)
    post.stage.happens(e.Acknowledged(incident=1, by=post.stage.by("ana")))
    card = await post.once(post.promise(f.ShowCard()))
    assert isinstance(card, Later)
    assert card.code == "ratelimited"
    assert isinstance(await post.once(post.promise(ANA)), Done)
    assert "You have INC-1" in str(post.slack.dm("ana")[0].blocks)


async def test_what_would_look_the_same_is_not_sent(post: Post) -> None:
    await post.opened()
    before = len(post.slack.calls)
    outcome = await post.once(post.promise(f.ShowCard()))
    assert isinstance(outcome, Done)
    assert len(post.slack.calls) == before


async def test_a_card_that_somebody_deleted_is_posted_anew(post: Post) -> None:
    incident = await post.opened()
    card = post.slack.channel(incident.channel_name or "").messages[incident.messages["card"].ts]
    post.slack.channel(incident.channel_name or "").messages.pop(card.ts)
    post.later(seconds=3)
    after = await post.then(e.Acknowledged(incident=1, by=post.stage.by("ana")))
    assert after.messages["card"].ts != card.ts
    assert "*Ana has it*" in str(
        post.slack.channel(incident.channel_name or "").messages[after.messages["card"].ts].blocks
    )


@pytest.mark.parametrize("code", ["user_disabled", "user_not_found"])
async def test_somebody_who_is_gone_is_a_page_that_failed(post: Post, code: str) -> None:
    post.stage.alert()
    post.slack.faults.add(Fault(kind=Failing.ERROR, method="conversations.open", code=code))
    outcome = await post.once(post.promise(ANA))
    assert isinstance(outcome, Never)
    told = e.PageFailed(incident=1, step=1, person="ana", code=code, remedy=outcome.remedy)
    assert outcome.events == (told,)
    assert "correct `people` in rondo.yml" in outcome.remedy


async def test_blocks_that_slack_does_not_take_do_not_stop_a_page(post: Post) -> None:
    post.stage.alert()
    lost(post, Failing.ERROR, code="invalid_blocks")
    await post.once(post.promise(ANA))
    assert post.slack.dm("ana")[0].text.startswith("INC-1 critical")


async def test_a_revoked_token_loses_nothing_and_is_said(post: Post) -> None:
    post.stage.alert()
    lost(post, Failing.ERROR, code="token_revoked")
    outcome = await post.once(post.promise(ANA))
    assert isinstance(outcome, Later)
    assert post.messenger.status().startswith("away: no answer" if outcome.code == "lost" else "away: token_revoked")


async def test_a_limited_method_rests_as_long_as_slack_says(post: Post) -> None:
    post.stage.alert()
    lost(post, Failing.RATE_LIMITED, retry_after="30")
    waits = (e.PagePutOff(incident=1, step=1, person="ana", unusable=True),)
    limited = Later(code="ratelimited", after=timedelta(seconds=30), events=waits)
    assert await post.once(post.promise(ANA)) == limited
    assert await post.messenger.wait(post.promise(ANA), post.stage.now) == timedelta(seconds=30)


async def test_nobody_is_paged_for_what_was_taken_in_the_meantime(post: Post) -> None:
    post.stage.alert()
    post.stage.happens(e.Acknowledged(incident=1, by=post.stage.by("ben")))
    assert await post.once(post.promise(ANA)) == Done()
    assert post.slack.paged == []


async def test_a_page_that_landed_late_is_told_that_it_is_taken(post: Post) -> None:
    post.stage.alert()
    promise = post.promise(ANA)
    lost(post, Failing.RESPONSE_LOST)
    await post.once(promise)
    post.stage.happens(e.Acknowledged(incident=1, by=post.stage.by("ben")))
    await post.once(doubtful(promise, post))
    assert "Go back to sleep" in str(post.slack.dm("ana")[0].blocks)


async def test_a_channel_that_is_gone_is_the_incidents_loss_and_not_its_end(post: Post) -> None:
    incident = await post.opened()
    await post.slack.act("ana").archive(incident.channel_name or "")
    outcome = await post.once(post.promise(f.TellTaken(person="ben")))
    assert isinstance(outcome, Never)
    assert outcome.events == (e.ChannelLost(incident=1, channel=incident.channel, code="is_archived"),)


async def test_a_configured_channel_that_was_never_seen_is_made_on_the_way(post: Post) -> None:
    post.stage.alert()
    await post.once(post.promise(f.TellOperators(text="<!channel> look"), incident=None))
    assert post.slack.messages("rondo-operators")[0].text == "&lt;!channel&gt; look"


async def test_somebody_known_by_an_address_alone_is_looked_up_on_the_way(post: Post) -> None:
    people = post.stage.settings.people
    ben = replace(people["ben"], slack="ben@example.com")
    post.stage.settings = replace(post.stage.settings, people={**people, "ben": ben})
    post.stage.alert()
    outcome = await post.once(post.promise(f.TellPerson(person="ben", text="look <!here>")))
    assert isinstance(outcome, Done)
    assert (outcome.members["ben"].slack_id, post.slack.dm("ben")[0].text) == ("U0BEN", "look &lt;!here&gt;")


async def test_what_could_not_be_opened_was_not_sent_and_is_no_repeat(post: Post) -> None:
    post.stage.alert()
    post.slack.faults.add(Fault(kind=Failing.RESPONSE_LOST, method="conversations.open"))
    waits = (e.PagePutOff(incident=1, step=1, person="ana"),)
    assert await post.once(post.promise(ANA)) == Later(code="lost", events=waits)


async def test_a_line_waits_for_the_channel_that_is_being_made(post: Post) -> None:
    post.stage.alert()
    outcome = await post.once(post.promise(f.TellTaken(person="ben")))
    assert isinstance(outcome, Later)


async def test_what_is_old_is_no_news_and_goes_into_a_summary(post: Post) -> None:
    incident = await post.opened()
    promise = post.promise(f.TellTaken(person="ben"))
    post.later(180)
    before = len(post.slack.messages(incident.channel_name or ""))
    assert await post.once(promise) == Done(events=(e.LineLate(incident=1, at=promise.born_at),))
    assert len(post.slack.messages(incident.channel_name or "")) == before
