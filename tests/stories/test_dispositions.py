"""What becomes of an alert: the table of contract §3, row by row."""

import asyncio
from datetime import timedelta


async def test_the_first_of_a_body_opens_and_the_rest_join(quick):
    assert await quick.group(("A", "firing"), ("B", "firing"), ("C", "firing")) == ["opened", "joined", "joined"]
    assert (await quick.incident())["alerts"] == {"firing": 3, "resolved": 0, "deliveries": 3}


async def test_an_alert_that_fires_already_is_repeated_and_pages_nobody(world):
    await opened(world)
    paged = list(world.slack.paged)
    assert await world.group(("A", "firing", "critical")) == ["repeated"]
    assert world.slack.paged == paged


async def test_an_unknown_alert_of_the_group_joins_and_pages_nobody(world):
    await opened(world)
    paged = list(world.slack.paged)
    assert await world.group(("B", "firing", "critical")) == ["joined"]
    assert world.slack.paged == paged
    assert any("1 more alert" in line for line in world.said())


async def test_an_alert_that_was_resolved_in_it_and_fires_again_joins(quick):
    await quick.group(("A", "firing"), ("B", "firing"))
    await quick.group(("A", "resolved"))
    assert await quick.group(("A", "firing")) == ["joined"]
    assert (await quick.incident())["alerts"] == {"firing": 2, "resolved": 0, "deliveries": 4}


async def test_a_resolved_alert_of_an_open_incident_is_resolved(quick):
    await quick.group(("A", "firing"), ("B", "firing"))
    assert await quick.group(("A", "resolved")) == ["resolved"]
    assert (await quick.incident())["status"] == "open"


async def test_resolving_twice_is_repeated(quick):
    await quick.group(("A", "firing"), ("B", "firing"))
    assert await quick.group(("A", "resolved"), ("A", "resolved")) == ["resolved", "repeated"]
    assert (await quick.incident())["alerts"] == {"firing": 1, "resolved": 1, "deliveries": 4}


async def test_resolving_an_alert_that_never_fired_in_an_open_incident_is_ignored_with_the_reason(quick):
    await quick.group(("A", "firing"))
    answer = await quick.post("/alerts/alertmanager", body(("Z", "resolved")))
    assert answer.json()["results"][0] | {"key": ""} == {
        "key": "",
        "disposition": "ignored",
        "incident": "INC-1",
        "reason": "never fired in this incident",
    }


async def test_resolving_when_nothing_is_open_is_ignored(quick):
    result = await quick.resolved("checkout")
    assert (result["disposition"], result["reason"], result["incident"]) == ("ignored", "nothing open", None)
    assert (await quick.get("/api/v1/incidents?status=all"))["incidents"] == []


async def test_a_recovery_after_the_end_is_ignored(quick):
    await quick.group(("A", "firing"))
    await quick.group(("A", "resolved"))
    assert await quick.group(("A", "resolved")) == ["ignored"]


async def test_a_body_that_resolves_one_and_fires_another_neither_ends_nor_reopens_the_incident(world):
    await opened(world)
    paged = list(world.slack.paged)
    assert await world.group(("A", "resolved"), ("B", "firing", "critical")) == ["resolved", "joined"]
    texts = await world.timeline()
    assert not [text for text in texts if "resolved by itself" in text or "reopened" in text]
    assert world.slack.paged == paged


async def test_a_body_that_resolves_everything_ends_it_whatever_the_order(quick):
    await quick.group(("A", "firing"), ("B", "firing"))
    assert await quick.group(("B", "resolved"), ("A", "resolved")) == ["resolved", "resolved"]
    assert (await quick.incident())["status"] == "resolved"


async def test_an_alert_that_fires_and_resolves_in_one_body_is_over(quick):
    assert await quick.group(("A", "firing"), ("A", "resolved")) == ["opened", "resolved"]
    assert (await quick.incident())["status"] == "resolved"


async def test_firing_again_within_reopen_within_reopens_the_same_incident_and_channel(world):
    await opened(world)
    channel = world.channel()
    await world.group(("A", "resolved"))
    await world.passes(minutes=9.9)
    assert await world.group(("A", "firing", "critical")) == ["reopened"]
    assert (await world.incident())["status"] == "open"
    assert world.channel() == channel


async def test_firing_again_after_reopen_within_opens_another(quick):
    await opened(quick)
    await quick.group(("A", "resolved"))
    await quick.passes(minutes=10)
    assert await quick.group(("A", "firing")) == ["opened"]
    assert (await quick.incident(2))["status"] == "open"


async def test_with_reopen_within_of_nothing_it_never_reopens(changed):
    world = await changed(("timezone: Europe/Berlin\nann", "timezone: Europe/Berlin\nreopen_within: 0s\nann"))
    await world.group(("A", "firing"), ("A", "resolved"))
    assert await world.group(("A", "firing")) == ["opened"]


