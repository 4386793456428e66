"""Nobody answered: the last resort is called, and again every 15 minutes, until somebody has it."""

from tests.world import words


async def exhausted(world, **more):
    await world.alert(severity="high", **more)
    await world.passes(minutes=25)


async def test_after_the_last_step_the_last_resort_is_called(world):
    await exhausted(world)
    assert world.slack.paged[:4] == ["ana", "ben", "chi", "dora"]
    assert set(world.slack.paged[4:]) == {"dora", "#ops"}


async def test_it_is_called_again_every_fifteen_minutes(quick):
    await exhausted(quick)
    for times in range(1, 5):
        assert len(quick.slack.paged[4:]) == 2 * times
        await quick.passes(minutes=15)


async def test_it_never_ends_by_itself(quick):
    await exhausted(quick)
    await quick.passes(hours=24)
    assert len([page for page in quick.slack.paged if page == "#ops"]) == 1 + 24 * 4
    assert (await quick.incident())["escalate_at"]


async def test_acknowledging_stops_it(quick):
    await exhausted(quick)
    await quick.presses("dora", "acknowledge")
    await quick.passes(minutes=29)
    assert len(quick.slack.paged) == 6


async def test_the_operators_are_told_once(quick):
    await exhausted(quick)
    await quick.passes(hours=2)
    told = [m.text for m in quick.slack.messages("rondo-operators") if "last resort" in m.text]
    assert told == ["INC-1: nobody has answered. The last resort is called"]


async def test_the_channel_is_told_how_long_nobody_answered(quick):
    await exhausted(quick)
    assert any("Nobody has answered for 25 min" in line and "every 15 min" in line for line in quick.said())


async def test_a_channel_of_the_last_resort_gets_a_page_with_a_button(quick):
    await exhausted(quick)
    (asked,) = [page.message for page in quick.slack.pages if page.person == "#ops"]
    assert quick.slack.channel("ops").id == asked.channel
    assert "Nobody has answered INC-1" in words(asked)
    assert '"acknowledge"' in str(asked.blocks).replace("'", '"')


async def test_level_and_round_stay_at_the_last_level(quick):
    await exhausted(quick)
    shown = await quick.incident()
    assert (shown["level"], shown["round"], shown["pages"][-1]["ladder"]) == (2, 1, "last_resort")


async def test_the_primary_stays_whoever_was_paged_last_on_the_ladder(quick):
    await exhausted(quick)
    assert (await quick.incident())["primary"] == "dora"


async def test_an_empty_ladder_calls_it_at_once(quick):
    for person in ("ana", "ben", "chi"):
        await quick.slack.deactivate(person)
    await quick.alert(severity="high")
    assert quick.slack.paged == ["dora"]
    await quick.passes(minutes=10)
    assert set(quick.slack.paged[1:]) == {"dora", "#ops"}


async def test_when_the_last_resort_cannot_be_called_either_the_operators_hear_of_it_and_it_is_tried_again(changed):
    world = await changed(('[dora, {channel: "#ops"}]', "[dora]"))
    await world.slack.deactivate("dora")
    await exhausted(world)
    assert any("last resort" in m.text for m in world.slack.messages("rondo-operators"))
    await world.slack.change_user("dora", deleted=False)
    await world.passes(minutes=16)
    assert world.slack.paged == ["ana", "ben", "chi", "dora"]


async def test_whoever_of_it_said_not_me_is_left_alone_while_there_is_another_person(changed):
    world = await changed(('[dora, {channel: "#ops"}]', "[dora, tam]"))
    await exhausted(world)
    await world.presses("dora", "not_me")
    await world.passes(minutes=15)
    assert world.slack.paged[6:] == ["tam"]


async def test_a_channel_alone_wakes_nobody_so_whoever_said_not_me_is_called_again_with_it(quick):
    await exhausted(quick)
    await quick.presses("dora", "not_me")
    await quick.passes(minutes=15)
    assert sorted(quick.slack.paged[6:]) == ["#ops", "dora"]


async def test_an_escalation_by_hand_of_an_exhausted_ladder_calls_it_at_once(quick):
    await exhausted(quick)
    await quick.types("ana", "/rondo escalate INC-1")
    assert len(quick.slack.paged) == 8
