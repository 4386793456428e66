"""What people read at 03:00: the state first, then what to do, then what happens otherwise; and each thing once."""

import re

import pytest

from tests.world import act, words


async def opened(world, severity="critical", **more):
    await world.alert("checkout", severity=severity, **more)
    await world.settles()


def shown(message):
    """The words in a message's blocks, instants as their time in UTC."""
    return re.sub(r"<!date[^|]*\|([^>]*) UTC>", r"\1", words(message))


def in_channel(world):
    return "\n".join(shown(one) for one in world.slack.messages(world.channel()))


def ours(world):
    """Every message of the bot, wherever it stands."""
    channels = world.slack.state.channels.values()
    messages = [one for channel in channels for one in channel.messages.values()]
    return [one for one in messages if one.user == "U0RONDO" and one.subtype is None]


def of_kind(world, kind):
    return [one for one in ours(world) if one.payload.get("kind") == kind]


async def test_the_card_says_what_who_and_what_comes_next(quick):
    await opened(quick)
    lines = shown(quick.card()).splitlines()
    assert lines[0] == ":red_circle: *INC-1 · Checkout error rate above 5 %* · critical · checkout · since 03:12"
    assert lines[1] == "*Nobody has it yet.* Ana paged 03:12; Ben is next at 03:17"
    assert lines[2].startswith(
        "Security: Sol paged, not here yet · 1 alert firing · <https://example.com/runbook|Runbook>"
    )


async def test_the_card_of_a_taken_one_says_who_since_when_and_after_how_long(quick):
    await opened(quick)
    await quick.passes(minutes=5)
    await quick.passes(minutes=1)
    await quick.presses("ben", "acknowledge")
    assert "*Ben has it* since 03:18 (6 min). Next update due 03:48" in shown(quick.card())


async def test_the_card_of_what_is_over_says_by_whom_and_how_long(quick):
    await opened(quick)
    await quick.passes(minutes=3)
    await act(quick, "acknowledge")
    await quick.passes(minutes=26)
    await act(quick, "resolve", **{"as": "ben"})
    first = shown(quick.card()).splitlines()[0]
    assert first == ":white_check_mark: *INC-1 · Checkout error rate above 5 %* · resolved 03:41 by Ben, 29 min"


async def test_the_page_asks_by_name_and_says_until_when_and_who_is_next(quick):
    await opened(quick)
    lines = shown(quick.page_of("ana")).splitlines()
    assert lines[0] == ":rotating_light: *Ana, please take INC-1: Checkout error rate above 5 %*"
    assert lines[1].startswith("critical · checkout · since 03:12 · <#C")
    assert "If you don't answer by 03:17, Ben is paged" in lines[2]


async def test_the_lock_screen_has_it_in_one_line_in_that_persons_zone(quick):
    await opened(quick, severity="high")
    assert quick.page_of("ana").text == "INC-1 high: Checkout error rate above 5 %. Answer by 04:17"
    await quick.passes(minutes=10)
    assert quick.page_of("chi").text.startswith("INC-1 high: Checkout error rate above 5 %. Answer by ")


async def test_the_next_persons_page_says_who_has_not_answered(quick):
    await opened(quick)
    await quick.passes(minutes=5)
    assert shown(quick.page_of("ben")).splitlines()[1] == "Ana was paged at 03:12 and has not answered"


async def test_somebody_called_again_is_told_that_it_is_the_second_call(changed):
    world = await changed(("round_robin: cycle\n", "round_robin: cycle\n        laps: 2\n"))
    await opened(world, severity="high")
    await world.passes(minutes=15)
    assert "Second call: Ana, please take INC-1" in shown(world.page_of("ana"))


async def test_taken_by_somebody_else_it_says_so_and_to_go_back_to_sleep(quick):
    await opened(quick)
    await quick.passes(minutes=5)
    await quick.presses("ben", "acknowledge")
    assert shown(quick.page_of("ana")).startswith("*Ben has it* since 03:17. Nothing to do. Go back to sleep.")


async def test_an_escalation_is_told_with_who_is_called_and_what_comes(quick):
    await opened(quick)
    await quick.passes(minutes=5.1)
    told = in_channel(quick)
    assert ":arrow_up: *No answer from Ana in 5 min. Ben is paged* (2nd of 3), until 03:22" in told
    assert "After that: Chi 03:22, Dora 03:27, last resort 03:37." in told
    assert "Anybody who can take it: press *Acknowledge* on the card" in told


async def test_a_call_by_hand_names_the_caller_and_the_reason(quick):
    await opened(quick)
    await quick.presses("ana", "acknowledge")
    await quick.types("ana", '/escalate @dora "database locks"', channel="inc-1")
    await quick.passes(minutes=0.1)
    assert ':arrow_up: *Dora is called by Ana:* "database locks", until 03:17 · Ana keeps the incident' in in_channel(
        quick
    )


