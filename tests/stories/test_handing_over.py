"""Somebody else has it from now on, and knows it."""

import pytest

from tests.world import buttons, words


@pytest.fixture
async def taken(quick):
    """An incident that Ana has."""
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.presses("ana", "acknowledge")
    return quick


async def test_the_form_gives_it_to_somebody_who_is_paged(taken):
    await taken.presses("ana", "hand_over", on=taken.card())
    await taken.fills("ana", whom="U0BEN")
    incident = await taken.incident()
    assert (incident["acknowledged_by"], incident["primary"], incident["status"]) == ("ben", "ben", "acknowledged")
    assert taken.slack.paged == ["ana", "ben"]


async def test_the_page_says_who_gives_it(taken):
    await taken.types("ana", "/rondo assign @ben", channel="inc-1")
    assert "*Ben, Ana gives you INC-1: Checkout error rate above 5 %*" in words(taken.page_of("ben"))
    await taken.passes(minutes=0.1)
    assert "*Ben has it*, given by Ana" in "\n".join(taken.said())


async def test_whoever_gets_it_is_in_the_channel(taken):
    await taken.types("ana", "/rondo assign @tam", channel="inc-1")
    assert "tam" in taken.slack.members(taken.channel())


async def test_whoever_gave_it_away_sees_who_has_it(taken):
    await taken.types("ana", "/rondo assign @ben", channel="inc-1")
    assert "Ben" in words(taken.page_of("ana"))
    assert "You have INC-1" not in words(taken.page_of("ana"))


async def test_unanswered_the_ladder_goes_on(taken):
    await taken.types("ana", "/rondo assign @dora", channel="inc-1")
    await taken.passes(minutes=5)
    assert taken.slack.paged == ["ana", "dora", "ben"]
    assert (await taken.incident())["acknowledged_by"] == "dora"


async def test_answered_it_is_quiet(taken):
    await taken.types("ana", "/rondo assign @ben", channel="inc-1")
    await taken.presses("ben", "acknowledge")
    await taken.passes(minutes=20)
    assert taken.slack.paged == ["ana", "ben"]


async def test_anybody_may_take_it_by_giving_it_to_themselves(taken):
    await taken.types("ben", "/rondo assign @ben", channel="inc-1")
    assert (await taken.incident())["acknowledged_by"] == "ben"
    assert taken.slack.paged == ["ana"]


async def test_an_open_one_can_be_assigned(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.types("dora", "/rondo assign @chi", channel="inc-1")
    assert (await quick.incident())["acknowledged_by"] == "chi"
    assert "Go back to sleep" in words(quick.page_of("ana"))


async def test_to_whom_has_it_already_nothing_changes(taken):
    before = await taken.timeline()
    assert "Ana has INC-1 already." in await taken.asks("ben", "/rondo assign @ana", channel="inc-1")
    assert await taken.timeline() == before


async def test_a_resolved_one_is_not_handed_over(taken):
    await taken.types("ana", "/rondo resolve", channel="inc-1")
    assert "Reopen it first" in await taken.asks("ana", "/rondo assign @ben", channel="inc-1")


async def test_nobody_who_is_away_gets_it(changed):
    away = "chi: {slack: U0CHI, away: [{from: 2026-11-01, to: 2026-11-30}]}"
    world = await changed(("chi: {slack: U0CHI}", away))
    await world.alert("checkout", severity="high")
    await world.settles()
    assert "Chi can't take it: away" in await world.asks("ana", "/rondo assign @chi", channel="inc-1")
    assert (await world.incident())["status"] == "open"


async def test_the_record_says_who_gave_it_to_whom(taken):
    await taken.types("ana", "/rondo assign @ben", channel="inc-1")
    assert "Ben has it now" in await taken.timeline()


async def test_it_can_be_confirmed_though_the_ladder_has_gone_on(taken):
    await taken.types("ana", "/rondo assign @dora", channel="inc-1")
    await taken.passes(minutes=6)
    await taken.presses("dora", "acknowledge")
    assert "not confirmed yet" not in words(taken.card())
    assert "Dora confirms" in await taken.timeline()


async def test_called_by_name_whoever_has_it_was_not_given_it(taken):
    await taken.types("ben", "/rondo escalate INC-1 @ana")
    assert "given by" not in words(taken.card())
    assert "gives you" not in words(taken.page_of("ana"))
    assert "Ben calls you to INC-1" in words(taken.page_of("ana"))


async def test_a_page_that_gives_an_incident_can_hand_it_on(taken):
    await taken.types("ana", "/rondo assign @dora", channel="inc-1")
    assert [one for one in buttons(taken.page_of("dora")) if one in ("not_me", "hand_over")] == ["hand_over"]


async def test_confirmed_late_its_page_says_so_however_many_were_called_since(taken):
    await taken.types("ana", "/rondo assign <@U0CHI>", channel=taken.channel())
    await taken.passes(minutes=80)
    await taken.presses("chi", "acknowledge")
    assert "You have INC-1" in words(taken.page_of("chi"))
