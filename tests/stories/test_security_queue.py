"""Security's queue: what was low, or over before anybody came, waits in one calm place and is answered in one go."""

from datetime import datetime

import pytest

from tests.world import act, words

EARLY = datetime.fromisoformat("2026-11-24T08:29:00+00:00")  # a Tuesday, 09:29 in Berlin, where everybody is


@pytest.fixture
async def queue(quick):
    """Two low incidents that are over, and one of high severity that healed itself before anybody came."""
    for title, severity in (("Disk at 71 %", "low"), ("Disk at 72 %", "low"), ("Slow", "high")):
        await quick.alert(title=title, severity=severity)
        await quick.resolved(title=title, severity=severity)
    await quick.settles()
    return quick


def morning(world, person="sol"):
    """The messages of the morning."""
    notes = world.slack.messages(world.slack.direct(person))
    return [note for note in notes if "without a security review" in words(note)]


async def looks(world, at=EARLY, minutes=1):
    await world.passes(minutes=(at - world.clock.at).total_seconds() / 60 + minutes)
    await world.house.rounds.mornings.look()
    await world.settles()


async def state(world, number):
    return (await world.house.store.reads.incident(number)).review


async def test_nobody_owes_a_review_of_its_own_of_what_was_low_or_healed_itself(queue):
    assert [(await state(queue, number)).state for number in (1, 2, 3)] == ["queued"] * 3
    assert "it stands in the queue of security, without a review of its own" in await queue.timeline(1)
    await queue.passes(days=4)
    assert not [m for m in queue.slack.messages(queue.slack.direct("sol")) if "Your security review" in words(m)]


async def test_what_somebody_took_or_was_paged_for_has_a_review_of_its_own(quick):
    await quick.alert(severity="critical", title="Paged")
    await quick.resolved(severity="critical", title="Paged")
    await quick.alert(severity="high", title="Taken")
    await quick.settles()
    await act(quick, "acknowledge", 2)
    await act(quick, "resolve", 2)
    assert [(await state(quick, number)).state for number in (1, 2)] == ["owed", "owed"]


async def test_opened_again_it_stands_there_no_more(queue):
    await queue.alert(title="Slow", severity="high")
    await queue.settles()
    assert (await state(queue, 3)).state == "owed"
    assert [one.number for one in await queue.house.store.reads.queued()] == [1, 2]


async def test_on_working_days_at_half_past_nine_whoever_is_on_call_reads_it_once(queue):
    await looks(queue, minutes=0)
    assert morning(queue) == []
    await looks(queue)
    await queue.house.rounds.mornings.look()
    await queue.settles()
    (message,) = morning(queue)
    assert "3 incidents without a security review" in words(message)
    assert "Nothing for security: all 3" in words(message)
    await queue.passes(days=1)
    await queue.house.rounds.mornings.look()
    await queue.settles()
    assert len(morning(queue)) == 2
    assert morning(queue, "tam") == []


async def test_not_on_a_saturday_and_not_when_it_is_empty(quick):
    await looks(quick)
    assert morning(quick) == []
    await quick.alert(severity="low")
    await quick.resolved(severity="low")
    await looks(quick, at=datetime.fromisoformat("2026-11-28T09:00:00+00:00"))
    assert morning(quick) == []


async def test_all_are_answered_in_one_form_and_each_says_that_it_was_a_batch(queue):
    await looks(queue)
    await queue.presses("sol", "review_queue", on=morning(queue)[0])
    await queue.passes(minutes=2)
    await queue.fills("sol", batch_0=["INC-1", "INC-3"], note="known noise")
    assert [(await state(queue, number)).state for number in (1, 2, 3)] == ["clear", "queued", "clear"]
    (made,) = (await state(queue, 1)).conclusions
    assert (made.batch, made.by, made.seconds) == (True, "sol", 120)
    said = 'Sol gives the security review: nothing for security "known noise", in a batch'
    assert said in await queue.timeline(1)


async def test_one_is_answered_by_its_own_menu(queue):
    await looks(queue)
    await queue.presses("sol", "more", on=morning(queue)[0], value="review_clear:INC-2")
    assert (await state(queue, 2)).conclusions[0].batch is False


async def test_nothing_ticked_is_told_and_changes_nothing(queue):
    await looks(queue)
    await queue.presses("sol", "review_queue", on=morning(queue)[0])
    reply = await queue.fills("sol", batch_0=[])
    assert "Nothing is ticked" in str(reply.body["errors"])


async def test_it_stands_on_the_home_of_security_and_of_nobody_else(queue):
    for person in ("sol", "ana"):
        await queue.slack.act(person).open_home()
    await queue.settles()
    assert "Disk at 71 %" in str(queue.slack.home("sol").blocks)
    assert "Disk at 71 %" not in str(queue.slack.home("ana").blocks)


async def test_what_somebody_has_a_concern_about_is_left_unticked_and_says_so(queue):
    await queue.types("ana", "/rondo security INC-2 concern odd logins")
    if queue.slack.views_open("ana"):
        await queue.fills("ana", attack="yes")
    await looks(queue)
    said = words(morning(queue)[0])
    assert "1 concern: not in the batch" in said
    assert "Nothing for security: 2 of 3" in said
    await queue.presses("sol", "review_queue", on=morning(queue)[0])
    await queue.fills("sol")
    assert [(await state(queue, number)).state for number in (1, 2, 3)] == ["clear", "queued", "clear"]
