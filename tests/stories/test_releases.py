"""Releases: what runs where, what is known against it, and who is told when somebody goes back to a known hole."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from tests.world import World, words

HOLE = {"as": "tam", "kind": "insecure", "cves": ["CVE-2026-1234"], "severity": "high"}
FLAGS = "/api/v1/releases/checkout/{}/flags"


async def deploys(world: World, version: str, **more: Any) -> httpx.Response:
    """A pipeline says that checkout runs in that version now."""
    answer = await world.post("/api/v1/deploys", {"service": "checkout", "version": version, **more})
    await world.settles()
    return answer


async def flags(world: World, version: str, **more: Any) -> httpx.Response:
    answer = await world.post(FLAGS.format(version), {**HOLE, **more})
    await world.settles()
    return answer


async def breaks(world: World, *versions: str) -> None:
    """Those versions were deployed, an hour apart; then checkout breaks."""
    for version in versions:
        await deploys(world, version)
        await world.passes(hours=1)
    await world.alert()
    await world.settles()


def told(world: World, person: str) -> list[str]:
    """Notes in somebody's direct messages."""
    notes = [words(message) for message in world.slack.messages(world.slack.direct(person))]
    return [note for note in notes if re.search(r"\bflagged\b|\bwent\b", note)]


async def known(world: World, version: str) -> Any:
    return await world.get(f"/api/v1/releases/checkout/{version}")


async def test_an_outage_a_rollback_to_a_known_hole_and_the_way_back_are_told_by_deploys_alone(world):
    await flags(world, "1.4.2")
    await breaks(world, "1.4.2", "1.5.0")
    await deploys(world, "1.4.2", by="deploybot")
    line = world.said()[-1]
    assert "checkout went back from 1.5.0 to 1.4.2" in line
    assert "just now, inside INC-1 · by deploybot" in line
    assert "1.4.2 is flagged* insecure: CVE-2026-1234, high, by token api, on behalf of tam" in line
    assert "1.5.0 is flagged unstable from now on · Sol is told" in line
    assert "inside INC-1. 1.4.2 is flagged insecure: CVE-2026-1234" in told(world, "sol")[-1]
    assert [(one["kind"], one["incident"], one["by"]) for one in (await known(world, "1.5.0"))["flags"]] == [
        ("unstable", "INC-1", "rondo")
    ]

    await world.resolved()
    await world.settles()
    await world.passes(hours=1)
    await deploys(world, "1.5.0", by="Ana")
    warned = "checkout went from 1.4.2 to 1.5.0 in production just now. 1.5.0 is flagged unstable: INC-1"
    assert warned in told(world, "sol")[-1]
    assert "You deployed checkout 1.5.0. 1.5.0 is flagged unstable: INC-1" in told(world, "ana")[-1]


async def test_the_same_deploy_told_twice_is_told_to_nobody_twice(world):
    await flags(world, "1.4.2")
    await breaks(world, "1.4.2", "1.5.0")
    when = world.clock.at.isoformat()
    first, again = await deploys(world, "1.4.2", when=when), await deploys(world, "1.4.2", when=when)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len([line for line in world.said() if "went back" in line]) == 1
    assert len([note for note in told(world, "sol") if "went back" in note]) == 1


async def test_two_pipelines_at_once_are_decided_one_after_the_other(world):
    await breaks(world, "1.4.2", "1.5.0")
    body = {"service": "checkout", "version": "1.4.2", "when": world.clock.at.isoformat()}
    answers = await asyncio.gather(*(world.post("/api/v1/deploys", body) for _ in range(3)))
    await world.settles()
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert len([line for line in world.said() if "went back" in line]) == 1
    assert len((await known(world, "1.5.0"))["flags"]) == 1


async def test_what_is_known_outlives_a_restart(world):
    await flags(world, "1.4.2")
    await deploys(world, "1.4.2", by="Ana")
    await world.dies()
    await world.starts_again()
    assert (await known(world, "1.4.2"))["flags"][0]["cves"] == ["CVE-2026-1234"]
    running = (await world.get("/api/v1/deploys?service=checkout"))["running"]
    assert [(one["environment"], one["version"], one["by"]) for one in running] == [("production", "1.4.2", "Ana")]


