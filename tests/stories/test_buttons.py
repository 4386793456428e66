"""Every message has the buttons that people need in its state, at most three, and each press counts once."""

import pytest

from bot.sandbox import Impossible
from tests.world import act, buttons, words


async def opened(world, severity="critical", **more):
    await world.alert("checkout", severity=severity, **more)
    await world.settles()


def menu(message):
    """What the overflow menu of a message offers."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    more = [one for row in rows for one in row if one["type"] == "overflow"]
    return [option["value"] for one in more for option in one["options"]]


def values(message):
    """What the buttons of a message carry."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return {one["value"] for row in rows for one in row if one["type"] == "button"}


def all_messages(world):
    """Every message of the bot, wherever it stands."""
    channels = world.slack.state.channels.values()
    return [one for channel in channels for one in channel.messages.values() if one.user == "U0RONDO"]


async def test_the_card_of_an_open_one(quick):
    await opened(quick)
    assert buttons(quick.card()) == ["acknowledge", "escalate", "resolve", "more"]
    assert menu(quick.card()) == [
        "escalate_form:INC-1",
        "silence:INC-1",
        "security:INC-1",
        "why:INC-1",
        "timeline:INC-1",
    ]


async def test_the_card_of_an_acknowledged_one(quick):
    await opened(quick)
    await quick.presses("ana", "acknowledge")
    assert buttons(quick.card()) == ["resolve", "escalate", "hand_over", "more"]


async def test_the_card_of_a_resolved_one(quick):
    await opened(quick)
    await act(quick, "resolve")
    assert buttons(quick.card()) == ["postmortem", "reopen", "more"]


async def test_a_page(quick):
    await opened(quick)
    assert buttons(quick.page_of("ana")) == ["acknowledge", "not_me", "more"]


async def test_securitys_page(quick):
    await opened(quick)
    assert buttons(quick.page_of("sol"))[:2] == ["security_here", "security_not_me"]


async def test_a_page_that_is_taken_by_somebody_else_has_none(quick):
    await opened(quick)
    await quick.passes(minutes=5)
    await quick.presses("ben", "acknowledge")
    assert buttons(quick.page_of("ana")) == []


async def test_the_line_under_announce_has_a_link_and_no_button(quick):
    await opened(quick)
    line = quick.slack.messages("incidents")[-1]
    assert buttons(line) == []
    assert f"<#{quick.channel()}>" in str(line.blocks)


async def test_the_line_of_a_low_one_can_be_made_an_incident(world):
    await opened(world, severity="low")
    line = world.slack.messages("incidents")[-1]
    assert buttons(line) == ["make_incident"]
    await world.presses("tam", "make_incident", on=line)
    assert (await world.incident())["acknowledged_by"] == "tam"
    assert "tam" in world.slack.members(world.channel())
    assert buttons(world.slack.messages("incidents")[-1]) == []


async def test_no_message_has_more_than_three_buttons_and_all_say_which_incident(quick):
    await opened(quick)
    for verb in ("escalate", "acknowledge", "resolve", "reopen"):
        for message in all_messages(quick):
            assert len([one for one in buttons(message) if one != "more"]) <= 3
            assert values(message) <= {"INC-1"}
        await act(quick, verb, **{"as": "ben"})


@pytest.mark.parametrize(
    ("choice", "shows"),
    [("why:INC-1", "*Ana* was picked"), ("timeline:INC-1", "critical: Checkout error rate above 5 %")],
)
async def test_the_menu_answers_to_that_person_alone(quick, choice, shows):
    await opened(quick)
    await quick.presses("ben", "more", on=quick.card(), value=choice)
    assert shows in quick.told("ben")


@pytest.mark.parametrize(
    ("person", "action", "kind"),
    [
        ("ana", "acknowledge", "acknowledged"),
        ("ana", "not_me", "not_me"),
        ("ana", "escalate", "escalated"),
        ("sol", "security_here", "security"),
        ("sol", "security_not_me", "security"),
    ],
)
async def test_the_same_press_delivered_twice_has_one_effect(world, person, action, kind):
    await opened(world)
    await world.presses(person, action, on=world.card() if action == "escalate" else None)
    before = await world.incident(), await world.timeline()
    await world.comes_again()
    assert (await world.incident(), await world.timeline()) == before
    assert kind in {one["kind"] for one in (await world.get("/api/v1/incidents/INC-1/timeline"))["entries"]}


async def test_not_me_calls_the_next_at_once_and_twice_is_said(world):
    await opened(world, severity="high")
    page = world.page_of("ana")
    await world.presses("ana", "not_me", on=page)
    assert world.slack.paged == ["ana", "ben"]
    await world.presses("ana", "not_me", on=page)
    assert world.slack.paged == ["ana", "ben"]
    assert "Noted already" in world.told("ana")


async def test_not_me_after_many_others_were_called_is_read_in_the_page_it_answers(world):
    await opened(world, severity="high")
    await world.passes(minutes=80)
    await world.presses("ana", "not_me")
    assert "You said not me on INC-1" in words(world.page_of("ana"))


async def test_im_here_by_somebody_who_is_not_security_is_refused(quick):
    await opened(quick)
    brief = next(one for one in quick.slack.messages(quick.channel()) if one.payload.get("kind") == "brief")
    await quick.presses("ben", "more", on=brief, value="security_here:INC-1")
    assert "You were not asked into INC-1 for security; Sol was" in quick.told("ben")


async def test_reopen_and_postmortem_stand_on_the_resolved_card(quick):
    await opened(quick)
    await act(quick, "resolve")
    await quick.presses("ben", "reopen", on=quick.card())
    assert (await quick.incident())["status"] == "open"


async def test_a_button_of_an_older_state_still_gets_an_answer(quick):
    await opened(quick, severity="high")
    card = quick.card()
    await act(quick, "resolve")
    await quick.presses("ana", "escalate", on=card)
    assert "INC-1 was resolved by Ana at 04:12 CET. Reopen it first" in quick.told("ana")


async def test_there_is_no_button_to_press_that_the_state_does_not_have(quick):
    await opened(quick)
    with pytest.raises(Impossible):
        await quick.presses("ana", "hand_over", on=quick.card())


async def test_a_click_is_answered_beside_the_message_and_changes_nothing_else(quick):
    await opened(quick, severity="high")
    card = quick.card()
    await quick.presses("tam", "acknowledge", on=card)
    assert (quick.card().text, quick.card().blocks) == (card.text, card.blocks)


async def test_a_second_click_on_escalate_calls_nobody_else_and_says_who_did_it(quick):
    await opened(quick)
    card = quick.card()
    await quick.presses("ana", "escalate", on=card)
    paged = list(quick.slack.paged)
    for person in ("ana", "ben"):
        await quick.slack.act(person).press(card, "escalate", as_seen=True)
        await quick.settles()
        assert "Ben is called already by Ana." in quick.told(person)
    assert quick.slack.paged == paged


async def test_on_the_card_as_it_is_now_escalating_goes_on(quick):
    await opened(quick)
    await quick.presses("ana", "escalate", on=quick.card())
    before = len(quick.slack.paged)
    await quick.presses("ana", "escalate", on=quick.card())
    assert len(quick.slack.paged) > before
