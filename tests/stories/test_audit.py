"""The auditor looks for what should have happened and did not; it repairs, or tells operators once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, update

from bot.domain.audit import Amiss
from bot.sandbox import Failing
from bot.store.tables import lines, outbox, timers
from tests.world import World, words


class Outside:
    """Whoever listens at heartbeat_url."""

    def __init__(self, world: World, *, hears: bool = True) -> None:
        self.pings, self.hears = 0, hears
        world.house.auditor.ping = self

    async def __call__(self) -> bool:
        self.pings += 1
        return self.hears


@pytest.fixture
def outside(quick: World) -> Outside:
    return Outside(quick)


async def audits(world: World, times: int = 1) -> None:
    for _ in range(times):
        await world.house.auditor.look()
        await world.settles()


def told(world: World) -> list[str]:
    channel = world.slack.state.named("rondo-operators")
    return [words(message) for message in world.slack.messages(channel.id)] if channel else []


def damaged(world: World, statement: object) -> None:
    """Somebody, or a disk, changes the database behind Rondo's back."""
    with world.house.store._place.database.writing() as connection:
        connection.execute(statement)


async def measured(world: World, name: str) -> float:
    text = (await world._ask("GET", "/metrics")).text
    return float(next(line.rpartition(" ")[2] for line in text.splitlines() if line.startswith(f"{name} ")))


async def test_where_all_is_well_an_audit_changes_nothing_tells_nothing_and_pings(quick, outside):
    await quick.alert("checkout")
    await quick.settles()
    before = await quick.timeline()
    await audits(quick, 3)
    assert (await quick.timeline(), told(quick), outside.pings) == (before, [], 3)


async def test_a_timer_that_is_gone_runs_again_and_the_next_is_paged_when_they_should_have_been(world):
    await world.alert("checkout", severity="high")
    await world.settles()
    damaged(world, delete(timers))
    await audits(world)
    await world.passes(minutes=5)
    assert [page["person"] for page in (await world.incident())["pages"]] == ["ana", "ben"]
    assert "the response ladder's timer was missing; it runs again, until 04:17 CET" in await world.timeline()


async def test_a_timer_that_is_gone_and_overdue_is_due_at_once_and_operators_hear_of_it(quick, outside):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    damaged(quick, delete(timers))
    await quick.passes(minutes=20)
    await audits(quick)
    assert quick.slack.paged == ["ana", "ben"]
    assert [line for line in told(quick) if "timer was missing; it is due now" in line]
    assert outside.pings == 1  # it was repaired


async def test_a_way_around_slack_whose_timer_is_gone_is_gone_all_the_same(changed):
    contact = 'ana: {slack: U0ANA, contact: ["mailto://ana:secret@example.com"]}'
    world = await changed(("ana: {slack: U0ANA}", contact))
    await world.alert("checkout", severity="high")
    await world.settles()
    damaged(world, delete(timers))
    await audits(world)
    await world.passes(minutes=2)
    assert len(world.phones.rang) == 1
    assert [line for line in told(world) if "the timer of the way around Slack was missing" in line]


async def test_a_channel_that_nobody_is_asked_for_is_asked_for_again(world):
    limited = world.fails(Failing.RATE_LIMITED, "conversations.create", times=None, retry_after="30")
    await world.alert("checkout")
    await world.settles()
    damaged(world, delete(outbox).where(outbox.c.effect == "OpenChannel"))
    world.slack.faults.remove(limited)
    await world.passes(minutes=2)
    assert (await world.incident())["channel"] is None
    await audits(world)
    await world.passes(minutes=2)
    assert {"ana", "sol"} <= set(world.slack.members(world.channel()))


async def test_an_incident_that_never_wanted_a_channel_or_a_page_lacks_nothing(quick, outside):
    await quick.alert("checkout", severity="low")
    await quick.settles()
    before = await quick.timeline()
    await audits(quick)
    assert (await quick.timeline(), outside.pings) == (before, 1)


async def test_a_record_that_was_changed_is_told_once_even_over_a_restart(quick, outside):
    await quick.alert("checkout")
    await quick.settles()
    damaged(quick, delete(lines).where(lines.c.number == 3))
    await audits(quick, 2)
    assert outside.pings == 1  # it was told: nothing is wrong with what Rondo does now
    await quick.dies()
    quick.clock.at += timedelta(hours=1)
    await quick.starts_again()
    await audits(quick, 2)
    assert len([line for line in told(quick) if "record does not chain from line 3 on" in line]) == 1