async def test_security_flags_and_takes_back_in_slack(quick):
    typed = "/rondo security flag checkout 1.4.2 insecure CVE-2026-1234, ghsa-abcd-1234-efgh for 14d the *parser*"
    assert "checkout 1.4.2 is flagged insecure: whoever deploys it is told." in await quick.asks("sol", typed)
    (flag,) = (await known(quick, "1.4.2"))["flags"]
    assert (flag["by"], flag["cves"], flag["note"]) == ("sol", ["CVE-2026-1234", "ghsa-abcd-1234-efgh"], "the *parser*")
    assert flag["until"] == "2026-12-07T03:12:00Z"
    assert "flagged insecure already" in await quick.asks("tam", typed)
    assert "Flagging a release as insecure or withdrawn is for security" in await quick.asks("ana", typed)
    assert "no longer flagged insecure" in await quick.asks("tam", "/rondo security unflag checkout 1.4.2")
    assert (await known(quick, "1.4.2"))["verdict"] == "clear"
    (ended,) = (await quick.get(FLAGS.format("1.4.2")))["flags"]
    assert ended["ended_by"] == "tam"


async def test_who_mends_an_incident_flags_what_broke_it_with_the_incident(quick):
    await breaks(quick, "1.5.0")
    channel = quick.slack.state.channels[quick.channel()].name
    await quick.types("ana", "/security flag checkout 1.5.0 unstable leaks", channel=channel)
    assert (await known(quick, "1.5.0"))["flags"][0]["incident"] == "INC-1"
    assert "checkout 1.5.0, which runs in production, is flagged* unstable: INC-1, leaks, by Ana" in quick.said()[-1]
    assert "is flagged unstable: INC-1, leaks, by Ana" in (await quick.timeline())[-1]


async def test_what_is_typed_wrongly_is_answered_with_how_to_say_it(quick):
    for typed in (
        "flag",
        "flag checkout",
        "flag checkout 1.4.2",
        "flag checkout 1.4.2 broken",
        "unflag",
        "unflag a b c",
    ):
        said = await quick.asks("sol", f"/rondo security {typed}")
        assert "It can be insecure, unstable, withdrawn." in said
    assert "There is no service chekout: did you mean checkout?" in await quick.asks(
        "sol", "/rondo security flag chekout 1.4.2 withdrawn"
    )
    assert "nobody" not in await quick.asks("sol", "/rondo security")


MARK = "zebra-crossing"


async def test_a_private_incident_is_named_nowhere_but_in_its_own_channel(quick):
    await flags(quick, "1.4.2")
    for version in ("1.4.2", "1.5.0"):
        await deploys(quick, version)
        await quick.passes(hours=1)
    await quick.post("/api/v1/incidents", {"title": MARK, "service": "checkout", "private": True, "as": "ana"})
    await quick.settles()
    await deploys(quick, "1.4.2")
    assert any("went back" in line and "Sol is told" in line for line in quick.said())
    own = {quick.channel(), *(quick.slack.direct(one).id for one in ("ana", "ben", "sol"))}
    others = [words(m) for c in quick.slack.channels if c.id not in own for m in c.messages.values()]
    assert not [text for text in others if "INC-1" in text or MARK in text]
    assert all("INC-1" not in note for note in told(quick, "sol"))
    page = str(await quick.get(FLAGS.format("1.5.0")))
    assert "rolled back to 1.4.2" in page
    assert "INC-1" not in page


async def test_a_second_incident_of_the_service_hears_of_it_and_another_service_does_not(quick):
    await breaks(quick, "1.4.2", "1.5.0")
    await quick.alert(key="more", title="Checkout is slow", severity="high")
    await quick.alert("other", title="Search is slow", severity="high")
    await quick.settles()
    await deploys(quick, "1.4.2")
    heard = [any("went back" in line for line in await quick.timeline(number)) for number in (1, 2, 3)]
    assert heard == [True, True, False]


async def test_a_batch_of_alerts_asks_the_ledger_only_whether_it_knows_of_those_services(quick):
    asked: list[str] = []
    engine = quick.house.store._place.database._writer
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    await quick.alert()
    assert asked
    (looked,) = [statement for statement in asked if "deploys" in statement or "releases" in statement]
    assert looked.startswith("SELECT releases.service")
    await deploys(quick, "1.4.2")
    assert [statement for statement in asked if "FROM deploys" in statement]


HOSTILE = "<!channel>&<@U0ANA>*x*`y`"


async def test_what_others_write_of_releases_is_text_everywhere(quick):
    await quick.post("/api/v1/incidents", {"title": "x", "service": "checkout", "as": "ana"})
    await flags(quick, HOSTILE, cves=[HOSTILE], note=f"{HOSTILE}\n> two\x00", kind="insecure")
    await deploys(quick, "1.4.2", by=HOSTILE)
    await deploys(quick, HOSTILE, by=HOSTILE, environment=f"prod{HOSTILE}")
    await quick.passes(hours=1)
    await deploys(quick, HOSTILE, by=HOSTILE)
    await quick.types("sol", f"/rondo security flag checkout {HOSTILE} withdrawn {HOSTILE}")
    channels = quick.slack.state.channels.values()
    ours = [m for c in channels for m in (*c.messages.values(), *c.ephemeral) if m.user == "U0RONDO" and not m.subtype]
    said = [part for message in ours for part in words(message).split("\n") if "checkout" in part or "&amp;" in part]
    assert len([line for line in said if "&lt;!channel&gt;" in line]) > 5
    assert not [line for line in said if re.search("<!channel|<@U0ANA", line)]
    answers = [await quick.asks("sol", f"/rondo security {word} {HOSTILE} {HOSTILE}") for word in ("flag", "unflag")]
    assert not [answer for answer in answers if re.search("<!channel|<@U0ANA", answer)]


