"""Buckets of Slack's limits: kept per method, changed by one replica at a time."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from bot.ports import Bucket
from tests.store.conftest import Opened
from tests.store.samples import NOW

FULL = Bucket(calls=((NOW, 3),), arrivals={"INC-1": NOW}, paused_until=NOW)


def one_more(kept: Mapping[str, Bucket]) -> Mapping[str, Bucket]:
    return {method: replace(bucket, calls=(*bucket.calls, (NOW, 1))) for method, bucket in kept.items()}


async def test_a_bucket_comes_back_as_it_was_kept(opened: Opened) -> None:
    seen: list[Mapping[str, Bucket]] = []
    one, two = opened("one"), opened("two")
    await one.buckets.change({"pins.add"}, lambda kept: {"pins.add": FULL})
    await two.buckets.change({"pins.add", "chat.update"}, lambda kept: seen.append(kept) or kept)
    assert seen == [{"chat.update": Bucket(), "pins.add": FULL}]


async def test_of_many_changes_at_once_none_is_lost(opened: Opened) -> None:
    stores, seen = [opened("one"), opened("two")], list[Mapping[str, Bucket]]()
    methods = {"pins.add", "chat.update"}
    await asyncio.gather(*(stores[n % 2].buckets.change(methods, one_more) for n in range(20)))
    await stores[0].buckets.change(methods, lambda kept: seen.append(kept) or kept)
    assert {method: len(bucket.calls) for method, bucket in seen[0].items()} == dict.fromkeys(methods, 20)
