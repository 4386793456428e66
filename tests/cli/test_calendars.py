"""A calendar as a rotation, from outside: `doctor` reads it, `serve` goes by it, and a restart does not need it."""

import asyncio

from tests.calendars.ics import calendar, event
from tests.cli.installation import RONDO_YML, Installation

WEEK = "schedules: {week: {rotations: [{calendar: week.ics}]}}\npolicies:"
YML = RONDO_YML.replace("policies:", WEEK, 1).replace("targets: [ana, ben]", "targets: [{schedule: week}]")
ALWAYS = calendar(event("20200101", "20991231", "SUMMARY:On Call - Ana"), event("21000101", "", "SUMMARY:Zed"))


async def heard(here: Installation, process: asyncio.subprocess.Process, word: str) -> None:
    assert process.stderr is not None
    while word not in here.said:
        line = await asyncio.wait_for(process.stderr.readline(), 60)
        assert line, here.said
        here.said += line.decode()


async def on_call(here: Installation) -> list[str]:
    found: list[str] = (await here.ask("GET", "/api/v1/oncall")).json()["schedules"]["week"]
    return found


async def test_doctor_reads_a_calendar_and_says_how_far_it_reaches_or_what_is_wrong(here: Installation) -> None:
    here.writes(YML)
    assert await here.runs("doctor") == 1
    assert "✗ calendar     week (week.ics): there is no such file → correct the path" in here.said
    (here.folder / "week.ics").write_bytes(ALWAYS)
    assert await here.runs("doctor") == 0
    assert "✓ calendar     week (week.ics): shifts until 2099-12-31 00:00 UTC" in here.said
    assert "✓ coverage     no hole in 14 days" in here.said


async def test_a_restart_without_the_calendar_goes_by_what_was_read_last(here: Installation) -> None:
    here.writes(YML)
    (here.folder / "week.ics").write_bytes(ALWAYS)
    async with here.serving() as process:
        await heard(here, process, "calendars have changed")
        assert await on_call(here) == ["ana"]
    (here.folder / "week.ics").unlink()
    here.said = ""
    async with here.serving():
        assert await on_call(here) == ["ana"]
        await here.alert()
        await here.until(lambda: "ana" in here.slack.paged)
