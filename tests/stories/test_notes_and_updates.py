"""What people add to the record, and what they say to everybody."""

import pytest

from tests.world import act, words


async def opened(world):
    await world.alert("checkout", severity="high")
    await world.settles()


def announcement(world):
    """The incident's line, as it reads now."""
    return words(world.slack.messages("incidents")[-1])


@pytest.mark.parametrize("state", ["open", "acknowledged", "resolved"])
async def test_a_note_is_possible_in_every_state(world, state):
    await opened(world)
    if state != "open":
        await act(world, {"acknowledged": "acknowledge", "resolved": "resolve"}[state])
    assert (await act(world, "note", reason="the cache was cold")).status_code == 200
    assert (await world.timeline())[-1] == "the cache was cold"


async def test_a_note_is_typed_and_signed(world):
    await opened(world)
    assert "Noted in the timeline of INC-1." in await world.asks("ben", "/rondo note it was DNS", channel="inc-1")
    last = (await world.get("/api/v1/incidents/INC-1/timeline"))["entries"][-1]
    assert (last["kind"], last["by"], last["text"]) == ("note", "ben", "it was DNS")


async def test_a_note_without_words_is_refused(quick):
    await opened(quick)
    assert (await act(quick, "note")).status_code == 422


async def test_a_note_says_nothing_in_the_channel(quick):
    await opened(quick)
    before = quick.said()
    await quick.types("ben", "/rondo note it was DNS", channel="inc-1")
    assert quick.said() == before


async def test_an_update_edits_the_announcement_and_goes_to_the_channel(world):
    await opened(world)
    lines = len(world.slack.messages("incidents"))
    await world.types("ana", "/rondo update we are rolling back", channel="inc-1")
    await world.passes(minutes=1)
    assert "Update: we are rolling back" in announcement(world)
    assert "*Update by Ana:* we are rolling back" in "\n".join(world.said())
    assert len(world.slack.messages("incidents")) == lines


async def test_a_second_update_takes_the_place_of_the_first(quick):
    await opened(quick)
    await quick.types("ana", "/rondo update one", channel="inc-1")
    await quick.types("ana", "/rondo update two", channel="inc-1")
    await quick.passes(minutes=1)
    assert "Update: two" in announcement(quick)
    assert "Update: one" not in announcement(quick)


async def test_an_update_keeps_its_line_breaks_and_markup_as_text(quick):
    await opened(quick)
    await quick.types("ana", "/rondo update a <b> & *c*", channel="inc-1")
    await quick.passes(minutes=1)
    assert "a &lt;b&gt; &amp; \u2060*c\u2060*" in "\n".join(quick.said())


async def test_a_message_is_added_to_the_timeline_by_its_shortcut(world):
    await opened(world)
    message = await world.slack.act("ben").say("the pool was exhausted", world.channel())
    await world.slack.act("ana").message_shortcut("add_to_timeline", message)
    await world.settles()
    last = (await world.get("/api/v1/incidents/INC-1/timeline"))["entries"][-1]
    assert (last["kind"], last["by"]) == ("note", "ana")
    assert last["text"].startswith("Ben: the pool was exhausted (https://")


async def test_a_message_from_elsewhere_asks_whose_timeline(quick):
    await opened(quick)
    message = await quick.slack.act("ben").say("the pool was exhausted", "general")
    await quick.slack.act("ana").message_shortcut("add_to_timeline", message)
    await quick.fills("ana", incident="INC-1")
    assert "the pool was exhausted" in (await quick.timeline())[-1]


async def test_the_form_lists_what_is_open(quick):
    await opened(quick)
    await quick.alert("search", title="Search is slow")
    message = await quick.slack.act("ben").say("it is slow", "general")
    await quick.slack.act("ana").message_shortcut("add_to_timeline", message)
    shown = str(quick.slack.views_open("ana")[-1].blocks)
    assert "INC-1 Checkout" in shown
    assert "INC-2 Search is slow" in shown


async def test_with_nothing_open_the_shortcut_says_so(quick):
    message = await quick.slack.act("ben").say("hello", "general")
    await quick.slack.act("ana").message_shortcut("add_to_timeline", message)
    assert "No incident is open" in quick.told("ana")


async def test_the_timeline_can_be_paged_through_and_is_numbered_without_holes(quick):
    await opened(quick)
    for number in range(5):
        await act(quick, "note", reason=f"note {number}")
    entries = (await quick.get("/api/v1/incidents/INC-1/timeline"))["entries"]
    assert [one["number"] for one in entries] == list(range(1, len(entries) + 1))


async def test_the_announcement_is_one_line_that_follows_the_state(world):
    await opened(world)
    assert "*Nobody has it yet.*" in announcement(world)
    await world.types("ana", "/rondo severity medium", channel="inc-1")
    assert "· medium · checkout" in announcement(world)
    await world.presses("ana", "acknowledge")
    assert "*Ana has it*" in announcement(world)
    await act(world, "resolve", **{"as": "ben"})
    assert "*Resolved* by Ben" in announcement(world)
