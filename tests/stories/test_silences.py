"""Silences: alerts with certain labels page nobody for a while, and nothing of them is lost."""

from dataclasses import replace

import pytest

from bot.domain.events import By, SilenceEnded
from bot.slack.commands.meanings import Act
from bot.slack.listeners.desk import Errand
from bot.slack.listeners.fulfil import fulfil
from tests.stories.seen import announced, own_channels
from tests.world import act, words

SILENCED = "/rondo silence service=checkout 4h deploying"


async def test_what_is_silenced_pages_nobody_and_stays_on_the_record(world):
    told = await world.asks("ana", SILENCED)
    alert = await world.alert()
    await world.passes(hours=3)
    assert "Silence 1: service=checkout page nobody for 4 h" in told
    assert (alert["disposition"], alert["reason"], alert["incident"]) == ("suppressed", "silence", "INC-1")
    assert world.slack.paged == []
    assert any("silenced" in line for line in await world.timeline())


async def test_the_end_of_a_silence_pages_for_what_still_fires(world):
    await world.asks("ana", SILENCED)
    await world.alert()
    await world.passes(hours=4.1)
    assert {"ana", "sol"} <= set(world.slack.paged)
    assert "Ana paged" in words(world.card()) or "Nobody has it yet" in words(world.card())


async def test_what_is_over_before_the_silence_is_pages_nobody(world):
    await world.asks("ana", SILENCED)
    await world.alert(key="k")
    await world.resolved(key="k")
    await world.passes(hours=5)
    assert world.slack.paged == []


async def test_others_are_paged_as_ever(world):
    await world.asks("ana", SILENCED)
    await world.alert("other", severity="high")
    await world.settles()
    assert world.slack.paged == ["ana"]


async def test_a_silence_from_the_card_stops_the_ladder_of_that_incident(world):
    await world.alert(severity="high")
    await world.settles()
    await world.presses("ana", "more", on=world.card(), value="silence:INC-1")
    await world.fills("ana", labels="service=checkout", lasts="1h", why="known")
    await world.passes(minutes=30)
    assert world.slack.paged == ["ana"]
    assert "It is silenced: nobody is paged before" in words(world.card())
    await world.passes(minutes=31)
    assert world.slack.paged == ["ana", "ben"]


async def test_a_silence_that_is_ended_by_hand_pages_at_once(world):
    await world.asks("ana", SILENCED)
    await world.alert(severity="high")
    assert "service=checkout" in await world.asks("ben", "/rondo silence")
    assert "Silence 1 is over" in await world.asks("ben", "/rondo silence end 1")
    await world.settles()
    assert world.slack.paged == ["ana"]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/rondo silence", "No silence is in force"),
        ("/rondo silence end 7", "There is no silence 7 in force"),
        ("/rondo silence end", "Say which"),
        ("/rondo silence 4h", "Say which alerts, by their labels"),
        ("/rondo silence service=x 99d", "7 days at most"),
    ],
)
async def test_what_makes_no_sense_is_answered_with_what_does(quick, typed, answer):
    assert answer in await quick.asks("ana", typed)


async def test_words_of_a_silence_are_text_and_a_form_says_what_is_wrong_with_it(quick):
    await quick.asks("ana", "/rondo silence service=<!channel> 1h <!here> & more")
    listed = await quick.asks("ben", "/rondo silence")
    assert "<!channel" not in listed
    assert "<!here" not in listed
    await quick.alert(severity="high")
    await quick.settles()
    await quick.presses("ana", "more", on=quick.card(), value="silence:INC-1")
    reply = await quick.fills("ana", labels="checkout", lasts="1h")
    assert "service=checkout" in str(reply.body)


async def test_what_is_silenced_is_no_part_of_a_storm(changed):
    world = await changed(("services:\n", "storm: {threshold: 3, window: 1m, max_pages: 3}\n\nservices:\n"))
    await world.asks("ana", SILENCED)
    results = [await world.alert(key=f"k{number}", title=f"Pod {number}") for number in range(6)]
    assert {one["disposition"] for one in results} == {"suppressed"}