async def test_what_runs_where_is_read_in_slack(quick):
    await flags(quick, "1.4.2")
    await deploys(quick, "1.4.2", by="ci")
    await deploys(quick, "1.6.0", environment="staging")
    said = await quick.asks("ana", "/rondo releases checkout")
    assert ":warning: *checkout 1.4.2* in production · since" in said
    assert "by ci · *flagged* insecure: CVE-2026-1234" in said
    assert "never scanned" in said
    assert said.index("production") < said.index("staging")
    assert said == await quick.asks("ana", "/rondo security releases checkout")
    assert "Did you mean checkout?" in await quick.asks("ana", "/rondo releases chekout")


async def test_the_dashboard_says_what_runs_and_takes_flags_from_those_who_may(changed):
    world = await changed(RONDO_PUBLIC_URL="https://rondo.example.com")
    await deploys(world, "1.4.2", by="ci")
    sol, ana = await world.browser("sol"), await world.browser("ana")
    seal = re.search(r'name="seal" value="(\w+)"', (await sol.get("/releases?service=checkout")).text)[1]
    headers = {"Origin": "https://rondo.example.com"}
    form = {"service": "checkout", "version": "1.4.2", "kind": "insecure", "cves": "CVE-2026-1234", "note": "<b>x</b>"}
    assert (await sol.post("/releases/flag", data={"seal": seal, **form}, headers=headers)).status_code == 303
    page = (await ana.get("/releases?service=checkout")).text
    assert "CVE-2026-1234" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<option>insecure</option>" not in page
    forged = await sol.post("/releases/flag", data={"seal": "x", **form, "version": "2"}, headers=headers)
    assert forged.status_code == 403
    theirs = re.search(r'name="seal" value="(\w+)"', page)[1]
    refused = await ana.post("/releases/flag", data={"seal": theirs, **form, "version": "2"}, headers=headers)
    assert refused.status_code == 409
    back = {"seal": seal, "service": "checkout", "version": "1.4.2", "kind": "insecure"}
    assert (await sol.post("/releases/unflag", data=back, headers=headers)).status_code == 303
    assert (await known(world, "1.4.2"))["verdict"] == "clear"


@pytest.mark.parametrize("days", ["36590000000000", "3650000", "3651", "0", "9999", "-1", "ten", "1.5"])
async def test_a_flag_for_no_number_of_days_is_refused_and_never_stands_for_ever(changed, days):
    world = await changed(RONDO_PUBLIC_URL="https://rondo.example.com")
    await deploys(world, "1.4.2", by="ci")
    sol = await world.browser("sol")
    seal = re.search(r'name="seal" value="(\w+)"', (await sol.get("/releases?service=checkout")).text)[1]
    form = {"seal": seal, "service": "checkout", "version": "1.4.2", "kind": "insecure", "days": days}
    answer = await sol.post("/releases/flag", data=form, headers={"Origin": "https://rondo.example.com"})
    assert answer.status_code == 422
    assert "a whole number from 1 to 3650" in answer.text
    assert (await known(world, "1.4.2"))["verdict"] == "clear"


async def test_of_several_incidents_the_one_in_which_going_back_was_proposed_says_that_what_was_left_is_unstable(world):
    await breaks(world, "1.4.2", "1.5.0")
    await world.alert("another", severity="low")
    await world.settles()
    await world.post("/api/v1/incidents/INC-1/proposals", {"as": "ana", "kind": "rollback", "to": "1.4.2"})
    await deploys(world, "1.4.2")
    (flag,) = (await world.get("/api/v1/releases/checkout/1.5.0"))["flags"]
    assert (flag["kind"], flag["incident"]) == ("unstable", "INC-1")


async def test_of_two_deploys_of_one_instant_the_one_that_was_heard_of_last_runs(world):
    at = "2026-11-23T02:00:00Z"
    for version in ("1.5.0", "1.4.2"):
        await deploys(world, version, when=at)
        await world.passes(minutes=1)
    running = (await world.get("/api/v1/deploys?service=checkout"))["running"]
    assert [one["version"] for one in running] == ["1.4.2"]
