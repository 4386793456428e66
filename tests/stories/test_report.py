"""The report: what became of the incidents of a span, told as evidence and as nothing more."""

import csv
import io
import re
from datetime import timedelta

import pytest

from tests.stories.test_releases import deploys, flags
from tests.world import act

TITLE = "Zephyr payroll leak"
SITE = "https://rondo.example.com"


@pytest.fixture
async def world(changed):
    """A low incident in the queue, one that is reviewed, one that is owed, and a private one."""
    made = await changed(RONDO_PUBLIC_URL=SITE)
    await made.alert(title="=HYPERLINK(1)", severity="low")
    await made.resolved(title="=HYPERLINK(1)", severity="low")
    await made.alert(severity="critical")
    await made.settles()
    await made.presses("sol", "security_here", on=made.page_of("sol", 2))
    await made.passes(minutes=1)
    await made.types("sol", "/rondo security INC-2 clear", channel=made.channel(2))
    await act(made, "resolve", 2)
    await made.alert(title="Other", severity="high")
    await made.settles()
    await act(made, "resolve", 3)
    await made.post("/api/v1/incidents", {"title": TITLE, "service": "checkout", "private": True, "as": "dora"})
    await made.settles()
    return made


async def read(world, person="ana", **asked):
    browser = await world.browser(person)
    return await browser.get("/report", params=asked)


async def rows(world, **asked):
    return (await read(world, format="json", **asked)).json()


async def test_it_says_who_was_there_what_was_concluded_and_whether_it_was_in_time(world):
    told = await rows(world)
    assert [one["target"] for one in told["incidents"]] == [
        "in the queue, not looked at",
        "within target",
        "owed, not due yet",
        "owed, not due yet",
    ]
    second = told["incidents"][1]
    assert (second["engineer"], second["review"], second["concluded_by"]) == ("sol", "nothing for security", "sol")
    assert second["invited_at"] <= second["here_at"] < second["concluded_at"]
    assert told["population"]["by_severity"] == {"critical": 1, "high": 2, "low": 1}
    assert told["population"]["without_security"] == {"not at severity low": 1}
    assert told["drills"] == []


async def test_what_is_not_reviewed_in_time_is_missing_and_says_by_how_much(world):
    world.clock.at += timedelta(days=3)
    assert (await rows(world))["incidents"][2]["target"].startswith("missing: ")


async def test_a_private_incident_is_a_number_to_whoever_is_not_in_it(world):
    for form in ("html", "csv", "json"):
        assert TITLE not in (await read(world, format=form)).text
        assert TITLE in (await read(world, "dora", format=form)).text
    told = await rows(world)
    assert told["population"]["private_unseen"] == 1
    assert (told["incidents"][3]["title"], told["incidents"][3]["service"]) == ("private", "")


async def test_no_cell_of_the_csv_is_a_formula(world):
    cells = list(csv.DictReader(io.StringIO((await read(world, format="csv")).text)))
    assert cells[0]["title"] == "'=HYPERLINK(1)"
    assert not [value for row in cells for value in row.values() if value[:1] in {"=", "+", "-", "@", "\t", "\r"}]


async def test_what_was_proposed_and_gone_on_with_and_what_was_silenced_stands_in_it(world):
    await flags(world, "1.4.2")
    await deploys(world, "1.5.0")
    await world.types("ana", "/rondo silence service=checkout 1h known noise")
    await world.alert(title="New", severity="high", service="default")
    await world.settles()
    await world.types("ana", "/rondo rollback INC-5 checkout 1.4.2")
    shown = (await read(world)).text
    assert "rollback checkout to 1.4.2" in shown
    assert re.search(r"Silence: service=checkout.*known noise", shown, re.DOTALL)


async def test_it_claims_no_more_than_it_is(world):
    shown = (await read(world)).text
    assert "Evidence that events were evaluated, by whom, when" in shown
    assert not re.search(r"compliant|tamper", shown, re.IGNORECASE)


@pytest.mark.parametrize("span", [{"from": "2026-12-01", "to": "2026-11-01"}, {"from": "2020-01-01"}])
async def test_a_span_that_is_none_is_refused(world, span):
    assert (await read(world, **span)).status_code == 400


