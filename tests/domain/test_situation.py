"""Who somebody is, by what Slack calls them."""

from bot.domain.members import Member
from bot.domain.situation import Situation
from tests.domain.stage import settings


def test_whoever_joins_the_roster_after_they_were_met_is_known_by_the_rosters_name() -> None:
    met = {"U0TAM": Member(slack_id="U0TAM"), "tam": Member(slack_id="U0TAM")}
    assert Situation(settings=settings(), members=met).named("U0TAM") == "tam"


def test_somebody_of_the_file_is_known_before_slack_has_said_who_they_are() -> None:
    assert Situation(settings=settings()).named("U0TAM") == "tam"


def test_a_stranger_is_their_slack_id() -> None:
    assert Situation(settings=settings()).named("U0GUEST") == "U0GUEST"
