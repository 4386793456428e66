"""Every way to fail: what the caller sees, and whether it happened all the same."""

import pytest

from bot.sandbox import Failing, Fault, Lost, Reply, Workspace, sample
from tests.sandbox.parts import Bot, Clock, Ear


def made(slack: Workspace) -> bool:
    return slack.state.named("inc-1") is not None


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        (Fault(kind=Failing.RATE_LIMITED, retry_after="30"), 429, "ratelimited"),
        (Fault(kind=Failing.SERVER_ERROR, status=502), 502, "service_unavailable"),
        (Fault(kind=Failing.ERROR, code="restricted_action"), 200, "restricted_action"),
    ],
)
async def test_a_refusal_comes_before_anything_happens(
    bot: Bot, slack: Workspace, fault: Fault, status: int, error: str
) -> None:
    slack.faults.add(fault)
    answer = await bot.ask("conversations.create", name="inc-1")
    assert (answer.status, answer.body["error"], made(slack)) == (status, error, False)


@pytest.mark.parametrize("header", ["30", "soon", None])
async def test_retry_after_may_be_a_number_nonsense_or_missing(bot: Bot, slack: Workspace, header: str | None) -> None:
    slack.faults.add(Fault(kind=Failing.RATE_LIMITED, retry_after=header))
    assert (await bot.ask("auth.test")).headers.get("Retry-After") == header


@pytest.mark.parametrize(
    ("kind", "happened"), [(Failing.REQUEST_LOST, False), (Failing.RESPONSE_LOST, True), (Failing.AWAY, False)]
)
async def test_a_lost_call_may_have_happened(bot: Bot, slack: Workspace, kind: Failing, happened: bool) -> None:
    slack.faults.add(Fault(kind=kind))
    with pytest.raises(Lost):
        await bot.ask("conversations.create", name="inc-1")
    assert made(slack) is happened
    assert (slack.calls[-1].lost, slack.calls[-1].fault) == (True, kind)


async def test_a_late_call_lands_when_its_time_has_come(bot: Bot, slack: Workspace, clock: Clock) -> None:
    slack.faults.add(Fault(kind=Failing.LATE, method="conversations.create", seconds=20))
    with pytest.raises(Lost):
        await bot.ask("conversations.create", name="inc-1")
    clock.passes(seconds=19)
    assert await bot.error("auth.test") == "none"
    assert not made(slack)
    clock.passes(seconds=1)
    assert await bot.error("auth.test") == "none"
    assert made(slack)


async def test_a_late_call_lands_on_command(bot: Bot, slack: Workspace) -> None:
    slack.faults.add(Fault(kind=Failing.LATE, seconds=20))
    with pytest.raises(Lost):
        await bot.ask("conversations.create", name="inc-1")
    await slack.land()
    assert made(slack)


async def test_a_delay_is_slept_by_the_sleep_that_was_handed_in(clock: Clock) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    slack = sample(now=clock, sleep=sleep)
    slack.faults.add(Fault(kind=Failing.DELAY, seconds=0.1, times=None))
    await Bot(slack).channel("inc-1")
    assert (slept, made(slack)) == ([0.1], True)


async def test_a_fault_strikes_only_what_it_names(bot: Bot, slack: Workspace) -> None:
    one, two = await bot.channel("one"), await bot.channel("two")
    slack.faults.add(Fault(kind=Failing.ERROR, code="fatal_error", method="chat.postMessage", channel=one))
    slack.faults.add(Fault(kind=Failing.ERROR, code="no", where=lambda given: given.get("text") == "bad"))
    assert await bot.error("chat.postMessage", channel=two, text="x") == "none"
    assert await bot.error("chat.postMessage", channel=two, text="bad") == "no"
    assert await bot.error("chat.postMessage", channel=one, text="x") == "fatal_error"


async def test_a_fault_waits_strikes_and_ends(bot: Bot, slack: Workspace) -> None:
    slack.faults.add(Fault(kind=Failing.ERROR, code="x", after_calls=1, times=2))
    assert [await bot.error("auth.test") for _ in range(4)] == ["none", "x", "x", "none"]
    assert slack.faults.active == []


async def test_while_slack_is_away_nothing_is_delivered_and_events_come_after(slack: Workspace, ear: Ear) -> None:
    away = slack.faults.add(Fault(kind=Failing.AWAY, times=None))
    await slack.deactivate("tam")
    assert ear.heard == []
    slack.faults.remove(away)
    await slack.redeliver()
    assert [each.retry_attempt for each in ear.heard] == [1]


async def test_a_dropped_socket_loses_a_click_and_not_an_event(slack: Workspace, ear: Ear) -> None:
    slack.faults.add(Fault(kind=Failing.SOCKET_DROPPED, times=2))
    assert await slack.act("ana").command("/rondo") is None
    await slack.deactivate("tam")
    assert (ear.heard, len(slack.undelivered)) == ([], 1)


async def test_an_event_comes_again_by_slacks_clock(slack: Workspace, ear: Ear, clock: Clock) -> None:
    ear.reply = Reply(status=500)
    await slack.deactivate("tam")
    counts = []
    for minutes in (0, 1, 4, 1, 60):
        clock.passes(minutes=minutes)
        await slack.redeliver(due_only=True)
        counts.append(len(ear.heard))
    assert counts == [2, 3, 3, 4, 4]
    assert [(each.retry_attempt, each.retry_reason) for each in ear.heard] == [
        (0, None), (1, "http_error"), (2, "http_error"), (3, "http_error"),
    ]  # fmt: skip
    assert len({each.payload["event_id"] for each in ear.heard}) == 1


async def test_an_app_may_ask_not_to_be_told_again(slack: Workspace, ear: Ear) -> None:
    ear.reply = Reply(status=500, headers={"x-slack-no-retry": "1"})
    await slack.deactivate("tam")
    assert slack.undelivered == []


async def test_limits_are_counted_by_method_and_minute(bot: Bot, slack: Workspace, clock: Clock) -> None:
    slack.limits.enforce = True
    answers = [await bot.ask("conversations.create", name=f"inc-{number}") for number in range(21)]
    assert [each.status for each in answers] == [200] * 20 + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert await bot.error("conversations.open", users="U0ANA") == "none"
    clock.passes(seconds=60)
    assert await bot.error("conversations.create", name="inc-20") == "none"


async def test_a_channel_takes_a_message_a_second_after_a_burst(bot: Bot, slack: Workspace, clock: Clock) -> None:
    slack.limits.enforce = True
    channel, other = await bot.channel("one"), await bot.channel("two")
    answers = [await bot.ask("chat.postMessage", channel=channel, text="x") for _ in range(5)]
    assert ([each.status for each in answers], answers[-1].headers["Retry-After"]) == ([200] * 4 + [429], "1")
    assert await bot.error("chat.postMessage", channel=other, text="x") == "none"
    clock.passes(seconds=1)
    assert await bot.error("chat.postMessage", channel=channel, text="x") == "none"
