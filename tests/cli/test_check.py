"""`check`: what it prints, and its exit code."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from bot.cli.check import run
from bot.cli.report import Report, report
from bot.config import read
from tests.calendars.ics import calendar, event

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 12, 20, tzinfo=UTC)
ENVIRON = {"ALERTMANAGER_TOKEN": "sesame-1", "GENERIC_TOKEN": "sesame-2"}

FILE = """
people:
  ana: {{slack: U0ANA, {ana}}}
  ben: {{slack: U0BEN, contact: ["mailto://ben@example.com"]}}
  chi: {{slack: U0CHI, contact: ["mailto://chi@example.com"]}}
schedules:
  week: {{rotations: [{{people: [ana], every: 1 week, starts: {starts}{more}}}]}}
  night: {{rotations: [{{people: [{night}], every: 1 day, starts: 2026-01-05 09:00}}]}}
policies: {{oncall: {{levels: [{level}]}}, security: {{levels: [{{targets: [{security}]}}]}}}}
services: {{default: {{policy: oncall{service}}}}}
security: {{policy: security}}
last_resort: {last}
"""
CALM = {
    "ana": "away: []", "starts": "2026-01-05 09:00", "more": "", "night": "chi", "level": "{targets: [ben]}",
    "security": "chi", "service": "", "last": "[ben]",
}  # fmt: skip
NIGHTS = "policies.oncall: nobody on any level can be called in the nights after Wed 23 Dec 2026,"
TWICE = "policies.oncall: ana is on call in week and on call in night at once"
BOTH = "{targets: [{schedule: week}, ben]}, {targets: [{schedule: night}]}"


def look(**changes: str) -> Report:
    return report(read(FILE.format(**CALM | changes), name="rondo.yml", environ={}), NOW)


def printed(file: str, environ: dict[str, str], *, schema: bool = False) -> tuple[int, str]:
    out = StringIO()
    code = run(file, environ=environ, now=NOW, out=out, schema=schema)
    return code, out.getvalue()


def test_nothing_is_warned_about_in_a_calm_file() -> None:
    assert look().warnings == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"ana": "away: [{from: 2026-12-24, to: 2026-12-27}]"},
         "schedules.week: nobody from 2026-12-24 00:00 to 2026-12-28 00:00 UTC: everybody in week is away"),
        ({"starts": "2026-12-21 09:00"},
         "schedules.week: nobody from 2026-12-20 00:00 to 2026-12-21 09:00 UTC: week has not started"),
        ({"level": '{targets: [{person: ben, hours: "09:00-17:00"}]}'},
         "policies.oncall.levels[1]: nobody from 2026-12-20 17:00 to 2026-12-21 09:00 UTC: ben is outside their hours"),
        ({"level": '{targets: [{person: ben, hours: "09:00-17:00"}]}'}, "policies.oncall.levels[1]: and 12 more holes"),
        ({"more": ", days: [mon, tue, wed, thu, fri]"},
         "schedules.week: nobody from 2026-12-20 00:00 to 2026-12-21 00:00 UTC: no rotation of week applies then"),
        ({"more": ", holidays: DE"},
         "schedules.week: nobody from 2026-12-25 00:00 to 2026-12-27 00:00 UTC: no rotation of week applies then"),
        ({"level": '{targets: [{person: ben, hours: "09:00-17:00"}]}, {targets: [ana]}',
          "ana": "away: [{from: 2026-12-24, to: 2026-12-27}]"},
         f"{NIGHTS} Thu 24 Dec 2026, Fri 25 Dec 2026, Sat 26 Dec 2026, Sun 27 Dec 2026: ben is outside their hours; "),
        ({"level": "{targets: [ana]}", "ana": "away: [{from: 2026-12-24, to: 2026-12-24}]"},
         f"{NIGHTS} Thu 24 Dec 2026: ana is away"),
        ({"level": BOTH, "night": "ben, ana"},
         f"{TWICE}, from 2026-12-20 09:00 to 2026-12-21 09:00 UTC, and 6 more times in the 14 days"),
        ({"level": BOTH, "security": "{schedule: night}"},
         "policies.oncall: chi is on level 2 and on level 1 of security at once, on all of the 14 days"),
        ({"level": "{targets: [ben, ana]}", "security": "ana"},
         "policies.oncall: ana is on level 1 and on level 1 of security at once, on all of the 14 days"),
        ({"ana": "away: [{from: 2026-12-12, to: 2026-12-19}]"},
         "people.ana.away[1]: it ended on Sat 19 Dec 2026"),
        ({"level": "{targets: [ana]}"}, "policies.oncall.levels[1]: can be reached by Slack only"),
        ({"level": "{targets: [{schedule: week}]}"}, "policies.oncall.levels[1]: can be reached by Slack only"),
        ({"last": '[{channel: "#ops"}]'}, "last_resort: can be reached by Slack only"),
        ({"last": "[ana]"}, "last_resort: can be reached by Slack only"),
        ({"level": "{targets: [ben], timeout: 21m}"},
         "policies.oncall: the last resort hears of a critical incident only after 21m"),
        ({"service": ", urgency: {critical: {page: hours}}"}, "policies.oncall: a critical incident does not page"),
    ],
)  # fmt: skip
def test_what_is_probably_not_meant_is_warned_about(changes: dict[str, str], told: str) -> None:
    assert any(one.message.startswith(told) for one in look(**changes).warnings)


def test_each_warning_names_the_line_that_it_is_about() -> None:
    changes = {
        "starts": "2026-12-21 09:00", "level": "\n  {targets: [ana], timeout: 21m}", "last": '[{channel: "#ops"}]',
    }  # fmt: skip
    assert [(str(one).partition(" →")[0], one.remedy) for one in look(**changes).warnings] == [
        ("rondo.yml:7: schedules.week: nobody from 2026-12-20 00:00 to 2026-12-21 09:00 UTC: week has not started",
         "add somebody who is there then"),
        ("rondo.yml:9: policies.oncall: the last resort hears of a critical incident only after 21m",
         "shorten `timeout`, `laps` or `repeat` to 20m in all"),
        ("rondo.yml:10: policies.oncall.levels[1]: can be reached by Slack only", "give somebody on it a `contact`"),
        ("rondo.yml:13: last_resort: can be reached by Slack only", "give somebody on it a `contact`"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("service", "routes", "told"),
    [
        (", settle: 90s", "[]", "critical 6m 30s (1m 30s of it `settle`)"),
        (", settle: 2m", "[{service: default, settle: 1m}]", "critical 6m (1m of it `settle`)"),
        (", settle: 2m", "[{service: default, settle: 0s}]", "critical 5m"),
        # one way to it waits longer than the others
        ("", "[{match: {a: b}, service: default, settle: 3m}]", "critical 8m (3m of it `settle`)"),
        # whatever the routes do not take comes to it with its own
        (", settle: 4m", "[{match: {a: b}, service: default, settle: 1m}]", "critical 9m (4m of it `settle`)"),
        # nothing comes to what stands behind the one that takes everything
        (", settle: 1m", "[{service: default}, {service: default, settle: 9m}]", "critical 6m (1m of it `settle`)"),
    ],
)
def test_the_time_to_settle_is_counted_and_named(service: str, routes: str, told: str) -> None:
    found = look(service=service, last=f"[ben]\nroutes: {routes}").reach
    assert found[0].startswith(f"oncall: {told} · high")
    assert found[1].startswith(f"security: {told} · high")


def test_the_time_to_settle_makes_the_last_resort_hear_too_late() -> None:
    level = "{targets: [ben], timeout: 19m}"
    assert look(level=level).warnings == ()
    told = look(level=level, service=", settle: 2m").warnings[0]
    assert "only after 21m (2m of it `settle`)" in told.message
    assert told.remedy == "shorten `timeout`, `laps`, `repeat` or `settle` to 20m in all"


def test_hours_over_midnight_and_around_it_leave_no_hole() -> None:
    level = '{targets: [{person: ben, hours: "22:00-06:00"}, {person: ana, hours: "06:00-22:00"}]}'
    assert look(level=level).warnings == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"level": BOTH, "night": "ben"},  # in one schedule, and by name
        {"level": BOTH, "night": "ana", "ana": "away: [{from: 2026-12-19, to: 2027-01-04}]"},  # who is away is in none
        {"level": "{targets: [{group: S0OPS}, chi]}", "service": ", urgency: {critical: {security: none}, "
         "high: {security: none}, medium: {security: none}}"},  # security is never brought in
        {"level": '{targets: [{person: chi, hours: "09:00-17:00"}, ben]}',
         "security": '{person: chi, hours: "17:00-09:00"}'},  # at one place by day, at the other by night
        {"ana": "away: [{from: 2026-12-12, to: 2026-12-20}]", "night": "ben"},  # still away today
    ],
)  # fmt: skip
def test_nobody_is_counted_on_twice_who_is_not(changes: dict[str, str]) -> None:
    assert not any("at once" in line or "it ended" in line for line in map(str, look(**changes).warnings))


def test_everybody_on_a_policy_that_is_securitys_own_is_meant_to_be_both() -> None:
    file = FILE.format(**CALM).replace("security: {policy: security}", "security: {policy: oncall}")
    assert not any(
        "at once" in line for line in map(str, report(read(file, name="rondo.yml", environ={}), NOW).warnings)
    )


def test_of_many_who_are_counted_on_twice_three_are_named() -> None:
    people = "".join(f"  p{number}: {{slack: U0P{number}}}\n" for number in range(5))
    names = ", ".join(f"p{number}" for number in range(5))
    file = FILE.format(**CALM | {"level": f"{{targets: [{names}]}}", "security": names})
    told = report(read(file.replace("schedules:\n", f"{people}schedules:\n"), name="rondo.yml", environ={}), NOW)
    found = [line for line in map(str, told.warnings) if "at once" in line]
    assert [line.split()[2] for line in found] == ["p0", "p1", "p2", "and"]
    assert "and 2 more who are on two at once" in found[3]


def test_an_absence_has_ended_by_the_calendar_of_the_persons_own_zone() -> None:
    away = "timezone: Asia/Tokyo, away: [{from: 2026-12-12, to: 2026-12-19}]"
    told = read(FILE.format(**CALM | {"ana": away}), name="rondo.yml", environ={})
    before = datetime(2026, 12, 19, 14, 59, tzinfo=UTC)
    assert not any("it ended" in line for line in map(str, report(told, before).warnings))
    assert any("it ended" in line for line in map(str, report(told, before + timedelta(minutes=1)).warnings))


def test_it_says_when_the_clocks_of_every_zone_change_next() -> None:
    changes = "forward on Sun 28 Mar 2027 from 02:00 to 03:00, then back on Sun 31 Oct 2027 from 03:00 to 02:00"
    assert look(ana="timezone: Europe/Berlin").clocks == (
        f"Europe/Berlin: {changes}",
        "UTC: no change in the next two years",
    )


def test_holes_of_a_schedule_are_told_by_its_own_clock() -> None:
    file = FILE.format(**CALM | {"starts": "2026-12-21 09:00"}).replace("week: {", "week: {timezone: Asia/Tokyo, ", 1)
    told = report(read(file, name="rondo.yml", environ={}), NOW)
    assert any("from 2026-12-20 09:00 to 2026-12-21 09:00 Asia/Tokyo" in line for line in map(str, told.warnings))


def test_a_channel_is_there_at_any_hour() -> None:
    assert not any("nobody" in str(one) for one in look(level='{targets: [{channel: "#ops"}]}').warnings)


def test_it_says_how_long_until_the_last_resort_hears_of_it() -> None:
    told = look(level="{targets: [ana, ben], round_robin: cycle, laps: 2, timeout: 90s}").reach[0]
    assert told == "oncall: critical 6m · high 6m · medium 6m from working hours on · low never"


def test_a_policy_that_nothing_uses_is_warned_about() -> None:
    assert any(
        "security: nothing uses it" in str(one)
        for one in look(service=", urgency: {critical: {security: none}}").warnings
    )


def test_the_example_has_no_faults_and_nothing_in_it_is_warned_about() -> None:
    code, text = printed(str(ROOT / "docs" / "rondo.example.yml"), ENVIRON)
    assert code == 0
    assert text.endswith("rondo.example.yml has no faults\n")
    assert "\n  Europe/Berlin: forward on Sun 28 Mar 2027 from 02:00 to 03:00, then back" in text


def test_every_fault_is_a_line_of_its_own_and_the_exit_code_is_1() -> None:
    code, text = printed(str(ROOT / "docs" / "rondo.example.yml"), {})
    assert code == 1
    assert [line.split(" ", 1)[0] for line in text.splitlines()] == ["✗", "✗", "2"]


@pytest.mark.parametrize(("name", "told"), [("nowhere.yml", "there is no such file"), (".", "is a directory")])
def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, name: str, told: str) -> None:
    code, text = printed(str(tmp_path / name), {})
    assert code == 1
    assert told in text


def test_a_file_that_is_not_utf_8_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "rondo.yml").write_bytes(b"people: {j\xfcrgen: {}}")
    assert "this is not UTF-8" in printed(str(tmp_path / "rondo.yml"), {})[1]


def test_the_schema_is_printed_for_editors() -> None:
    code, text = printed("", {}, schema=True)
    assert code == 0
    assert '"last_resort"' in text


CALENDAR = """
people: {{ana: {{slack: U0ANA, contact: ["mailto://ana@example.com"]}}}}
schedules: {{week: {{rotations: [{{calendar: "{address}"}}]}}}}
policies: {{oncall: {{levels: [{{targets: [{{schedule: week}}]}}]}}}}
services: {{default: {{policy: oncall}}}}
security: {{policy: oncall}}
last_resort: [ana]
"""
PLACE = "schedules.week.rotations[1]"


def check_calendar(folder: Path, *events: str, address: str = "week.ics") -> str:
    (folder / "rondo.yml").write_text(CALENDAR.format(address=address))
    (folder / "week.ics").write_bytes(calendar(*events))
    code, said = printed(str(folder / "rondo.yml"), {})
    assert code == 0, said
    return said


def test_a_calendar_in_a_file_is_read_and_its_holes_are_shown(tmp_path: Path) -> None:
    said = check_calendar(tmp_path, event("20261201", "20261224", "SUMMARY:Ana"))
    assert "schedules.week: nobody from 2026-12-24 00:00 to 2027-01-03 00:00 UTC: no rotation of week applies" in said
    assert "Slack only" not in said


def test_events_of_it_that_name_nobody_are_told(tmp_path: Path) -> None:
    said = check_calendar(tmp_path, event("20261201", "20271224", "SUMMARY:Ana"), event("20261225", "", "SUMMARY:Zed"))
    assert f"rondo.yml:3: {PLACE}: “Zed”: nobody of `people` → write who that is under `names`" in said
    assert "nobody from" not in said


def test_a_file_that_cannot_be_read_is_a_warning_with_its_place(tmp_path: Path) -> None:
    said = check_calendar(tmp_path, address="weak.ics")
    assert f"rondo.yml:3: {PLACE}: the calendar weak.ics: there is no such file → correct the path" in said


def test_a_calendar_on_the_web_is_not_fetched_and_no_hole_is_made_up(tmp_path: Path) -> None:
    said = check_calendar(tmp_path, address="https://user:secret@calendar.example.com/secret.ics")
    assert f"{PLACE}: the calendar at calendar.example.com is read when Rondo runs" in said
    assert "nobody from" not in said
    assert "Slack only" not in said
    assert "secret" not in said