async def test_a_silence_of_one_alert_hides_no_other_of_its_group(world):
    await world.asks("ana", "/rondo silence alertname=DiskFull 1d known")
    await world.group(("DiskFull", "firing", "high"))
    await world.passes(minutes=5)
    assert world.slack.paged == []
    assert await world.group(("CheckoutDown", "firing", "critical")) == ["joined"]
    assert {"ana", "sol"} <= set(world.slack.paged)
    assert "Ana paged" in words(world.card())


async def test_what_is_silenced_pages_while_anything_else_of_it_fires_and_is_quiet_again_afterwards(world):
    await world.group(("DiskFull", "firing", "high"), ("CheckoutDown", "firing", "high"))
    await world.asks("ana", "/rondo silence alertname=DiskFull 1d known")
    await world.passes(minutes=5.1)
    assert world.slack.paged == ["ana", "ben"]
    await world.group(("CheckoutDown", "resolved", "high"))
    await world.passes(hours=1)
    assert world.slack.paged == ["ana", "ben"]


@pytest.mark.parametrize(
    ("key", "proposed"),
    [("disk-a", "service=checkout key=disk-a"), (None, "service=checkout title=Disk*full*on*a")],
)
async def test_silence_this_proposes_that_alert_and_not_everything_of_its_service(quick, key, proposed):
    await quick.alert(title="Disk full on a", severity="high", **({"key": key} if key else {}))
    await quick.settles()
    await quick.presses("ana", "more", on=quick.card(), value="silence:INC-1")
    form = quick.slack.views_open("ana")[-1].body["blocks"]
    assert proposed in [block.get("element", {}).get("initial_value") for block in form]
    await quick.fills("ana", labels=proposed, lasts="1h", why="known")
    assert "It is silenced" in words(quick.card())
    other = await quick.alert(title="Payments are down", key="other")
    assert other["disposition"] == "opened"


@pytest.mark.parametrize("asked", ["by a command", "from the card"])
async def test_security_is_asked_on_once_a_silence_is_ended_by_hand(world, asked):
    await world.alert()
    await world.settles()
    if asked == "from the card":
        await world.presses("ana", "more", on=world.card(), value="silence:INC-1")
        await world.fills("ana", labels="service=checkout", lasts="1d", why="known")
    else:
        await world.asks("ana", "/rondo silence service=checkout 1d known")
    await world.passes(minutes=12)
    assert "tam" not in world.slack.paged
    await world.asks("ben", "/rondo silence end 1")
    await world.settles()
    assert "tam" in world.slack.paged


async def test_the_way_around_slack_is_taken_once_a_silence_is_ended_by_hand(changed):
    contact = ("ana: {slack: U0ANA}", 'ana: {slack: U0ANA, contact: ["mailto://ana@example.com"]}')
    world = await changed(contact)
    await world.alert(severity="high")
    await world.settles()
    await world.asks("ana", "/rondo silence service=checkout 1d known")
    await world.passes(minutes=3)
    assert world.phones.rang == []
    await world.asks("ben", "/rondo silence end 1")
    await world.settles()
    assert len(world.phones.rang) == 1


async def test_whoever_takes_it_in_a_silence_has_security_asked_on(world):
    await world.alert()
    await world.settles()
    await world.asks("ana", "/rondo silence service=checkout 1d known")
    await world.passes(minutes=12)
    await act(world, "acknowledge")
    await world.passes(minutes=1)
    assert "tam" in world.slack.paged


async def test_what_joins_and_is_not_covered_lets_security_s_clock_run_on(world):
    await world.group(("a", "firing", "critical"))
    await world.passes(minutes=8)
    await world.presses("ana", "escalate", on=world.card())
    await world.asks("ana", "/rondo silence alertname=a 1d known")
    await world.passes(minutes=3)
    assert "tam" not in world.slack.paged
    await world.group(("b", "firing", "high"))
    await world.passes(minutes=0.1)
    assert "tam" in world.slack.paged