async def test_a_reopened_body_joins_the_rest(quick):
    await quick.group(("A", "firing"), ("B", "firing"))
    await quick.group(("A", "resolved"), ("B", "resolved"))
    assert await quick.group(("A", "firing"), ("B", "firing")) == ["reopened", "joined"]


async def test_keys_are_unique_per_source(quick):
    await quick.group(("A", "firing"), key="same")
    assert (await quick.alert(key="same"))["disposition"] == "opened"


async def test_another_group_is_another_incident(quick):
    await quick.group(("A", "firing"), key="one")
    assert await quick.group(("A", "firing"), key="two") == ["opened"]


async def test_without_a_group_key_the_sorted_group_labels_are_the_key_and_without_those_the_common_ones(quick):
    for labels in ({"a": "1", "b": "2"}, {"b": "2", "a": "1"}):
        await quick.post("/alerts/alertmanager", body(("A", "firing")) | {"groupKey": None, "groupLabels": labels})
    common = body(("A", "firing")) | {"groupKey": None, "commonLabels": {"c": "3"}}
    answer = await quick.post("/alerts/alertmanager", common)
    assert answer.json()["results"][0]["incident"] == "INC-2"


async def test_without_a_fingerprint_the_sorted_labels_are_the_alerts_key(quick):
    for labels in ({"a": "1", "b": "2"}, {"b": "2", "a": "1"}):
        alert = {"status": "firing", "labels": labels}
        answer = await quick.post("/alerts/alertmanager", {"version": "4", "groupKey": "g", "alerts": [alert]})
    assert answer.json()["results"][0]["disposition"] == "repeated"


async def test_a_generic_key_falls_back_to_service_and_title(quick):
    await quick.alert("checkout", title="Slow")
    assert (await quick.alert("checkout", title="Slow"))["disposition"] == "repeated"
    assert (await quick.alert("payments", title="Slow"))["disposition"] == "opened"


async def test_results_stand_in_the_order_of_the_body_with_what_was_ignored_in_its_place(quick):
    answer = await quick.post("/alerts/generic", [{"title": "One"}, {"nothing": 1}, {"title": "Two"}])
    results = answer.json()["results"]
    assert [one["disposition"] for one in results] == ["opened", "ignored", "opened"]
    assert "title" in results[1]["reason"]


async def test_deliveries_count_in_every_state(quick):
    await quick.group(("A", "firing"), ("A", "firing"))
    await quick.post("/api/v1/incidents/INC-1/acknowledge", {"as": "ana"})
    await quick.group(("A", "firing"), ("A", "resolved"), ("A", "resolved"))
    assert (await quick.incident())["alerts"]["deliveries"] == 5


async def test_two_identical_alerts_at_once_are_one_incident_one_page_one_channel(world):
    results = await asyncio.gather(*(world.alert("checkout", severity="high") for _ in range(20)))
    await world.settles()
    assert sorted(one["disposition"] for one in results) == ["opened"] + ["repeated"] * 19
    assert world.slack.paged == ["ana"]
    assert [c.name for c in world.slack.channels if c.name.startswith("inc-")] == ["inc-1-checkout-error-rate"]


async def test_nothing_is_suppressed_yet(quick):
    dispositions = {(await quick.alert(title=f"T{number}"))["disposition"] for number in range(5)}
    assert dispositions == {"opened"}


async def test_an_alert_is_answered_only_after_the_commit(quick):
    await quick.alert("checkout")
    await quick.dies()
    await quick.starts_again()
    assert (await quick.incident())["status"] == "open"


async def test_a_flapping_alert_does_not_page_each_time(quick):
    await opened(quick)
    await quick.post("/api/v1/incidents/INC-1/acknowledge", {"as": "ana"})
    for _ in range(5):
        await quick.group(("A", "resolved"))
        quick.clock.at += timedelta(minutes=1)
        await quick.group(("A", "firing", "critical"))
    assert quick.slack.paged == ["ana", "sol"]


async def test_alerts_that_join_together_are_told_in_one_line(quick):
    await opened(quick)
    await quick.group(*((name, "firing", "critical") for name in ("A", "B", "C", "D")))
    told = [line for line in quick.said() if "more alert" in line]
    assert [line.splitlines()[0] for line in told] == [":heavy_plus_sign: *3 more alerts:* B · C · D"]


async def opened(world):
    await world.group(("A", "firing", "critical"))


def body(*alerts):
    items = [{"status": status, "labels": {"alertname": name}, "fingerprint": name} for name, status in alerts]
    return {"version": "4", "groupKey": "{}:{group}", "alerts": items}
