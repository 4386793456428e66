"""The announcement, the brief, the topic."""

from dataclasses import replace

from bot.domain import events as e
from bot.domain.alerts import Severity
from bot.domain.effects import ShowAnnouncement, ShowBrief
from bot.domain.reviews import ReviewRule, ReviewState
from bot.domain.security import SecuritySettings
from bot.slack.cards.channel import topic
from bot.slack.cards.scene import Scene
from tests.domain.stage import Stage
from tests.slack.cards.faces import buttons, drawn, read, staged


def test_the_announcement_links_to_the_channel_and_has_no_button() -> None:
    face = drawn(staged(), ShowAnnouncement())
    assert "<#C0INC>" in read(face)
    assert buttons(face) == []


def test_the_announcement_shows_the_last_update() -> None:
    stage = staged()
    stage.happens(e.UpdatePosted(incident=1, by=stage.by("ana"), text="we know & fix"))
    assert "Update: we know &amp; fix" in read(drawn(stage, ShowAnnouncement()))


def test_a_low_line_can_be_made_an_incident() -> None:
    stage = Stage()
    stage.alert(severity="low")
    assert buttons(drawn(stage, ShowAnnouncement())) == ["make_incident"]


def test_the_brief_mentions_the_one_person_it_asks() -> None:
    face = drawn(staged(), ShowBrief(person="sol"))
    assert read(face).startswith(
        "<@U0SOL> *You are security's eyes on INC-1* (critical, checkout). Ana fixes; you judge."
    )
    assert str(face).count("<@") == 2
    assert buttons(face) == [
        "review_clear",
        "concern",
        "security_here:INC-1",
        "security_not_me:INC-1",
        "security_time:INC-1",
        "security_excuse:INC-1",
        "conclude:INC-1",
    ]


def test_where_no_review_is_owed_the_brief_asks_only_whether_they_come() -> None:
    stage = staged(security=SecuritySettings(policy="security-oncall", review=ReviewRule.OFF))
    assert buttons(drawn(stage, ShowBrief(person="sol"))) == ["security_here", "security_not_me"]


def test_the_brief_mentions_whom_slack_was_not_asked_about_yet_by_the_id_of_the_file() -> None:
    stage = staged()
    stage.members = {}
    assert read(drawn(stage, ShowBrief(person="sol"))).startswith("<@U0SOL> *You are")


def test_a_brief_without_a_channel_mentions_nobody() -> None:
    stage = staged()
    stage.happens(e.ChannelLost(incident=1, channel=stage.incidents[1].channel, code="is_archived"))
    assert read(drawn(stage, ShowBrief(person="sol"))).startswith("Sol *You are")


def test_a_brief_that_was_answered_asks_for_the_review_alone() -> None:
    stage = staged()
    stage.happens(e.SecurityArrived(incident=1, by=stage.by("sol")))
    face = drawn(stage, ShowBrief(person="sol"))
    assert buttons(face) == ["review_clear", "concern", "conclude:INC-1", "why:INC-1"]


def test_a_brief_that_was_concluded_asks_no_more() -> None:
    stage = staged()
    stage.happens(e.ReviewGiven(incident=1, by=stage.by("sol"), state=ReviewState.CLEAR))
    stage.happens(e.SecurityArrived(incident=1, by=stage.by("sol")))
    face = drawn(stage, ShowBrief(person="sol"))
    assert "Security review: *nothing for security*, says Sol" in read(face)
    assert buttons(face) == []


def test_the_topic_is_short_and_escaped() -> None:
    stage = staged()
    stage.incidents[1] = replace(stage.incidents[1], service="<!here>" * 60)
    words = topic(Scene(incident=stage.incidents[1], situation=stage.situation(1), now=stage.now))
    assert len(words) <= 250
    assert "<" not in words


def test_a_brief_of_what_is_over_asks_for_the_review_that_is_owed() -> None:
    stage = staged()
    stage.happens(e.Resolved(incident=1, by=stage.by("ana")))
    face = drawn(stage, ShowBrief(person="sol"))
    assert read(face).startswith("<@U0SOL> *INC-1 is resolved.* *Asked of you by 24 Nov 17:00 UTC:* is it an attack?")
    assert buttons(face)[:2] == ["review_clear", "concern"]


def test_a_brief_of_what_is_over_asks_nothing_where_no_review_is_owed() -> None:
    stage = staged(security=SecuritySettings(policy="security-oncall", review=ReviewRule.OFF))
    stage.happens(e.Resolved(incident=1, by=stage.by("ana")))
    face = drawn(stage, ShowBrief(person="sol"))
    assert read(face) == "<@U0SOL> *INC-1 is resolved.* Nothing more is asked of you"
    assert buttons(face) == []


def test_the_topic_says_nothing_that_changes() -> None:
    stage = staged()
    before = topic(Scene(incident=stage.incidents[1], situation=stage.situation(1), now=stage.now))
    stage.happens(e.SeverityChanged(incident=1, by=stage.by("ana"), severity=Severity.LOW))
    assert topic(Scene(incident=stage.incidents[1], situation=stage.situation(1), now=stage.now)) == before
