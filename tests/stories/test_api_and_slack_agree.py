"""What the API shows of an incident is what happened in Slack, field by field, from its first page to its end."""

import pytest

from bot.sandbox import Failing
from tests.world import act

FIELDS = {
    *("id", "title", "status", "severity", "service", "source", "key", "private", "labels", "links", "alerts"),
    *("policy", "level", "round", "escalate_at", "primary", "responders", "acknowledged_by", "acknowledged_via"),
    *("security", "channel", "pages", "opened_at", "first_paged_at", "acknowledged_at", "resolved_at"),
}


async def opened(world, **more):
    labels = {"service": "checkout", "team": "shop"}
    links = [{"title": "Graph", "url": "https://example.com/graph"}]
    await world.alert("checkout", labels=labels, links=links, key="k1", **more)
    await world.settles()
    return await world.incident()


async def test_it_has_every_field_of_the_contract(world):
    assert set(await opened(world)) >= FIELDS


async def test_what_it_is_about(world):
    incident = await opened(world)
    assert incident["id"] == "INC-1"
    assert (incident["title"], incident["severity"]) == ("Checkout error rate above 5 %", "critical")
    assert (incident["service"], incident["source"], incident["private"]) == ("checkout", "generic", False)
    assert incident["labels"]["team"] == "shop"
    assert {"title": "Runbook", "url": "https://example.com/runbook"} in incident["links"]
    assert {"title": "Graph", "url": "https://example.com/graph"} in incident["links"]


async def test_open_nobody_has_it_and_the_ladder_says_when_it_goes_on(world):
    incident = await opened(world)
    assert (incident["status"], incident["acknowledged_by"], incident["acknowledged_via"]) == ("open", None, None)
    assert (incident["policy"], incident["level"], incident["round"]) == ("checkout-oncall", 1, 1)
    assert (incident["primary"], incident["responders"]) == ("ana", [])
    assert incident["escalate_at"] == "2026-11-23T03:17:00Z"
    assert (incident["opened_at"], incident["resolved_at"]) == ("2026-11-23T03:12:00Z", None)


async def test_its_channel_is_slacks(world):
    incident = await opened(world)
    channel = world.slack.channel("inc-1")
    assert incident["channel"] == {"id": channel.id, "name": channel.name}
    assert channel.name == "inc-1-checkout-error-rate"


async def test_its_pages_are_slacks(world):
    pages = (await opened(world))["pages"]
    assert [one["person"] for one in pages] == world.slack.paged == ["ana", "sol"]
    at = "2026-11-23T03:12:00Z"
    assert pages[0] == {
        "person": "ana",
        "ladder": "response",
        "level": 1,
        "round": 1,
        "route": "slack",
        "at": at,
        "delivered_at": at,
        "outcome": "delivered",
    }
    assert pages[1]["ladder"] == "security"


async def test_its_first_page_is_the_first_that_was_delivered(quick):
    incident = await opened(quick)
    assert incident["first_paged_at"] == min(one["delivered_at"] for one in incident["pages"])


async def test_security_is_paged_then_here(world):
    incident = await opened(world)
    at = "2026-11-23T03:12:00Z"
    assert incident["security"] == {
        "person": "sol",
        "status": "paged",
        "invited_at": at,
        "here_at": None,
        "level": 1,
        "escalate_at": "2026-11-23T03:22:00Z",
        "review": "owed",
        "reviewed_by": None,
        "review_due": "2026-11-24T16:00:00Z",
    }
    await world.presses("sol", "security_here")
    security = (await world.incident())["security"]
    assert (security["status"], security["here_at"], security["escalate_at"]) == ("here", at, None)


async def test_security_is_null_when_nobody_is_brought_in(quick):
    assert (await opened(quick, severity="low"))["security"] is None


async def test_escalated_the_next_is_primary(world):
    await opened(world)
    await world.passes(minutes=5)
    incident = await world.incident()
    assert (incident["primary"], incident["level"], incident["round"]) == ("ben", 1, 1)
    assert incident["escalate_at"] == "2026-11-23T03:22:00Z"
    await world.passes(minutes=10)
    assert ((await world.incident())["primary"], (await world.incident())["level"]) == ("dora", 2)


