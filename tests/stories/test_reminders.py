"""Whoever has the next shift is told beforehand, once; whoever gets it instead is told as well."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.stories.replicas import Pair
from tests.world import RONDO_YML, buttons, words

#: Tam has security until Monday 09:00 in Berlin; Sol comes, for a week, and then Tam again.
NINE = datetime(2026, 11, 30, 8, tzinfo=UTC)


def every(length, *, people="[ana, ben]", more=""):
    """A schedule more, whose turns are of that length; ana comes at 09:00 in Berlin of a Monday."""
    rotation = f"{{people: {people}, every: {length}, starts: 2026-11-23 09:00}}"
    return "schedules:\n", f"schedules:\n  payments:\n{more}    rotations:\n      - {rotation}\n"


async def looks(world, at):
    world.clock.at = at
    await world.house.store.outbox.beat(at)  # what was answered is kept for a quarter of an hour
    await world.house.rounds.reminders.look()
    await world.settles()


def reminders(world, person, schedule="security"):
    messages = world.slack.messages(world.slack.direct(person))
    return [one for one in messages if f":calendar: *You have {schedule}" in words(one)]


async def test_twelve_hours_before_it_says_which_from_when_until_when_and_after_whom(quick):
    await looks(quick, NINE - timedelta(hours=12, seconds=1))
    assert reminders(quick, "tam") == []
    await looks(quick, NINE - timedelta(hours=12))
    (one,) = reminders(quick, "tam")
    assert "*You have security from Mon 30 Nov, 09:00 to Mon 07 Dec, 09:00 CET*" in words(one)
    assert "Sol has it before you." in words(one)
    assert reminders(quick, "sol") == []


async def test_it_has_a_button_to_give_it_away(quick):
    await looks(quick, NINE - timedelta(hours=12))
    (one,) = reminders(quick, "tam")
    assert buttons(one) == ["give_away"]
    assert one.blocks[-1]["elements"][0]["value"] == "security"
    await quick.presses("tam", "give_away", on=one)
    form = str(quick.slack.views_open("tam")[-1].body["blocks"])
    assert f"'initial_date_time': {int(NINE.timestamp())}" in form


async def test_it_says_the_time_by_their_own_clock(changed):
    world = await changed(("tam: {slack: U0TAM}", "tam: {slack: U0TAM, timezone: Asia/Tokyo}"))
    await looks(world, NINE - timedelta(hours=12, seconds=1))
    assert "from Mon 30 Nov, 17:00 to Mon 07 Dec, 17:00 JST" in words(reminders(world, "tam")[0])


async def test_what_would_come_at_night_comes_the_evening_before(changed):
    world = await changed(("tam: {slack: U0TAM}", "tam: {slack: U0TAM, timezone: Asia/Tokyo}"))
    evening = datetime(2026, 11, 29, 12, tzinfo=UTC)  # 21:00 in Tokyo, where it would be 05:00 at 12 hours before
    await looks(world, evening - timedelta(seconds=1))
    assert reminders(world, "tam") == []
    await looks(world, evening)
    assert len(reminders(world, "tam")) == 1


async def test_it_comes_once_over_restarts_and_days(changed):
    world = await changed(every("1 week", people="[ben, ana]", more="    remind: 3d\n"))
    for _ in range(2):
        for hours in (72, 50, 30, 1):
            await looks(world, max(world.clock.at, NINE - timedelta(hours=hours)))
        await world.dies()
        await world.starts_again()
    assert len(reminders(world, "ana", "payments")) == 1


async def test_it_comes_once_when_rondo_died_before_it_wrote_that_down(quick):
    await looks(quick, NINE - timedelta(hours=12))
    await quick.house.store.facts.put("reminders", "{}")
    await looks(quick, NINE - timedelta(hours=11))
    assert len(reminders(quick, "tam")) == 1


async def test_after_a_time_away_it_comes_late_but_not_after_the_shift_began(quick):
    await looks(quick, NINE)
    assert reminders(quick, "tam") == []
    other = datetime(2026, 12, 7, 7, 50, tzinfo=UTC)
    await looks(quick, other)
    assert len(reminders(quick, "sol")) == 1


async def test_whoever_gets_the_shift_instead_gets_a_reminder(quick):
    await looks(quick, NINE - timedelta(hours=12))
    await quick.types("tam", "/rondo oncall give security @dora 2026-11-30 09:00 18:00")
    await looks(quick, NINE - timedelta(hours=11))
    (one,) = reminders(quick, "dora")
    assert "from Mon 30 Nov, 09:00 to 18:00 CET" in words(one)
    assert len(reminders(quick, "tam")) == 2  # her own begins at 18:00 now


async def test_what_is_given_away_before_it_is_sent_is_not_sent(quick):
    await quick.types("tam", "/rondo oncall give security @dora 2026-11-30 09:00 2026-12-07 09:00")
    await looks(quick, NINE - timedelta(hours=12))
    assert (len(reminders(quick, "tam")), len(reminders(quick, "dora"))) == (0, 1)


async def test_whoever_has_it_right_before_is_not_reminded(changed):
    """Ana's next turn, and the next day of hers where the schedule rests at night."""
    alone = await changed(every("1 day", people="[ana]"))
    by_day = every("1 week")[1].replace("09:00}", '09:00, hours: "09:00-17:00", days: [mon, tue, wed, thu, fri]}')
    week = await changed(("schedules:\n", by_day))
    for world in (alone, week):
        for hours in (96, 84, 73, 72, 60, 49):  # before nine of Friday, of Saturday
            await looks(world, NINE - timedelta(hours=hours))
        assert reminders(world, "ana", "payments") == []
    await looks(week, NINE - timedelta(hours=12))
    assert len(reminders(week, "ben", "payments")) == 1


@pytest.mark.parametrize(
    ("length", "more", "reminded"),
    [
        ("3 hours", "", 0),
        ("3 hours", "    remind: 2h\n", 1),
        ("4 hours", "", 1),
        ("1 week", "    remind: off\n", 0),
        ("1 week", "", 1),
    ],
)
async def test_short_shifts_have_a_reminder_only_where_the_file_asks_for_one(changed, length, more, reminded):
    world = await changed(every(length, people="[chi, ana, ben]", more=more))
    begins = datetime(2026, 11, 23, 8, tzinfo=UTC)
    turn = {"3 hours": 3, "4 hours": 4, "1 week": 168}[length]
    await looks(world, begins + timedelta(hours=turn - 1))  # an hour before Ana's first
    assert len(reminders(world, "ana", "payments")) == reminded


async def test_two_replicas_remind_once(postgresql):
    pair = await Pair(postgresql.fresh(), configuration=RONDO_YML).starts()
    try:
        pair.one.clock.at = NINE - timedelta(hours=12)
        for world in pair.alive:
            await world.house.store.facts.put("reminders", "{}")
            await world.house.rounds.reminders.look()
        await pair.pass_(5)
        assert len(reminders(pair.one, "tam")) == 1
    finally:
        await pair.ends()