async def stamps(world, count=10):
    """Reviews of checkout that take four seconds each."""
    for number in range(5, 5 + count):
        await world.alert(title=f"Again {number}", severity="critical", service="checkout")
        await world.settles()
        await world.passes(minutes=0.07)
        await world.types("sol", f"/rondo security INC-{number} clear")
        await act(world, "resolve", number)
        await world.passes(minutes=30)


async def test_the_meter_says_when_nobody_seems_to_look_and_keeps_why_it_is_left_so(world):
    await stamps(world)
    shown = (await read(world, "sol")).text
    assert re.search(r"▲ 11 of 11 checkout reviews: nothing for security, median \d+ s\. Invite only\?", shown)
    assert "critical: {security: invite}" in shown
    browser = await world.browser("sol")
    seal = re.search(r'name="seal" value="([^"]+)"', (await browser.get("/report")).text)[1]
    told = {"seal": seal, "service": "checkout", "reason": "<b>we look</b>"}
    assert (await browser.post("/report/keep", data=told)).status_code == 403  # from nowhere
    assert (await browser.post("/report/keep", data=told, headers={"Origin": SITE})).status_code == 303
    kept = (await read(world)).text
    assert "Kept as it is by Sol" in kept
    assert "&lt;b&gt;we look&lt;/b&gt;" in kept
    assert "Invite only?" not in kept


async def test_only_security_says_how_its_reviews_are_kept(world):
    await stamps(world)
    browser = await world.browser("ana")
    assert "Keep, because" not in (await browser.get("/report")).text
    answer = await browser.post("/report/keep", data={"seal": ""}, headers={"Origin": SITE})
    assert answer.status_code == 403


@pytest.mark.parametrize("asked", [{"to": "9999-12-31"}, {"to": "0001-01-01"}, {"from": "1999-12-31"}])
async def test_days_at_the_end_of_the_calendar_are_refused_with_the_years_to_choose_from(world, asked):
    answer = await read(world, **asked)
    assert answer.status_code == 422
    assert "Choose days of the years 2000 to 2100." in answer.text


DRILL = {"labels": {"drill": "true"}, "service": "default"}


async def test_drills_are_listed_with_their_times_and_left_out_of_the_population(world):
    before = await rows(world)
    await world.alert(title="Pull the plug", severity="high", **DRILL)
    await act(world, "acknowledge", 5)
    await act(world, "resolve", 5)
    for title in ("[Drill] Ana is away", "drill: Slack is down", "A drill broke the wall"):
        await world.post("/api/v1/incidents", {"title": title, "as": "ana"})
    await world.settles()
    told = await rows(world)
    assert [one["id"] for one in told["drills"]] == ["INC-5", "INC-6", "INC-7"]
    assert all(told["drills"][0][at] for at in ("opened_at", "acknowledged_at", "resolved_at"))
    assert [one["id"] for one in told["incidents"][-1:]] == ["INC-8"]
    assert told["population"]["incidents"] == before["population"]["incidents"] + 1
    cells = csv.DictReader(io.StringIO((await read(world, format="csv")).text))
    assert [row["drill"] for row in cells] == [*["no"] * 4, *["yes"] * 3, "no"]
    assert "INC-5 Pull the plug" in (await read(world)).text.split(">Drills<")[1]


async def test_a_real_alert_in_a_drill_makes_it_an_incident(changed):
    made = await changed(RONDO_PUBLIC_URL=SITE)
    labels = {"alertname": "x", "service": "checkout", "drill": "yes"}
    alerts = [{"status": "firing", "fingerprint": "x", "labels": labels}]
    body = {"version": "4", "groupKey": "{}:{g}", "status": "firing", "alerts": alerts}
    await made.post("/alerts/alertmanager", body)
    await made.settles()
    assert [one["id"] for one in (await rows(made))["drills"]] == ["INC-1"]
    await made.group(("y", "firing"), key="{}:{g}")
    assert (await rows(made))["drills"] == []


async def test_a_private_drill_is_a_number_to_whoever_is_not_in_it(world):
    await world.post("/api/v1/incidents", {"title": f"Drill: {TITLE}", "private": True, "as": "dora"})
    await world.settles()
    for form in ("html", "csv", "json"):
        assert TITLE not in (await read(world, "tam", format=form)).text
    told = (await read(world, "tam", format="json")).json()
    assert [(one["id"], one["title"]) for one in told["drills"]] == [("INC-5", "private")]
    assert told["population"]["private_unseen"] == 1
