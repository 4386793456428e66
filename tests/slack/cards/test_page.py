"""Pages, in every state of their incident."""

import re
from dataclasses import replace

from bot.domain import events as e
from bot.domain.effects import ShowPage
from bot.domain.incident.state import ChannelState
from tests.domain.stage import Stage
from tests.slack.cards.faces import buttons, drawn, read, staged

ANA, SOL, BEN = ShowPage(step=1, person="ana"), ShowPage(step=2, person="sol"), ShowPage(step=3, person="ben")


def test_a_page_says_what_how_bad_since_when_where_until_when_and_who_is_next() -> None:
    lines = read(drawn(staged(), ANA)).splitlines()
    assert lines[0] == ":rotating_light: *Ana, please take INC-1: Checkout error rate above 5 %*"
    assert lines[1].startswith(
        "critical · checkout · since 03:12 UTC · <#C0INC> · <https://example.com/runbook|Runbook>"
    )
    assert lines[2] == "If you don't answer by 03:17 UTC, Ben is paged"


def test_the_lock_screen_says_what_and_by_when_in_the_readers_own_zone() -> None:
    stage = staged()
    people = stage.settings.people
    ana = replace(people["ana"], timezone="Europe/Berlin")
    stage.settings = replace(stage.settings, people={**people, "ana": ana})
    assert drawn(stage, ANA).text == "INC-1 critical: Checkout error rate above 5 %. Answer by 04:17"


def test_a_page_is_taken_or_passed_on() -> None:
    assert buttons(drawn(staged(), ANA))[:2] == ["acknowledge", "not_me"]


def test_the_next_person_reads_who_has_not_answered() -> None:
    stage = staged()
    stage.passes(minutes=5)
    assert read(drawn(stage, BEN)).splitlines()[1] == "Ana was paged at 03:12 UTC and has not answered"


def test_whoever_did_not_answer_can_still_take_it_and_reads_nothing_that_time_changes() -> None:
    stage = staged()
    stage.passes(minutes=5)
    face = drawn(stage, ANA)
    words = read(face)
    assert "You can still take it. *Nobody has it yet.*" in words
    assert re.findall(r"\d\d:\d\d", words + face.text) == ["03:12"]  # since when the incident is open
    assert "Security" not in words


def test_who_passed_it_on_reads_nothing_that_time_changes() -> None:
    stage = staged()
    stage.happens(e.NotMeSaid(incident=1, by=stage.by("ana")))
    assert re.findall(r"\d\d:\d\d", read(drawn(stage, ANA))) == []


def test_a_page_names_who_else_is_asked_for_security() -> None:
    assert "If you don't answer by 03:22 UTC, Sol and Tam are asked" in read(drawn(staged(), SOL))


def test_a_third_call_is_counted() -> None:
    stage = staged()
    for _ in range(2):
        stage.happens(e.EscalationAsked(incident=1, by=stage.by("ana"), person="ana"))
    steps = [page.step for page in stage.incidents[1].pages if page.person == "ana"]
    shown = [read(drawn(stage, ShowPage(step=step, person="ana"))).splitlines()[0] for step in steps]
    assert ["call" in line for line in shown] == [False, True, True]
    assert [line.split("*")[1].split(":")[0] for line in shown[1:]] == ["Second call", "Third call"]


def test_a_page_that_may_have_arrived_already_says_so() -> None:
    face = drawn(staged(), ANA, repeat=True)
    assert face.text.startswith("Possible repeat: INC-1 critical")
    assert "*Possible repeat: Ana, please take" in read(face)


def test_security_is_asked_to_stand_in_and_not_to_take_it() -> None:
    face = drawn(staged(), SOL)
    assert "Sol, please stand in for security on INC-1" in read(face)
    assert buttons(face)[:2] == ["security_here", "security_not_me"]


def taken(by: str) -> Stage:
    stage = staged()
    stage.passes(minutes=5)
    stage.happens(e.Acknowledged(incident=1, by=stage.by(by)))
    return stage


def test_everybody_else_may_go_back_to_sleep() -> None:
    face = drawn(taken("ben"), ANA)
    assert read(face).startswith("*Ben has it* since 03:17 UTC. Nothing to do. Go back to sleep.")
    assert buttons(face) == []