async def test_a_worse_alert_in_a_silence_brings_security_in_and_pages_nobody(world):
    await world.group(("a", "firing", "high"))
    await world.passes(minutes=1)
    await world.asks("ana", "/rondo silence service=checkout 4h known")
    await world.group(("b", "firing", "critical"))
    await world.passes(minutes=5)
    assert world.slack.paged == ["ana"]
    await world.passes(hours=4)
    assert "sol" in world.slack.paged


async def test_a_low_alert_that_is_silenced_is_announced_when_that_is_over(world):
    await world.asks("ana", SILENCED)
    await world.alert(severity="low", title="Disk at 70 %")
    await world.passes(hours=3)
    assert not await announced(world, "Disk at 70 %")
    await world.passes(hours=2)
    assert await announced(world, "Disk at 70 %")


async def test_what_is_silenced_resolves_and_fires_again_gets_its_channel_when_the_silence_is_over(changed):
    world = await changed(("services:\n", "reopen_within: 10m\n\nservices:\n"))
    await world.asks("ana", SILENCED)
    for status in ("firing", "resolved", "firing"):
        await world.group(("a", status, "critical"))
        await world.passes(minutes=1)
    assert (world.slack.paged, own_channels(world)) == ([], [])
    await world.passes(hours=4)
    assert {"ana", "sol"} <= set(world.slack.paged)
    assert len(own_channels(world)) == 1


async def test_in_a_storm_what_is_silenced_joins_no_umbrella_by_its_own_labels(changed):
    world = await changed(("services:\n", "storm: {threshold: 1, window: 1m, max_pages: 3}\n\nservices:\n"))
    await world.types("ben", "/rondo silence alertname=DiskFull 4h a backup runs")
    await world.group(("Slow", "firing", "high"), key="a")
    await world.group(("DiskFull", "firing", "high"), ("Slow", "firing", "high"), key="b")
    assert await world.group(("DiskFull", "firing", "high"), key="c") == ["suppressed"]


@pytest.mark.parametrize("severity", ["critical", "medium"])
async def test_what_is_declared_within_a_silence_is_answered_with_the_silence_and_not_with_working_hours(
    quick, severity
):
    await quick.types("ben", SILENCED)
    await quick.types("tam", "/rondo declare")
    await quick.fills("tam", title="Slow", service="checkout", severity=severity)
    shown = str(quick.slack.views_open("tam")[-1].blocks)
    until = "Mon 23 Nov, 08:12 CET"
    assert f"It is silenced: nobody is paged before {until}. Until then it has no channel" in shown
    assert "working hours" not in shown
    assert (quick.slack.paged, await quick.timeline()) == ([], _of(severity, until))


def _of(severity, until):
    return [f"{severity}: Slow (declared)", f"silenced: nobody is paged before {until}"]


class Meanwhile:
    """Reads during which something happens, once, after they have answered."""

    def __init__(self, reads, happens):
        self.reads, self.happens = reads, [happens]

    def __getattr__(self, name):
        return getattr(self.reads, name)

    async def incidents(self, **asked):
        found = await self.reads.incidents(**asked)
        while self.happens:
            await self.happens.pop()()
        return found


async def test_what_opens_while_a_silence_is_being_ended_is_not_held_until_its_time(quick):
    await quick.asks("ana", SILENCED)
    reads = Meanwhile(quick.house.store.reads, lambda: quick.alert(severity="high"))
    desk = replace(quick.house._desk(), reads=reads)
    errand = Errand(slack_id="U0BEN", person="ben", situation=await quick.house.store.reads.situation())
    await fulfil(desk, Act(event=SilenceEnded(by=By(person="ben"), number=1)), errand)
    await quick.settles()
    assert quick.slack.paged == ["ana"]
