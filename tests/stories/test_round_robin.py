"""Whose turn it is: the table of the two variations, and who is passed over."""

import asyncio
from collections import Counter

import pytest

from bot.domain.members import Member
from tests.world import RONDO_YML, World, words

CALM = RONDO_YML.replace("services:\n", "storm: off\n\nservices:\n")
ALERT = ("round_robin: cycle", "round_robin: alert")
OFF = ("round_robin: cycle", "round_robin: off")
LAPS = ("round_robin: cycle", "round_robin: cycle\n        laps: 2")
NOT_SPARED = ("round_robin: cycle", "round_robin: alert\n        spare_busy: false")
REPEAT = ("10m\n  security-oncall", "10m\n    repeat: 1\n  security-oncall")
AWAY = "{slack: U0ANA, away: [{from: 2026-11-23, to: 2026-11-23}]}"
ANA_AWAY = ("{slack: U0ANA}", AWAY)
ALL_AWAY = (
    ANA_AWAY,
    ("{slack: ben@example.com}", AWAY.replace("U0ANA", "U0BEN")),
    ("{slack: U0CHI}", AWAY.replace("U0ANA", "U0CHI")),
)
BY_DAY = '{person: ana, hours: "09:00-17:00"}'


@pytest.mark.parametrize(
    ("variation", "walks"),
    [
        ("alert", [["ana", "dora"], ["ben", "dora"], ["chi"], ["ana", "dora"]]),
        (
            "cycle",
            [["ana", "ben", "chi", "dora"], ["ben", "chi", "ana", "dora"], ["chi"], ["ana", "ben", "chi", "dora"]],
        ),
        ("off", [["ana", "ben", "chi", "dora"], ["ana", "ben", "chi", "dora"]]),
    ],
)
async def test_four_incidents_in_each_variation(changed, variation, walks):
    world = await changed(("round_robin: cycle", f"round_robin: {variation}"))
    for number, walk in enumerate(walks, 1):
        await opened(world, number)
        if walk == ["chi"]:
            await world.presses("chi", "acknowledge", on=world.page_of("chi", number))
        await world.passes(minutes=26)
        assert (await called(world, number))[: len(walk)] == walk
        await over(world, number)


