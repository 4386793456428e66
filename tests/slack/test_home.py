"""The App Home."""

from datetime import datetime

from bot.domain import events as e
from bot.domain.effects import ShowHome
from bot.domain.escalation import Level, Target, TargetKind
from bot.domain.schedules import Rotation, Schedule, Unit
from bot.sandbox.blockkit import problems
from bot.slack.home import Surroundings, home
from tests.domain.stage import Stage, settings
from tests.slack.cards.faces import staged
from tests.slack.post import Post


def test_mine_come_with_the_buttons_of_their_state() -> None:
    stage = staged()
    around = Surroundings(situation=stage.situation(), now=stage.now, person="ana")
    opened = str(home([stage.incidents[1]], around))
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ana")))
    taken = str(home([stage.incidents[1]], around))
    assert "acknowledge" in opened
    assert "hand_over" in taken


def shown_to(person: str, stage: Stage) -> list[str]:
    around = Surroundings(situation=stage.situation(), now=stage.now, person=person)
    rows = [block["elements"] for block in home([stage.incidents[1]], around)["blocks"] if block["type"] == "actions"]
    return [one["action_id"] for row in rows for one in row]


def test_security_comes_or_passes_it_on() -> None:
    stage = staged()
    assert shown_to("sol", stage) == ["security_here", "security_not_me"]
    stage.happens(e.SecurityArrived(incident=1, by=stage.by("sol")))
    assert shown_to("sol", stage) == []


def test_more_hands_who_were_called_can_join() -> None:
    stage = staged()
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ana")))
    stage.happens(e.EscalationAsked(incident=1, by=stage.by("ana"), person="chi"))
    assert shown_to("chi", stage) == ["acknowledge", "resolve"]
    assert shown_to("ben", stage) == ["resolve"]


def test_on_call_are_people_and_not_the_names_of_schedules() -> None:
    rotation = Rotation(people=("tam",), count=1, unit=Unit.WEEK, starts=datetime(2026, 1, 5, 9))  # noqa: DTZ001
    weekly = Schedule(name="weekly", timezone="UTC", rotations=(rotation,))
    first = Level(targets=(Target(kind=TargetKind.SCHEDULE, name="weekly"),))
    stage = Stage(settings(first, schedules={"weekly": weekly}))
    shown = str(home([], Surroundings(situation=stage.situation(), now=stage.now)))
    assert "*oncall*: Tam" in shown


def test_it_names_the_command_that_works_here() -> None:
    around = Surroundings(situation=staged().situation(), now=staged().now, root="/pager")
    assert "`/pager declare` opens one" in str(home([], around))


def test_a_home_is_one_that_slack_takes_and_words_of_others_are_escaped() -> None:
    stage = staged()
    view = home(
        [stage.incidents[1]] * 30, Surroundings(situation=stage.situation(), now=stage.now, setup=["✗ <!here>"])
    )
    assert problems(list(view["blocks"]), surface="home") == []
    assert "<!here>" not in str(view)


async def test_opening_it_shows_what_concerns_that_person() -> None:
    post = Post()
    await post.opened()
    await post.keep(ShowHome(slack_id="U0ANA"))
    shown = str(post.slack.home("ana"))
    assert "INC-1" in shown
    assert "&lt;T0ACME&gt;" in shown
