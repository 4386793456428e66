"""Whoever lets two pages run out is told, spared, and asked to say that they can be reached."""

from bot.sandbox import Failing
from tests.world import buttons, words

#: Nobody is spared for what they have already, so that only the missed pages count.
FREE = ("round_robin: cycle", "round_robin: alert\n        spare_busy: false")
CALM = ("services:\n", "storm: off\n\nservices:\n")


async def unanswered(world, incidents):
    """Incidents one after the other, whose first page nobody answers."""
    for number in range(incidents):
        await world.alert("checkout", key=f"g{number}", severity="high")
        await world.passes(minutes=5)


def told(world, person):
    """The messages that say that somebody missed their pages."""
    found = world.slack.messages(world.slack.direct(person))
    return [one for one in found if "did not answer your last two pages" in words(one)]


async def test_they_are_told_once_with_a_button_and_so_are_the_operators(changed):
    world = await changed(FREE, CALM)
    await unanswered(world, 5)
    assert [buttons(one) for one in told(world, "ana")] == [["reachable"]]
    lines = [words(one) for one in world.slack.messages("rondo-operators")]
    assert sum("Ana missed 2 pages in a row" in line for line in lines) == 1


async def test_they_are_passed_over_for_it_until_they_press_the_button(changed):
    world = await changed(FREE, CALM)
    await unanswered(world, 4)
    for number, person in ((5, "ben"), (6, "chi")):
        await world.alert("checkout", key=person, severity="high")
        await world.presses(person, "acknowledge", on=world.page_of(person, number))
    await world.alert("checkout", key="after", severity="high")
    why = await world.asks("ben", "/rondo INC-7 why")
    assert "Ana: passed over, missed two pages in a row (2 turns)" in why
    await world.presses("ana", "reachable", on=told(world, "ana")[0])
    assert "You take your turns again." in world.told("ana")


async def test_a_test_page_comes_with_the_same_button(changed):
    world = await changed()
    assert (await world.asks("ben", "/rondo oncall test")).startswith(
        "A test page is on its way to your direct messages."
    )
    page = world.slack.messages(world.slack.direct("ben"))[-1]
    assert (buttons(page), "This is a test page" in words(page)) == (["reachable"], True)
    await world.presses("ben", "reachable", on=page)
    assert "Rondo reaches you." in world.told("ben")


async def test_a_test_page_that_slack_refuses_is_told_to_operators_with_the_remedy(changed):
    world = await changed()
    there = world.slack.direct("ben").id
    world.fails(Failing.ERROR, "chat.postMessage", code="messages_tab_disabled", channel=there)
    await world.asks("ben", "/rondo oncall test")
    (line,) = [words(one) for one in world.slack.messages("rondo-operators")]
    assert "a message to ben could not be delivered (messages_tab_disabled). Switch the app's Messages tab on" in line
