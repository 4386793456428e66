"""An incident that ends, and does not: whatever was changed in the meantime."""

from dataclasses import replace

from bot.domain import events as e
from bot.domain.effects import OpenChannel
from bot.domain.escalation import Policy
from bot.domain.incident.state import ChannelState
from bot.domain.security import SecuritySettings
from tests.domain.stage import Stage, level


def resolved() -> Stage:
    stage = Stage()
    stage.alert()
    stage.happens(e.ChannelOpened(incident=1, channel="C1", name="inc-1"))
    stage.happens(e.Resolved(incident=1, by=stage.by("ana")))
    return stage


def test_it_opens_again_though_the_policy_of_security_was_renamed():
    stage = resolved()
    policies = {"oncall": stage.settings.policies["oncall"], "eyes": Policy(name="eyes", levels=(level("tam"),))}
    stage.settings = replace(stage.settings, policies=policies, security=SecuritySettings(policy="eyes"))
    assert stage.alert().status == "open"


def test_it_opens_again_and_goes_on_though_its_policy_was_shortened():
    stage = Stage()
    stage.alert()
    stage.passes(minutes=6)
    short = Policy(name="oncall", levels=(level("ben"),))
    stage.settings = replace(stage.settings, policies={**stage.settings.policies, "oncall": short})
    stage.happens(e.NotMeSaid(incident=1, by=stage.by("dora")))
    assert stage.paged(ladder="last_resort") == ["dora", "#ops"]


def test_a_channel_that_was_archived_too_late_is_replaced():
    stage = resolved()
    stage.happens(e.Reopened(incident=1, by=stage.by("ana")))
    decision = stage.happens(e.ChannelArchived(incident=1))
    assert any(isinstance(effect, OpenChannel) for effect in decision.effects)
    assert stage.incidents[1].channel_state is ChannelState.WANTED


def test_the_reason_for_reopening_is_on_the_record_and_the_old_summary_is_not_the_new_end():
    stage = Stage()
    stage.alert()
    stage.happens(e.Resolved(incident=1, by=stage.by("ana"), summary="rolled back"))
    decision = stage.happens(e.Reopened(incident=1, by=stage.by("ben"), reason="back again"))
    assert "reopened: back again" in [line.text for line in decision.record]
    assert stage.incidents[1].summary == ""


def test_news_of_the_loss_of_a_channel_that_was_replaced_since_counts_for_nothing():
    stage = resolved()
    lost = e.ChannelLost(incident=1, channel="C1", code="is_archived")
    stage.happens(lost)
    stage.happens(e.Reopened(incident=1, by=stage.by("ana")))
    stage.happens(e.ChannelOpened(incident=1, channel="C2", name="inc-1-2"))
    stage.happens(lost)
    assert (stage.incidents[1].channel, stage.incidents[1].channel_state) == ("C2", ChannelState.OPEN)
