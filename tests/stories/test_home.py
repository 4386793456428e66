"""The App Home: what is mine, who is on call, and how the set-up stands."""

from tests.world import act, buttons, words


async def home(world, person):
    """What that person's home says, opened anew."""
    await world.slack.act(person).open_home()
    await world.settles()
    return world.slack.home(person)


async def test_it_shows_the_incidents_that_paged_me_with_their_buttons(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    view = await home(quick, "ana")
    assert "INC-1 · Checkout error rate above 5 %" in str(view.blocks)
    assert buttons(view) == ["acknowledge", "resolve"]


async def test_others_have_nothing_there(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    view = await home(quick, "tam")
    assert "INC-1" not in str(view.blocks)
    assert "`/rondo declare` opens one" in str(view.blocks)


async def test_it_says_who_is_on_call_now(quick):
    shown = str((await home(quick, "tam")).blocks)
    assert "*security*: tam" in shown.replace("Tam", "tam")
    assert "*checkout-oncall*" in shown


async def test_it_shows_the_state_of_the_set_up(quick):
    shown = str((await home(quick, "tam")).blocks)
    assert "Set-up" in shown
    assert "✓ *token* · Rondo in workspace" in shown


async def test_a_button_on_it_acts_and_it_is_drawn_anew(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.presses("ana", "acknowledge", on=await home(quick, "ana"))
    assert (await quick.incident())["acknowledged_by"] == "ana"
    assert buttons(quick.slack.home("ana")) == ["resolve", "hand_over"]


async def test_what_is_over_is_gone_from_it(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await act(quick, "resolve")
    assert "INC-1" not in str((await home(quick, "ana")).blocks)


async def test_a_refusal_on_it_is_shown_in_a_view(quick):
    await quick.alert("checkout", severity="high")
    await quick.passes(minutes=5)
    view = await home(quick, "ana")
    await quick.presses("ben", "acknowledge")
    await quick.presses("ana", "acknowledge", on=view)
    assert "Ben has INC-1" in str([one.blocks for one in quick.slack.views_open("ana")]) + words_of(quick)


async def test_many_incidents_fit(changed):
    world = await changed(("[ana, ben, chi]", "[ana]"))
    for number in range(30):
        await world.alert("checkout", title=f"Trouble {number} " + "x" * 300, severity="high")
    await world.passes(minutes=2)
    assert len((await home(world, "ana")).blocks) <= 100


def words_of(world):
    return "\n".join(words(one) for one in world.slack.ephemeral("ana"))
