"""May I call now? Answered by this process alone, or by the database for all replicas together."""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.domain.errors import Unavailable
from bot.ports import Bucket, Buckets, Conflict
from bot.slack.limits import MINUTE, NOW, UNSAID, Limits

log = structlog.get_logger()

#: A place that was given is good for so long. It is counted for a little longer than a minute, since it may be used as
#: late as that, and calls travel for as long as they like.
GOOD_FOR, LONGER = timedelta(seconds=1), timedelta(seconds=2)
COUNTED = MINUTE + LONGER

#: Nobody waits longer for the answer, in seconds: Slack itself refuses what is too much, and a page can't wait. It is
#: half of what a lease leaves beside the time-out of a call.
PATIENCE = 0.5


class Allowance(Protocol):
    """Asked before each call of Slack."""

    async def wait(self, method: str, now: datetime, *, channel: str | None = None, spare: int = 0) -> timedelta:
        """How long to wait before calling `method` (posting into `channel`); zero reserves the place.

        So many places of the minute are left to whoever spares none.
        """

    async def note(self, method: str, now: datetime) -> timedelta:
        """A call is about to be made, on the place that was reserved for it or on another; how long it has to wait."""

    async def pause(self, method: str, now: datetime, retry_after: timedelta | None) -> None:
        """Slack asked for a rest of that method."""


@dataclass(frozen=True)
class OwnAllowance:
    """One process serves, and counts for itself; a call beside the promised one counts and goes, but for a rest."""

    limits: Limits = field(default_factory=lambda: Limits(window=COUNTED))

    async def wait(self, method: str, now: datetime, *, channel: str | None = None, spare: int = 0) -> timedelta:
        """How long to wait; zero reserves the place."""
        return self.limits.wait(method, now, channel=channel, spare=spare)

    async def note(self, method: str, now: datetime) -> timedelta:
        """The call is counted; in a rest it waits."""
        resting = self.limits.resting(method, now)
        if resting == NOW:
            self.limits.note(method, now)
        return resting

    async def pause(self, method: str, now: datetime, retry_after: timedelta | None) -> None:
        """That method rests."""
        self.limits.pause(method, now, retry_after)


@dataclass(frozen=True, kw_only=True)
class _Ask:
    """A question to the database, or with `rest` a message: Slack asked for that."""

    method: str
    now: datetime
    channel: str | None = None
    spare: int = 0
    rest: timedelta | None = None
    answer: "asyncio.Future[timedelta]" = field(repr=False)


class SharedAllowance:
    """Several replicas count together. Whatever is asked while a question is on its way goes with the next one.

    Where the database gives no answer within `patience` seconds, the call goes: better refused by Slack than not tried.
    """

    def __init__(self, buckets: Buckets, *, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._buckets = buckets
        self._asks: list[_Ask] = []
        self._turn = asyncio.Lock()
        self._reserved: dict[str, deque[datetime]] = {}
        self._closed = Limits()

    async def wait(self, method: str, now: datetime, *, channel: str | None = None, spare: int = 0) -> timedelta:
        """How long to wait; zero reserves the place for a moment."""
        delay = await self._ask(method, now, channel=channel, spare=spare)
        if delay == NOW:
            self._reserved.setdefault(method, deque()).append(now)
        return delay

    async def note(self, method: str, now: datetime) -> timedelta:
        """A place that was reserved long ago is none: too many would use theirs in one moment."""
        reserved = self._reserved.get(method, deque())
        while reserved and reserved[0] < now - GOOD_FOR:
            reserved.popleft()
        if reserved:
            reserved.popleft()
            return NOW
        return await self._ask(method, now)

    async def pause(self, method: str, now: datetime, retry_after: timedelta | None) -> None:
        """That method rests, here at once, and in every replica."""
        rest = UNSAID if retry_after is None else retry_after
        self._closed.pause(method, now, rest)
        await self._ask(method, now, rest=rest)

    async def _ask(
        self,
        method: str,
        now: datetime,
        *,
        channel: str | None = None,
        spare: int = 0,
        rest: timedelta | None = None,
    ) -> timedelta:
        closed = self._closed.resting(method, now)
        if rest is None and closed > NOW:
            return closed
        answer: asyncio.Future[timedelta] = asyncio.get_running_loop().create_future()
        ask = _Ask(method=method, now=now, channel=channel, spare=spare, rest=rest, answer=answer)
        self._asks.append(ask)
        try:
            async with asyncio.timeout(self.patience):
                delay = await self._answered(ask)
        except TimeoutError:
            log.warning("a call is not counted in time", method=method)
            return NOW
        if delay > NOW and channel is None and spare == 0:  # no place comes free sooner, whoever asks
            self._closed.pause(method, now, delay)
        return delay

    async def _answered(self, ask: _Ask) -> timedelta:
        """Whose turn it is carries everybody's question; most find theirs answered when it is their turn."""
        async with self._turn:
            if not ask.answer.done():
                asks, self._asks = self._asks, []
                try:
                    await self._carry(asks)
                except BaseException:
                    self._asks[:0] = [one for one in asks if one is not ask]
                    raise
        return ask.answer.result()

    async def _carry(self, asks: list[_Ask]) -> None:
        """One transaction for all of them."""
        found = [NOW] * len(asks)

        def change(kept: Mapping[str, Bucket]) -> Mapping[str, Bucket]:
            found[:], buckets = decided(asks, kept)
            return buckets

        try:
            await self._buckets.change({ask.method for ask in asks}, change)
        except (Unavailable, Conflict) as error:
            log.warning("calls are not counted", error=str(error))
        for ask, delay in zip(asks, found, strict=True):
            if not ask.answer.done():
                ask.answer.set_result(delay)


def decided(asks: Iterable[_Ask], kept: Mapping[str, Bucket]) -> tuple[list[timedelta], Mapping[str, Bucket]]:
    """How long each has to wait, by what is kept of their methods, and what is to be kept from now on."""
    asks = list(asks)
    limits = Limits.of(kept, window=COUNTED)
    now = max(ask.now for ask in asks)
    delays = [_decided(ask, limits, now) for ask in asks]
    channels = {
        method: {*bucket.arrivals, *(ask.channel for ask in asks if ask.method == method and ask.channel)}
        for method, bucket in kept.items()
    }
    return delays, {method: limits.bucket(method, now, channels[method]) for method in kept}


def _decided(ask: _Ask, limits: Limits, now: datetime) -> timedelta:
    if ask.rest is None:
        return limits.wait(ask.method, now, channel=ask.channel, spare=ask.spare)
    limits.pause(ask.method, ask.now, ask.rest)
    return NOW
