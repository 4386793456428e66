"""Where a shift ends, the team's channel reads who goes, who comes, what is open and what was loud: once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli.rounds import HAND_OFF
from bot.config import read
from bot.sandbox import Failing
from tests.stories.replicas import Pair
from tests.world import RONDO_YML, act, words

#: In Berlin ana has it from 09:00 to 21:00 and ben at night; the story begins at 04:12.
PAYMENTS = """\
schedules:
  payments:
    channel: "#payments"
    rotations:
      - {people: [ana, ben], every: 12 hours, starts: 2026-01-05 09:00}
"""
SHIFTS = ("schedules:\n", PAYMENTS)
PAGED = ("targets: [ana, ben, chi]\n        round_robin: cycle", "targets: [{schedule: payments}]")
CALM = ("services:\n", "storm: off\n\nservices:\n  search: {policy: checkout-oncall}\n")
NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
async def world(changed):
    world = await changed(SHIFTS, PAGED, CALM)
    await looks(world)
    return world


async def looks(world, at=None):
    world.clock.at = at or world.clock.at
    await world.house.store.outbox.beat(world.clock.at)  # what was answered is kept for a quarter of an hour
    await world.house.rounds.hand_offs.look()
    await world.settles()


async def nine(world):
    """Ana's shift begins."""
    await world.passes(minutes=(NINE - world.clock.at).total_seconds() / 60)
    await looks(world)


def hand_offs(world, channel="payments"):
    place = world.slack.state.named(channel)
    messages = world.slack.messages(place.id) if place else []
    return [words(one) for one in messages if ":arrows_counterclockwise:" in words(one)]


async def paged(world, service, *, number, times=1, **more):
    """An incident, which pages once and then every five minutes; afterwards it is over."""
    await world.alert(service, key=f"g{number}", severity="high", **more)
    await world.passes(minutes=5 * (times - 1))
    await act(world, "resolve", number)


async def test_a_quiet_hand_off_is_one_short_line_that_mentions_whoever_comes(world):
    await nine(world)
    (told,) = hand_offs(world)
    line = told.splitlines()[0]
    assert line.startswith(":arrows_counterclockwise: *payments:* <@U0ANA> has it now, until <!date^1795464000^")
    assert line.endswith("Ben's shift is over.")
    assert told.splitlines()[1:] == ["payments: Ana has it now"]


async def test_it_comes_within_a_minute_of_the_shifts_end_and_not_before(world):
    await looks(world, NINE - timedelta(seconds=1))
    assert hand_offs(world) == []
    await looks(world, NINE)
    assert len(hand_offs(world)) == 1
    assert HAND_OFF < 60  # seconds between two looks


async def test_it_names_what_is_open_the_most_urgent_first_and_counts_the_rest(world):
    for number in range(1, 8):
        severity = "critical" if number == 3 else "high"
        await world.alert("checkout", key=f"g{number}", severity=severity, title=f"trouble {number}")
    await act(world, "acknowledge", 7, **{"as": "chi"})
    await world.house.rounds.hand_offs.look()
    await looks(world, NINE)
    (told,) = hand_offs(world)
    assert "*Open: 7*" in told
    named = [line.split(" · ")[0].split("*")[1] for line in told.splitlines() if "trouble" in line]
    assert named == ["INC-3", "INC-7", "INC-6", "INC-5", "INC-4"]
    assert "and 2 more" in told
    assert "Chi has it" in next(line for line in told.splitlines() if "INC-7" in line)
    assert "nobody has it yet" in next(line for line in told.splitlines() if "INC-3" in line)


async def test_what_is_over_pages_nobody_or_belongs_to_others_is_not_handed_over(changed):
    world = await changed(SHIFTS, CALM)  # checkout-oncall calls ana, ben and chi by name
    await looks(world)
    await world.alert("checkout")
    await looks(world, NINE)
    assert "INC-1" not in hand_offs(world)[0]


async def test_a_line_that_pages_nobody_is_not_handed_over(world):
    await world.alert("checkout", severity="low")
    await nine(world)
    assert "Open" not in hand_offs(world)[0]


async def test_a_private_incident_is_neither_named_nor_counted(world):
    await world.types("dora", "/rondo declare")
    await world.fills("dora", title="Somebody reads our mail", flags=["private"])
    await nine(world)
    (told,) = hand_offs(world)
    assert ("Somebody" in told, "INC-1" in told, "Open" in told, "Paged" in told) == (False,) * 4


