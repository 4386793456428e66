"""The card."""

from dataclasses import replace

from bot.domain import events as e
from bot.domain.effects import ShowAnnouncement, ShowCard
from tests.slack.cards.faces import buttons, drawn, read, staged

OPEN_LINE = "*Nobody has it yet.* Ana paged 03:12 UTC; Ben is next at 03:17 UTC"


def test_an_open_card_says_who_was_paged_and_who_is_next() -> None:
    first, second, third = read(drawn(staged(), ShowCard())).splitlines()
    assert first.startswith(":red_circle: *INC-1 · Checkout error rate above 5 %* · critical · checkout · since 03:12")
    assert second == OPEN_LINE
    assert third == "Security: Sol paged, not here yet · 1 alert firing · <https://example.com/runbook|Runbook>"


def test_its_buttons_are_what_most_people_need_now() -> None:
    assert buttons(drawn(staged(), ShowCard()))[:3] == ["acknowledge", "escalate", "resolve"]


def test_the_rest_is_in_a_menu_whose_values_say_what_and_where() -> None:
    assert buttons(drawn(staged(), ShowCard()))[3:] == [
        "escalate_form:INC-1",
        "silence:INC-1",
        "security:INC-1",
        "why:INC-1",
        "timeline:INC-1",
    ]


def test_a_taken_card_says_who_has_it_and_how_long_that_took() -> None:
    stage = staged()
    stage.passes(minutes=4)
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ana")))
    face = drawn(stage, ShowCard())
    assert "*Ana has it* since 03:16 UTC (4 min). Next update due 03:46 UTC" in read(face)
    assert buttons(face)[:3] == ["resolve", "escalate", "hand_over"]


def test_a_resolved_card_offers_the_postmortem_and_to_reopen() -> None:
    stage = staged()
    stage.passes(minutes=3)
    stage.happens(e.Resolved(incident=1, by=stage.by("ana"), summary="rolled back"))
    face = drawn(stage, ShowCard())
    assert "resolved 03:15 UTC by Ana, 3 min\nrolled back\nPostmortem due 28 Nov 03:15 UTC" in read(face)
    assert buttons(face)[:2] == ["postmortem", "reopen"]


def test_deliveries_and_joining_people_change_nothing_on_a_card() -> None:
    stage = staged()
    before = drawn(stage, ShowCard()).digest
    stage.happens(e.PageDelivered(incident=1, step=1, person="ana", channel="D0ANA", ts="1.1"))
    stage.happens(e.PeopleInvited(incident=1, people=("ana", "sol")))
    assert drawn(stage, ShowCard()).digest == before


def test_names_are_no_mentions() -> None:
    assert "<@" not in str(drawn(staged(), ShowCard()))


def test_a_private_card_tells_the_lock_screen_nothing() -> None:
    stage = staged()
    stage.happens(e.Declared(by=stage.by("ana"), title="Payroll leaked", private=True))
    stage.incidents[1] = stage.incidents[2]
    face = drawn(stage, ShowCard())
    assert face.text == "INC-2: the incident's card (private)"
    assert "Payroll leaked" in read(face)


def test_what_is_private_is_marked_on_the_card() -> None:
    stage = staged()
    stage.incidents[1] = replace(stage.incidents[1], private=True)
    assert "* · 🔒 private · critical" in read(drawn(stage, ShowCard()))


def test_the_service_of_everything_without_one_is_no_name() -> None:
    stage = staged()
    stage.incidents[1] = replace(stage.incidents[1], service="default")
    assert "default" not in read(drawn(stage, ShowCard()))


def test_words_for_everybody_end_with_what_they_were_about() -> None:
    stage = staged()
    stage.happens(e.UpdatePosted(incident=1, by=stage.by("ana"), text="we look"))
    stage.happens(e.Resolved(incident=1, by=stage.by("ana")))
    assert "we look" not in read(drawn(stage, ShowCard())) + read(drawn(stage, ShowAnnouncement()))
    stage.happens(e.UpdatePosted(incident=1, by=stage.by("ana"), text="refunds are out"))
    assert "refunds are out" in read(drawn(stage, ShowAnnouncement()))
