"""A calendar from the web as a rotation: read again and again, the last good one kept, and nobody called anew by it."""

import asyncio
import re
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from icalendar import Calendar

from bot.cli.imported import checks, filled, kept
from bot.cli.importing import Importing, Reader
from bot.cli.reloading import InForce, Reloading
from bot.cli.starting import LAST_GOOD, Opened, opened
from bot.config import read, read_environment
from bot.domain.errors import Unavailable
from bot.sandbox import Failing
from tests.calendars.ics import calendar, event
from tests.world import words

WEEK = ("20261120T000000Z", "20261127T000000Z")
LATER = ("20261127T000000Z", "20261204T000000Z")
ANA, BEN = (calendar(event(*WEEK, f"SUMMARY:On Call - {who} - Checkout")) for who in ("Ana", "Ben"))
ZED = calendar(event(*WEEK, "SUMMARY:Ana"), event(*LATER, "SUMMARY:Zed <!channel>"))
FIRST = ("targets: [ana, ben, chi]", "targets: [{schedule: week}]")

#: Ana's shift ends at nine in Berlin, and then it is Ben's; in the second one Chi's.
NINE = "20261123T080000Z"
THEN_BEN, THEN_CHI = (
    calendar(event(WEEK[0], NINE, "SUMMARY:Ana"), event(NINE, WEEK[1], f"SUMMARY:{who}")) for who in ("Ben", "Chi")
)


class Source:
    """A calendar at an address: `content` is what is there, `status` how it answers."""

    def __init__(self):
        self.content, self.status, self.asked = ANA, 200, 0
        app = web.Application()
        app.router.add_get("/secret.ics", self.answer)
        self.server = TestServer(app, host="127.0.0.1")

    async def answer(self, _):
        self.asked += 1
        return web.Response(body=self.content, status=self.status, content_type="text/calendar")

    @property
    def url(self):
        return str(self.server.make_url("/secret.ics"))


@pytest.fixture
async def source():
    made = Source()
    async with made.server:
        yield made


class Bot:
    """A world whose first level is a calendar; `looks` is what happens every quarter of an hour."""

    def __init__(self, world, configuration, session, folder):
        self.world, self.folder = world, folder
        self.in_force = InForce(configuration)
        self.reader = Reader(folder, session)
        self.lives()

    def lives(self):
        """A new life of it, or another replica: it knows nothing but what is kept."""
        self.importing = Importing(self.world.house, lambda: self.in_force.configuration, self.reader)

    async def looks(self, *, minutes=0):
        await self.world.passes(minutes=minutes)
        await self.importing.look()
        await self.world.settles()

    async def on_call(self):
        return (await self.world.get("/api/v1/oncall"))["schedules"]["week"]

    def told(self):
        return [words(message) for message in self.world.slack.messages("rondo-operators")]

    async def lines(self):
        found = await checks(self.world.house.store.facts, self.in_force.configuration, self.world.clock.at)
        return [f"{one.mark} {one.text}" for one in found]


@pytest.fixture
async def bot(changed, source, tmp_path):
    week = f"  week: {{channel: '#shop', group: S0OPS, rotations: [{{calendar: '{source.url}'}}]}}\n"
    world = await changed(("schedules:\n", f"schedules:\n{week}"), FIRST, RONDO_PUBLIC_URL="https://rondo.example.com")
    world.slack.state.usergroups["S0OPS"] = {"id": "S0OPS", "handle": "ops", "users": ["U0DORA"]}
    configuration = read(world.configuration, name="rondo.yml", environ={})
    async with aiohttp.ClientSession() as session:
        yield Bot(world, configuration, session, tmp_path)


async def test_whoever_the_calendar_names_is_called(bot):
    assert await bot.on_call() == []
    await bot.looks()
    assert await bot.on_call() == ["ana"]
    await bot.world.alert("checkout", severity="high")
    await bot.world.settles()
    assert bot.world.slack.paged == ["ana"]
    assert bot.told() == []
    assert await bot.lines() == ["✓ week (127.0.0.1): shifts until 2026-11-27 00:00 UTC"]


async def test_a_changed_calendar_counts_for_the_next_incident_and_is_not_told_as_a_change_of_the_file(bot, source):
    await bot.looks()
    await bot.world.alert("checkout", severity="high")
    await bot.world.settles()
    source.content = BEN
    await bot.looks(minutes=4)
    assert (await bot.on_call(), bot.world.slack.paged, bot.told()) == (["ben"], ["ana"], [])
    await bot.world.alert("another", severity="high")
    await bot.world.settles()
    assert bot.world.slack.paged == ["ana", "ben"]


async def feed(world):
    """Who has which shift, by the calendar that people subscribe to."""
    own = await world.asks("ana", "/rondo oncall calendar")
    path = next(one for one in re.findall(r"`https://rondo\.example\.com(/\S+)`", own) if "/week/" in one)
    answer = await world._ask("GET", path, headers={"Authorization": ""})
    return [str(one["summary"]) for one in Calendar.from_ical(answer.content).walk("VEVENT")]


