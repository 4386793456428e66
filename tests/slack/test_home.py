"""The App Home."""

from bot.domain import events as e
from bot.domain.effects import ShowHome
from bot.sandbox.blockkit import problems
from bot.slack.home import Surroundings, home
from tests.slack.cards.faces import staged
from tests.slack.post import Post


def test_mine_come_with_the_buttons_of_their_state() -> None:
    stage = staged()
    around = Surroundings(situation=stage.situation(), now=stage.now)
    opened = str(home([stage.incidents[1]], around))
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ana")))
    taken = str(home([stage.incidents[1]], around))
    assert "acknowledge" in opened
    assert "hand_over" in taken


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