def test_whoever_has_it_can_resolve_it_or_hand_it_over() -> None:
    face = drawn(taken("ben"), BEN)
    assert "*You have INC-1: Checkout error rate above 5 %*" in read(face)
    assert buttons(face) == ["resolve", "hand_over"]


def test_more_hands_read_who_calls_and_who_keeps_it() -> None:
    stage = taken("ben")
    stage.happens(e.EscalationAsked(incident=1, by=stage.by("ben"), person="chi", reason="database <locks>"))
    words = read(drawn(stage, ShowPage(step=4, person="chi")))
    assert "*Chi, Ben calls you to INC-1" in words
    assert "“database &lt;locks&gt;” · Ben keeps the incident" in words


def test_an_incident_that_is_handed_over_is_asked_for_until_it_is_answered() -> None:
    stage = taken("ben")
    stage.happens(e.HandedOver(incident=1, by=stage.by("ben"), to="chi"))
    given = drawn(stage, ShowPage(step=4, person="chi"))
    stage.happens(e.Acknowledged(incident=1, by=stage.by("chi")))
    assert "*Chi, Ben gives you INC-1" in read(given)
    assert "You have it from now on. If you don't answer by 03:22 UTC, Dora is called" in read(given)
    assert buttons(drawn(stage, ShowPage(step=4, person="chi"))) == ["resolve", "hand_over"]


def test_whoever_is_given_what_had_paged_them_is_asked_by_one_message() -> None:
    stage = taken("ben")
    stage.happens(e.HandedOver(incident=1, by=stage.by("ben"), to="ana"))
    first, second = drawn(stage, ANA), drawn(stage, ShowPage(step=4, person="ana"))
    assert "newer message" in read(first)
    assert (buttons(first), buttons(second)[0]) == ([], "acknowledge")
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ana")))
    assert [buttons(drawn(stage, one)) for one in (ANA, ShowPage(step=4, person="ana"))] == [
        [],
        ["resolve", "hand_over"],
    ]


def test_who_said_not_me_can_take_it_after_all() -> None:
    stage = staged()
    stage.happens(e.NotMeSaid(incident=1, by=stage.by("ana")))
    assert buttons(drawn(stage, ANA)) == ["acknowledge"]


def test_the_last_resort_is_asked_whatever_they_said_before() -> None:
    stage = staged()
    stage.passes(minutes=10)
    stage.happens(e.NotMeSaid(incident=1, by=stage.by("dora")))
    last = stage.incidents[1].pages[-2]
    assert last.ladder == "last_resort"
    assert "nobody has answered INC-1" in read(drawn(stage, ShowPage(step=last.step, person="dora")))


def test_a_channel_is_asked_for_anybody_by_a_mention_because_no_phone_rings_without_one() -> None:
    stage = staged()
    stage.passes(minutes=20)
    face = drawn(stage, ShowPage(step=stage.incidents[1].step, person="#ops"))
    assert buttons(face) == ["acknowledge"]
    assert face.text.startswith("<!here> INC-1 critical: ")
    assert read(face).startswith("<!here> :rotating_light: *Nobody has answered INC-1")


def test_a_resolved_incident_asks_nobody() -> None:
    stage = staged()
    stage.happens(e.Resolved(incident=1, by=stage.by("ben")))
    assert all(buttons(drawn(stage, one)) == [] for one in (ANA, SOL))


def test_a_private_page_says_no_title_and_no_service() -> None:
    stage = staged()
    stage.incidents[1] = replace(stage.incidents[1], private=True)
    face = drawn(stage, ANA)
    assert face.text == "INC-1: you are needed (private). Answer by 03:17"
    assert "checkout" not in read(face).lower()


def test_a_private_page_is_the_only_place_to_tell_when_there_is_no_channel() -> None:
    stage = staged()
    stage.incidents[1] = replace(stage.incidents[1], private=True, channel_state=ChannelState.REFUSED)
    face = drawn(stage, ANA)
    assert "Checkout" not in face.text
    assert "Checkout" in read(face)