async def test_a_changed_calendar_shows_in_the_api_the_feed_the_user_group_and_the_hand_off(bot, source):
    world, rounds = bot.world, bot.world.house.rounds
    source.content = THEN_BEN
    await bot.looks()
    await rounds.hand_offs.look()
    await rounds.groups.look()
    assert await feed(world) == ["Ana: week", "Ben: week"]
    source.content = THEN_CHI
    await bot.looks(minutes=15)
    assert (await world.get("/api/v1/oncall?at=2026-11-23T08:00:00Z"))["schedules"]["week"] == ["chi"]
    assert await feed(world) == ["Ana: week", "Chi: week"]
    assert world.slack.state.usergroups["S0OPS"]["users"] == ["U0ANA"]
    world.clock.at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    await rounds.groups.look()
    await rounds.hand_offs.look()
    await world.settles()
    (told,) = [words(one) for one in world.slack.messages("shop")]
    assert told.startswith(":arrows_counterclockwise: *week:* <@U0CHI> has it now")
    assert world.slack.state.usergroups["S0OPS"]["users"] == ["U0CHI"]
    (next_one,) = (await world.get("/api/v1/policies/checkout-oncall/next?count=1"))["levels"][0]["next"]
    assert next_one["person"] == "chi"


async def test_a_calendar_that_fails_keeps_its_last_good_one_and_is_told_once_and_again_when_it_works(bot, source):
    await bot.looks()
    for source.status in (404, 404, 500):
        await bot.looks(minutes=15)
    assert await bot.on_call() == ["ana"]
    (told,) = bot.told()
    assert "The calendar of week (127.0.0.1) can't be read: 127.0.0.1 answers 404 → copy the address again" in told
    assert "the last good one, read at 2026-11-23 03:12 UTC, goes on" in told
    assert (await bot.lines())[0].startswith("! week (127.0.0.1): 127.0.0.1 answers 500 → look whether it is away")
    source.status, source.content = 200, BEN
    await bot.looks(minutes=15)
    assert await bot.on_call() == ["ben"]
    assert "The calendar of week (127.0.0.1) can be read again." in bot.told()[1]
    source.status = 404
    await bot.looks(minutes=15)
    assert len(bot.told()) == 3
    assert not any("secret" in one for one in bot.told())


@pytest.mark.parametrize("content", [b"<html>Please sign in</html>", b"\xff", ANA[:-20]], ids=["page", "bytes", "cut"])
async def test_what_is_no_calendar_is_a_failure_like_any_other(bot, source, content):
    await bot.looks()
    source.content = content
    await bot.looks(minutes=15)
    assert await bot.on_call() == ["ana"]
    assert len(bot.told()) == 1


async def test_a_calendar_that_was_never_read_says_so_and_is_asked_for_every_minute(bot, source):
    assert await bot.lines() == ["! week (127.0.0.1) has not been read yet → it is when Rondo runs"]
    source.status = 503
    await bot.looks()
    assert "until it can, nobody is on call by it" in bot.told()[0]
    assert (await bot.lines())[0].startswith("✗ week (127.0.0.1): 127.0.0.1 answers 503")
    source.status = 200
    await bot.importing.look_again()
    assert await bot.on_call() == ["ana"]
    asked = source.asked
    await bot.importing.look_again()
    assert source.asked == asked


async def test_after_a_restart_with_the_calendar_away_the_schedule_is_there_before_anything_is_fetched(bot, source):
    await bot.looks()
    source.status = 500
    await bot.world.dies()
    await bot.world.starts_again()
    store, configuration = bot.world.house.store, bot.in_force.configuration
    store.settings = filled(configuration.settings, await kept(store.facts, configuration.calendars))
    assert await bot.on_call() == ["ana"]
    bot.lives()
    await bot.looks(minutes=60)
    assert await bot.on_call() == ["ana"]
    assert len(bot.told()) == 1


async def test_what_was_read_while_the_database_was_away_is_kept_when_it_is_back(bot, source):
    store = bot.world.house.store
    database, there = store._place.database, store._place.database.guard
    database.guard = away
    with pytest.raises(Unavailable):
        await bot.importing.look()
    assert await bot.on_call() == ["ana"]
    database.guard = there
    await bot.looks(minutes=15)
    assert list(await kept(store.facts, bot.in_force.configuration.calendars)) == [("week", 0)]


def away(_):
    raise Unavailable("the database is away")


async def test_every_command_that_opens_the_installation_goes_by_what_was_read_last(bot, tmp_path):
    (tmp_path / "rondo.yml").write_text(bot.world.configuration)
    environ = {"DATABASE_URL": bot.world.database_url, "RONDO_CONFIG": str(tmp_path / "rondo.yml")}
    found = [await asyncio.to_thread(opened, environ, serving=False)]
    await bot.looks()
    found.append(await asyncio.to_thread(opened, environ, serving=False))
    layers = [one.settings.schedules["week"].rotations[0] for one in found]
    assert [one.people for one in layers] == [(), ("ana",)]
    for one in found:
        one.store.close()