async def test_each_step_lasts_the_levels_timeout(changed):
    world = await changed()
    await opened(world)
    await world.passes(minutes=60)
    waited = [
        int((page.message.at - world.slack.pages[0].message.at).total_seconds() // 60) for page in world.slack.pages
    ]
    assert waited[:4] == [0, 5, 10, 15]
    assert waited[4] == 25


async def test_off_calls_everybody_on_the_level_at_once(changed):
    world = await changed(OFF)
    await opened(world)
    assert sorted(world.slack.paged) == ["ana", "ben", "chi"]
    await world.passes(minutes=5)
    assert world.slack.paged[3:] == ["dora"]


async def test_laps_go_round_the_level_that_often(changed):
    world = await changed(LAPS)
    await opened(world)
    await world.passes(minutes=30)
    assert world.slack.paged == ["ana", "ben", "chi", "ana", "ben", "chi", "dora"]


async def test_repeat_walks_the_whole_ladder_again(changed):
    world = await changed(REPEAT)
    await opened(world)
    await world.passes(minutes=45)
    assert world.slack.paged == ["ana", "ben", "chi", "dora"] * 2


async def test_in_alert_the_repeat_begins_with_the_same_first_person(changed):
    world = await changed(ALERT, REPEAT)
    await opened(world)
    await world.passes(minutes=25)
    assert world.slack.paged == ["ana", "dora", "ana", "dora"]


async def test_level_and_round_count_from_one_and_stay_at_the_last(changed):
    world = await changed(REPEAT)
    await opened(world)
    seen = []
    for minutes in (0, 15, 10, 15, 20):
        await world.passes(minutes=minutes)
        shown = await world.incident()
        seen.append((shown["round"], shown["level"]))
    assert seen == [(1, 1), (1, 2), (2, 1), (2, 2), (2, 2)]


async def test_a_turn_moves_once_whatever_becomes_of_the_incident(world):
    await opened(world)
    await world.alert(key="1", title="again", severity="high")
    await world.passes(minutes=6)
    await world.types("ben", "/rondo escalate INC-1 @dora")
    await world.types("ben", "/rondo assign INC-1 @ben")
    await over(world, 1)
    await world.types("ben", "/rondo reopen INC-1")
    await world.passes(minutes=90)
    await over(world, 1)
    assert [one["person"] for one in await turns(world, 3)] == ["ben", "chi", "ana"]


async def test_what_comes_next_is_what_comes(quick):
    said = [one["person"] for one in await turns(quick, 5)]
    for number in range(1, 6):
        await opened(quick, number)
        await over(quick, number)
    assert [(await called(quick, number))[0] for number in range(1, 6)] == said == ["ana", "ben", "chi", "ana", "ben"]


async def test_looking_ahead_moves_no_turn(quick):
    await turns(quick, 10)
    await opened(quick)
    assert quick.slack.paged == ["ana"]


async def test_fifty_alerts_at_once_differ_by_at_most_one(database_url):
    world = World(database_url, configuration=CALM)
    await world.starts()
    await asyncio.gather(*(world.alert(key=str(number), severity="high") for number in range(50)))
    assert evenly(await firsts(world))
    await world.house.close()


async def test_fifty_alerts_at_once_on_two_replicas_differ_by_at_most_one(postgresql):
    one, two = await replicas(postgresql.fresh())
    alerts = ((one, two)[number % 2].alert(key=str(number), severity="high") for number in range(50))
    await asyncio.gather(*alerts)
    assert evenly(await firsts(one))
    await one.house.close()
    await two.house.close()


async def test_whoever_is_away_is_passed_over_and_owes_nothing_afterwards(changed):
    world = await changed(ANA_AWAY, ALERT)
    for number in (1, 2, 3, 4):
        await opened(world, number)
        await over(world, number)
    await world.passes(days=1)
    await opened(world, 5)
    assert [(await called(world, number))[0] for number in (1, 2, 3, 4, 5)] == ["ben", "chi", "ben", "chi", "ana"]


async def test_the_reason_is_recorded(changed):
    world = await changed(ANA_AWAY)
    await opened(world)
    assert "Ben picked; passed over: Ana (away)" in await world.timeline()


async def test_outside_their_hours_nobody_is_called(changed):
    world = await changed(("[ana, ben, chi]", f"[{BY_DAY}, ben, chi]"))
    await opened(world)
    await world.passes(minutes=9)
    assert world.slack.paged == ["ben", "chi"]


async def test_within_their_hours_they_are(changed):
    world = await changed(("[ana, ben, chi]", f"[{BY_DAY}, ben, chi]"))
    await world.passes(hours=5)
    await opened(world)
    assert world.slack.paged == ["ana"]


async def test_whoever_was_deactivated_is_passed_over_and_the_operators_are_told(quick):
    await quick.slack.deactivate("ana")
    await opened(quick)
    await quick.settles()
    assert quick.slack.paged == ["ben"]
    assert any("Ana was passed over" in m.text for m in quick.slack.messages("rondo-operators"))


async def test_whoever_slack_does_not_know_is_passed_over_and_the_operators_are_told(changed):
    world = await changed(("{slack: U0ANA}", "{slack: ana@elsewhere.example}"))
    await opened(world)
    await world.settles()
    assert world.slack.paged == ["ben"]
    assert any("Ana was passed over" in m.text for m in world.slack.messages("rondo-operators"))


async def test_whoever_has_an_incident_is_spared_and_is_next_in_line_afterwards(changed):
    world = await changed(ALERT)
    await opened(world, 1)
    await world.presses("ana", "acknowledge")
    for number in (2, 3):
        await opened(world, number)
        await over(world, number)
    await opened(world, 4)
    await over(world, 1)
    await opened(world, 5)
    assert [(await called(world, number))[0] for number in (2, 3, 4, 5)] == ["ben", "chi", "ben", "ana"]


async def test_when_everybody_has_one_the_busy_are_called_after_all(changed):
    world = await changed(ALERT)
    for number in (1, 2, 3, 4):
        await opened(world, number)
    assert world.slack.paged == ["ana", "ben", "chi", "ana"]


async def test_with_spare_busy_off_the_ring_is_strict(changed):
    world = await changed(NOT_SPARED)
    await opened(world, 1)
    await world.presses("ana", "acknowledge")
    for number in (2, 3, 4):
        await opened(world, number)
        await over(world, number)
    assert world.slack.paged == ["ana", "ben", "chi", "ana"]


async def test_a_walk_passes_over_hard_reasons_alone(quick):
    await opened(quick, 1)
    await quick.presses("ana", "acknowledge")
    await opened(quick, 2)
    await quick.passes(minutes=10)
    assert await called(quick, 2) == ["ben", "chi", "ana"]


@pytest.mark.parametrize("variation", ["alert", "cycle"])
async def test_not_me_calls_the_next_of_the_level_at_once_with_the_full_timeout(changed, variation):
    world = await changed(("round_robin: cycle", f"round_robin: {variation}"))
    await opened(world)
    await world.passes(minutes=3)
    await world.presses("ana", "not_me")
    assert world.slack.paged == ["ana", "ben"]
    assert (await world.incident())["escalate_at"] == "2026-11-23T03:20:00Z"


async def test_not_me_owes_the_turn_and_is_first_in_line_after_twelve_hours(changed):
    world = await changed(ALERT)
    await opened(world, 1)
    await world.presses("ana", "not_me")
    await over(world, 1)
    await opened(world, 2)
    await over(world, 2)
    await world.passes(hours=12)
    await opened(world, 3)
    assert [(await called(world, number))[0] for number in (2, 3)] == ["chi", "ana"]


async def test_when_everybody_says_not_me_the_next_level_is_called_at_once(quick):
    await opened(quick)
    for person in ("ana", "ben", "chi"):
        await quick.presses(person, "not_me")
    assert quick.slack.paged == ["ana", "ben", "chi", "dora"]


async def test_not_me_of_one_of_several_leaves_the_others_waiting(changed):
    world = await changed(OFF)
    await opened(world)
    await world.presses("ana", "not_me")
    assert sorted(world.slack.paged) == ["ana", "ben", "chi"]


async def test_a_level_with_nobody_left_is_skipped_at_once_and_the_timeline_says_so(changed):
    world = await changed(*ALL_AWAY)
    await opened(world)
    assert world.slack.paged == ["dora"]
    assert any(text.startswith("level 1 of checkout-oncall skipped") for text in await world.timeline())


async def test_a_schedule_as_a_target_is_whoever_is_on_call(changed):
    world = await changed(("[ana, ben, chi]", "[{schedule: security}]"))
    await opened(world, 1)
    await over(world, 1)
    await world.passes(days=7)
    await opened(world, 2)
    assert [(await called(world, number))[0] for number in (1, 2)] == ["tam", "sol"]


async def test_a_schedule_and_a_person_take_turns(changed):
    world = await changed(("[ana, ben, chi]", "[{schedule: security}, ana]"), ALERT)
    for number in (1, 2, 3):
        await opened(world, number)
        await over(world, number)
    assert world.slack.paged == ["tam", "ana", "tam"]


async def test_a_channel_as_a_target_is_asked_there_and_whoever_acknowledges_has_it(changed):
    world = await changed(("[ana, ben, chi]", '[{channel: "#web-team"}]'))
    await opened(world)
    assert world.slack.paged == ["#web-team"]
    await world.slack.act("ben").join("web-team")
    await world.slack.act("ben").press(world.slack.pages[0].message, "acknowledge")
    await confirm(world, "ben")
    assert (await world.incident())["acknowledged_by"] == "ben"


async def test_why_tells_of_candidates_counts_and_who_was_passed_over(changed):
    world = await changed(ANA_AWAY)
    await opened(world)
    await world.types("ben", "/rondo why INC-1")
    said = words(world.slack.ephemeral("ben")[-1])
    assert "Ana" in said
    assert "away" in said
    assert "Ben" in said


async def test_the_page_says_why_it_is_you(quick):
    for number in (1, 2, 3):
        await opened(quick, number)
        await over(quick, number)
    await opened(quick, 4)
    assert "Your turn: 2 of the last 4 on checkout-oncall" in words(quick.page_of("ana", 4))


async def opened(world, number=1):
    await world.alert(key=str(number), severity="high")


async def over(world, number):
    await world.post(f"/api/v1/incidents/INC-{number}/resolve", {"as": "dora"})


async def called(world, number):
    """Who was called on the response ladder, in order; those of one step by name."""
    pages = (await world.incident(number))["pages"]
    return [page["person"] for page in pages if page["ladder"] == "response"]


async def turns(world, count):
    return (await world.get(f"/api/v1/policies/checkout-oncall/next?count={count}"))["levels"][0]["next"]


async def firsts(world):
    listed = (await world.get("/api/v1/incidents?limit=100"))["incidents"]
    return Counter(one["pages"][0]["person"] for one in listed)


def evenly(counts):
    return sum(counts.values()) == 50 and max(counts.values()) - min(counts.values()) <= 1 and len(counts) == 3


async def replicas(url):
    """Two of one installation: the same database, the same Slack."""
    one, two = World(url, configuration=CALM), World(url, configuration=CALM)
    await two.dies()
    two.slack, two.clock = one.slack, one.clock
    await two.starts_again()
    two.site = two.house.web
    return one, two


async def confirm(world, person):
    asked = world.slack.ephemeral(person)
    if asked and asked[-1].blocks:
        await world.presses(person, "acknowledge_confirmed", on=asked[-1])
    await world.settles()


async def test_where_everybody_is_called_whoever_can_not_be_is_told_of_and_recorded(changed):
    world = await changed(("round_robin: cycle", "round_robin: off"))
    await world.house.store.directory.remember({"chi": Member(slack_id="U0CHI", deactivated=True)})
    await world.alert(severity="high")
    await world.settles()
    assert world.slack.paged == ["ana", "ben"]
    assert "everybody picked; passed over: Chi (not in Slack)" in await world.timeline()
    assert "Chi: passed over, not in Slack" in await world.asks("ana", "/rondo INC-1 why")
    assert "Chi was passed over" in str([message.text for message in world.slack.messages("rondo-operators")])
