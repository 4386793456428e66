from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.alerts import Severity
from bot.domain.escalation import Walk
from bot.domain.incident.state import Status
from bot.domain.members import Member
from bot.domain.releases import FlagKind
from bot.domain.situation import Situation
from bot.slack.commands.meanings import Act, Choose, Look, Meaning, OpenForm, Reading, Say
from bot.slack.commands.meant import meant
from bot.slack.commands.place import Place
from bot.slack.commands.spoken import Spoken, Verb, hear
from tests.web.fakes import incident, settings

BY = e.By(person="ana", channel="C7")
SITUATION = Situation(
    settings=settings(),
    members={
        "ana": Member(slack_id="U0ANA"),
        "ben": Member(slack_id="U0BEN"),
        "dora": Member(slack_id="U0DORA"),
        "U0EVE": Member(slack_id="U0EVE", name="Eve"),
    },
)
HERE = Place(by=BY, situation=SITUATION, incident=replace(incident(), walk=Walk(policy="checkout-oncall", level=1)))
ELSEWHERE = Place(by=BY, situation=SITUATION, newest=(incident(9), incident(8)))


def said(text: str, place: Place = HERE, command: str = "/rondo") -> Meaning:
    heard = hear(command, text)
    assert isinstance(heard, Spoken)
    return meant(heard, place)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("ack", e.Acknowledged(incident=7, by=BY)),
        ("resolve", e.Resolved(incident=7, by=BY)),
        ("resolve rolled back &amp; calm", e.Resolved(incident=7, by=BY, summary="rolled back & calm")),
        ("reopen", e.Reopened(incident=7, by=BY)),
        ("note <@U0BEN|ben> restarts it", e.Noted(incident=7, by=BY, text="@Ben restarts it")),
        ("update <https://e.example|Status> is green", e.UpdatePosted(incident=7, by=BY, text="Status is green")),
        ("severity p1", e.SeverityChanged(incident=7, by=BY, severity=Severity.CRITICAL)),
        ("assign <@U0BEN>", e.HandedOver(incident=7, by=BY, to="ben")),
        ("assign @ben", e.HandedOver(incident=7, by=BY, to="ben")),
        ("assign Ben", e.HandedOver(incident=7, by=BY, to="ben")),
        ("assign eve", e.HandedOver(incident=7, by=BY, to="U0EVE")),  # by the name Slack gives her
        ("assign <@U0ZOE|zoe>", e.HandedOver(incident=7, by=BY, to="U0ZOE")),  # not of the roster: by id
        ("escalate", e.EscalationAsked(incident=7, by=BY)),
        ("escalate <@U0DORA|dora>", e.EscalationAsked(incident=7, by=BY, person="dora")),
        ("escalate dora locks", e.EscalationAsked(incident=7, by=BY, person="dora", reason="locks")),
        ("escalate 2", e.EscalationAsked(incident=7, by=BY, level=2)),
        ("escalate 3 hosts down", e.EscalationAsked(incident=7, by=BY, reason="3 hosts down")),  # no such level
        ("escalate 0 idea", e.EscalationAsked(incident=7, by=BY, reason="0 idea")),
        ("escalate “locks”", e.EscalationAsked(incident=7, by=BY, reason="locks")),
        ("escalate database locks", e.EscalationAsked(incident=7, by=BY, reason="database locks")),
        ("declare Cart is down", e.Declared(by=BY, title="Cart is down")),
    ],
)
def test_in_an_incidents_channel_words_become_its_event(text: str, event: e.PersonEvent) -> None:
    assert said(text) == Act(event=event)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("note", "`/rondo note TEXT`"),
        ("update", "`/rondo update TEXT`"),
        ("assign", "`/rondo assign @who`"),
        ("assign @bne", "Did you mean ben?"),
        ("escalate @nobody", "I don't know “@nobody”."),
        ("severity <!here>", "“&lt;!here&gt;” is no severity"),
        ("severity purple", "“purple” is no severity"),
    ],
)
def test_what_is_missing_is_said_and_nothing_changes(text: str, hint: str) -> None:
    answer = said(text)
    assert isinstance(answer, Say)
    assert hint in answer.text


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("", Look.OVERVIEW),
        ("status", Look.STATUS),
        ("timeline", Look.TIMELINE),
        ("why", Look.WHY),
        ("evidence", Look.EVIDENCE),
        ("security", Look.SECURITY),
        ("oncall", Look.ONCALL),
        ("web", Look.WEB),
        ("doctor", Look.DOCTOR),
        ("hello", Look.HELLO),
        ("help", Look.HELP),
        ("list", Look.LIST),
    ],
)
def test_reading_words_decide_nothing(text: str, look: Look) -> None:
    assert said(text) == Reading(look=look, incident=7)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("escalate", "escalate"),
        ("resolve", "resolve"),
        ("postmortem", "postmortem"),
        ("status", "open_incident"),
        ("note words", "open_incident"),
    ],
)
def test_elsewhere_the_newest_incidents_are_offered(text: str, action: str) -> None:
    asked = said(text, ELSEWHERE)
    assert isinstance(asked, Choose)
    assert ([one.number for one in asked.incidents], asked.action) == ([9, 8], action)