async def test_the_second_round_is_counted(changed):
    world = await changed(("policies:\n  checkout-oncall:\n", "policies:\n  checkout-oncall:\n    repeat: 1\n"))
    await world.alert("checkout", severity="high")
    await world.passes(minutes=25)
    incident = await world.incident()
    assert (incident["level"], incident["round"], incident["primary"]) == (1, 2, "ana")
    assert incident["pages"][-1]["round"] == 2


@pytest.mark.parametrize("via", ["slack", "token"])
async def test_acknowledged_whoever_gave_it_is_primary(world, via):
    await opened(world)
    await world.passes(minutes=5)
    if via == "slack":
        await world.presses("ana", "acknowledge")
    else:
        await act(world, "acknowledge", **{"as": "ana"})
    incident = await world.incident()
    assert (incident["status"], incident["primary"], incident["responders"]) == ("acknowledged", "ana", ["ana"])
    assert (incident["acknowledged_by"], incident["acknowledged_via"]) == ("ana", via)
    assert (incident["acknowledged_at"], incident["escalate_at"]) == ("2026-11-23T03:17:00Z", None)


async def test_alerts_are_counted_as_they_come(world):
    await opened(world)
    await opened(world)
    group = {"key": "k1", "labels": {"service": "checkout"}}
    await world.resolved("checkout", **group)
    assert (await world.incident())["alerts"] == {"firing": 0, "resolved": 1, "deliveries": 3}


async def test_resolved_it_says_when_and_keeps_who_had_it(world):
    await opened(world)
    await world.presses("ana", "acknowledge")
    await world.passes(minutes=10)
    await act(world, "resolve")
    incident = await world.incident()
    assert (incident["status"], incident["resolved_at"]) == ("resolved", "2026-11-23T03:22:00Z")
    assert (incident["acknowledged_by"], incident["acknowledged_at"]) == ("ana", "2026-11-23T03:12:00Z")


async def test_a_page_that_failed_says_so(world):
    refuse = {"code": "user_not_found", "channel": "D0ANA", "times": None}
    world.fails(Failing.ERROR, "chat.postMessage", **refuse)
    world.fails(Failing.ERROR, "conversations.open", code="user_not_found", times=None)
    incident = await opened(world, severity="high")
    await world.passes(minutes=1)
    incident = await world.incident()
    assert incident["pages"][0]["outcome"] == "failed"
    assert incident["pages"][1]["person"] == "ben"


async def test_the_list_shows_the_same_as_each_one(world):
    await opened(world)
    await world.alert("search", title="Search is slow")
    await world.settles()
    listed = (await world.get("/api/v1/incidents"))["incidents"]
    assert listed == [await world.incident(2), await world.incident(1)]


@pytest.mark.parametrize(
    ("status", "ids"),
    [
        ("open", ["INC-3"]),
        ("acknowledged", ["INC-2"]),
        ("resolved", ["INC-1"]),
        ("open,acknowledged", ["INC-3", "INC-2"]),
        ("all", ["INC-3", "INC-2", "INC-1"]),
    ],
)
async def test_the_list_is_asked_for_by_status(quick, status, ids):
    for title in ("One", "Two", "Three"):
        await quick.alert("checkout", title=title)
    await act(quick, "resolve", 1)
    await act(quick, "acknowledge", 2)
    listed = (await quick.get(f"/api/v1/incidents?status={status}"))["incidents"]
    assert [one["id"] for one in listed] == ids


async def test_the_list_comes_in_pages(quick):
    for title in ("One", "Two", "Three"):
        await quick.alert("checkout", title=title)
    first = await quick.get("/api/v1/incidents?limit=2")
    rest = await quick.get(f"/api/v1/incidents?limit=2&cursor={first['next']}")
    assert [one["id"] for one in first["incidents"] + rest["incidents"]] == ["INC-3", "INC-2", "INC-1"]
    assert rest["next"] is None


async def test_the_timeline_has_number_time_kind_who_and_words(world):
    await opened(world)
    answer = await world.get("/api/v1/incidents/INC-1/timeline")
    assert set(answer["entries"][0]) == {"number", "at", "kind", "by", "via", "text"}
    assert (answer["entries"][0]["kind"], answer["entries"][0]["by"]) == ("opened", "rondo")
    assert answer["next"] is None


async def test_without_a_token_there_is_no_api(quick):
    answer = await quick._ask("GET", "/api/v1/incidents", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401
