"""Who is on call is changed from Slack: absences, times given, swapped and asked for; told to both sides, undone."""

import pytest

from tests.world import buttons, words


@pytest.fixture
async def calm(changed):
    """At 04:12 in Berlin, whose wall clock everybody has; nothing is a storm, and nobody is spared for being busy."""
    return await changed(
        ("round_robin: cycle", "round_robin: alert\n        spare_busy: false"),
        ("services:\n", "storm: off\n\nservices:\n"),
    )


def told(world, person):
    """The newest message in somebody's direct messages."""
    return world.slack.messages(world.slack.direct(person))[-1]


async def oncall(world, at):
    return (await world.get(f"/api/v1/oncall?at={at}"))["schedules"]["security"]


async def paged(world, group):
    await world.alert(key=group, severity="high")
    return (await world.incident(int(group)))["pages"][0]["person"]


async def test_who_says_that_they_are_away_has_no_turn_until_they_are_back(calm):
    said = await calm.asks("ana", "/rondo oncall away 2026-11-23 2026-11-24")
    assert "Ana is away Mon 23 Nov to Tue 24 Nov." in said
    assert await paged(calm, "1") == "ben"
    assert "(away)" in await calm.asks("ben", "/rondo oncall")
    await calm.passes(hours=48)
    assert "(away)" not in await calm.asks("ben", "/rondo oncall")


async def test_an_absence_over_new_year_names_the_years(calm):
    assert "Sol is away Thu 31 Dec 2026 to Fri 01 Jan 2027." in await calm.asks(
        "sol", "/rondo oncall away 2026-12-31 2027-01-01"
    )


async def test_a_time_is_taken_for_oneself_from_now_on(calm):
    assert await oncall(calm, "2026-11-23T03:20:00Z") == ["tam"]
    said = await calm.asks("sol", "/rondo oncall take security 4h")
    assert "Sol has security from Mon 23 Nov, 04:12 to 08:12 CET instead of Tam." in said
    assert await oncall(calm, "2026-11-23T03:20:00Z") == ["sol"]
    assert await oncall(calm, "2026-11-23T07:13:00Z") == ["tam"]


async def test_a_time_is_given_and_both_sides_are_told_with_a_button_that_takes_it_back(calm):
    await calm.types("sol", "/rondo oncall give security @tam 2026-11-24 09:00 18:00")
    for person in ("sol", "tam"):
        assert "Tam has security from Tue 24 Nov, 09:00 to 18:00" in words(told(calm, person))
        assert buttons(told(calm, person)) == ["undo_plan"]
    assert await oncall(calm, "2026-11-24T12:00:00Z") == ["tam"]
    await calm.presses("tam", "undo_plan", on=told(calm, "tam"))
    assert "Tam took back the plan for security of Tam" in words(told(calm, "sol"))
    assert await oncall(calm, "2026-11-24T12:00:00Z") == ["sol"]


async def test_the_next_shifts_are_swapped(calm):
    before = [await oncall(calm, at) for at in ("2026-11-24T12:00:00Z", "2026-12-01T12:00:00Z")]
    assert "Swapped: " in await calm.asks("sol", "/rondo oncall swap security @tam")
    after = [await oncall(calm, at) for at in ("2026-11-24T12:00:00Z", "2026-12-01T12:00:00Z")]
    assert (before, after) == ([["sol"], ["tam"]], [["tam"], ["sol"]])


async def test_cover_is_asked_of_the_others_and_the_first_one_has_it(calm):
    await calm.types("ana", "/rondo oncall cover checkout-oncall 2026-11-23 05:00 12:00")
    asked = {person: told(calm, person) for person in ("ben", "chi", "dora")}
    assert all("Ana asks: who takes checkout-oncall" in words(one) for one in asked.values())
    await calm.presses("chi", "take_time", on=asked["chi"])
    assert "Chi has checkout-oncall" in words(told(calm, "ana"))
    await calm.presses("ben", "take_time", on=asked["ben"])
    assert "somebody was quicker" in calm.told("ben")


async def test_a_place_that_was_given_away_is_taken_by_whoever_has_it_in_the_same_ring(calm):
    await calm.types("ana", "/rondo oncall give checkout-oncall @dora 4h")
    assert await paged(calm, "1") == "dora"
    assert "Ana: passed over, gave it away" in await calm.asks("ben", "/rondo INC-1 why")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("swap security @sol", "You can't swap with yourself"),
        ("away 2026-11-01 2026-11-02", "That time is over already"),
        ("away 2026-12-02 2026-12-01", "That ends before it begins"),
        ("away 2026-12-01 2028-12-01", "That is more than a year"),
        ("away 2026-12-01 9999-12-31", "That is more than a year"),
        ("away 0001-01-01 2026-12-01", "That is more than a year"),
        ("away 0001-01-01 0001-01-02", "That time is over already"),
        ("take security 2026-12-01 9999-12-31", "Say it like `/rondo oncall take"),
        ("give security @tam 2026-13-40 09:00 18:00", "Say it like `/rondo oncall give"),
        ("give nowhere @tam 4h", "There is no schedule and no policy nowhere. There is security, checkout-oncall"),
        ("take checkout-oncall 4h", "checkout-oncall is a policy: say whose place on it is taken"),
        ("take security 2026-11-24 09:00 18:00", "Sol has security then already"),
        ("undo 99", "That is settled"),
        ("away soon", "Say it like `/rondo oncall away 2026-12-24 2026-12-27`"),
    ],
)
async def test_what_makes_no_sense_is_answered_with_what_to_do(calm, typed, answer):
    assert answer in await calm.asks("sol", f"/rondo oncall {typed}")


