"""Security is wanted later, whatever the severity: `securing.want`, which concerns, releases and proposals share."""

from dataclasses import replace

import pytest

from bot.domain import events as e
from bot.domain.alerts import Severity
from bot.domain.incident import securing
from bot.domain.incident.draft import Draft
from tests.domain.stage import Stage

WHY = "a flagged release is in play"


@pytest.fixture
def stage() -> Stage:
    return Stage()


def wanted(stage: Stage, *, why: str = WHY, page: bool = True) -> Draft:
    draft = Draft(stage.incidents[1], stage.now, stage.situation(1))
    securing.want(draft, why=why, page=page)
    stage.incidents[1] = draft.incident
    return draft


def said(draft: Draft) -> list[str]:
    return [line.text for line in draft.record]


def test_somebody_who_was_only_invited_is_paged_and_the_record_says_why(stage):
    stage.alert(severity="high")
    draft = wanted(stage)
    assert stage.paged(ladder="security") == ["sol"]
    assert f"security is paged: {WHY}" in said(draft)


def test_where_the_severity_brings_nobody_in_somebody_is_paged_all_the_same(stage):
    stage.alert(severity="low")
    draft = wanted(stage)
    assert stage.paged(ladder="security") == ["sol"]
    assert f"security is paged: {WHY}" in said(draft)


def test_without_a_page_somebody_is_invited(stage):
    stage.alert(severity="low")
    wanted(stage, page=False)
    assert (stage.incidents[1].security.person, stage.paged(ladder="security")) == ("sol", [])


def test_whoever_is_paged_already_is_not_paged_again_for_whatever_reason(stage):
    stage.alert(severity="critical")
    wanted(stage)
    wanted(stage, why="a concern")
    assert stage.paged(ladder="security") == ["sol"]
    assert stage.incidents[1].security_why == (WHY, "a concern")


def test_for_what_is_resolved_nobody_is_paged(stage):
    stage.alert(severity="high")
    stage.happens(e.Resolved(incident=1, by=stage.by("ana")))
    wanted(stage)
    assert stage.paged(ladder="security") == []


def test_a_reason_outlives_a_change_of_the_severity(stage):
    stage.happens(e.Declared(by=stage.by("ana"), title="Odd", service="checkout", severity=None, private=True))
    stage.happens(e.SeverityChanged(incident=1, by=stage.by("ana"), severity=Severity.LOW))
    assert stage.paged(ladder="security") == ["sol"]
    assert stage.incidents[1].security_why == ("the incident is private",)


def test_where_nobody_could_be_called_the_same_reason_is_tried_again(stage):
    stage.alert(severity="low")
    whole = stage.settings.policies
    stage.settings = replace(stage.settings, policies={"oncall": whole["oncall"]})
    wanted(stage)
    assert (stage.incidents[1].security, stage.incidents[1].security_why) == (None, (WHY,))
    stage.settings = replace(stage.settings, policies=whole)
    wanted(stage)
    assert stage.paged(ladder="security") == ["sol"]