async def test_a_title_is_shown_and_nothing_more(world):
    await world.alert("checkout", title="<!channel> *down* <@U0ANA>")
    await world.house.rounds.hand_offs.look()
    await looks(world, NINE)
    (told,) = hand_offs(world)
    assert "<!channel>" not in told
    assert told.count("<@U0ANA>") == 1  # she comes


async def test_what_paged_most_in_the_shift_is_named_with_its_nights(world):
    await paged(world, "checkout", number=1, times=1)
    await paged(world, "checkout", number=2, times=1)
    await paged(world, "search", number=3, times=1)
    await world.passes(hours=3.5)  # it is past seven, and the night is over
    await paged(world, "checkout", number=4, times=1)
    await nine(world)
    (told,) = hand_offs(world)
    assert "*Paged most in this shift:* checkout 3 pages (2 at night) · search 1 page (1 at night)" in told


async def test_what_paged_before_the_shift_is_not_counted(world):
    await paged(world, "checkout", number=1)
    await nine(world)
    await looks(world, NINE + timedelta(hours=12))
    assert "Paged most" not in hand_offs(world)[1]


async def test_how_anybody_answered_is_not_in_it(world):
    await world.alert("checkout", severity="high")
    await world.presses("ben", "not_me")
    await world.passes(minutes=30)
    await nine(world)
    (told,) = hand_offs(world)
    assert not any(word in told.lower() for word in ("not me", "missed", " min", "answered", "can't"))


async def test_a_shift_of_the_same_person_that_goes_on_says_nothing(changed):
    world = await changed((SHIFTS[0], SHIFTS[1].replace("[ana, ben]", "[ana]")), PAGED)
    await looks(world)
    await looks(world, NINE)
    assert hand_offs(world) == []


async def test_a_time_that_was_given_counts_and_so_does_taking_it_back(world):
    await world.types("ana", "/rondo oncall take payments 2h")
    await looks(world)
    await world.types("ana", "/rondo oncall undo 1")
    for _ in range(5):
        await looks(world, world.clock.at + timedelta(seconds=20))
    comes = [told.splitlines()[0].split("* ")[1].split(" has")[0] for told in hand_offs(world)]
    assert comes == ["<@U0ANA>", "<@U0BEN>"]


async def test_a_hole_is_said_and_until_when(changed):
    world = await changed((SHIFTS[0], SHIFTS[1].replace("09:00}", '09:00, hours: "05:00-08:00"}')), PAGED)
    await looks(world)
    for at in (NINE - timedelta(hours=4), NINE - timedelta(hours=1)):
        await looks(world, at)
    comes, goes = (told.splitlines()[0] for told in hand_offs(world))
    assert "<@U0BEN> has it now" in comes
    assert "shift is over" not in comes
    assert "*Nobody* has it now, until <!date^1795492800^" in goes
    assert "Ben's shift is over" in goes


async def test_off_says_nothing(changed):
    world = await changed((SHIFTS[0], SHIFTS[1].replace("    rotations", "    hand_off: off\n    rotations")), PAGED)
    await looks(world)
    await looks(world, NINE)
    assert hand_offs(world) == []


@pytest.mark.parametrize(
    ("changes", "channel"),
    [([], "incidents"), ([('announce: "#incidents"\n', "")], "rondo-operators")],
)
async def test_without_a_channel_of_its_own_it_goes_where_incidents_are_announced_else_to_operators(
    changed, changes, channel
):
    plain = SHIFTS[1].replace('    channel: "#payments"\n', "")
    world = await changed((SHIFTS[0], plain), PAGED, *changes)
    await looks(world)
    await looks(world, NINE)
    assert any("*payments:*" in told for told in hand_offs(world, channel))


async def test_it_is_said_once_over_restarts(world):
    await nine(world)
    await world.dies()
    await world.starts_again()
    await world.house.store.facts.put("hand-offs", _as_before())
    await looks(world, NINE + timedelta(minutes=40))
    assert len(hand_offs(world)) == 1


def _as_before():
    """As if Rondo had died between saying it and writing down that it looked."""
    return '{"at": "2026-11-23T07:59:59+00:00", "on_call": {"payments": ["ben"], "security": ["tam"]}}'


