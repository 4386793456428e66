"""A storm: beyond a number of incidents alerts share one, and nobody's phone rings more than a few times."""

from collections import Counter
from datetime import timedelta
from random import Random  # noqa: TID251  (seeded by the run's own seed)

import pytest

from bot.sandbox import Failing
from tests.world import act, buttons, words

STORM = ("services:\n", "storm: {threshold: 4, window: 1m, max_pages: 3}\n\nservices:\n")
ALONE = ("targets: [ana, ben, chi]\n        round_robin: cycle", "targets: [ana]\n        round_robin: off")


async def storm(world, number, **more):
    """So many different alerts of checkout, at once; what became of each."""
    severity = more.pop("severity", "high")
    return [
        await world.alert(key=f"k{one}", title=f"Pod {one} is gone", severity=severity, **more) for one in range(number)
    ]


def rang(world, person):
    """When messages that page somebody were posted."""
    place = world.slack.direct(person).id
    posts = [call for call in world.slack.calls if call.method == "chat.postMessage" and call.answer and call.answer.ok]
    return [call.at for call in posts if call.arguments.get("channel") == place and '"page"' in str(call)]


def most_within(instants, span=timedelta(seconds=30)):
    return max((sum(at <= other < at + span for other in instants) for at in instants), default=0)


async def test_alerts_beyond_the_threshold_join_one_umbrella_that_lists_them(changed):
    world = await changed(STORM)
    results = await storm(world, 7)
    await world.passes(minutes=0.5)
    assert [one["disposition"] for one in results] == ["opened"] * 4 + ["joined"] * 3
    assert [one.get("reason") for one in results] == [None] * 4 + ["storm"] * 3
    assert {one["incident"] for one in results[4:]} == {"INC-5"}
    card = words(world.card(5))
    assert all(f"Pod {number} is gone" in card for number in (4, 5, 6))
    assert "3 alerts firing" in card


async def test_an_alert_of_an_umbrella_is_repeated_and_resolved_in_it_and_it_ends_with_the_last(changed):
    world = await changed(STORM)
    await storm(world, 6)
    assert (await world.alert(key="k5", title="Pod 5 is gone"))["disposition"] == "repeated"
    assert (await world.resolved(key="k4", title="Pod 4 is gone"))["disposition"] == "resolved"
    assert (await world.resolved(key="k5", title="Pod 5 is gone"))["incident"] == "INC-5"
    assert (await world.incident(5))["status"] == "resolved"


async def test_once_the_storm_is_over_an_alert_opens_an_incident_of_its_own(changed):
    world = await changed(STORM)
    await storm(world, 6)
    await world.passes(minutes=0.9)
    assert (await world.alert(key="late", title="Late"))["incident"] == "INC-5"
    await world.passes(minutes=1.1)
    assert (await world.alert(key="calm", title="Calm"))["disposition"] == "opened"


async def test_services_have_storms_of_their_own_and_off_switches_them_off(changed):
    world = await changed(STORM, ('runbook: "https://example.com/runbook"}', "storm: off}"))
    assert {one["disposition"] for one in await storm(world, 8)} == {"opened"}
    others = [await world.alert("other", key=f"o{one}", title=f"Other {one}", severity="high") for one in range(6)]
    assert [one["disposition"] for one in others] == ["opened"] * 4 + ["joined"] * 2


async def test_nobody_is_rung_more_than_three_times_in_half_a_minute_and_everybody_is_told_of_everything(changed):
    world = await changed(STORM, ALONE)
    await storm(world, 9)
    await world.passes(minutes=0.5)
    assert len(rang(world, "ana")) == 3
    digest = words(world.slack.dm("ana")[-1])
    assert all(f"INC-{number}" in digest for number in (3, 4, 5))
    assert {"kind": "page", "incident": "INC-5"}.items() <= world.slack.dm("ana")[-1].payload.items()
    incidents = [await world.incident(number) for number in range(1, 6)]
    assert {page["outcome"] for one in incidents for page in one["pages"]} == {"delivered"}


