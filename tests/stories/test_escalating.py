"""Nobody waits for somebody who does not answer; and more hands can be called at any time."""

import pytest

from tests.world import act, words


async def opened(world, severity="high"):
    await world.alert("checkout", severity=severity)
    await world.settles()


async def test_by_itself_it_goes_from_one_to_the_next_to_the_last_resort(world):
    await opened(world)
    await world.passes(minutes=25)
    assert world.slack.paged == ["ana", "ben", "chi", "dora", "dora", "#ops"]


async def test_the_level_and_round_stay_at_the_last_one_when_the_last_resort_is_called(quick):
    await opened(quick)
    await quick.passes(minutes=60)
    incident = await quick.incident()
    assert (incident["level"], incident["round"], incident["status"]) == (2, 1, "open")


async def test_two_that_are_due_at_the_same_instant_both_go_on(world):
    await world.alert("checkout", severity="high")
    await world.alert("search", severity="high")
    await world.settles()
    await world.passes(minutes=5)
    assert [len((await world.incident(number))["pages"]) for number in (1, 2)] == [2, 2]


async def test_it_is_not_early_and_not_late(quick):
    await opened(quick)
    await quick.passes(minutes=4.99)
    assert quick.slack.paged == ["ana"]
    await quick.passes(minutes=0.02)
    assert quick.slack.paged == ["ana", "ben"]


async def test_the_button_calls_the_next_at_once(world):
    await opened(world)
    await world.presses("ana", "escalate", on=world.card())
    assert world.slack.paged == ["ana", "ben"]
    assert "Ben is called." in world.told("ana")


async def test_called_early_the_next_has_the_whole_time_to_answer(quick):
    await opened(quick)
    await quick.passes(minutes=3)
    await quick.types("ana", "/escalate", channel="inc-1")
    assert (await quick.incident())["escalate_at"] == "2026-11-23T03:20:00Z"
    await quick.passes(minutes=5)
    assert quick.slack.paged == ["ana", "ben", "chi"]


async def test_by_name_that_person_is_called_and_told_why(world):
    await opened(world)
    await world.types("ben", '/escalate @dora "database locks"', channel="inc-1")
    assert world.slack.paged == ["ana", "dora"]
    assert "“database locks”" in words(world.page_of("dora"))
    assert ':arrow_up: *Dora is called by Ben:* "database locks"' in "\n".join(world.said())


async def test_after_somebody_called_by_name_the_ladder_goes_on_where_it_was(quick):
    await opened(quick)
    await quick.types("ben", "/escalate @tam", channel="inc-1")
    await quick.passes(minutes=5)
    assert quick.slack.paged == ["ana", "tam", "ben"]


async def test_by_level_that_level_is_called(world):
    await opened(world)
    await world.types("ana", "/escalate 2 needs a manager", channel="inc-1")
    assert world.slack.paged == ["ana", "dora"]
    assert ((await world.incident())["level"], (await world.incident())["round"]) == (2, 1)


async def test_a_level_may_be_called_again(quick):
    await opened(quick)
    await quick.types("ana", "/escalate 2", channel="inc-1")
    await quick.types("ana", "/escalate 1", channel="inc-1")
    assert quick.slack.paged[:2] == ["ana", "dora"]
    assert (await quick.incident())["level"] == 1
    assert quick.slack.paged[2] in {"ana", "ben", "chi"}


async def test_the_form_behind_the_menu_asks_whom_and_why(quick):
    await opened(quick)
    await quick.presses("ana", "more", on=quick.card(), value="escalate_form:INC-1")
    await quick.fills("ana", whom="U0DORA", reason="knows the schema")
    assert quick.slack.paged == ["ana", "dora"]
    assert "“knows the schema”" in words(quick.page_of("dora"))


async def test_the_form_without_a_name_calls_the_next(quick):
    await opened(quick)
    await quick.presses("ana", "more", on=quick.page_of("ana"), value="escalate_form:INC-1")
    await quick.fills("ana", reason="I am on a train")
    assert quick.slack.paged == ["ana", "ben"]


