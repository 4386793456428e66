"""Only full members of this workspace act; everybody else gets a sentence, and nothing changes but the record."""

import pytest

from bot.sandbox import Envelope, Sort, User, payloads
from bot.sandbox.controls import action, find
from tests.world import words

GUESTS = [
    User(id="U0GUEST", name="guest", real_name="Guest", restricted=True),
    User(id="U0GUEST", name="guest", real_name="Guest", ultra_restricted=True),
    User(id="U0GUEST", name="guest", real_name="Guest", bot=True),
]


async def opened(world):
    await world.alert("checkout", severity="high")
    await world.settles()


@pytest.fixture(params=GUESTS, ids=["guest", "single-channel guest", "bot"])
async def visited(request, quick):
    """An incident, and somebody in its channel who is no full member."""
    await quick.slack.add_user(request.param)
    await opened(quick)
    await quick.slack.act("ana").invite("guest", quick.channel())
    return quick


NO = "Guests and apps can't do this. Ask a full member of this workspace."


@pytest.mark.parametrize(
    ("action", "deed"), [("acknowledge", "acknowledging"), ("escalate", "escalating"), ("resolve", "")]
)
async def test_their_press_changes_nothing_and_is_answered_and_recorded(visited, action, deed):
    before, lines = await visited.incident(), await visited.timeline()
    await visited.presses("guest", action, on=visited.card())
    assert NO in visited.told("guest")
    assert await visited.incident() == before
    assert visited.slack.views_open("guest") == []
    assert await visited.timeline() == [*lines, *([f"{deed} refused to guest: {NO}"] if deed else [])]


@pytest.mark.parametrize(
    ("typed", "deed"),
    [
        ("/ack", "acknowledging"),
        ("/escalate", "escalating"),
        ("/rondo resolve", "resolving"),
        ("/rondo note x", "writing into the timeline"),
        ("/rondo INC-1 reopen", "reopening"),
        ("/rondo declare x", ""),
        ("/rondo", ""),
        ("/rondo nonsense", ""),
        ("/rondo web", ""),
    ],
)
async def test_their_command_changes_nothing_and_is_answered_and_recorded(visited, typed, deed):
    before = await visited.timeline()
    assert NO in await visited.asks("guest", typed, channel="inc-1")
    assert await visited.timeline() == [*before, *([f"{deed} refused to guest: {NO}"] if deed else [])]
    assert len((await visited.get("/api/v1/incidents"))["incidents"]) == 1


async def test_their_form_changes_nothing_once_they_are_members_no_more(quick):
    await opened(quick)
    await quick.presses("tam", "resolve", on=quick.card())
    await quick.slack.change_user("tam", restricted=True)
    await quick.fills("tam", summary="over")
    assert NO in str(quick.slack.views_open("tam")[-1].errors)
    assert (await quick.incident())["status"] == "open"


async def test_they_are_not_called_either(visited):
    await visited.types("ana", "/escalate <@U0GUEST>", channel="inc-1")
    await visited.types("ana", "/rondo assign <@U0GUEST>", channel="inc-1")
    assert visited.slack.paged == ["ana"]
    assert (await visited.incident())["acknowledged_by"] is None


async def test_they_can_not_be_chosen_in_a_form(visited):
    await visited.presses("ana", "more", on=visited.card(), value="escalate_form:INC-1")
    await visited.fills("ana", whom="U0GUEST")
    assert visited.slack.views_open("ana")[-1].errors == {
        "whom": "Guests, apps and deactivated members can't be called."
    }


async def test_their_mention_changes_nothing(visited):
    await visited.slack.act("guest").say("@rondo ack", visited.channel())
    assert (await visited.incident())["status"] == "open"


async def test_somebody_who_left_is_passed_over_and_operators_are_told(world):
    await world.slack.deactivate("ana")
    await opened(world)
    assert world.slack.paged == ["ben"]
    told = "\n".join(words(one) for one in world.slack.messages("rondo-operators"))
    assert "Ana was passed over" in told.replace("ana was", "Ana was")


async def test_somebody_who_left_can_not_be_called_by_hand(quick):
    await quick.slack.deactivate("chi")
    await opened(quick)
    assert "can't be called" in await quick.asks("ana", "/escalate @chi", channel="inc-1")
    assert quick.slack.paged == ["ana"]


async def test_a_press_from_another_workspace_is_refused(quick):
    await opened(quick)
    reply = await quick.slack.deliver(pressed_with(quick, team={"id": "T0OTHER", "domain": "other"}))
    assert reply.status == 403
    assert (await quick.incident())["status"] == "open"


async def test_somebody_of_another_workspace_in_a_shared_channel_is_told_why_not(quick):
    await opened(quick)
    other = {"id": "U0TAM", "username": "other", "name": "other", "team_id": "T0OTHER"}
    await quick.slack.deliver(pressed_with(quick, user=other))
    assert "Only members of this workspace can do this" in quick.told("tam")
    assert (await quick.incident())["status"] == "open"
    assert (await quick.timeline())[-1].startswith("acknowledging refused to U0TAM: Only members of this workspace")


def pressed_with(world, **changed):
    """A press on the card's Acknowledge, with something in it that is not ours."""
    state, card = world.slack.state, world.card()
    pressed = action(find(card.blocks, "acknowledge"), None)
    payload = payloads.press_in_message(state, state.user("tam"), state.channels[card.channel], card, pressed)
    return Envelope(kind=Sort.INTERACTIVE, id="e-foreign", payload={**payload, **changed})


async def test_whoever_the_last_resort_means_by_a_schedule_is_no_stranger(changed):
    world = await changed(("last_resort: [dora,", "last_resort: [{schedule: security},"))
    await opened(world)
    await world.presses("tam", "acknowledge", on=world.card())
    assert (await world.incident())["acknowledged_by"] == "tam"


async def test_their_home_shows_that_sentence_and_nothing_else(visited):
    await visited.slack.act("guest").open_home()
    await visited.settles()
    assert [block["text"]["text"] for block in visited.slack.home("guest").blocks] == [NO]
