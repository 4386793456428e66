"""Lines in the channel, and messages to one person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import effects as f
from bot.domain import events as e
from bot.domain.errors import GoAhead
from bot.slack.cards.asks import answer
from tests.domain.stage import Stage
from tests.slack.cards.faces import buttons, drawn, hostile, read, staged, told


def test_an_escalation_says_who_was_silent_who_is_called_and_what_comes_after() -> None:
    stage = staged()
    stage.passes(minutes=5)
    words = read(drawn(stage, told(stage, f.TellEscalated))).splitlines()
    assert words[0] == ":arrow_up: *No answer from Ana in 5 min. Ben is paged*, until 03:22 UTC"
    assert words[1].startswith("After that: Dora 03:22 UTC, last resort 03:32 UTC. Anybody who can take it: press")


def test_a_place_in_a_turn_is_said() -> None:
    turn = f.TellEscalated(silent=("ana",), since=Stage().now, called=("ben",), place=(2, 3), until=Stage().now)
    assert "*No answer from Ana in 0 s. Ben is paged* (2nd of 3)" in read(drawn(staged(), turn))


def test_calling_by_hand_quotes_the_reason_and_says_who_keeps_it() -> None:
    called = f.TellCalled(called=("dora",), by="ben", reason="database locks", keeper="ben")
    expected = ':arrow_up: *Dora is called by Ben:* "database locks" · Ben keeps the incident'
    assert read(drawn(staged(), called)) == expected


def test_an_exhausted_ladder_says_that_it_is_called_again() -> None:
    stage = staged()
    since, stage.now = stage.now, stage.now + timedelta(minutes=20)
    words = read(drawn(stage, f.TellExhausted(since=since, called=("dora", "#ops"), times=1)))
    assert words.startswith(":warning: *Nobody has answered for 20 min.* Dora and #ops are called, and every 15 min")


ALL = [
    f.TellNotMe(person="ana", called=("ben",)),
    f.TellNotMe(person="ana", called=(), code="user_disabled"),
    f.TellTaken(person="ben"),
    f.TellTaken(person="ben", joined=True),
    f.TellJoined(titles=("a", "b")),
    f.TellQuiet(keeper="ana"),
    f.TellReopened(by=None, called=("ana",), alert="again"),
    f.TellUpdate(by="ana", text="x" * 9000),
    f.TellSecurity(here="sol"),
    f.TellSecurity(exhausted=True, silent=("sol", "tam")),
]


@pytest.mark.parametrize("effect", ALL, ids=lambda effect: type(effect).__name__)
def test_every_line_is_one_that_slack_takes_and_mentions_nobody(effect: f.Tell) -> None:
    assert "<@" not in str(drawn(staged(), effect))


def test_a_learner_is_mentioned_and_whom_they_shadow_is_not() -> None:
    words = read(drawn(staged(), f.TellShadow(learner="tam", person="sol")))
    assert words == ":eyes: <@U0TAM> *you shadow Sol.* Look on: Sol was called, and nobody waits for you"


def test_a_learner_of_whom_only_an_address_is_known_is_named() -> None:
    stage = staged()
    people = {**stage.settings.people, "ben": replace(stage.settings.people["ben"], slack="ben@example.com")}
    stage.settings, stage.members = replace(stage.settings, people=people), {}
    assert ":eyes: Ben *you shadow Sol.*" in read(drawn(stage, f.TellShadow(learner="ben", person="sol")))


def test_still_on_it_says_since_when_and_who_is_called_otherwise() -> None:
    stage = staged()
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ana")))
    stage.passes(minutes=30)
    face = drawn(stage, told(stage, f.AskStillOnIt))
    assert "You took INC-1 30 min ago, and its channel is quiet. *Still on it?*" in read(face)
    assert buttons(face) == ["still_on_it", "hand_over"]


def test_only_the_first_reminder_offers_that_no_postmortem_is_needed() -> None:
    shown = [f.RemindPostmortem(person="ana", due=staged().now, first=first) for first in (True, False)]
    found = [buttons(drawn(staged(), one)) for one in shown]
    assert found == [["postmortem", "postmortem_not_needed"], ["postmortem"]]


def test_a_question_to_whoever_clicked_carries_the_button_that_goes_ahead() -> None:
    asked = f.Answer(
        url="https://x",
        text="You are not on call <@U0ANA>",
        confirm=GoAhead(action="acknowledge_confirmed", incident=1),
    )
    body = answer(asked)
    button = body["blocks"][1]["elements"][0]
    assert (button["action_id"], button["value"]) == ("acknowledge_confirmed", "INC-1")
    assert body["replace_original"] is False
    assert "<@" not in str(body)


HOSTILE = ["<!channel>", "<!here|x>", "<@U0BEN>", "<!subteam^S0|@all>", "<https://evil.example|Runbook>"]


@pytest.mark.parametrize("words", HOSTILE)
def test_foreign_words_never_mention_or_link_wherever_they_stand(words: str) -> None:
    stage = hostile(words)
    shown: list[f.Effect] = [f.ShowCard(), f.ShowAnnouncement(), f.ShowBrief(person="sol")]
    shown += [f.ShowPage(step=one.step, person=one.person) for one in stage.incidents[1].pages]
    shown += [f.TellJoined(titles=(words,)), f.TellUpdate(by="U0EVIL", text=words)]
    shown += [f.TellCalled(called=("U0EVIL",), by="U0EVIL", reason=words), f.TellTaken(person="U0EVIL")]
    for effect in shown:
        face = drawn(stage, effect)  # type: ignore[arg-type]
        assert words not in str(face)
        assert "<!here" not in str(face)
        assert "<https://evil" not in str(face)


def test_alerts_that_join_are_one_line_with_titles_and_counts() -> None:
    said = read(drawn(staged(), f.TellJoined(titles=("Disk full", "Disk full", "CPU high"))))
    assert said == ":heavy_plus_sign: *3 more alerts:* Disk full (2 times) · CPU high"


def test_nobody_is_told_to_press_what_is_not_there_any_more() -> None:
    stage = staged()
    stage.passes(minutes=5)
    escalated = told(stage, f.TellEscalated)
    assert "press *Acknowledge*" in read(drawn(stage, escalated))
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ben")))
    assert "press *Acknowledge*" not in read(drawn(stage, escalated))


def test_a_hand_over_says_until_when_it_is_to_be_confirmed_and_that_it_was() -> None:
    stage = staged()
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ana")))
    stage.happens(e.HandedOver(incident=1, by=stage.by("ana"), to="ben"))
    assert read(drawn(stage, told(stage, f.TellTaken))) == (
        ":raising_hand: *Ben has it*, given by Ana. Asked to confirm by 03:17 UTC"
    )
    assert "given by Ana and not confirmed yet" in read(drawn(stage, f.ShowCard()))
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ben")))
    assert read(drawn(stage, told(stage, f.TellTaken))) == ":raising_hand: *Ben has it*, and confirms"
    assert "not confirmed yet" not in read(drawn(stage, f.ShowCard()))


def test_what_nobody_answered_is_counted_from_when_they_were_asked() -> None:
    stage = staged()
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ana")))
    stage.passes(minutes=40)
    assert "No answer from Ana in 10 min. Ben is paged" in read(drawn(stage, told(stage, f.TellEscalated)))


def test_security_that_passes_it_on_is_one_line() -> None:
    stage = staged()
    stage.happens(e.SecurityNotMeSaid(incident=1, by=stage.by("sol")))
    assert stage.last is not None
    assert [type(one) for one in stage.last.effects if isinstance(one, f.Tell)] == [f.TellNotMe]


def test_that_nobody_from_security_is_left_is_said_once() -> None:
    stage = staged()
    decisions = {}
    for _ in range(12):
        stage.passes(minutes=10)
        decisions[id(stage.last)] = stage.last
    said = [one for last in decisions.values() if last for one in last.effects if isinstance(one, f.TellSecurity)]
    assert stage.incidents[1].security is not None
    assert stage.incidents[1].security.exhausted > 1
    assert [one.exhausted for one in said].count(True) == 1


def test_the_question_says_what_became_of_it() -> None:
    stage = staged()
    stage.happens(e.SecurityArrived(incident=1, by=stage.by("sol")))
    stage.passes(minutes=5)
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ana")))
    stage.passes(minutes=30)
    asked = told(stage, f.AskStillOnIt)
    stage.passes(minutes=10)
    late = drawn(stage, asked)
    assert "You have not answered by 03:57 UTC, so Dora was called" in read(late)
    assert buttons(late) == ["still_on_it", "hand_over"]
    stage.happens(e.StillOnItSaid(incident=1, by=stage.by("ana")))
    assert "*Still on it:* you have INC-1" in read(drawn(stage, asked))
    stage.happens(e.Resolved(incident=1, by=stage.by("ben")))
    assert "is resolved" in read(drawn(stage, asked))
    assert buttons(drawn(stage, asked)) == []