async def test_the_limit_holds_while_ladders_go_on(changed):
    world = await changed(STORM, ALONE, ("timeout: 5m", "timeout: 10s"), ("timeout: 10m", "timeout: 7s"))
    await storm(world, 4)
    await world.passes(minutes=3)
    assert most_within(rang(world, "ana")) <= 3
    assert most_within(rang(world, "dora")) <= 3


async def test_the_limit_holds_for_what_piled_up_while_slack_was_away(changed):
    world = await changed(STORM, ALONE)
    away = world.fails(Failing.AWAY, times=None)
    for number in range(4):
        await world.alert(key=f"k{number}", title=f"Pod {number}", severity="high")
        await world.passes(minutes=1)
    world.slack.faults.remove(away)
    await world.passes(minutes=1)
    assert world.slack.paged.count("ana") == 3
    assert any("2 incidents need you" in words(page) for page in world.slack.dm("ana"))


async def test_a_digest_is_taken_as_a_whole_or_one_by_one(changed):
    world = await changed(STORM, ALONE)
    await storm(world, 4)
    await world.settles()
    digest = world.slack.dm("ana")[-1]
    assert buttons(digest) == ["acknowledge_all", "more"]
    await world.presses("ana", "more", on=digest, value="acknowledge:INC-4")
    assert (await world.incident(4))["acknowledged_by"] == "ana"
    await world.presses("ana", "acknowledge", on=world.slack.dm("ana")[-1])
    assert [(await world.incident(number))["status"] for number in (1, 2, 3, 4)] == [
        "open",
        "open",
        *["acknowledged"] * 2,
    ]


async def test_all_of_a_digest_is_taken_with_one_click(changed):
    world = await changed(STORM, ALONE)
    await storm(world, 4)
    await world.settles()
    await world.presses("ana", "acknowledge_all", on=world.slack.dm("ana")[-1])
    assert [(await world.incident(number))["status"] for number in (3, 4)] == ["acknowledged", "acknowledged"]
    assert "You have INC-3. You have INC-4." in world.told("ana")
    assert "acknowledge_all" not in buttons(world.slack.dm("ana")[-1])


async def test_what_is_taken_or_over_leaves_the_digest(changed):
    world = await changed(STORM, ALONE)
    await storm(world, 4)
    await world.settles()
    await world.presses("dora", "acknowledge", on=world.card(4))
    digest = words(world.slack.dm("ana")[-1])
    assert "Please take INC-3" in digest
    assert "INC-4" not in digest


async def test_security_is_paged_once_for_an_umbrella(changed):
    world = await changed(STORM)
    await storm(world, 9, severity="critical")
    await world.passes(minutes=0.5)
    umbrella = await world.incident(5)
    assert Counter(page["ladder"] for page in umbrella["pages"])["security"] == 1
    assert len(rang(world, "sol")) == 3


@pytest.mark.parametrize("refused", ["user_disabled", "messages_tab_disabled"])
async def test_when_a_digest_is_refused_for_good_everybody_elses_turn_comes_for_all_of_it(changed, refused):
    world = await changed(STORM, ALONE)
    world.fails(Failing.ERROR, "chat.postMessage", code=refused, channel=world.slack.direct("ana").id, times=None)
    await storm(world, 4)
    await world.passes(minutes=0.5)
    assert [(await world.incident(number))["primary"] for number in (1, 2, 3, 4)] == ["dora"] * 4


async def test_an_umbrella_that_somebody_resolved_is_opened_again_by_the_storm(changed):
    world = await changed(STORM)
    await storm(world, 6)
    await world.post("/api/v1/incidents/INC-5/resolve", {"as": "ana"})
    again = await world.alert(key="more", title="More", severity="high")
    assert (again["disposition"], again["incident"]) == ("reopened", "INC-5")