@pytest.mark.parametrize(("hours", "said"), [(0.9, 1), (1.1, 0)])
async def test_after_a_time_away_it_is_said_up_to_an_hour_late(world, hours, said):
    await world.dies()
    await world.starts_again()
    await looks(world, NINE + timedelta(hours=hours))
    assert len(hand_offs(world)) == said
    await looks(world, NINE + timedelta(hours=hours, minutes=1))
    assert len(hand_offs(world)) == said


async def test_after_a_time_away_the_newest_alone_is_said(changed):
    hourly = SHIFTS[1].replace("[ana, ben], every: 12 hours", "[ana, ben, chi], every: 1 hour")
    world = await changed((SHIFTS[0], hourly), PAGED)
    await looks(world)
    await looks(world, NINE + timedelta(hours=3, minutes=5))
    assert len(hand_offs(world)) == 1


async def test_what_slack_did_not_take_for_an_hour_is_not_said_any_more(world):
    fault = world.fails(Failing.ERROR, "chat.postMessage", code="internal_error", times=None)
    await nine(world)
    await world.passes(hours=1.1)
    world.slack.faults.remove(fault)
    await world.passes(minutes=5)
    assert hand_offs(world) == []


async def test_a_schedule_that_is_new_says_nothing(world):
    await world.house.store.facts.put("hand-offs", '{"at": "2026-11-23T03:12:00+00:00", "on_call": {}}')
    await looks(world, NINE)
    assert hand_offs(world) == []


async def test_two_replicas_say_it_once(postgresql):
    configuration = RONDO_YML.replace(*SHIFTS).replace(*PAGED)
    pair = await Pair(postgresql.fresh(), configuration=configuration).starts()
    try:
        for at in (pair.one.clock.at, NINE):
            pair.one.clock.at = at
            kept = await pair.one.house.store.facts.get("hand-offs")
            for world in pair.alive:
                if kept:
                    await world.house.store.facts.put("hand-offs", kept)
                await world.house.rounds.hand_offs.look()
        await pair.pass_(5)
        assert len(hand_offs(pair.one)) == 1
    finally:
        await pair.ends()


async def test_replicas_that_disagree_for_a_while_do_not_take_turns_in_saying_so(world):
    """Each has its own file, or its own reading of a calendar, until both have the new one."""
    await looks(world)
    ours = world.house.store.settings
    others = read(world.configuration.replace("[ana, ben], every", "[ana, chi], every"), name="rondo.yml", environ={})
    for seconds in range(10, 300, 10):
        world.house.store.settings = (ours, others.settings)[seconds // 10 % 2]
        await looks(world, NINE - timedelta(hours=2) + timedelta(seconds=seconds))
    assert hand_offs(world) == []
    world.house.store.settings = others.settings
    for seconds in range(300, 400, 20):
        await looks(world, NINE - timedelta(hours=2) + timedelta(seconds=seconds))
    (told,) = hand_offs(world)
    assert "<@U0CHI> has it now" in told


async def test_a_replica_that_stood_still_while_it_looked_has_nothing_said_again(world):
    """It goes on from what it had read, when another has looked, and said it, since."""
    still = Still(world.house.store.facts)
    world.clock.at += timedelta(seconds=10)
    hand_offs_of_another = replace(world.house.rounds.hand_offs, facts=still)
    looking = asyncio.ensure_future(hand_offs_of_another.look())
    await still.reached.wait()
    others = read(world.configuration.replace("[ana, ben], every", "[ana, chi], every"), name="rondo.yml", environ={})
    world.house.store.settings = others.settings
    for _ in range(5):
        await looks(world, world.clock.at + timedelta(seconds=20))
    assert len(hand_offs(world)) == 1
    still.woken.set()
    await looking
    for _ in range(5):
        await looks(world, world.clock.at + timedelta(seconds=20))
    assert len(hand_offs(world)) == 1


class Still:
    """Facts of a process that stands still before it writes, until it is woken."""

    def __init__(self, facts):
        self._facts, self.reached, self.woken = facts, asyncio.Event(), asyncio.Event()

    async def get(self, name):
        return await self._facts.get(name)

    async def follow(self, name, before, text):
        self.reached.set()
        await self.woken.wait()
        await self._facts.follow(name, before, text)
