"""The report writes itself from the record; people complete it, and are asked until they have or none is needed."""

import pytest

from bot.sandbox import Failing
from tests.world import act, buttons, words

HERE = "https://rondo.example.com"


async def over(world, severity="critical"):
    """An incident from its page to its end."""
    await world.alert("checkout", severity=severity)
    await world.settles()
    await act(world, "acknowledge")
    await world.passes(minutes=29)
    await act(world, "resolve", reason="Rolled back to 1.4.1")
    return world


@pytest.fixture
async def done(changed):
    return await over(await changed(RONDO_PUBLIC_URL=HERE))


def reminders(world, person="ana"):
    return [one for one in world.slack.dm(person) if one.payload.get("kind") == "reminder"]


async def report(world, path="/incidents/INC-1/postmortem.md"):
    return (await (await world.browser("ana")).get(path)).text


def files(world):
    return [one.content.decode() for one in world.slack.state.files.values() if one.shared]


async def test_after_a_hand_over_it_says_who_had_it_first_and_who_had_it_then(changed):
    world = await changed(RONDO_PUBLIC_URL=HERE)
    await world.alert("checkout")
    await world.settles()
    await world.passes(minutes=2)
    await world.presses("ana", "acknowledge")
    await world.passes(minutes=10)
    await world.types("ana", "/rondo assign @dora", channel="inc-1")
    await world.passes(minutes=3)
    await world.presses("dora", "acknowledge")
    text = await report(world)
    assert "Ana had it after 2 min · Dora from 04:24 · not resolved yet" in text
    assert "- **Ana** paged 04:12; reached after 0 s; had it after 2 min\n" in text
    assert "- **Dora** paged 04:24; reached after 0 s; came after 3 min" in text


async def test_the_draft_knows_what_the_record_knows(done):
    text = await report(done)
    assert "# INC-1: Checkout error rate above 5 %" in text
    assert "Rolled back to 1.4.1" in text
    assert "**Ana** paged 04:12; reached after 0 s; had it after 0 s" in text
    assert "Sol was asked 04:12" in text


@pytest.mark.parametrize(
    "heading",
    ["Summary", "Impact", "Timeline", "Who was paged", "Security", "Contributing factors", "Action items"],
)
async def test_it_has_every_part(done, heading):
    assert f"\n## {heading}\n" in await report(done)


async def test_it_is_a_page_as_well(done):
    shown = await report(done, "/incidents/INC-1/postmortem")
    assert "<h2>Summary</h2>" in shown
    assert "Rolled back to 1.4.1" in shown


async def test_a_stranger_does_not_see_it(done):
    assert (await done._ask("GET", "/incidents/INC-1/postmortem")).status_code == 401


@pytest.mark.parametrize("way", ["button", "command", "alias"])
async def test_the_form_opens_with_what_is_known(done, way):
    if way == "button":
        await done.presses("ana", "postmortem", on=done.card())
    else:
        typed = {"command": "/rondo postmortem INC-1", "alias": "/postmortem INC-1"}[way]
        await done.types("ana", typed)
    view = done.slack.views_open("ana")[-1]
    assert view.callback_id == "postmortem"
    assert "Rolled back to 1.4.1" in str(view.blocks)


async def test_saved_it_is_kept_and_not_posted(done):
    await done.types("ana", "/postmortem INC-1")
    await done.fills("ana", impact="Half of the customers", actions="Ben: an alert by Friday")
    text = await report(done)
    assert "Half of the customers" in text
    assert "Ben: an alert by Friday" in text
    assert files(done) == []


async def test_published_it_is_a_file_in_the_channel(done):
    await done.types("ana", "/postmortem INC-1")
    await done.fills("ana", impact="Half of the customers", publish=["publish"])
    (text,) = files(done)
    assert "Half of the customers" in text
    assert "Postmortem published" in words(done.card())


async def test_published_again_it_is_another_file_with_both_peoples_words(done):
    await done.types("ana", "/postmortem INC-1")
    await done.fills("ana", impact="Half of the customers", publish=["publish"])
    await done.types("ben", "/postmortem INC-1")
    await done.fills("ben", factors="No alert on the pool", publish=["publish"])
    first, second = files(done)
    assert "No alert on the pool" not in first
    assert ("Half of the customers" in second, "No alert on the pool" in second) == (True, True)


async def test_published_a_second_time_without_a_change_it_is_not_posted_again(done):
    for _ in range(2):
        await done.presses("ana", "postmortem", on=done.card())
        await done.fills("ana", impact="Half of the customers", publish=["publish"])
    assert len(files(done)) == 1


