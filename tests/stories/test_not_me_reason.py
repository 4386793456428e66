"""Why it was *Not me* is asked on the next day and not at night, once, of whoever said it; the answer is optional."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import events as e
from bot.domain.postmortem import draft
from bot.domain.reasons import Reason
from bot.sandbox import Failing
from tests.world import act, buttons, words

#: Ten in Berlin of the next day, for what was said at 04:12.
TEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANSWERS = ["reason_unreachable", "reason_service", "reason_away", "reason_other"]
CALM = ("services:\n", "storm: off\n\nservices:\n")


def asked(world, person="ana"):
    return [one for one in world.slack.messages(world.slack.direct(person)) if ":speech_balloon:" in words(one)]


async def until(world, at):
    await world.passes(minutes=(at - world.clock.at).total_seconds() / 60)


async def says_not_me(world, person="ana", *, resolved=True, action="not_me"):
    await world.alert("checkout")
    await world.presses(person, action, on=world.page_of(person))
    if resolved:
        await act(world, "resolve", **{"as": "dora"})


@pytest.fixture
async def wondering(quick):
    await says_not_me(quick)
    await until(quick, TEN)
    return quick


async def test_on_the_next_day_at_ten_they_are_asked_though_the_incident_is_over(world):
    await says_not_me(world)
    await until(world, TEN - timedelta(seconds=1))
    assert asked(world) == []
    await until(world, TEN)
    (question,) = asked(world)
    assert "*INC-1: Checkout error rate above 5 %*" in words(question)
    assert "You said *Not me* <!date^" in words(question)
    assert "|23 Nov 03:12 UTC>. Why was that? You need not answer" in words(question)
    assert buttons(question) == ANSWERS
    assert question.text == "INC-1: why was it not you? You need not answer"


async def test_it_says_beforehand_who_can_read_the_answer(wondering):
    told = words(asked(wondering)[0])
    assert "Your answer goes into the timeline of INC-1, which everybody who can use Rondo can read" in told


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (datetime(2026, 11, 23, 2, 59, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)),  # 03:59: they sleep on
        (datetime(2026, 11, 23, 3, 1, tzinfo=UTC), TEN),  # 04:01, less than six hours before ten
        (datetime(2026, 11, 23, 14, 0, tzinfo=UTC), TEN),
    ],
)
async def test_ten_is_at_least_six_hours_later(changed, said, due):
    world = await changed(at=said)
    await says_not_me(world)
    await until(world, due - timedelta(seconds=1))
    assert asked(world) == []
    await until(world, due)
    assert len(asked(world)) == 1


async def test_ten_is_by_their_own_clock(changed):
    world = await changed(("ana: {slack: U0ANA}", "ana: {slack: U0ANA, timezone: Asia/Tokyo}"))
    await says_not_me(world)  # 12:12 there
    await until(world, datetime(2026, 11, 24, 1, tzinfo=UTC))
    assert len(asked(world)) == 1


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("reason_unreachable", "could not be reached"),
        ("reason_service", "it is not their service"),
        ("reason_away", "ill or away"),
    ],
)
async def test_an_answer_goes_into_the_record_and_the_question_is_answered(wondering, action, answer):
    await wondering.presses("ana", action, on=asked(wondering)[0])
    assert (await wondering.timeline())[-1] == f"Ana says why it was not them: {answer}"
    (question,) = asked(wondering)
    assert (buttons(question), f"Noted in the timeline of INC-1: {answer}" in words(question)) == ([], True)


async def test_something_else_is_written_into_a_form(wondering):
    await wondering.presses("ana", "reason_other", on=asked(wondering)[0])
    await wondering.fills("ana", reason="A <!channel> flat *battery*")
    assert (await wondering.timeline())[-1] == "Ana says why it was not them: A <!channel> flat *battery*"
    assert "<!channel>" not in words(asked(wondering)[0])


async def test_a_form_without_words_says_that_none_are_needed(wondering):
    await wondering.presses("ana", "reason_other", on=asked(wondering)[0])
    reply = await wondering.fills("ana", reason=" ")
    assert reply.body["errors"] == {"reason": "Say it in a few words, or close this: you need not answer."}


async def test_the_first_answer_counts(wondering):
    (question,) = asked(wondering)
    await wondering.presses("ana", "reason_away", on=question)
    lines = await wondering.timeline()
    await wondering.presses("ana", "reason_service", on=question)  # on a phone that shows the buttons still
    assert "You have said why already: ill or away." in wondering.told("ana")
    assert await wondering.timeline() == lines


async def test_who_does_not_answer_is_left_alone(wondering):
    await wondering.passes(days=6)
    assert len(asked(wondering)) == 1
    assert not any("why" in line for line in await wondering.timeline())


async def test_the_answer_stands_in_no_postmortem(wondering):
    await wondering.presses("ana", "reason_away", on=asked(wondering)[0])
    lines = await wondering.house.store.reads.timeline(1)
    assert lines[-1].kind == "reason"
    incident = await wondering.house.store.reads.incident(1)
    assert "ill or away" not in draft(incident, lines, names=str, zone="UTC")


async def test_of_a_private_incident_the_question_has_no_title(quick):
    await quick.types("dora", "/rondo declare")
    await quick.fills("dora", title="Somebody reads our mail", flags=["private"], severity="critical")
    await quick.presses("ana", "not_me")
    await act(quick, "resolve", **{"as": "dora"})
    await until(quick, TEN)
    told = words(asked(quick)[0])
    assert "Somebody" not in told
    assert "*INC-1 (private)*" in told
    assert "which whoever is in this private incident can read" in told
    await quick.presses("ana", "reason_other", on=asked(quick)[0])
    assert "Somebody" not in str(quick.slack.views_open("ana")[-1].blocks)


async def test_security_is_asked_as_well(quick):
    await says_not_me(quick, "sol", action="security_not_me")
    await until(quick, TEN)
    assert len(asked(quick, "sol")) == 1


async def test_whoever_slack_would_not_page_is_not_asked(quick):
    quick.fails(Failing.ERROR, "chat.postMessage", code="user_disabled", channel="D0ANA", times=1)
    await quick.alert("checkout")
    await quick.settles()
    await act(quick, "resolve", **{"as": "dora"})
    await until(quick, TEN + timedelta(hours=1))
    assert asked(quick) == []


async def test_a_storm_asks_one_question_of_anybody_a_day(changed):
    world = await changed(CALM, ("round_robin: cycle", "round_robin: cycle\n        spare_busy: false"))
    for number in (1, 2, 3, 4):
        await world.alert("checkout", key=f"g{number}")
    paged = [number for number in (1, 2, 3, 4) if (await world.incident(number))["primary"] == "ana"]
    assert len(paged) > 1
    for number in paged:
        await world.presses("ana", "not_me", on=world.page_of("ana", number), value=f"INC-{number}")
    for number in (1, 2, 3, 4):
        await act(world, "resolve", number, **{"as": "dora"})
    await until(world, TEN + timedelta(days=1))
    assert len(asked(world)) == 1


async def test_it_survives_a_restart(world):
    await says_not_me(world)
    await world.dies()
    await world.starts_again()
    await until(world, TEN)
    await world.dies()
    await world.starts_again()
    await world.passes(hours=1)
    assert len(asked(world)) == 1


async def test_a_rondo_that_was_down_at_ten_asks_the_same_day_or_at_ten_of_the_next(quick):
    await says_not_me(quick)
    quick.clock.at = TEN + timedelta(hours=12)  # 22:00
    await quick.settles()
    assert asked(quick) == []
    await until(quick, TEN + timedelta(days=1))
    assert len(asked(quick)) == 1


async def test_a_slack_that_was_away_all_day_is_not_asked_at_night(quick):
    await says_not_me(quick)
    await until(quick, TEN - timedelta(minutes=1))
    fault = quick.fails(Failing.AWAY, times=None)
    await quick.passes(minutes=2)
    quick.clock.at = TEN + timedelta(hours=9)
    quick.slack.faults.remove(fault)
    await quick.passes(minutes=2)
    assert asked(quick) == []


async def test_whoever_is_away_by_then_is_not_asked(quick):
    await says_not_me(quick)
    await quick.types("ana", "/rondo oncall away 2026-11-24 2026-11-25")
    await quick.passes(days=4)
    assert asked(quick) == []


async def test_whoever_took_it_after_all_is_not_asked(quick):
    await says_not_me(quick, resolved=False)
    await act(quick, "acknowledge", **{"as": "ana"})
    await act(quick, "resolve", **{"as": "ana"})
    await until(quick, TEN)
    assert asked(quick) == []


async def test_who_was_not_asked_has_nothing_to_answer(quick):
    await says_not_me(quick)
    by = e.By(person="ben")
    (result,) = await quick.house.engine.handle(e.ReasonGiven(incident=1, by=by, reason=Reason.AWAY))
    assert (result.refused, result.text) == (True, "Nobody asked you why it was not you, for INC-1")


async def test_the_auditor_misses_nothing_and_finds_a_timer_that_is_gone(quick):
    await says_not_me(quick)
    await quick.house.auditor.look()
    assert "reason" in [row.kind for row in await quick.house.store.reads.due(TEN, limit=9)]
    assert not any("why it was" in words(one) for one in quick.slack.messages("rondo-operators"))
