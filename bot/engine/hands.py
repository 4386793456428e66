"""Two hands that keep promises: Slack's, and the one that goes around it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.effects import ReachPerson
from bot.domain.incident.state import Incident
from bot.domain.situation import Situation
from bot.ports import Delivery, Messenger, Promise


@dataclass(frozen=True, kw_only=True)
class Hands:
    """One messenger of two: `ReachPerson` goes around Slack, everything else through it."""

    slack: Messenger
    around: Messenger

    async def wait(self, promise: Promise, now: datetime) -> timedelta:
        """How long limits ask this promise to wait."""
        return await self._for(promise).wait(promise, now)

    async def perform(
        self, promise: Promise, incident: Incident | None, situation: Situation, now: datetime
    ) -> Delivery:
        """By the hand whose it is."""
        return await self._for(promise).perform(promise, incident, situation, now)

    def _for(self, promise: Promise) -> Messenger:
        return self.around if isinstance(promise.effect, ReachPerson) else self.slack
