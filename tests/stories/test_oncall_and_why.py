"""Who is on call, who is next, and why it was these people."""

import pytest

from tests.world import words


async def opened(world, severity="high", **more):
    await world.alert("checkout", severity=severity, **more)
    await world.settles()


async def test_on_call_shows_who_has_a_schedule_now_and_who_takes_over_when(quick):
    shown = await quick.asks("ana", "/oncall security")
    assert ":calendar: *security*: *tam* until" in shown.replace("Tam", "tam")
    assert "then sol from" in shown.replace("Sol", "sol")


async def test_on_call_shows_every_ladder_in_order(quick):
    shown = await quick.asks("ana", "/oncall")
    assert "1. Ana, then Ben, then Chi · 5 min" in shown
    assert "2. Dora · 10 min" in shown


async def test_after_a_turn_the_next_one_stands_first(quick):
    await opened(quick)
    assert "1. Ben, then Chi" in await quick.asks("ana", "/oncall checkout-oncall")


async def test_a_schedule_nobody_has_heard_of(quick):
    assert "There is no schedule “night”" in await quick.asks("ana", "/oncall night")


async def test_over_the_api_it_is_the_same(world):
    answer = await world.get("/api/v1/oncall")
    assert answer["at"] == "2026-11-23T03:12:00Z"
    assert answer["schedules"] == {"security": ["tam"]}
    first = answer["policies"]["checkout-oncall"][0]
    assert (first["level"], first["people"]) == (1, ["ana", "ben", "chi"])


async def test_over_the_api_any_instant_can_be_asked_for(quick):
    answer = await quick.get("/api/v1/oncall?at=2026-11-24T03:00:00Z")
    assert (answer["at"], answer["schedules"]) == ("2026-11-24T03:00:00Z", {"security": ["sol"]})
    assert (await quick.get("/api/v1/oncall?at=tomorrow"))["status"] == 422


async def test_whose_turn_comes_next_is_told_by_the_function_that_picks(world):
    told = await world.get("/api/v1/policies/checkout-oncall/next?count=4")
    assert [one["person"] for one in told["levels"][0]["next"]] == ["ana", "ben", "chi", "ana"]
    for number in range(4):
        await world.alert("checkout", title=f"Trouble {number}", severity="high")
    await world.settles()
    assert world.slack.paged == ["ana", "ben", "chi", "ana"]


async def test_why_names_who_was_picked_and_with_how_many_turns(quick):
    await opened(quick)
    shown = await quick.asks("ana", "/rondo why", channel="inc-1")
    assert "*Ana* was picked" in shown
    assert "• Ben: later in line (0 turns)" in shown


async def test_why_names_who_was_passed_over_and_why(changed):
    away = "ana: {slack: U0ANA, away: [{from: 2026-11-01, to: 2026-11-30}]}"
    world = await changed(("ana: {slack: U0ANA}", away))
    await opened(world)
    shown = await world.asks("ana", "/rondo why", channel="inc-1")
    assert "*Ben* was picked" in shown
    assert "• Ana: passed over, away" in shown


async def test_why_names_who_was_busy(quick):
    await opened(quick)
    await quick.presses("ana", "acknowledge")
    await opened(quick, title="Two")
    await opened(quick, title="Three")
    await opened(quick, title="Four")
    shown = await quick.asks("ana", "/rondo why INC-4")
    assert "• *Ana*: picked, 1 turn before, although: has an open incident" in shown
    assert "• Ben: passed over, has an open incident (1 turn)" in shown


async def test_who_is_next_is_told_with_who_is_passed_over(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    first = (await quick.get("/api/v1/policies/checkout-oncall/next?count=2"))["levels"][0]["next"][0]
    assert (first["person"], first["why"]) == ("ben", "fewest turns: 0; passed over: ana (has an open incident)")


async def test_why_names_who_was_called_by_hand(quick):
    await opened(quick)
    await quick.types("ben", "/escalate @tam knows the database", channel="inc-1")
    shown = await quick.asks("ana", "/rondo why", channel="inc-1")
    assert "*Tam* was paged: knows the database" in shown


async def test_the_page_says_why_in_one_line(quick):
    await opened(quick)
    for title in ("Two", "Three", "Four"):
        await opened(quick, title=title)
    assert "Your turn: 2 of the last 4 on checkout-oncall" in words(quick.page_of("ana", 4))


async def test_over_the_api_every_pick_stands_with_who_was_passed_over_and_why(changed):
    world = await changed(("{slack: U0ANA}", "{slack: U0ANA, away: [{from: 2026-11-20, to: 2026-11-30}]}"))
    await opened(world)
    told = await world.get("/api/v1/incidents/INC-1/why")
    pick = told["picks"][0]
    assert (told["id"], pick["policy"], pick["level"], pick["chosen"]) == ("INC-1", "checkout-oncall", 1, "ben")
    assert pick["considered"] == [
        {"person": "ana", "turns": 0, "passed_over": "away"},
        {"person": "ben", "turns": 0, "passed_over": None},
    ]
    assert [one["person"] for one in pick["later"]] == ["chi"]
    assert (await world.get("/api/v1/incidents/INC-9/why"))["status"] == 404


async def test_security_says_who_stands_in_and_since_when(quick):
    await opened(quick, severity="critical")
    assert "Security: Sol paged, not here yet" in await quick.asks("ana", "/security", channel="inc-1")
    await quick.presses("sol", "security_here")
    shown = await quick.asks("ana", "/security", channel="inc-1")
    assert "Security: Sol is here" in shown
    assert "here since" in shown


async def test_where_security_is_off_it_says_so(changed):
    world = await changed(("security:\n  policy: security-oncall", "security: off"))
    await opened(world)
    assert "Nobody from security was brought into INC-1." in await world.asks("ana", "/security", channel="inc-1")


@pytest.mark.parametrize("typed", ["/oncall", "/rondo oncall", "/incident oncall"])
async def test_every_form_answers_the_same(quick, typed):
    assert await quick.asks("ana", typed) == await quick.asks("ana", "/oncall")


async def test_on_call_ends_where_it_would_repeat_itself_and_says_who_is_passed_over(changed):
    away = "chi: {slack: U0CHI, away: [{from: 2026-11-01, to: 2026-11-30}]}"
    world = await changed(("chi: {slack: U0CHI}", away), ("        timeout: 5m", "        timeout: 90s"))
    shown = await world.asks("ana", "/oncall checkout-oncall")
    assert "1. Ana, then Ben · 90 s · passed over: Chi (away)" in shown


async def test_nobody_reads_of_ladders(quick):
    await opened(quick)
    for typed in ("/rondo", "/rondo why", "/rondo help", "/oncall", "/rondo timeline"):
        assert "ladder" not in await quick.asks("ana", typed, channel="inc-1")
