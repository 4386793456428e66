"""It is over when somebody says so, once; and it is not over when somebody says that."""

import pytest

from tests.world import act, buttons, words


async def opened(world, severity="high"):
    await world.alert("checkout", severity=severity)
    await world.settles()


async def test_the_button_opens_a_form_with_one_optional_summary(world):
    await opened(world)
    await world.presses("ana", "resolve", on=world.card())
    view = world.slack.views_open("ana")[-1]
    inputs = [(block["block_id"], block["optional"]) for block in view.blocks if block["type"] == "input"]
    assert (view.callback_id, inputs) == ("resolve", [("summary", True)])


async def test_the_form_resolves_with_its_words(world):
    await opened(world)
    await world.passes(minutes=29)
    await world.presses("ana", "resolve", on=world.card())
    await world.fills("ana", summary="Rolled back to 1.4.1")
    await world.passes(minutes=1)
    assert (await world.incident())["status"] == "resolved"
    assert "*INC-1 is resolved* by Ana (29 min)" in "\n".join(world.said())
    assert "Rolled back to 1.4.1" in words(world.card())


async def test_the_form_may_stay_empty(quick):
    await opened(quick)
    await quick.presses("ana", "resolve", on=quick.card())
    await quick.fills("ana")
    assert (await quick.incident())["status"] == "resolved"
    assert quick.slack.views_open("ana") == []


async def test_the_command_takes_a_summary(world):
    await opened(world)
    assert "INC-1 is resolved." in await world.asks("ben", "/rondo resolve rolled back", channel="inc-1")
    assert "resolved: rolled back" in await world.timeline()


async def test_by_token_the_reason_is_the_summary(world):
    await opened(world)
    answer = await act(world, "resolve", reason="rolled back")
    assert (answer.status_code, answer.json()["status"]) == (200, "resolved")
    assert answer.json()["resolved_at"] == "2026-11-23T03:12:00Z"
    assert "resolved: rolled back" in await world.timeline()


@pytest.mark.parametrize(("verb", "status"), [("resolve", "resolved"), ("acknowledge", "acknowledged")])
async def test_doing_again_what_is_so_already_is_fine_and_changes_nothing(world, verb, status):
    await opened(world)
    await act(world, verb)
    before = await world.incident(), await world.timeline()
    answer = await act(world, verb)
    assert (answer.status_code, answer.json()["status"]) == (200, status)
    assert (await world.incident(), await world.timeline()) == before


async def test_opening_again_what_is_open_is_fine_and_changes_nothing(quick):
    await opened(quick)
    before = await quick.timeline()
    assert (await act(quick, "reopen")).status_code == 200
    assert await quick.timeline() == before


@pytest.mark.parametrize("verb", ["acknowledge", "escalate"])
async def test_what_makes_no_sense_afterwards_is_a_conflict_that_says_why(quick, verb):
    await opened(quick)
    await act(quick, "resolve")
    answer = await act(quick, verb)
    assert (answer.status_code, "resolved" in answer.json()["detail"]) == (409, True)


async def test_resolved_all_clocks_of_the_ladders_stand_still(world):
    await opened(world, severity="critical")
    await act(world, "resolve")
    await world.passes(hours=3)
    assert world.slack.paged == ["ana", "sol"]
    assert (await world.incident())["escalate_at"] is None


async def test_everybody_who_was_paged_sees_that_it_is_over(world):
    await opened(world, severity="critical")
    await act(world, "resolve", **{"as": "ben"})
    for person in ("ana", "sol"):
        assert "*INC-1 is resolved* by Ben" in words(world.page_of(person))
        assert buttons(world.page_of(person)) == []


async def test_anybody_may_resolve_and_the_answer_says_it_happened_before(quick):
    await opened(quick)
    await quick.types("tam", "/rondo resolve", channel="inc-1")
    assert "INC-1 is resolved already, by Tam at 04:12 CET." in await quick.asks(
        "ana", "/rondo resolve", channel="inc-1"
    )


async def test_reopened_by_hand_whoever_had_it_is_paged(world):
    await opened(world)
    await world.presses("ana", "acknowledge")
    await act(world, "resolve")
    await world.passes(minutes=20)
    await world.presses("ben", "reopen", on=world.card())
    assert world.slack.paged == ["ana", "ana"]
    incident = await world.incident()
    assert (incident["status"], incident["acknowledged_by"], incident["resolved_at"]) == ("open", None, None)


async def test_reopened_the_ladder_runs_again(quick):
    await opened(quick)
    await act(quick, "resolve")
    await quick.types("ben", "/rondo reopen", channel="inc-1")
    await quick.passes(minutes=5)
    assert quick.slack.paged == ["ana", "ana", "ben"]


async def test_reopened_by_token(quick):
    await opened(quick)
    await act(quick, "resolve")
    answer = await act(quick, "reopen")
    assert (answer.status_code, answer.json()["status"]) == (200, "open")


async def test_it_is_the_same_channel_and_the_same_card(world):
    await opened(world)
    channel, card = world.channel(), world.card().ts
    await act(world, "resolve")
    await act(world, "reopen")
    assert (world.channel(), world.card().ts) == (channel, card)
    assert "*Nobody has it yet.*" in words(world.card())


async def test_a_form_about_something_resolved_in_the_meantime_says_who_was_quicker(quick):
    await opened(quick)
    await quick.presses("ana", "resolve", on=quick.card())
    await act(quick, "resolve", reason="mine", **{"as": "ben"})
    await quick.fills("ana", summary="theirs")
    assert "INC-1 is resolved already, by Ben at 04:12 CET." in str(quick.slack.views_open("ana")[-1].blocks)
    assert "mine" in words(quick.card())


async def test_an_old_card_opens_no_form_for_what_is_resolved(quick):
    await opened(quick)
    card = quick.card()
    await act(quick, "resolve", **{"as": "ben"})
    await quick.presses("ana", "resolve", on=card)
    assert (quick.slack.views_open("ana"), quick.told("ana")) == (
        [],
        "INC-1 is resolved already by Ben.\nINC-1 is resolved already by Ben.",
    )