async def test_acknowledged_it_calls_more_hands_and_whoever_has_it_keeps_it(world):
    await opened(world)
    await world.presses("ana", "acknowledge")
    await world.types("ana", "/escalate @dora database locks", channel="inc-1")
    await world.passes(minutes=0.1)
    incident = await world.incident()
    assert (incident["status"], incident["acknowledged_by"], incident["primary"]) == ("acknowledged", "ana", "ana")
    assert '*Dora is called by Ana:* "database locks", until' in "\n".join(world.said())
    assert "Ana keeps the incident" in "\n".join(world.said())


async def test_more_hands_have_a_timer_of_their_own(world):
    await opened(world)
    await world.presses("ana", "acknowledge")
    await world.presses("ana", "escalate", on=world.card())
    await world.passes(minutes=5)
    assert world.slack.paged == ["ana", "ben", "chi"]
    assert (await world.incident())["acknowledged_by"] == "ana"


async def test_who_answers_a_call_for_help_stops_that_timer(world):
    await opened(world)
    await world.presses("ana", "acknowledge")
    await world.presses("ana", "escalate", on=world.card())
    await world.presses("ben", "acknowledge")
    await world.passes(minutes=15)
    assert world.slack.paged == ["ana", "ben"]
    assert (await world.incident())["responders"] == ["ana", "ben"]


async def test_of_several_hands_that_were_called_each_is_waited_for(quick):
    await opened(quick)
    await quick.presses("ana", "acknowledge")
    await quick.types("ana", "/rondo escalate INC-1 @dora")
    await quick.passes(minutes=1)
    await quick.types("ana", "/rondo escalate INC-1 @tam")
    await quick.presses("tam", "acknowledge", on=quick.page_of("tam"))
    await quick.passes(minutes=4.1)
    assert quick.slack.paged == ["ana", "dora", "tam", "ben"]
    assert "No answer from Dora" in quick.said()[-1]


async def test_a_responder_who_is_called_again_and_does_not_come_is_waited_for_too(quick):
    await opened(quick)
    await quick.presses("ana", "acknowledge")
    await quick.types("ana", "/rondo escalate INC-1 @dora")
    await quick.presses("dora", "acknowledge", on=quick.page_of("dora"))
    await quick.types("ana", "/rondo escalate INC-1 @dora")
    await quick.passes(minutes=5.1)
    assert "No answer from Dora" in quick.said()[-1]


async def test_a_page_for_help_says_who_calls_and_who_keeps_it(quick):
    await opened(quick)
    await quick.presses("ana", "acknowledge")
    await quick.types("ana", "/escalate @dora", channel="inc-1")
    assert "*Dora, Ana calls you to INC-1: Checkout error rate above 5 %*" in words(quick.page_of("dora"))
    assert "Ana keeps the incident" in words(quick.page_of("dora"))


@pytest.mark.parametrize("by", ["command", "token"])
async def test_a_resolved_one_is_not_escalated(quick, by):
    await opened(quick)
    await act(quick, "resolve")
    if by == "token":
        assert (await act(quick, "escalate")).status_code == 409
    else:
        assert "Reopen it first" in await quick.asks("ana", "/escalate INC-1")
    assert quick.slack.paged == ["ana"]


async def test_by_token_the_next_is_called_with_the_reason(world):
    await opened(world)
    answer = await act(world, "escalate", reason="nobody is at the desk")
    assert (answer.status_code, answer.json()["primary"]) == (200, "ben")
    assert "“nobody is at the desk”" in words(world.page_of("ben"))


async def test_somebody_who_is_away_can_not_be_called(changed):
    away = "chi: {slack: U0CHI, away: [{from: 2026-11-01, to: 2026-11-30}]}"
    world = await changed(("chi: {slack: U0CHI}", away))
    await opened(world)
    assert "Chi can't be called: away" in await world.asks("ana", "/escalate @chi", channel="inc-1")
    assert world.slack.paged == ["ana"]


