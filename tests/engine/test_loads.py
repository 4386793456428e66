"""Who carries how much is read a chunk at a time, and kept for a minute."""

from dataclasses import replace
from datetime import timedelta

from bot.engine import loads
from tests.web.fakes import NOW, Reads, incident


async def test_more_than_a_chunk_is_read_whole_and_for_a_minute_only_once():
    reads = Reads(known=[incident(number) for number in range(1, loads.CHUNK * 2 + 2)])
    looked, situation = loads.Loads(reads=reads), await reads.situation()
    policy = situation.settings.policies["checkout-oncall"]
    first = await looked.of(policy, situation, NOW + timedelta(seconds=1), 30)
    again = await looked.of(policy, situation, NOW + timedelta(seconds=60), 90)
    assert (first.pages, again.pages, reads.readings) == (loads.CHUNK * 2 + 1,) * 2 + (3,)
    reads.known = [replace(reads.known[0], number=1)]
    later = await looked.of(policy, situation, NOW + timedelta(seconds=61), 30)
    assert (later.pages, reads.readings) == (1, 4)
