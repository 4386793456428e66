"""Lengths of time in words."""

from datetime import timedelta

import pytest

from bot.domain.durations import ago, lasted, limit


@pytest.mark.parametrize(
    ("length", "words"),
    [(40, "40 s"), (29 * 60, "29 min"), (3900, "1 h 5 min"), (7200, "2 h"), (3 * 86400, "3 days")],
)
def test_durations_are_said_as_people_say_them(length: int, words: str) -> None:
    assert lasted(timedelta(seconds=length)) == words


@pytest.mark.parametrize(("seconds", "words"), [(30, "30 s"), (90, "90 s"), (300, "5 min"), (3600, "1 h"), (0, "0 s")])
def test_a_configured_duration_is_said_exactly(seconds: int, words: str) -> None:
    assert limit(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(("days", "words"), [(1, "1 day"), (7, "7 days")])
def test_whole_days_are_days(days: int, words: str) -> None:
    assert limit(timedelta(days=days)) == words


@pytest.mark.parametrize(("seconds", "words"), [(0, "just now"), (9, "just now"), (10, "10 s ago"), (120, "2 min ago")])
def test_what_happened_within_ten_seconds_is_just_now(seconds: int, words: str) -> None:
    assert ago(timedelta(seconds=seconds)) == words
