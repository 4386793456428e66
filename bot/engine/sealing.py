"""The sealer: seals the records that changed, and anchors the newest seal at each close and once a day; retention."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.anchors import Anchor, Sign
from bot.domain.effects import PostAnchor
from bot.domain.seals import TOLD, Seal
from bot.engine.work import Handle
from bot.ports import Clock, Facts, Post, Reads, Seals

#: Under this name it is kept which anchor was told to `anchor_url` last.
SENT = "anchor/sent"

#: An anchor is at most so old; without news the next one covers what the last one did.
DAILY = timedelta(days=1)

#: A look makes so many seals; the rest are made by the next.
MOST = 20


@dataclass(kw_only=True)
class Sealer:
    """One per process; the seals and anchors of several replicas are the same ones."""

    seals: Seals
    engine: Handle
    facts: Facts
    clock: Clock
    sign: Sign
    post: Post | None = None

    async def look(self) -> None:
        """Seal what changed, anchor where it is time to, and tell of the newest anchor where that was not done.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached; the next look tries again.
        """
        now = await self.clock.now()
        for _ in range(MOST):
            if not await self.seals.seal(now):
                break
        await self._anchor(now)
        newest = await self.seals.newest()
        if newest.anchor is not None:
            await self._tell(Anchor.read(newest.anchor), cut=newest.cut is not None)

    async def _anchor(self, now: datetime) -> None:
        newest = await self.seals.newest()
        before = Anchor.read(newest.anchor) if newest.anchor else None
        daily = before is None or now - before.at >= DAILY
        if newest.seal is None or not (newest.closes or daily):
            return
        if before is not None and newest.seal.number == before.sequence:
            await self.seals.seal(now, empty=True)  # a day without news: that there was none is anchored as well
            newest = await self.seals.newest()
        await self._signed(newest.seal or Seal(number=0, at=now, heads=()), now)

    async def _signed(self, seal: Seal, now: datetime) -> None:
        anchor = await self.sign(seal.number, seal.head, now)
        await self.seals.anchor(seal.number, anchor.written)

    async def _tell(self, anchor: Anchor, *, cut: bool) -> None:
        """Once in Slack; to `anchor_url` until it is taken. Where the last one is gone, it stays known which it was."""
        name = f"{anchor.sequence} {anchor.head}"  # one that was made anew under the same number is told, too
        if await self.facts.get(TOLD) != name:
            await self.engine.promise(PostAnchor(anchor=anchor), delivery=f"anchor/{name}")
            if not cut:
                await self.facts.put(TOLD, name)
        if self.post is not None and await self.facts.get(SENT) != name and await self.post(anchor.written):
            await self.facts.put(SENT, name)


@dataclass(frozen=True, kw_only=True)
class Retention:
    """One per process: takes out what is older than the file says (`keep`); without that nothing ever is."""

    seals: Seals
    reads: Reads
    clock: Clock

    async def look(self) -> None:
        """Take out a part of what is too old; the next look goes on.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached; the next look tries again.
        """
        keep = (await self.reads.situation()).settings.keep
        if keep is None:
            return
        now = await self.clock.now()
        for _ in range(MOST):
            if not await self.seals.remove(now - keep, now):
                break
