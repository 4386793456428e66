"""An incident that is acknowledged and silent: whoever has it is asked, and then more hands are called."""

import pytest

from tests.world import act, buttons, words


@pytest.fixture
async def taken(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await quick.presses("ana", "acknowledge")
    return quick


def asked(world):
    return [m for m in world.slack.dm("ana") if "still on it" in words(m).lower()]


@pytest.mark.parametrize(("severity", "minutes"), [("critical", 30), ("high", 60)])
async def test_after_so_long_they_are_asked(world, severity, minutes):
    await world.alert(severity=severity)
    await world.settles()
    await world.presses("ana", "acknowledge")
    await world.passes(minutes=minutes - 1)
    assert asked(world) == []
    await world.passes(minutes=1)
    assert len(asked(world)) == 1


async def test_other_severities_are_never_asked(quick):
    await quick.alert(severity="medium")
    await quick.settles()
    await quick.presses("ana", "acknowledge", on=quick.card())
    await quick.passes(hours=24)
    assert asked(quick) == []


async def test_answering_keeps_everything_as_it_is_and_asks_again_later(taken):
    await taken.passes(minutes=60)
    await taken.presses("ana", "still_on_it", on=asked(taken)[-1])
    await taken.passes(minutes=59)
    assert taken.slack.paged == ["ana"]
    await taken.passes(minutes=1)
    assert len(asked(taken)) == 2


async def test_without_an_answer_in_ten_minutes_the_next_in_the_ladder_is_called(taken):
    await taken.passes(minutes=69)
    assert taken.slack.paged == ["ana"]
    await taken.passes(minutes=1)
    assert taken.slack.paged == ["ana", "ben"]


async def test_the_status_and_the_responder_stay_when_more_hands_are_called(taken):
    await taken.passes(minutes=70)
    shown = await taken.incident()
    assert (shown["status"], shown["acknowledged_by"], shown["primary"]) == ("acknowledged", "ana", "ana")


async def test_whoever_is_called_and_answers_joins_the_responders(taken):
    await taken.passes(minutes=70)
    await taken.presses("ben", "acknowledge")
    assert (await taken.incident())["responders"] == ["ana", "ben"]
    await taken.passes(minutes=30)
    assert taken.slack.paged == ["ana", "ben"]


async def test_whoever_is_called_and_does_not_answer_is_followed_by_the_next(taken):
    await taken.passes(minutes=80)
    assert taken.slack.paged == ["ana", "ben", "chi", "dora"]


async def test_the_answer_that_comes_late_stops_the_calling(taken):
    await taken.passes(minutes=71)
    await taken.presses("ana", "still_on_it", on=asked(taken)[-1])
    await taken.passes(minutes=30)
    assert taken.slack.paged == ["ana", "ben"]


@pytest.mark.parametrize("deed", ["say", "note", "update"])
async def test_whatever_happens_in_its_channel_counts(taken, deed):
    await taken.passes(minutes=50)
    if deed == "say":
        await taken.slack.act("ana").say("looking", taken.channel())
    else:
        await taken.types("ana", f"/rondo {deed} looking", channel=taken.channel())
    await taken.passes(minutes=59)
    assert asked(taken) == []


async def test_the_question_says_who_is_called_otherwise_and_when(taken):
    await taken.passes(minutes=60)
    said = words(asked(taken)[-1])
    assert "If you don't answer by" in said
    assert "Ben is called" in said


async def test_resolved_nobody_is_asked(taken):
    await taken.types("ana", "/rondo resolve INC-1")
    await taken.passes(hours=3)
    assert asked(taken) == []


async def test_handed_over_the_new_one_is_asked(taken):
    await taken.types("ana", "/rondo assign INC-1 @ben")
    await taken.presses("ben", "acknowledge")
    await taken.passes(minutes=60)
    assert asked(taken) == []
    assert any("still on it" in words(m).lower() for m in taken.slack.dm("ben"))


async def test_the_file_says_how_long(changed):
    world = await changed(("security:\n  policy", "still_on_it: {high: 5m}\n\nsecurity:\n  policy"))
    await world.alert(severity="high")
    await world.settles()
    await world.presses("ana", "acknowledge")
    await world.passes(minutes=5)
    assert len(asked(world)) == 1


async def test_what_is_raised_while_somebody_has_it_is_asked_about_from_then_on(quick):
    await quick.group(("slow", "firing", "medium"))
    await act(quick, "acknowledge")
    await quick.group(("slow", "firing", "medium"), ("down", "firing", "critical"))
    await quick.passes(minutes=31)
    assert "Still on it?" in words(quick.slack.dm("ana")[-1])


async def test_an_answered_question_says_so_and_asks_nothing_more(taken):
    await taken.passes(minutes=60)
    await taken.presses("ana", "still_on_it", on=asked(taken)[-1])
    assert "*Still on it:* you have INC-1" in words(asked(taken)[-1])
    assert buttons(asked(taken)[-1]) == []


async def test_an_unanswered_question_says_who_was_called_and_can_still_be_answered(taken):
    await taken.passes(minutes=70)
    assert "so Ben was called" in words(asked(taken)[-1])
    assert buttons(asked(taken)[-1]) == ["still_on_it", "hand_over"]


async def test_the_channel_counts_from_when_they_were_asked(taken):
    await taken.passes(minutes=70.1)
    assert any("No answer from Ana in 10 min. Ben is paged" in line for line in taken.said())


async def test_whoever_was_called_by_name_answers_by_still_being_on_it(taken):
    await taken.passes(minutes=60)
    await taken.types("ben", "/rondo escalate INC-1 @ana")
    await taken.presses("ana", "still_on_it", on=asked(taken)[-1])
    await taken.passes(minutes=20)
    assert "ben" not in taken.slack.paged


async def test_a_question_that_somebody_deleted_is_not_called_the_card(taken):
    await taken.passes(minutes=60)
    await taken.slack.act("ana").delete(asked(taken)[-1])
    await taken.types("ana", "/rondo note INC-1 looking")
    assert not [line for line in await taken.timeline() if line.startswith("the card was gone")]
