"""Lines in the channel, and messages to one person."""

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