async def test_titles_in_umbrellas_and_digests_are_text(changed):
    world = await changed(STORM, ALONE)
    for number in range(6):
        title = f"<!channel> *{number}* <https://evil.example|Runbook> & more"
        await world.alert(key=f"k{number}", title=title, severity="high")
    await world.passes(minutes=0.5)
    shown = "\n".join([words(world.card(5)), *(words(one) for one in world.slack.dm("ana"))])
    assert "<!channel" not in shown
    assert "<https://evil" not in shown


@pytest.mark.parametrize("time", range(4))
async def test_whatever_happens_in_a_storm_the_limit_holds_and_everybody_is_told(changed, request, time):
    chance = Random(f"{request.config.getoption('--hypothesis-seed')}/{time}")
    world = await changed(STORM, ("timeout: 5m", "timeout: 20s"), ("timeout: 10m", "timeout: 15s"))
    for number in range(chance.randint(12, 25)):
        severity = chance.choice(["critical", "high", "medium"])
        await world.alert(key=f"k{number}", title=f"Pod {number}", severity=severity)
        await any_of(chance, world)
        await world.passes(minutes=chance.choice([0, 0, 0, 0.05, 0.3]))
    world.slack.faults.clear()
    await world.passes(minutes=3)
    people = ("ana", "ben", "chi", "dora", "sol", "tam")
    assert {who: most_within(rang(world, who)) for who in people if most_within(rang(world, who)) > 3} == {}
    incidents = (await world.get("/api/v1/incidents?status=open&limit=200"))["incidents"]
    pages = [(one["id"], page["person"], page["outcome"]) for one in incidents for page in one["pages"]]
    assert [page for page in pages if page[2] == "pending"] == []


async def any_of(chance, world):
    """Something that people or Slack do now and then."""
    newest = (await world.get("/api/v1/incidents?status=all&limit=50"))["incidents"]
    one = chance.choice(newest)["id"]
    verb = chance.choice(["acknowledge", "escalate", "resolve", "reopen", "", "", ""])
    if verb:
        await world.post(f"/api/v1/incidents/{one}/{verb}", {"as": chance.choice(["ana", "ben", "dora"])})
    if chance.random() < 0.1:
        world.fails(Failing.RATE_LIMITED, "chat.postMessage", retry_after=str(chance.randint(1, 40)))
    if chance.random() < 0.1:
        world.fails(Failing.RATE_LIMITED, "chat.update", retry_after=str(chance.randint(1, 40)))


async def test_what_fires_again_soon_after_its_umbrella_was_resolved_reopens_that(changed):
    world = await changed(STORM)
    await storm(world, 7)
    await world.passes(minutes=1.5)
    await act(world, "resolve", 5)
    await world.passes(minutes=1)
    again = [await world.alert(key=f"k{one}", title=f"Pod {one} is gone") for one in (4, 5, 6)]
    assert {one["incident"] for one in again} == {"INC-5"}
    assert again[0]["disposition"] == "reopened"


async def test_after_an_outage_that_is_over_somebody_is_paged_by_a_message_of_their_own(changed):
    """More pages than are looked at were owed; once they arrived none of them takes up what is new."""
    soon = ("timeout: 5m", "timeout: 1s"), ("        timeout: 10m\n  sec", "        timeout: 1s\n    repeat: 25\n  sec")
    world = await changed(ALONE, *soon)
    away = world.fails(Failing.AWAY, times=None)
    await world.alert(key="k0", title="Pod 0", severity="high")
    await world.passes(minutes=0.9)
    world.slack.faults.remove(away)
    await world.passes(minutes=1)
    await act(world, "resolve", 1)
    await world.passes(minutes=10)
    before = len(rang(world, "ana"))
    await world.alert(key="new", title="New", severity="high")
    await world.settles()
    assert len(rang(world, "ana")) == before + 1
    assert "INC-2" in words(world.slack.dm("ana")[-1])
