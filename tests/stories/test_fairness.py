"""Fairness to look at: a table and a picture in Slack, the dashboard, the API, and a note on Monday."""

from datetime import UTC, datetime

import pytest

from bot.sandbox import Failing
from tests.world import words

HERE = "https://rondo.example.com"
#: The first person stays free, so that all of it comes to them.
ALONE = ("targets: [ana, ben, chi]\n        round_robin: cycle", "targets: [ana, ben, chi]\n        round_robin: alert")
OPEN = ('announce: "#incidents"\n', 'announce: "#incidents"\nfairness: all\n')
CALM = ("services:\n", "storm: off\n\nservices:\n")
#: Everybody but Ana is away for weeks.
AWAY = [(f"{name}: {{slack: {slack}}}", f"{name}: {{slack: {slack}, away: [{{from: 2026-11-01, to: 2026-12-31}}]}}")
        for name, slack in (("ben", "ben@example.com"), ("chi", "U0CHI"))]  # fmt: skip
MONDAY = datetime(2026, 11, 30, 8, 29, tzinfo=UTC)  # 09:29 in Berlin


async def carries_everything(world, incidents=7):
    """Incidents that Ana answers after two minutes, all of them."""
    for number in range(1, incidents + 1):
        await world.alert("checkout", key=f"g{number}", severity="high")
        await world.passes(minutes=2)
        await world.presses("ana", "acknowledge", on=world.page_of("ana", number))
        await world.post(f"/api/v1/incidents/INC-{number}/resolve", {"as": "ana"})
        await world.settles()
    await world.passes(minutes=2)


@pytest.fixture
async def unfair(changed):
    world = await changed(ALONE, CALM, *AWAY, RONDO_PUBLIC_URL=HERE)
    await carries_everything(world)
    return world


def pictures(world):
    return [one for one in world.slack.state.files.values() if one.shared and one.name.endswith(".png")]


def notes(world, channel="incidents"):
    return [words(one) for one in world.slack.messages(channel) if "times their share" in words(one)]


async def looks(world, at):
    world.clock.at = at
    await world.house.rounds.weekly.look()
    await world.settles()


async def test_the_table_comes_at_once_with_share_and_warning(unfair):
    shown = await unfair.asks("ben", "/rondo oncall fairness checkout-oncall")
    assert "*Last 30 days*: 7 pages, from 0.0 to 3.0 times their share" in shown
    row = next(line for line in shown.splitlines() if line.startswith("Ana "))
    assert row.split() == ["Ana", "7", "2.3", "7", "0", "0", "7"]
    assert ":warning: *Ana carries 3.0 times their share.*" in shown
    assert "*Last 90 days*" in shown


async def test_the_picture_comes_as_a_file_to_the_one_who_asked(unfair):
    await unfair.types("ben", "/rondo oncall fairness checkout-oncall")
    (one,) = pictures(unfair)
    assert one.content.startswith(b"\x89PNG")
    assert one.channels == (unfair.slack.direct("ben").id,)
    assert one.title == "Who carries how much of checkout-oncall, last 30 days"


async def test_the_picture_survives_a_restart_and_comes_once(unfair):
    unfair.fails(Failing.RATE_LIMITED, "files.getUploadURLExternal", retry_after="30")
    await unfair.types("ben", "/rondo oncall fairness checkout-oncall")
    assert pictures(unfair) == []
    await unfair.dies()
    await unfair.starts_again()
    await unfair.passes(minutes=2)
    assert len(pictures(unfair)) == 1


async def test_a_picture_whose_answer_was_lost_is_looked_for_and_not_sent_again(unfair):
    unfair.fails(Failing.RESPONSE_LOST, "files.completeUploadExternal")
    await unfair.types("ben", "/rondo oncall fairness checkout-oncall")
    await unfair.passes(minutes=3)
    assert len(pictures(unfair)) == 1


async def test_how_somebody_answered_is_shown_to_them_alone(unfair):
    ask = "/rondo oncall fairness checkout-oncall"
    assert "Only you see this: 2 min to answer · 0 missed · “Not me” 0×" in await unfair.asks("ana", ask)
    others = await unfair.asks("ben", ask)
    assert "2 min to answer" not in others
    assert "no page answered" in others


