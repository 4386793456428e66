"""What `/rondo oncall` shows whoever asks, and the forms behind its buttons: take over, give away, swap, I'm away."""

from datetime import UTC, datetime

import pytest

from bot.sandbox import Failing, User
from tests.stories.test_plans import calm, oncall, told
from tests.world import buttons, words

__all__ = ["calm"]

LEARNS = ("    rotations:\n", "    shadows: {chi: tam}\n    rotations:\n")


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


async def shown(world, person, text="/rondo oncall"):
    """The answer to that command, as a message whose buttons can be pressed."""
    await world.types(person, text)
    return world.slack.ephemeral(person)[-1]


def form(world, person):
    return world.slack.views_open(person)[-1]


def seen(world, person):
    """The words of the form that somebody has open."""
    return str(form(world, person).body["blocks"])


async def test_what_concerns_the_caller_comes_first_with_its_buttons(calm):
    answer = await shown(calm, "tam")
    said = words(answer)
    assert said.startswith(":telephone_receiver: *You are on call*: *security* until")
    assert said.index("*security*: *Tam*") < said.index("*checkout-oncall*")
    assert buttons(answer) == ["give_away", "swap_shifts", "take_over", "give_away", "say_away"]
    assert "You are on call next in *security*" in words(await shown(calm, "sol"))


async def test_instants_are_in_the_callers_own_zone(calm):
    assert "until <!date^1795420800^{time}|09:00 CET>" in words(await shown(calm, "tam"))


async def test_whoever_is_in_no_roster_reads_everything_and_changes_nothing(calm):
    await calm.slack.add_user(User(id="U0NEW", name="new", real_name="New"))
    answer = await shown(calm, "new")
    assert "*security*: *Tam*" in words(answer)
    assert "1. Ana, then Ben, then Chi" in words(answer)
    assert buttons(answer) == []


async def test_a_time_is_taken_over_from_now_until_the_shift_ends(calm):
    answer = await shown(calm, "sol", "/rondo oncall security")
    await calm.presses("sol", "take_over", on=answer)
    assert "*security*: *Tam*" in seen(calm, "sol")
    await calm.fills("sol")
    assert "Sol has security from Mon 23 Nov, 04:12 to 09:00 CET instead of Tam." in seen(calm, "sol")
    assert "Sol has security" in words(told(calm, "tam"))
    assert await oncall(calm, "2026-11-23T07:00:00Z") == ["sol"]


async def test_on_a_policy_it_is_said_from_whom(calm):
    await calm.presses("dora", "take_over", on=await shown(calm, "dora", "/rondo oncall checkout-oncall"))
    await calm.fills("dora", of="ana")
    assert "Dora has checkout-oncall" in words(told(calm, "ana"))
    await calm.alert(key="1", severity="high")
    assert (await calm.incident(1))["pages"][0]["person"] == "dora"


async def test_a_shift_is_given_away(calm):
    await calm.presses("sol", "give_away", on=await shown(calm, "sol", "/rondo oncall security"))
    starts, ends = at("2026-11-24 09:00"), at("2026-11-24 18:00")
    await calm.fills("sol", whom="U0TAM", starts=starts, ends=ends)
    assert "Tam has security" in words(told(calm, "tam"))
    assert await oncall(calm, "2026-11-24T12:00:00Z") == ["tam"]


async def test_the_form_proposes_the_callers_next_shift_and_with_nobody_named_the_others_are_asked(calm):
    await calm.presses("sol", "give_away", on=await shown(calm, "sol", "/rondo oncall security"))
    await calm.fills("sol")
    assert "Asked: Tam. You hear from whoever takes it" in seen(calm, "sol")
    asked = told(calm, "tam")
    assert "Sol asks: who takes security from Mon 23 Nov, 09:00 to Mon 30 Nov, 09:00 CET?" in words(asked)
    await calm.presses("tam", "take_time", on=asked)
    assert await oncall(calm, "2026-11-24T12:00:00Z") == ["tam"]


async def test_the_next_shifts_are_swapped_with_whoever_is_chosen(calm):
    await calm.presses("sol", "swap_shifts", on=await shown(calm, "sol", "/rondo oncall security"))
    assert "Your next shift in *security* is from Mon 23 Nov, 09:00 CET." in seen(calm, "sol")
    await calm.fills("sol", of="tam")
    assert await oncall(calm, "2026-11-24T12:00:00Z") == ["tam"]
    assert await oncall(calm, "2026-12-01T12:00:00Z") == ["sol"]


async def test_who_has_no_shift_has_none_to_swap(calm):
    said = await calm.asks("ana", "/rondo oncall swap security")
    assert "You have no shift in security within the next 70 days" in said


async def test_an_absence_is_said_in_whole_days(calm):
    await calm.presses("ana", "say_away", on=await shown(calm, "ana"))
    await calm.fills("ana", first="2026-11-23", last="2026-11-24")
    assert "Ana is away Mon 23 Nov to Tue 24 Nov." in seen(calm, "ana")
    assert "(away)" in words(await shown(calm, "ana"))


async def test_what_was_changed_stands_there_and_is_undone_by_one_click(calm):
    await calm.types("ana", "/rondo oncall away 2026-11-23 2026-11-24")
    answer = await shown(calm, "ana")
    assert "1. Ana is away Mon 23 Nov to Tue 24 Nov." in words(answer)
    await calm.presses("ana", "undo_plan", on=answer)
    assert "(away)" not in words(await shown(calm, "ana"))


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("take security", "Take over"),
        ("give security", "Give away"),
        ("cover security", "Give away"),
        ("swap security", "Swap shifts"),
        ("away", "I'm away"),
    ],
)
async def test_the_word_alone_opens_its_form(calm, typed, title):
    await calm.types("sol", f"/rondo oncall {typed}")
    assert form(calm, "sol").body["title"]["text"] == title


async def test_what_makes_no_sense_stands_at_its_field_and_the_form_stays(calm):
    await calm.types("ana", "/rondo oncall away")
    await calm.fills("ana", first="2026-11-24", last="2026-11-23")
    assert form(calm, "ana").errors == {"last": "The last day is before the first."}
    await calm.types("sol", "/rondo oncall give security")
    await calm.fills("sol", starts=at("2026-11-20 09:00"), ends=at("2026-11-20 18:00"))
    assert "That time is over already" in str(form(calm, "sol").errors)


async def test_when_slack_opens_no_form_the_words_are_said(calm):
    calm.fails(Failing.ERROR, "views.open", code="internal_error")
    said = await calm.asks("sol", "/rondo oncall take security")
    assert "Slack did not open the form. Type `/rondo oncall take security 4h` instead." in said


async def test_a_learner_is_named_beside_whom_they_follow(changed):
    world = await changed(LEARNS)
    assert "*security*: *Tam* (Chi learns) until" in words(await shown(world, "chi"))
