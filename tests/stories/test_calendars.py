"""Shifts as calendars: a feed per person and per schedule, at an address that holds its secret."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from tests.world import NIGHT

TWO = (
    "schedules:\n",
    """\
schedules:
  platform, "all":
    timezone: America/New_York
    rotations: [{people: [tam, ana], every: 1 day, starts: 2026-01-05 09:00}]
""",
)
PUBLIC = {"RONDO_PUBLIC_URL": "https://rondo.example.com"}


@pytest.fixture
async def public(changed):
    return await changed(TWO, **PUBLIC)


async def addresses(world, person="tam"):
    """The paths that the command gives somebody, one's own first."""
    shown = await world.asks(person, "/rondo oncall calendar")
    return [urlsplit(found).path for found in re.findall(r"`(https://rondo\.example\.com/\S+)`", shown)]


async def asked(world, path, **headers):
    return await world._ask("GET", path, headers={"Authorization": "", **headers})


async def events(world, path):
    answer = await asked(world, path)
    assert answer.status_code == 200, answer.text
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


async def test_the_command_gives_ones_own_calendar_and_every_schedules_to_that_person_alone(public):
    own, *schedules = await addresses(public)
    assert own.startswith("/calendar/person/tam/")
    assert [path.split("/")[3] for path in schedules] == ["platform%2C%20%22all%22", "security"]
    assert not any("/calendar/" in str(message.text) for message in public.slack.messages("general"))


async def test_a_schedules_feed_has_its_shifts_with_real_edges_in_utc(public):
    *_, path = await addresses(public)
    found = await events(public, path)
    first = found[0]
    assert (str(first["summary"]), first["dtstart"].dt, first["dtend"].dt) == (
        "Tam: security",
        datetime(2026, 11, 2, 8, tzinfo=UTC),
        datetime(2026, 11, 9, 8, tzinfo=UTC),
    )
    assert found[-1]["dtstart"].dt < NIGHT + timedelta(days=90) <= found[-1]["dtend"].dt
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND"} <= set(first)


async def test_a_persons_feed_holds_their_shifts_of_all_schedules_and_nobody_elses(public):
    own, platform, security = await addresses(public)
    mine = {(str(one["summary"]), one["dtstart"].dt) for one in await events(public, own)}
    each = [one for path in (platform, security) for one in await events(public, path)]
    of_tam = {one["dtstart"].dt for one in each if str(one["summary"]).startswith("Tam: ")}
    assert {when for _, when in mine} == of_tam
    assert {summary for summary, _ in mine} == {'platform, "all"', "security"}


async def test_a_shift_keeps_its_uid_as_days_pass(public):
    *_, path = await addresses(public)
    before = {str(one["uid"]): one["dtstart"].dt for one in await events(public, path)}
    await public.passes(days=5)
    after = {str(one["uid"]): one["dtstart"].dt for one in await events(public, path)}
    assert len(before) == len({*before.values()})
    assert [uid for uid, when in before.items() if when >= NIGHT and after.get(uid) != when] == []


async def test_who_asks_again_is_told_that_nothing_changed(public):
    path = (await addresses(public))[0]
    tag = (await asked(public, path)).headers["etag"]
    again = await asked(public, path, **{"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (r"/[0-9a-f]{32}\.ics", "/" + "0" * 32 + ".ics"),  # another secret
        (r"/[0-9a-f]{32}\.ics", "/%F0%9F%99%82.ics"),  # none that could be one
        ("person/tam", "person/sol"),  # the secret of somebody else
        ("person", "schedule"),  # a secret is for one kind
        ("person", "team"),  # no kind
    ],
)
async def test_a_wrong_address_leads_nowhere(public, was, becomes):
    path = re.sub(was, becomes, (await addresses(public))[0])
    assert (await asked(public, path)).status_code == 404


async def test_whoever_has_left_the_roster_has_no_calendar(public):
    path = (await addresses(public))[0]
    left = public.configuration.replace("  tam: {slack: U0TAM}\n", "").replace("[tam, ana]", "[ana]")
    public.configuration = left.replace("[sol, tam]", "[sol]")
    await public.dies()
    await public.starts_again()
    assert (await asked(public, path)).status_code == 404


async def test_a_rotation_of_one_person_is_one_long_shift_with_one_uid(changed):
    world = await changed(("people: [sol, tam]", "people: [sol]"), **PUBLIC)
    path = (await addresses(world))[-1]
    (before,) = await events(world, path)
    await world.passes(days=20)
    (after,) = await events(world, path)
    assert before["uid"] == after["uid"]


async def test_without_an_address_of_its_own_rondo_says_so(quick):
    assert "set `RONDO_PUBLIC_URL`" in await quick.asks("ana", "/rondo oncall calendar")