async def test_the_dashboard_shows_the_load_to_all_and_answers_to_oneself(unfair):
    mine = (await (await unfair.browser("ana")).get("/fairness")).text
    theirs = (await (await unfair.browser("ben")).get("/fairness?days=90")).text
    assert "Ana carries 3.0 times their share." in mine
    assert "Ana carries 3.0 times their share." in theirs
    assert "2.0 min to answer" in mine
    assert "2.0 min to answer" not in theirs


async def test_the_file_may_open_everything(changed):
    world = await changed(ALONE, CALM, *AWAY, OPEN, RONDO_PUBLIC_URL=HERE)
    await carries_everything(world, 1)
    assert "2.0 min to answer" in (await (await world.browser("ben")).get("/fairness")).text
    people = (await world.get("/api/v1/policies/checkout-oncall/fairness"))["people"]
    assert people[0]["answers"] == {"minutes": 2.0, "missed": 0, "not_me": 0}


async def test_the_api_has_the_load_and_nothing_private(unfair):
    told = await unfair.get("/api/v1/policies/checkout-oncall/fairness?days=90")
    ana = told["people"][0]
    assert (told["pages"], told["least"], told["most"], told["medians"]) == (7, 0, 3, None)
    assert (ana["person"], ana["pages"], ana["times"], ana["too_much"], ana["night"]) == ("ana", 7, 3, True, 7)
    assert ana["answers"] is None
    assert told["people"][1]["passed_over"] == {"away": 6}  # her first turn was nobody else's


async def test_the_note_comes_on_monday_at_half_past_nine_once_a_week(unfair):
    await looks(unfair, MONDAY)
    assert notes(unfair) == []
    for _ in range(2):
        await looks(unfair, MONDAY.replace(minute=30))
    (note,) = notes(unfair)
    assert "Ana had 7 of 7 pages on checkout-oncall in 30 days: 3.0 times their share (7 at night)." in note
    await unfair.dies()
    await unfair.starts_again()
    await looks(unfair, MONDAY.replace(hour=12))
    await looks(unfair, MONDAY.replace(month=12, day=1))
    assert len(notes(unfair)) == 1
    await looks(unfair, MONDAY.replace(month=12, day=7, hour=9))
    assert len(notes(unfair)) == 2


async def test_a_second_replica_that_looks_in_the_same_minute_says_nothing_again(unfair):
    await looks(unfair, MONDAY.replace(minute=30))
    await unfair.house.store.facts.put("fairness", "as before")
    await looks(unfair, MONDAY.replace(minute=31))
    assert len(notes(unfair)) == 1


async def test_without_a_channel_for_announcements_operators_read_the_note(changed):
    world = await changed(ALONE, CALM, *AWAY, ('announce: "#incidents"\n', ""))
    await carries_everything(world)
    await looks(world, MONDAY.replace(minute=30))
    assert len(notes(world, "rondo-operators")) == 1


async def test_nobody_is_written_about_when_nobody_carries_too_much(changed):
    world = await changed(ALONE, CALM, *AWAY)
    await carries_everything(world, 3)
    await looks(world, MONDAY.replace(minute=30))
    assert notes(world) == []


async def test_the_week_was_looked_at_once_and_what_comes_after_waits_for_the_next(changed):
    world = await changed(ALONE, CALM, *AWAY)
    await looks(world, MONDAY.replace(minute=30))
    await carries_everything(world)
    await looks(world, MONDAY.replace(hour=12))
    assert notes(world) == []


async def test_a_policy_that_is_none_gets_the_names_that_are(quick):
    assert "There is no policy “checkout-oncal”. Did you mean checkout-oncall?" in await quick.asks(
        "ana", "/rondo oncall fairness checkout-oncal"
    )


async def test_without_a_name_one_sees_the_policies_that_one_is_on_and_no_picture_of_nothing(quick):
    shown = await quick.asks("sol", "/oncall fairness")
    assert "security-oncall" in shown
    assert "checkout-oncall" not in shown
    assert "nobody was paged" in shown
    assert pictures(quick) == []
