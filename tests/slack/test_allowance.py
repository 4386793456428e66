"""What replicas may call, counted together in buckets that one of them changes at a time."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import Unavailable
from bot.ports import Bucket, Change
from bot.slack.allowance import GOOD_FOR, LONGER, OwnAllowance, SharedAllowance
from bot.slack.limits import NOW, OVERTAKING, UNSAID

START = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1) + LONGER


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


class Kept:
    """The Buckets port in memory; `away` as a database is, `slow` until it is told to go on."""

    def __init__(self) -> None:
        self.buckets: dict[str, Bucket] = {}
        self.changes, self.away = 0, False
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def change(self, methods: Collection[str], change: Change) -> None:
        self.changes += 1
        await self.go_on.wait()
        if self.away:
            raise Unavailable("the database is away")
        self.buckets |= change({method: self.buckets.get(method, Bucket()) for method in methods})


@pytest.fixture
def kept() -> Kept:
    return Kept()


async def test_two_replicas_share_the_places_of_a_minute(kept: Kept) -> None:
    one, two = SharedAllowance(kept), SharedAllowance(kept)
    waits = [await (one, two)[n % 2].wait("conversations.create", START + seconds(n)) for n in range(21)]
    assert waits == [NOW] * 20 + [MINUTE - seconds(20)]
    assert await two.wait("conversations.create", START + MINUTE) == NOW


async def test_a_call_beside_the_promised_one_waits_too(kept: Kept) -> None:
    one, two = SharedAllowance(kept), SharedAllowance(kept)
    for _ in range(50):
        assert await one.note("conversations.open", START) == NOW
    assert await two.note("conversations.open", START) == MINUTE


async def test_a_place_that_is_reserved_is_counted_once(kept: Kept) -> None:
    one = SharedAllowance(kept)
    for _ in range(20):
        assert await one.wait("pins.add", START) == NOW
        assert await one.note("pins.add", START) == NOW
    assert kept.buckets["pins.add"].calls == ((START, 20),)


async def test_a_place_that_was_not_used_in_time_is_none(kept: Kept) -> None:
    one = SharedAllowance(kept)
    await one.wait("pins.add", START)
    late = START + GOOD_FOR + seconds(0.1)
    await one.note("pins.add", late)
    assert kept.buckets["pins.add"].calls == ((START, 1), (late, 1))


async def test_a_channel_is_even_again_for_both(kept: Kept) -> None:
    one, two = SharedAllowance(kept), SharedAllowance(kept)
    waits = [await (one, two)[n % 2].wait("chat.postMessage", START, channel="C1") for n in range(5)]
    assert waits == [NOW] * 3 + [OVERTAKING] * 2
    assert await two.wait("chat.postMessage", START, channel="C2") == NOW
    await two.wait("chat.postMessage", START + seconds(5), channel="C2")
    assert set(kept.buckets["chat.postMessage"].arrivals) == {"C2"}


async def test_a_rest_holds_everywhere_and_the_longest_counts(kept: Kept) -> None:
    one, two = SharedAllowance(kept), SharedAllowance(kept)
    await one.pause("chat.update", START, seconds(30))
    await two.pause("chat.update", START, None)
    assert seconds(30) > UNSAID
    assert await SharedAllowance(kept).note("chat.update", START + seconds(10)) == seconds(20)
    assert await two.wait("chat.postMessage", START) == NOW


async def test_whatever_is_asked_meanwhile_goes_with_the_next_question(kept: Kept) -> None:
    one = SharedAllowance(kept)
    kept.go_on.clear()
    asked = [asyncio.ensure_future(one.wait("conversations.create", START)) for _ in range(25)]
    while not kept.changes:
        await asyncio.wait(asked, timeout=0)
    kept.go_on.set()
    waits = await asyncio.gather(*asked)
    assert (waits.count(NOW), kept.changes <= 2) == (20, True)


async def test_a_page_does_not_wait_for_a_database_that_is_away(kept: Kept) -> None:
    one, kept.away = SharedAllowance(kept), True
    assert await asyncio.gather(*(one.wait("chat.postMessage", START) for _ in range(3))) == [NOW] * 3


async def test_whoever_gives_up_leaves_the_questions_of_others_to_the_next(kept: Kept) -> None:
    one = SharedAllowance(kept)
    kept.go_on.clear()
    first, *others = [asyncio.ensure_future(one.note("pins.add", START)) for _ in range(3)]
    while not kept.changes:
        await asyncio.wait([first], timeout=0)
    first.cancel()
    kept.go_on.set()
    assert await asyncio.gather(*others) == [NOW] * 2
    assert kept.buckets["pins.add"].calls == ((START, 2),)


async def test_a_rest_is_kept_here_even_while_the_database_is_away(kept: Kept) -> None:
    one, kept.away = SharedAllowance(kept), True
    await one.pause("chat.update", START, seconds(30))
    assert await one.note("chat.update", START + seconds(10)) == seconds(20)


async def test_of_one_process_a_call_beside_the_promised_one_goes_but_not_while_its_method_rests() -> None:
    one = OwnAllowance()
    assert [await one.note("conversations.create", START) for _ in range(21)] == [NOW] * 21
    await one.pause("conversations.create", START, seconds(30))
    assert await one.note("conversations.create", START + seconds(10)) == seconds(20)
    assert await one.wait("conversations.create", START + seconds(30)) == MINUTE - seconds(30)


async def test_a_full_minute_is_asked_for_once(kept: Kept) -> None:
    one = SharedAllowance(kept)
    waits = [await one.wait("conversations.create", START) for _ in range(21)]
    asked = kept.changes
    assert [await one.wait("conversations.create", START + seconds(2)) for _ in range(9)] == [MINUTE - seconds(2)] * 9
    assert (waits, kept.changes) == ([NOW] * 20 + [MINUTE], asked)
    assert await one.wait("conversations.create", START + MINUTE) == NOW


async def test_a_clock_of_the_database_that_is_set_back_makes_nothing_last_longer(kept: Kept) -> None:
    one, two, before = SharedAllowance(kept), SharedAllowance(kept), START + timedelta(hours=1)
    waits = [await one.wait("conversations.create", before) for _ in range(21)]
    assert (waits[-1], await one.wait("conversations.create", START)) == (MINUTE, MINUTE)
    assert await two.wait("conversations.create", START) == MINUTE
    assert await two.wait("conversations.create", START + MINUTE) == NOW


async def test_nor_does_a_rest(kept: Kept) -> None:
    one, two, before = SharedAllowance(kept), SharedAllowance(kept), START + timedelta(hours=1)
    await one.note("chat.update", before)
    await one.pause("chat.update", before, seconds(30))
    assert [await each.note("chat.update", START) for each in (one, two)] == [seconds(30)] * 2
    assert [await each.note("chat.update", START + seconds(30)) for each in (one, two)] == [NOW] * 2
