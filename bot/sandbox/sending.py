"""How the workspace sends: events, commands and interactions to the app, and events again."""

import asyncio

from bot.sandbox import payloads
from bot.sandbox.delivery import Droppable, Envelope, Nobody, Reply, Sort, Transport, Undelivered, postponed
from bot.sandbox.faults import Faults
from bot.sandbox.records import Json
from bot.sandbox.state import State


class Sending:
    """The sending half of the workspace."""

    def __init__(self, state: State, faults: Faults) -> None:
        self.state = state
        self.faults = faults
        self.undelivered: list[Undelivered] = []
        self.transport: Transport = Nobody()
        self.in_step = True
        """Whether one delivery waits for the one before and events go out on demand only; a server says no."""

    async def send(self, kind: Sort, payload: Json) -> Reply | None:
        """Delivers one payload; in step, events that wait go first, and what it set off right after."""
        envelope = Envelope(kind=kind, id=self._envelope_id(), payload=payload)
        if not self.in_step:
            return await self.deliver(envelope)
        await self.flush()
        reply = await self.deliver(envelope)
        await self.flush()
        return reply

    async def deliver(self, envelope: Envelope) -> Reply | None:
        """Hands one envelope to the app; an event that is not answered is kept and comes again."""
        reply = None if self._cut_off() else await self.transport.deliver(envelope)
        if envelope.kind is Sort.EVENT:
            again = postponed(envelope, reply, self.state.now())
            self.undelivered += [again] if again else []
        return reply

    def _cut_off(self) -> bool:
        """Whether this delivery meets a fault; a dropped socket is really cut where there is one."""
        drops = self.faults.socket_drops()
        if drops and isinstance(self.transport, Droppable):
            self.transport.drop()
        return drops or self.faults.away

    def _envelope_id(self) -> str:
        return f"{self.state.number():08x}-0000-4000-8000-5a4db0c5e000"

    async def flush(self) -> None:
        """Delivers the events that wait: oldest first in step, else all at once."""
        while self.in_step and self.state.events:
            await self.deliver(self._next_event())
        waiting = [self._next_event() for _ in range(len(self.state.events))]
        await asyncio.gather(*map(self.deliver, waiting))

    def _next_event(self) -> Envelope:
        payload = payloads.event(self.state, self.state.events.popleft())
        return Envelope(kind=Sort.EVENT, id=self._envelope_id(), payload=payload)

    async def redeliver(self, *, due_only: bool = False) -> None:
        """Sends unanswered events again, all of them or those whose time has come."""
        now = self.state.now()
        ready = [each for each in self.undelivered if each.due <= now or not due_only]
        self.undelivered = [each for each in self.undelivered if each not in ready]
        for each in ready:
            await self.deliver(each.again(self._envelope_id()))
