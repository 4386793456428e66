"""What a severity does: now, in working hours, or nothing; with a channel or without; with security or without."""

from datetime import UTC, datetime

import pytest

from tests.world import act, words

SATURDAY = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TOKYO_ALONE = ("[ana, ben, chi]", "[chi]"), ("{slack: U0CHI}", "{slack: U0CHI, timezone: Asia/Tokyo}")


@pytest.mark.parametrize(
    ("severity", "paged", "channel"),
    [("critical", ["ana", "sol"], True), ("high", ["ana"], True), ("medium", [], True), ("low", [], False)],
)
async def test_what_each_severity_does_at_night(world, severity, paged, channel):
    await world.alert(severity=severity)
    await world.settles()
    assert sorted(world.slack.paged) == paged
    assert ((await world.incident())["channel"] is not None) is channel


async def test_medium_waits_for_nine_in_the_morning_of_whoever_is_paged_then_the_ladder_runs(world):
    await world.alert(severity="medium")
    await world.passes(hours=4.79)
    assert world.slack.paged == []
    await world.passes(hours=0.02)
    assert (world.slack.paged, world.clock.at.hour) == (["ana"], 8)
    await world.passes(minutes=5)
    assert world.slack.paged == ["ana", "ben"]


async def test_the_waiting_is_told_on_the_card_and_by_the_api(quick):
    await quick.alert(severity="medium")
    await quick.settles()
    shown = await quick.incident()
    assert (shown["status"], shown["primary"], shown["escalate_at"]) == ("open", None, "2026-11-23T08:00:00Z")
    assert any("in working hours" in line for line in quick.said())


async def test_in_working_hours_medium_pages_at_once(changed):
    world = await changed(at=MONDAY_NOON)
    await world.alert(severity="medium")
    assert world.slack.paged == ["ana"]


@pytest.mark.parametrize("at", [SATURDAY, FRIDAY_EVENING])
async def test_over_the_weekend_medium_waits_until_monday(changed, at):
    world = await changed(at=at)
    await world.alert(severity="medium")
    await world.passes(days=4)
    assert world.slack.pages[0].message.at == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


async def test_the_hours_are_those_of_that_persons_zone(changed):
    world = await changed(*TOKYO_ALONE)
    await world.alert(severity="medium")
    assert world.slack.paged == ["chi"]


async def test_the_hours_begin_and_end_to_the_minute(changed):
    for clock, paged in (
        (datetime(2026, 11, 23, 16, 59, tzinfo=UTC), 1),
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), 0),
    ):
        world = await changed(at=clock)
        await world.alert(severity="medium")
        assert len(world.slack.paged) == paged


async def test_raised_while_held_it_pages_at_once(quick):
    await quick.group(("A", "firing", "medium"))
    await quick.group(("B", "firing", "high"))
    assert quick.slack.paged == ["ana"]
    await quick.passes(hours=12)
    assert quick.slack.paged[:3] == ["ana", "ben", "chi"]


async def test_taken_while_held_it_pages_nobody(quick):
    await quick.alert(severity="medium")
    await quick.settles()
    await quick.presses("ana", "acknowledge", on=quick.card())
    await quick.passes(hours=12)
    assert "ana" not in quick.slack.paged[1:]
    assert (await quick.incident())["acknowledged_by"] == "ana"


async def test_resolved_while_held_it_pages_nobody(quick):
    await quick.alert(severity="medium", key="k")
    await quick.resolved(key="k")
    await quick.passes(hours=12)
    assert quick.slack.paged == []


async def test_escalated_by_hand_while_held_it_pages_at_once(quick):
    await quick.alert(severity="medium")
    await quick.settles()
    await quick.types("ben", "/rondo escalate INC-1")
    assert quick.slack.paged == ["ana"]


async def test_urgency_of_the_file_is_laid_over_the_defaults(changed):
    world = await changed(("services:\n", "urgency:\n  medium: {page: now}\n\nservices:\n"))
    await world.alert(severity="medium")
    await world.settles()
    assert world.slack.paged == ["ana"]
    assert "sol" in world.slack.members(world.channel())


async def test_a_service_says_otherwise_for_itself_alone(changed):
    loud = "{policy: checkout-oncall, urgency: {low: {page: now, channel: own}}"
    world = await changed(("checkout: {policy: checkout-oncall", f"checkout: {loud}"))
    await world.alert("payments", severity="low")
    assert world.slack.paged == []
    await world.alert("checkout", severity="low")
    assert world.slack.paged == ["ana"]


async def test_security_is_invited_by_a_direct_message_where_there_is_no_channel_until_there_is_one(changed):
    world = await changed(("services:\n", "urgency:\n  high: {channel: none, security: invite}\n\nservices:\n"))
    await world.alert(severity="high")
    await world.settles()
    assert ["security's eyes on INC-1" in words(message) for message in world.slack.dm("sol")] == [True]
    await world.types("ana", "/rondo severity INC-1 critical")
    assert any("security's eyes on INC-1" in line for line in world.said())


async def test_reopened_on_a_saturday_it_waits_for_monday_again(changed):
    world = await changed(at=MONDAY_NOON)
    await world.alert(severity="medium")
    await world.settles()
    await world.presses("ana", "acknowledge")
    await act(world, "resolve")
    await world.passes(days=5)
    await act(world, "reopen")
    await world.settles()
    assert (world.slack.paged, (await world.incident())["status"]) == (["ana"], "open")
    await world.passes(hours=44)  # Monday, 08:00 UTC is 09:00 in Berlin
    assert world.slack.paged == ["ana", "ana"]


async def test_page_none_with_a_channel_pages_nobody_ever(changed):
    world = await changed(("services:\n", "urgency:\n  high: {page: none}\n\nservices:\n"))
    await world.alert(severity="high")
    await world.passes(hours=24)
    assert world.slack.paged == []
    assert world.channel()


async def test_without_a_route_the_last_resort_is_paged_and_the_operators_are_told(changed):
    world = await changed(("  default: {policy: checkout-oncall}\n", ""))
    await world.alert("unheard-of", severity="high")
    await world.settles()
    assert world.slack.paged == ["dora", "#ops"]
    assert any("no route" in m.text for m in world.slack.messages("rondo-operators"))