def test_ack_takes_the_callers_only_paged_incident_even_where_others_are_newer() -> None:
    assert said("", replace(ELSEWHERE, mine=(incident(8),)), "/ack") == Act(event=e.Acknowledged(incident=8, by=BY))


def test_ack_prefers_the_one_that_nobody_has() -> None:
    place = replace(ELSEWHERE, mine=(incident(8, status=Status.ACKNOWLEDGED), incident(7)))
    assert said("", place, "/ack") == Act(event=e.Acknowledged(incident=7, by=BY))


def test_an_unknown_number_is_said_and_nothing_else_is_guessed() -> None:
    answer = said("ack INC-99", ELSEWHERE)
    assert isinstance(answer, Say)
    assert "There is no INC-99" in answer.text


def test_with_nothing_open_there_is_nothing_to_choose() -> None:
    assert isinstance(said("escalate", Place(by=BY, situation=SITUATION)), Say)


def test_declare_and_postmortem_ask_for_a_form_and_name_the_way_without_one() -> None:
    declared, report = said("declare", ELSEWHERE), said("postmortem")
    assert isinstance(declared, OpenForm)
    assert isinstance(report, OpenForm)
    assert (declared.instead, report.instead) == ("declare TITLE", "postmortem INC-7")


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_means_something_everywhere(verb: Verb) -> None:
    for place in (HERE, ELSEWHERE):
        assert meant(Spoken(verb=verb), place)


FLAG = {"by": BY, "service": "checkout", "version": "1.4.2"}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("flag checkout 1.4.2 withdrawn", e.ReleaseFlagged(**FLAG, kind=FlagKind.WITHDRAWN)),
        ("flag checkout 1.4.2 Unstable leaks", e.ReleaseFlagged(**FLAG, kind=FlagKind.UNSTABLE, note="leaks", broke=7)),
        (
            "flag checkout 1.4.2 insecure cve-2026-1234, CVE-2026-1234 for 14d a &lt;b&gt;",
            e.ReleaseFlagged(
                **FLAG, kind=FlagKind.INSECURE, cves=("CVE-2026-1234",), lasts=timedelta(days=14), note="a <b>"
            ),
        ),
        ("flag checkout 1.4.2 insecure for now", e.ReleaseFlagged(**FLAG, kind=FlagKind.INSECURE, note="for now")),
        (
            "flag checkout <http://1.4.2|1.4.2> insecure <https://e.example|the advisory> of ours",
            e.ReleaseFlagged(**FLAG, kind=FlagKind.INSECURE, note="the advisory of ours"),
        ),
        ("unflag checkout 1.4.2", e.ReleaseUnflagged(**FLAG)),
        ("UNFLAG checkout 1.4.2 insecure", e.ReleaseUnflagged(**FLAG, kind=FlagKind.INSECURE)),
    ],
)
def test_what_somebody_knows_against_a_release_is_heard(text, event):
    assert said(f"security {text}") == Act(event=event)


def test_a_private_incident_is_not_named_on_a_flag():
    private = replace(HERE, incident=replace(HERE.incident, private=True))
    meaning = said("security flag checkout 1.4.2 unstable", private)
    assert meaning == Act(event=e.ReleaseFlagged(**FLAG, kind=FlagKind.UNSTABLE))


def test_security_alone_still_says_who_stands_in_for_it():
    assert said("security") == Reading(look=Look.SECURITY, incident=7)
    assert isinstance(said("security flagged", ELSEWHERE), Choose)
