"""A low alert is a line, not a waking; a click makes it an incident."""

from tests.world import words

SILENT = ('announce: "#incidents"\n', "")


async def test_a_low_alert_is_numbered_like_any_other_and_wakes_nobody(world):
    result = await world.alert(severity="low")
    await world.passes(hours=12)
    shown = await world.incident()
    assert (result["disposition"], result["incident"]) == ("opened", "INC-1")
    assert (shown["channel"], shown["pages"], shown["security"], shown["escalate_at"]) == (None, [], None, None)
    assert world.slack.paged == []
    assert [c.name for c in world.slack.channels if c.name.startswith("inc-")] == []


async def test_its_line_stands_under_announce_with_a_button(quick):
    await quick.alert(severity="low", title="Certificate expires in 20 days")
    await quick.settles()
    assert "Certificate expires in 20 days" in words(line(quick))
    assert buttons(line(quick)) == ["make_incident"]


async def test_the_record_says_why_security_is_not_there(quick):
    await quick.alert(severity="low")
    assert "security is not brought in: not at severity low" in await quick.timeline()


async def test_whoever_presses_has_it_and_its_channel(world):
    await world.alert(severity="low")
    await world.settles()
    await world.presses("ben", "make_incident", on=line(world))
    shown = await world.incident()
    assert (shown["status"], shown["acknowledged_by"], shown["primary"]) == ("acknowledged", "ben", "ben")
    assert world.slack.members(world.channel()) == ["rondo", "ben"]
    assert world.slack.paged == []


async def test_the_line_is_edited_in_place_and_loses_its_button(quick):
    await quick.alert(severity="low")
    await quick.settles()
    await quick.presses("ben", "make_incident", on=line(quick))
    assert len(quick.slack.messages("incidents")) == 1
    assert "Ben has it" in words(line(quick))
    assert buttons(line(quick)) == []
    assert f"<#{quick.channel()}>" in words(line(quick))


async def test_a_second_press_makes_no_second_channel_and_says_who_did_it(quick):
    await quick.alert(severity="low")
    await quick.settles()
    before = line(quick)
    await quick.presses("ben", "make_incident", on=before)
    await quick.presses("ana", "make_incident", on=before)
    assert (await quick.incident())["acknowledged_by"] == "ben"
    assert len([c for c in quick.slack.channels if c.name.startswith("inc-1")]) == 1
    assert "Ben" in quick.slack.ephemeral("ana")[-1].text


async def test_without_announce_it_is_seen_by_the_api_alone(changed):
    world = await changed(SILENT)
    await world.alert(severity="low")
    await world.settles()
    assert [one["id"] for one in (await world.get("/api/v1/incidents"))["incidents"]] == ["INC-1"]
    assert not [call for call in world.slack.calls if call.method == "chat.postMessage"]


async def test_it_is_taken_without_a_channel_by_acknowledging(quick):
    await quick.alert(severity="low")
    await quick.types("ben", "/ack INC-1")
    assert (await quick.incident())["acknowledged_by"] == "ben"
    assert (await quick.incident())["channel"] is None


async def test_its_recovery_ends_it_and_its_line_says_so(quick):
    await quick.alert(severity="low", key="k")
    await quick.resolved(key="k")
    await quick.settles()
    assert (await quick.incident())["status"] == "resolved"
    assert "*Resolved*" in words(line(quick))
    assert buttons(line(quick)) == []


async def test_more_alerts_of_it_join_and_wake_nobody(quick):
    await quick.group(("A", "firing", "low"), ("B", "firing", "info"))
    assert (await quick.incident())["alerts"]["firing"] == 2
    assert quick.slack.paged == []


async def test_calling_somebody_for_it_by_hand_pages_them(quick):
    await quick.alert(severity="low")
    await quick.types("ana", "/rondo escalate INC-1 @ben")
    assert quick.slack.paged == ["ben"]


def line(world):
    (found,) = world.slack.messages("incidents")
    return found


def buttons(message):
    found = [element for block in message.blocks for element in block.get("elements", ()) if "action_id" in element]
    return [element["action_id"] for element in found if "url" not in element]