async def test_a_replica_that_cannot_fetch_goes_by_what_another_has_read_and_does_not_complain(bot, source):
    await bot.looks()
    source.content = BEN
    other = Importing(bot.world.house, lambda: bot.in_force.configuration, bot.reader)
    await bot.world.passes(minutes=15)
    await other.look()
    source.status = 500
    await bot.looks(minutes=1)
    assert (await bot.on_call(), bot.told()) == (["ben"], [])
    await bot.looks(minutes=30)
    assert len(bot.told()) == 1


async def test_what_two_replicas_find_in_one_moment_is_told_once(bot, source):
    other = Importing(bot.world.house, lambda: bot.in_force.configuration, Reader(bot.folder, bot.reader._session))
    source.content, told = ZED, ["left out", "can't be read", "can be read again", "can't be read", "can be read again"]
    for source.status in (200, 404, 200, 404, 200):
        await asyncio.gather(bot.looks(minutes=15), other.look())
        await bot.world.settles()
    assert [said in line for said, line in zip(told, bot.told(), strict=True)] == [True] * 5


async def test_what_one_replica_has_read_counts_in_the_others_within_a_minute(bot, source):
    await bot.looks()
    source.content = BEN
    await bot.world.passes(minutes=5)
    await Importing(bot.world.house, lambda: bot.in_force.configuration, bot.reader).look()
    asked = source.asked
    await bot.importing.look_again()
    assert (await bot.on_call(), source.asked) == (["ben"], asked)


async def test_events_that_name_nobody_known_are_told_once_and_their_text_is_only_text(bot, source):
    source.content = ZED
    await bot.looks()
    await bot.looks(minutes=15)
    (told,) = bot.told()
    assert "“Zed &lt;!channel&gt;”: nobody of `people` → write who that is under `names`" in told
    assert await bot.on_call() == ["ana"]
    assert len(await bot.lines()) == 1
    source.content = ANA
    await bot.looks(minutes=15)
    source.content = ZED
    await bot.looks(minutes=15)
    assert len(bot.told()) == 2


async def test_nothing_is_read_anew_while_a_calendar_is_as_it_was(bot, source):
    await bot.looks()
    before = dict(bot.reader._before)
    await bot.looks(minutes=15)
    assert (bot.reader._before, source.asked) == (before, 2)


async def test_an_open_incident_keeps_its_ladder_whatever_the_calendar_says_next(bot, source):
    await bot.looks()
    await bot.world.alert("checkout", severity="high")
    await bot.world.settles()
    source.content = BEN
    await bot.looks(minutes=1)
    await bot.world.passes(minutes=20)
    assert bot.world.slack.paged[:2] == ["ana", "dora"]


def watched(world):
    """Who is in the calendar by the settings in force, at each call of Slack; the first is of a file that counts."""
    seen = []

    def look(_):
        schedule = world.house.store.settings.schedules.get("week")
        seen.append(schedule and schedule.rotations[0].people)
        return False

    world.fails(Failing.DELAY, times=None, where=look)
    return seen


async def test_a_file_that_names_a_calendar_for_the_first_time_counts_together_with_it(changed, source, tmp_path):
    world = await changed()
    path, week = tmp_path / "rondo.yml", f"schedules:\n  week: {{rotations: [{{calendar: '{source.url}'}}]}}\n"
    path.write_text(world.configuration)
    environ = {**world.environment, "DATABASE_URL": world.database_url, "RONDO_CONFIG": str(path)}
    configuration = read(world.configuration, name="rondo.yml", environ=environ)
    env, store = read_environment(environ, serving=False), world.house.store
    installation = Opened(environment=env, configuration=configuration, store=store, environ=environ)
    await store.facts.put(LAST_GOOD, world.configuration)
    async with aiohttp.ClientSession() as session:
        bot = Bot(world, configuration, session, tmp_path)
        reloading = Reloading(world.house, installation, bot.in_force, importing=bot.importing)
        path.write_text(world.configuration.replace("schedules:\n", week).replace(*FIRST))
        seen = watched(world)
        await reloading.reload()
        await world.settles()
        assert (await bot.on_call(), seen[0]) == (["ana"], ("ana",))
        (told,) = bot.told()
        assert "schedules: added week" in told
        path.write_text(path.read_text().replace("ana: {slack: U0ANA}", "ana: {slack: U0ANA, timezone: Asia/Tokyo}"))
        await reloading.reload()
        assert await bot.on_call() == ["ana"]


async def test_whoever_has_left_the_roster_has_no_shift_though_the_calendar_cannot_be_read(bot, source):
    await bot.looks()
    source.status = 500
    text = bot.world.configuration.replace("  ana: {slack: U0ANA}\n", "")
    bot.in_force.configuration = read(text, name="rondo.yml", environ={})
    await bot.looks(minutes=15)
    assert await bot.on_call() == []