async def test_a_form_opened_again_shows_what_was_written(done):
    await done.types("ana", "/postmortem INC-1")
    await done.fills("ana", impact="Half of the customers")
    await done.types("ben", "/postmortem INC-1")
    assert "Half of the customers" in str(done.slack.views_open("ben")[-1].blocks)


async def test_the_first_nudge_comes_after_a_day_to_whoever_had_it(done):
    await done.passes(hours=23)
    assert reminders(done) == []
    await done.passes(hours=2)
    assert len(reminders(done)) == 1
    assert buttons(reminders(done)[0]) == ["postmortem", "postmortem_not_needed"]


async def test_the_second_comes_when_it_is_due_and_then_every_day(done):
    await done.passes(days=4.9)
    assert len(reminders(done)) == 1
    await done.passes(days=0.2)
    assert len(reminders(done)) == 2
    await done.passes(days=2)
    assert len(reminders(done)) == 4


async def test_only_the_first_offers_that_none_is_needed(done):
    await done.passes(days=6)
    assert [("postmortem_not_needed" in buttons(one)) for one in reminders(done)] == [True, False, False]


async def test_a_week_too_late_the_operators_are_told_and_it_stops(done):
    await done.passes(days=30)
    told = [words(one) for one in done.slack.messages("rondo-operators")]
    assert sum("the postmortem is a week overdue" in one for one in told) == 1
    assert len(reminders(done)) <= 9


async def test_not_needed_ends_it_and_says_who_said_so(done):
    await done.passes(days=1.1)
    await done.presses("ana", "postmortem_not_needed", on=reminders(done)[0])
    await done.passes(days=20)
    assert len(reminders(done)) == 1
    assert "no postmortem needed" in await done.timeline()
    assert "No postmortem needed, says Ana" in words(done.card())


async def test_once_published_nobody_is_asked(done):
    await done.types("ana", "/postmortem INC-1")
    await done.fills("ana", publish=["publish"])
    await done.passes(days=20)
    assert reminders(done) == []


async def test_a_medium_one_owes_none(quick):
    await quick.alert("checkout", severity="medium")
    await act(quick, "resolve")
    await quick.passes(days=20)
    assert [one for person in ("ana", "ben") for one in reminders(quick, person)] == []


async def test_reopened_nobody_is_asked(changed):
    world = await over(await changed(("sources:\n", "postmortem: {severities: [medium]}\nsources:\n")), "medium")
    await act(world, "reopen")
    await act(world, "acknowledge")
    await world.passes(days=2)
    assert reminders(world) == []


async def test_the_channel_is_archived_after_a_week(world):
    await over(world, severity="high")
    await world.passes(days=6.9)
    assert not world.slack.channel(world.channel()).archived
    await world.passes(days=0.2)
    assert world.slack.channel(world.channel()).archived
    assert "the channel is archived now" in await world.timeline()


async def test_reopened_before_it_is_not_archived(quick):
    await over(quick, severity="medium")
    await quick.passes(days=5)
    await act(quick, "reopen")
    await act(quick, "acknowledge")
    await quick.passes(days=3)
    assert not quick.slack.channel(quick.channel()).archived


async def test_reopened_after_it_was_archived_there_is_a_new_channel(world):
    await over(world)
    await world.passes(days=8)
    await act(world, "reopen")
    channel = world.slack.channel((await world.incident())["channel"]["id"])
    assert not channel.archived
    assert "ana" in world.slack.members(channel)


async def test_archive_after_and_due_are_settings(changed):
    world = await changed(
        ("security:\n  policy", "archive_after: 1d\npostmortem: {severities: [high], due: 2d}\nsecurity:\n  policy")
    )
    await over(world, severity="high")
    await world.passes(days=1.1)
    assert world.slack.channel(world.channel()).archived
    assert "is due" in words(reminders(world)[0])


async def test_published_after_archiving_it_is_kept_and_nothing_breaks(done):
    await done.passes(days=8)
    await done.types("ana", "/postmortem INC-1")
    await done.fills("ana", impact="Late but here", publish=["publish"])
    assert "Late but here" in await report(done)


async def test_an_upload_whose_answer_was_lost_is_posted_once(done):
    done.fails(Failing.RESPONSE_LOST, "files.completeUploadExternal")
    await done.types("ana", "/postmortem INC-1")
    await done.fills("ana", publish=["publish"])
    await done.passes(minutes=5)
    assert len(files(done)) == 1
    assert "the postmortem is in the channel" in await done.timeline()


async def test_a_draft_of_one_that_still_runs_can_be_begun(quick):
    await quick.alert("checkout")
    await quick.settles()
    await quick.types("ana", "/postmortem", channel="inc-1")
    await quick.fills("ana", impact="So far nobody noticed")
    assert "postmortem draft saved" in await quick.timeline()
