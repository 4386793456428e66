"""Hand-offs, reminders of shifts, and the question why it was *Not me*: what others wrote stays words in them."""

from dataclasses import replace
from datetime import timedelta

from bot.domain import effects as f
from bot.domain import events as e
from bot.domain.alerts import Severity
from bot.domain.reasons import Question, Reason
from bot.sandbox.blockkit import problems
from bot.slack.cards.shifts import handed_over, next_shift
from tests.domain.stage import NIGHT
from tests.slack.cards.faces import buttons, drawn, read, staged

NASTY = "<!channel> *bold* <https://evil.example|Runbook> & <@U0BEN> " * 20
LEFT = f.Left(number=1, title=NASTY, severity=Severity.HIGH, service=NASTY, opened_at=NIGHT, channel="C0INC")


def expect_harmless(face):
    assert problems([dict(block) for block in face.blocks]) == []
    assert not any(evil in face.text + read(face) for evil in ("<!channel>", "<@U0BEN>", "<https://evil"))


def test_a_hand_off_of_hostile_titles_is_whole_and_mentions_whoever_comes_alone():
    loud = f.Loud(name=NASTY, pages=2, night=1)
    told = f.TellHandOff(
        schedule=NASTY, at=NIGHT, goes=("ben",), comes=("ana",), left=(LEFT,) * 5, more=7, loud=(loud,) * 3
    )
    shown = handed_over(told, staged().situation(0), NIGHT)
    expect_harmless(shown)
    assert read(shown).count("<@") == read(shown).count("<@U0ANA>") == 1
    assert "and 7 more" in read(shown)
    assert "Paged most" in read(shown)


def test_a_reminder_of_a_hostile_schedule_is_whole():
    reminded = f.RemindShift(schedule="<!channel> *x*", person="ana", starts=NIGHT, before="U0BEN")
    shown = next_shift(reminded, staged().situation(0))
    expect_harmless(shown)
    assert "from Mon 23 Nov, 03:12 UTC on" in read(shown)
    assert buttons(shown) == ["give_away"]


def test_an_answer_is_shown_as_words():
    stage = staged()
    stage.happens(e.NotMeSaid(incident=1, by=stage.by("ana")))
    (question,) = stage.incidents[1].questions
    asked = f.AskReason(person="ana", said_at=question.said_at)
    expect_harmless(drawn(stage, asked))
    stage.incidents[1] = replace(stage.incidents[1], questions=(replace(question, asked_at=NIGHT),))
    stage.happens(e.ReasonGiven(incident=1, by=stage.by("ana"), reason=Reason.OTHER, text=NASTY))
    expect_harmless(drawn(stage, asked))
    assert buttons(drawn(stage, asked)) == []


def test_a_question_is_found_by_its_slot_though_that_knows_no_parts_of_a_second():
    said = NIGHT + timedelta(microseconds=600_001)
    stage = staged()
    answered = Question(person="ana", said_at=said, due=said, asked_at=said, answer="ill or away")
    stage.incidents[1] = replace(stage.incidents[1], questions=(answered,))
    slot = f.AskReason(person="ana", said_at=said).slot
    assert "ill or away" in read(drawn(stage, f.AskReason.of(slot)))
