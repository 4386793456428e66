"""People, pin, topic, bookmark, the report's file, and the end."""

from dataclasses import replace

import pytest

from bot.domain import effects as f
from bot.domain import events as e
from bot.domain.incident.state import Incident, Status
from bot.ports import Done, Doubtful, Later
from bot.sandbox import Failing, Fault
from bot.slack.messenger.posting import LATE_LANDING
from tests.slack.post import Post


@pytest.fixture
async def incident(post: Post) -> Incident:
    return await post.opened()


async def invited(post: Post, *people: str) -> e.PeopleInvited:
    outcome = await post.once(post.promise(f.Invite(people=people)))
    assert isinstance(outcome, Done)
    (event,) = outcome.events
    assert isinstance(event, e.PeopleInvited)
    return event


async def test_whoever_is_there_already_is_there(post: Post, incident: Incident) -> None:
    assert (await invited(post, "ana", "ben")).people == ("ana", "ben")


@pytest.mark.parametrize("ok", [True, False])
async def test_one_who_can_not_come_keeps_nobody_out(post: Post, incident: Incident, ok: bool) -> None:
    post.slack.state.forced_invite_is_ok = ok
    await post.slack.deactivate("chi")
    event = await invited(post, "ben", "chi")
    assert event == e.PeopleInvited(incident=1, people=("ben",), failed={"chi": "cant_invite"})
    assert "ben" in post.slack.members(incident.channel_name or "")


async def test_one_alone_who_can_not_come_is_named(post: Post, incident: Incident) -> None:
    await post.slack.deactivate("chi")
    assert (await invited(post, "chi")).failed == {"chi": "cant_invite"}


async def test_a_pin_and_a_topic_done_twice_are_done(post: Post, incident: Incident) -> None:
    outcomes = [await post.once(post.promise(one)) for one in (f.PinCard(), f.SetTopic()) for _ in range(2)]
    assert outcomes == [Done()] * 4
    assert post.slack.channel(incident.channel_name or "").topic.startswith("INC-1 · checkout")


async def test_a_bookmark_whose_answer_was_lost_is_not_added_twice(post: Post, incident: Incident) -> None:
    promise = post.promise(f.AddBookmark(title="Runbook", url="https://example.com/runbook"))
    post.slack.faults.add(Fault(kind=Failing.RESPONSE_LOST, method="bookmarks.add"))
    assert isinstance(await post.once(promise), Doubtful)
    await post.once(replace(promise, doubtful_since=post.stage.now))
    assert len(post.slack.channel(incident.channel_name or "").bookmarks) == 1


async def test_the_postmortem_is_a_file_in_the_channel_once(post: Post, incident: Incident) -> None:
    promise = post.promise(f.PostPostmortem(revision=1))
    post.slack.faults.add(Fault(kind=Failing.RESPONSE_LOST, method="files.completeUploadExternal"))
    assert isinstance(await post.once(promise), Doubtful)
    late = replace(promise, doubtful_since=post.stage.now)
    post.later(31)
    outcome = await post.once(late)
    assert isinstance(outcome, Done)
    assert isinstance(outcome.events[0], e.FilePosted)
    assert [call.method for call in post.slack.calls].count("files.completeUploadExternal") == 1


async def test_an_archived_channel_is_archived(post: Post, incident: Incident) -> None:
    post.stage.incidents[1] = replace(post.stage.incidents[1], status=Status.RESOLVED)
    outcomes = [await post.once(post.promise(f.ArchiveChannel())) for _ in range(2)]
    assert outcomes == [Done(events=(e.ChannelArchived(incident=1),))] * 2


async def test_an_answer_goes_to_whoever_clicked_and_is_dropped_when_it_is_too_late(
    post: Post, incident: Incident
) -> None:
    late = post.promise(f.Answer(url="https://hooks.example/1", text="x"))
    post.later(30 * 60)
    before = len(post.slack.calls)
    assert await post.once(late) == Done()
    assert len(post.slack.calls) == before


async def test_a_bookmark_that_may_be_there_waits_until_the_list_can_be_read(post: Post) -> None:
    await post.opened()
    post.slack.faults.add(Fault(kind=Failing.SERVER_ERROR, method="bookmarks.list", times=1))
    mark = f.AddBookmark(title="Runbook", url="https://example.com/another")
    before = len(post.slack.calls)
    outcome = await post.once(post.promise(mark, doubtful_since=post.stage.now - LATE_LANDING))
    assert isinstance(outcome, Later)
    assert [call.method for call in post.slack.calls[before:]] == ["bookmarks.list"]


async def test_an_invitation_waits_for_an_address_that_slack_can_not_look_up_now(post: Post) -> None:
    await post.opened()
    people = post.stage.settings.people
    known = {**people, "ben": replace(people["ben"], slack="ben@example.com")}
    post.stage.settings = replace(post.stage.settings, people=known)
    post.slack.faults.add(Fault(kind=Failing.RATE_LIMITED, method="users.lookupByEmail", retry_after="3", times=1))
    assert isinstance(await post.once(post.promise(f.Invite(people=("ben",)))), Later)


async def test_a_bookmark_that_may_still_land_is_not_looked_for_yet(post: Post) -> None:
    await post.opened()
    mark = f.AddBookmark(title="Runbook", url="https://example.com/another")
    before = len(post.slack.calls)
    outcome = await post.once(post.promise(mark, doubtful_since=post.stage.now))
    assert outcome == Doubtful(code="settling", after=LATE_LANDING, looked=True)
    assert len(post.slack.calls) == before