async def test_timers_that_nobody_looks_after_are_told_once_and_no_ping_is_sent(quick, outside):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    quick.clock.at += timedelta(minutes=7)
    for _ in range(3):
        await quick.house.auditor.look()
    assert outside.pings == 0
    await quick.settles()
    await audits(quick)
    assert len([line for line in told(quick) if "a timer is late, by 2 min (INC-1)" in line]) == 1
    assert outside.pings == 1


async def test_a_page_that_is_owed_for_minutes_though_slack_is_there_is_told(quick, outside):
    owed = quick.fails(Failing.RATE_LIMITED, "chat.postMessage", times=None, retry_after="20")
    await quick.alert("checkout", severity="high")
    await quick.passes(minutes=1)
    await audits(quick)
    assert outside.pings == 1
    await quick.passes(minutes=2)
    await audits(quick)
    quick.slack.faults.remove(owed)
    await quick.passes(minutes=2)
    assert [line for line in told(quick) if "a page has been owed for 3 min" in line]
    assert outside.pings == 1


async def test_while_slack_is_away_lateness_is_told_after_a_quarter_of_an_hour(quick, outside):
    quick.fails(Failing.AWAY, times=None)
    await quick.alert("checkout", severity="high")
    await quick.passes(minutes=10)
    await audits(quick)
    assert outside.pings == 1
    await quick.passes(minutes=6)
    await audits(quick)
    assert outside.pings == 1
    assert await measured(quick, 'rondo_audit_findings_total{kind="page_late"}') == 1


async def test_what_comes_back_after_a_while_is_told_again(quick):
    for _ in range(2):
        await quick.alert("checkout", severity="high")
        await quick.settles()
        quick.clock.at += timedelta(minutes=7)
        await audits(quick, 2)
        await quick.resolved("checkout")
        await quick.passes(minutes=30)
        await audits(quick)
    assert len([line for line in told(quick) if "late" in line]) == 2


async def test_a_repair_that_does_not_hold_is_told(quick, outside):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    for _ in range(2):
        damaged(quick, delete(timers))
        await audits(quick)
    assert [line for line in told(quick) if "could not start it again" in line]
    assert outside.pings == 1


async def test_a_timer_whose_decision_fails_again_and_again_is_told(quick, outside):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    later = quick.clock.at + timedelta(minutes=60)  # as the engine puts off a timer whose decision raised
    damaged(quick, update(timers).values(due_at=later))
    await quick.passes(minutes=10)
    await audits(quick, 2)
    assert [line for line in told(quick) if "the response ladder's timer has failed for 5 min" in line]
    assert outside.pings == 0


async def test_metrics_say_when_the_last_audit_was_what_it_found_and_who_did_not_hear(quick):
    outside = Outside(quick, hears=False)
    await audits(quick)
    quick.clock.at += timedelta(minutes=4)
    assert await measured(quick, "rondo_audit_age_seconds") == 240
    assert await measured(quick, "rondo_heartbeat_failures_total") == outside.pings == 1
    assert [await measured(quick, f'rondo_audit_findings_total{{kind="{kind}"}}') for kind in Amiss] == [0] * len(Amiss)


async def test_metrics_say_how_soon_people_were_paged_and_how_late_timers_were(quick):
    away = quick.fails(Failing.AWAY, times=None)
    await quick.alert("checkout")
    await quick.passes(minutes=1)
    quick.slack.faults.remove(away)
    await quick.passes(minutes=2)
    opened, paged = [datetime.fromisoformat((await quick.incident())[at]) for at in ("opened_at", "first_paged_at")]
    assert await measured(quick, "rondo_time_to_page_seconds_count") == 1
    assert await measured(quick, "rondo_time_to_page_seconds_sum") == (paged - opened).total_seconds() >= 60
    quick.clock.at += timedelta(minutes=10)
    await quick.settles()
    assert await measured(quick, "rondo_timer_lateness_seconds_count") >= 1
    assert await measured(quick, "rondo_timer_lateness_seconds_sum") > 60


async def test_metrics_count_calls_by_how_they_ended_and_the_replicas(quick):
    quick.fails(Failing.RATE_LIMITED, "conversations.invite")
    await quick.alert("checkout")
    await quick.passes(minutes=1)
    assert await measured(quick, 'rondo_slack_calls_total{method="conversations.invite",outcome="limited"}') == 1
    assert await measured(quick, 'rondo_slack_calls_total{method="conversations.invite",outcome="yes"}') == 1
    quick.clock.at += timedelta(minutes=1)
    assert await measured(quick, "rondo_replicas") == 0  # its heart has not beaten for a minute
    await quick.house.store.outbox.beat(quick.clock.at)
    assert await measured(quick, "rondo_replicas") == 1
