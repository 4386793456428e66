import pytest

from bot.domain.errors import GoAhead
from bot.domain.events import By, EscalationAsked
from bot.slack.carried import carried, carry

BY = By(person="ana")


def test_a_button_that_asks_for_nothing_special_carries_the_incident_alone() -> None:
    assert carry(EscalationAsked(incident=7, by=BY)) == "INC-7"
    assert carried("INC-7") == {}


@pytest.mark.parametrize("reason", ["", "locks", 'a "quoted" {reason}', "<!channel> \\ ünïcode"])
def test_what_was_asked_for_comes_back_with_the_click(reason: str) -> None:
    value = carry(GoAhead(action="escalate_confirmed", incident=7, person="dora", level=2, reason=reason))
    assert EscalationAsked(incident=7, by=BY, **carried(value)) == EscalationAsked(
        incident=7, by=BY, person="dora", level=2, reason=reason
    )


@pytest.mark.parametrize("letter", ["x", '"', "\\", "é", "😀"])
def test_the_longest_reason_stays_within_what_slack_takes(letter: str) -> None:
    assert len(carry(EscalationAsked(incident=7, by=BY, person="dora", reason=letter * 5000))) <= 2000
