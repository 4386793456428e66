"""Slack's limits, kept by the clock that is told."""

from datetime import UTC, datetime, timedelta

from bot.slack.limits import NOW, OVERTAKING, UNSAID, Limits

START = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_a_method_may_be_called_as_often_as_its_tier_says_and_then_waits() -> None:
    limits = Limits({"pins.add": 2})
    waits = [limits.wait("pins.add", START + seconds(number)) for number in range(3)]
    assert waits == [NOW, NOW, seconds(58)]
    assert limits.wait("pins.add", START + seconds(60)) == NOW


def test_a_place_that_is_reserved_is_counted_once() -> None:
    limits = Limits({"pins.add": 2})
    for _ in range(2):
        assert limits.wait("pins.add", START) == NOW
        limits.note("pins.add", START)
    assert limits.wait("pins.add", START) == seconds(60)


def test_calls_beside_the_promised_one_count_too() -> None:
    limits = Limits({"pins.add": 1})
    limits.note("pins.add", START)
    assert limits.wait("pins.add", START) == seconds(60)


def test_a_channel_takes_a_few_messages_at_once_and_then_one_a_second() -> None:
    limits = Limits()
    waits = [limits.wait("chat.postMessage", START, channel="C1") for _ in range(4)]
    assert waits == [NOW] * 3 + [OVERTAKING]
    later = [limits.wait("chat.postMessage", START + OVERTAKING, channel="C1") for _ in range(2)]
    assert later == [NOW, seconds(1)]
    assert limits.wait("chat.postMessage", START, channel="C2") == NOW


def test_a_rest_that_slack_asks_for_stops_that_method_only() -> None:
    limits = Limits()
    limits.pause("chat.update", START, seconds(30))
    assert limits.wait("chat.update", START + seconds(10)) == seconds(20)
    assert limits.wait("chat.postMessage", START + seconds(10)) == NOW


def test_a_rest_without_a_length_is_a_short_one() -> None:
    limits = Limits()
    limits.pause("chat.update", START, None)
    assert limits.wait("chat.update", START) == UNSAID


def test_of_a_minute_some_places_are_left_to_who_spares_none() -> None:
    limits = Limits({"chat.update": 5})
    waits = [limits.wait("chat.update", START, spare=2) for _ in range(4)]
    assert waits == [NOW, NOW, NOW, timedelta(minutes=1)]
    assert [limits.wait("chat.update", START) for _ in range(3)] == [NOW, NOW, timedelta(minutes=1)]


def test_a_clock_that_is_set_back_makes_nothing_last_longer() -> None:
    """The hour that comes once more is no hour of waiting: not for a method, its rest, or a channel."""
    limits, before = Limits({"pins.add": 1}), START + timedelta(hours=1)
    limits.pause("chat.update", before, seconds(30))
    assert [limits.wait("chat.postMessage", before, channel="C1") for _ in range(4)][-1] == OVERTAKING
    assert limits.wait("pins.add", before) == NOW
    assert limits.wait("pins.add", START) == seconds(60)
    assert limits.wait("chat.update", START) == seconds(30)
    assert limits.wait("chat.postMessage", START + OVERTAKING, channel="C1") == NOW
    assert limits.wait("pins.add", START + seconds(60)) == NOW


def test_only_what_limits_something_is_kept() -> None:
    """Nobody asks before dnd.info, which goes for everybody every five minutes; and channels come and go."""
    limits = Limits()
    for number in range(200):
        limits.note("dnd.info", START + seconds(number * 10))
        limits.wait("chat.postMessage", START + seconds(number * 10), channel=f"C{number}")
    kept = [len(limits._calls["dnd.info"]), len(limits._calls["chat.postMessage"]), len(limits._arrivals)]
    assert kept == [6, 6, 1]