async def test_times_that_overlap_are_refused_until_the_first_is_undone(calm):
    await calm.types("sol", "/rondo oncall give security @tam 2026-11-24 09:00 18:00")
    said = await calm.asks("sol", "/rondo oncall give security @dora 2026-11-24 12:00 20:00")
    assert "Tam has security from Tue 24 Nov, 09:00 to 18:00" in said
    assert "`oncall undo 1` takes that back" in said


async def test_whoever_was_given_a_time_can_give_it_on(calm):
    await calm.types("sol", "/rondo oncall give security @tam 2026-11-24 09:00 18:00")
    said = await calm.asks("tam", "/rondo oncall give security @dora 2026-11-24 12:00 18:00")
    assert "Dora has security from Tue 24 Nov, 12:00 to 18:00 CET instead of Tam." in said
    assert [await oncall(calm, f"2026-11-24T{hour}:30:00Z") for hour in (10, 12, 17)] == [["tam"], ["dora"], ["sol"]]


async def test_an_absence_that_leaves_a_time_to_nobody_says_so_beforehand(calm):
    await calm.types("sol", "/rondo oncall away 2026-12-01")
    said = await calm.asks("tam", "/rondo oncall away 2026-12-01")
    assert "Nobody has security from Tue 01 Dec" in said


@pytest.mark.parametrize("typed", ["give security @tam 2026-11-24 09:00 18:00", "swap security @tam"])
async def test_no_time_is_given_to_somebody_who_is_away_then(calm, typed):
    """Their absence would beat it, and nobody would know who has it."""
    await calm.types("tam", "/rondo oncall away 2026-11-24 2026-12-24")
    said = await calm.asks("sol", f"/rondo oncall {typed}")
    assert "Tam is away" in said
    assert not (await calm.asks("sol", "/rondo oncall security")).count("Undo")


async def test_who_gave_a_time_to_somebody_who_is_away_after_all_has_it_again_and_is_told(calm):
    for place in ("security", "checkout-oncall"):
        await calm.types("dora" if place == "checkout-oncall" else "sol", f"/rondo oncall give {place} @tam 2026-11-24")
    await calm.types("tam", "/rondo oncall away 2026-11-24")
    for giver, place in (("sol", "security"), ("dora", "checkout-oncall")):
        assert f"Tam is away on Tue 24 Nov. So you have {place} yourself from Tue 24 Nov" in words(told(calm, giver))
    assert await oncall(calm, "2026-11-24T12:00:00Z") == ["sol"]
    found = await calm.get("/api/v1/oncall?at=2026-11-24T12:00:00Z")
    assert found["policies"]["checkout-oncall"][1]["people"] == ["dora"]


async def test_what_somebody_took_by_hand_they_have_though_they_are_away(calm):
    await calm.types("sol", "/rondo oncall away 2026-11-24")
    said = await calm.asks("sol", "/rondo oncall take security 2026-11-24 12:00 14:00")
    assert "Sol has security" in said
    assert await oncall(calm, "2026-11-24T12:00:00Z") == ["sol"]


async def test_a_place_that_was_given_away_is_its_takers_in_what_the_api_says_too(calm):
    await calm.types("dora", "/rondo oncall give checkout-oncall @tam 2026-11-24")
    found = await calm.get("/api/v1/oncall?at=2026-11-24T12:00:00Z")
    level = found["policies"]["checkout-oncall"][1]
    assert (level["people"], level["not_now"]) == (["dora", "tam"], {"dora": "gave it away"})
    found = await calm.get("/api/v1/oncall?at=2026-11-25T12:00:00Z")
    assert found["policies"]["checkout-oncall"][1]["people"] == ["dora"]


async def test_a_place_that_somebody_has_meanwhile_is_no_hole_when_its_giver_is_away(calm):
    await calm.types("dora", "/rondo oncall give checkout-oncall @tam 2026-11-24")
    assert "Nobody has" not in await calm.asks("dora", "/rondo oncall away 2026-11-24")
    said = await calm.asks("dora", "/rondo oncall away 2026-11-24 2026-11-25")
    assert "Nobody has level 2 of checkout-oncall from Wed 25 Nov, 00:00 to Thu 26 Nov, 00:00" in said


async def test_a_place_that_somebody_does_not_have_cannot_be_given(calm):
    """Nobody would be called in it, and both sides would read that somebody is."""
    for typed in ("give checkout-oncall @tam 4h", "cover checkout-oncall 4h"):
        assert "Sol has no place on checkout-oncall" in await calm.asks("sol", f"/rondo oncall {typed}")
    await calm.types("dora", "/rondo oncall give checkout-oncall @tam 2026-11-24")
    said = await calm.asks("tam", "/rondo oncall give checkout-oncall @sol 2026-11-24")
    assert "Tam has no place on checkout-oncall" in said