async def test_when_nobody_is_left_it_says_for_how_long_and_whom_it_calls(quick):
    await opened(quick, severity="high")
    await quick.passes(minutes=25.1)
    told = (
        ":warning: *Nobody has answered for 25 min.* Dora and #ops are called, and every 15 min until somebody takes it"
    )
    assert told in in_channel(quick)


async def test_the_last_resort_is_told_in_its_channel_too(quick):
    await opened(quick, severity="high")
    await quick.passes(minutes=25.1)
    (call,) = [page for page in quick.slack.pages if page.person == "#ops"]
    assert "*Nobody has answered INC-1: Checkout error rate above 5 %*" in shown(call.message)


async def test_the_brief_tells_security_what_is_known_and_what_is_asked(quick):
    await opened(quick)
    (brief,) = of_kind(quick, "brief")
    lines = shown(brief).splitlines()
    assert lines[0] == (
        "<@U0SOL> *You are security's eyes on INC-1* (critical, checkout). Ana fixes; you judge. You need not debug."
    )
    assert lines[1].startswith("*Known:* Checkout error rate above 5 %")


async def test_still_on_it_asks_with_the_time_and_who_is_called_otherwise(quick):
    await opened(quick)
    await quick.presses("ana", "acknowledge")
    await quick.passes(minutes=30.1)
    (asked,) = of_kind(quick, "reminder")
    assert "You took INC-1 30 min ago, and its channel is quiet. *Still on it?*" in shown(asked)
    assert "If you don't answer by 03:52, Ben is called" in shown(asked)


async def test_resolved_is_told_with_by_whom_and_after_how_long(quick):
    await opened(quick)
    await quick.passes(minutes=4)
    await quick.types("ben", "/rondo resolve rolled back", channel="inc-1")
    await quick.passes(minutes=0.1)
    assert "*INC-1 is resolved* by Ben (4 min)\nrolled back" in in_channel(quick)


async def whole_life(world):
    """Everything that an incident can say."""
    await opened(world)
    await world.passes(minutes=40)
    await world.types("ben", "/escalate @tam why not", channel="inc-1")
    await world.types("ben", "/rondo update we look", channel="inc-1")
    await world.types("ben", "/rondo severity high", channel="inc-1")
    await world.presses("ben", "acknowledge", on=world.card())
    await world.passes(hours=2)
    await act(world, "resolve")
    await world.passes(days=3)


async def test_nobody_is_mentioned_but_security_in_the_brief(quick):
    await whole_life(quick)
    mentioning = [one for one in ours(quick) if re.search(r"<[@!](?!date)", words(one))]
    assert {one.payload["kind"] for one in mentioning} <= {"brief"}
    assert all(words(one).count("<@") <= 2 for one in mentioning)


async def test_there_is_one_page_for_each_person_and_step(quick):
    await whole_life(quick)
    pages = (await quick.incident())["pages"]
    assert len(quick.slack.pages) == len(pages)


async def test_the_card_is_pinned_once_and_the_topic_set_once(quick):
    await whole_life(quick)
    done = [one.done for one in quick.slack.effects if one.channel == quick.channel()]
    assert (done.count("pinned"), done.count("topic_set"), done.count("bookmark_added")) == (1, 1, 1)
    assert len(of_kind(quick, "card")) == 1
    assert len(of_kind(quick, "announcement")) == 1


async def test_every_message_says_what_it_is_and_never_a_title(quick):
    await whole_life(quick)
    for message in ours(quick):
        assert message.metadata["event_type"] == "rondo"
        assert set(message.payload) <= {"op", "incident", "kind"}
        assert message.payload["op"]
        assert message.payload.get("incident") in {"INC-1", None}


async def test_pages_are_pages_whatever_their_ladder_and_nothing_else_is(quick):
    await whole_life(quick)
    pages = {(one.person, one.message.payload["incident"]) for one in quick.slack.pages}
    assert pages == {(who, "INC-1") for who in ("ana", "ben", "chi", "dora", "sol", "tam", "#ops")}


async def test_what_belongs_to_no_incident_names_none(quick):
    await quick.slack.deactivate("ana")
    await opened(quick)
    assert [one.payload.get("kind") for one in quick.slack.messages("rondo-operators")] != []


@pytest.mark.parametrize("word", ["catch-all", "disposition", "lap ", "level 1 round", "None", "response ladder"])
async def test_the_words_of_the_inside_stay_inside(quick, word):
    await whole_life(quick)
    assert [words(one)[:200] for one in ours(quick) if word in words(one)] == []


async def test_a_private_one_shows_no_title_on_a_lock_screen(quick):
    await quick.types("tam", "/rondo declare")
    await quick.fills("tam", title="Somebody reads our mail", severity="critical", flags=["private"])
    await quick.passes(minutes=40)
    assert [one.text for one in ours(quick) if "mail" in one.text] == []
    assert quick.page_of("ana").text.startswith("INC-1")


async def test_without_an_address_there_are_no_links_to_this_machine(quick):
    await whole_life(quick)
    assert [one for one in ours(quick) if "127.0.0.1" in words(one) or "localhost" in words(one)] == []