async def test_the_record_says_who_called_whom_and_why(quick):
    await opened(quick)
    await quick.types("ben", "/escalate @dora database locks", channel="inc-1")
    assert 'Dora called by hand: "database locks"' in await quick.timeline()


async def test_the_same_click_delivered_twice_calls_one_person(quick):
    await opened(quick)
    await quick.presses("ana", "escalate", on=quick.card())
    await quick.comes_again()
    assert quick.slack.paged == ["ana", "ben"]


async def test_somebody_from_elsewhere_is_told_first_whom_it_wakes(changed):
    world = await changed(("last_resort: [dora, ", "last_resort: [ben, "))
    await world.alert()
    await world.settles()
    await world.presses("tam", "escalate", on=world.card())
    assert world.slack.paged == ["ana", "sol"]
    asked = world.slack.ephemeral("tam")[-1]
    assert "You are not on call for checkout. Escalating pages Ben now." in words(asked)
    await world.presses("tam", "escalate_confirmed", on=asked)
    assert world.slack.paged == ["ana", "sol", "ben"]


@pytest.mark.parametrize(
    ("typed", "question", "called"),
    [
        ('@dora "database locks"', "Escalating pages Dora now.", "dora"),
        ("2 database locks", "Escalating pages Dora now.", "dora"),
        ("database locks", "Escalating pages Ben now.", "ben"),
    ],
)
async def test_going_ahead_calls_whom_was_asked_for_and_with_the_reason(changed, typed, question, called):
    world = await changed(("last_resort: [dora, ", "last_resort: [ben, "))
    await world.alert()
    await world.settles()
    assert question in await world.asks("tam", f"/rondo escalate INC-1 {typed}")
    await world.presses("tam", "escalate_confirmed", on=world.slack.ephemeral("tam")[-1])
    assert world.slack.paged == ["ana", "sol", called]
    assert '"database locks"' in world.said()[-1]


async def test_of_several_incidents_the_one_that_is_picked_calls_whom_was_asked_for(quick):
    await quick.alert("checkout")
    await quick.alert("search")
    await quick.settles()
    await quick.types("ana", "/escalate @dora database locks")
    wanted = 'INC-1 {"person": "dora", "reason": "database locks"}'
    await quick.presses("ana", "escalate", on=quick.slack.ephemeral("ana")[-1], value=wanted)
    assert quick.slack.paged[-1] == "dora"
    assert '"database locks"' in quick.said()[-1]


async def test_the_form_in_which_somebody_from_elsewhere_names_whom_to_call_is_question_enough(quick):
    await quick.alert()
    await quick.settles()
    await quick.presses("tam", "more", on=quick.card(), value="escalate_form:INC-1")
    await quick.fills("tam", whom="U0DORA", reason="database locks")
    assert quick.slack.paged[-1] == "dora"


async def test_many_escalations_leave_the_card_alive(quick):
    await quick.alert()
    await quick.settles()
    await quick.presses("ana", "acknowledge")
    for person in ("ben", "chi", "dora", "tam", "ben", "chi", "dora", "tam", "ben"):
        await quick.types("ana", f"/rondo escalate INC-1 @{person}")
    await quick.types("ana", "/rondo severity INC-1 medium")
    await quick.types("ana", "/rondo INC-1 severity medium")
    assert "medium" in words(quick.card())


async def test_who_came_and_says_so_again_changes_nothing_while_another_is_waited_for(quick):
    await opened(quick)
    await quick.presses("ana", "acknowledge")
    for person in ("dora", "tam"):
        await quick.types("ana", f"/rondo escalate INC-1 @{person}")
    for _ in range(3):
        await quick.types("dora", "/ack INC-1")
    assert "You are on INC-1 already, with Ana." in quick.told("dora")
    assert (await quick.timeline()).count("Dora joins") == 1
