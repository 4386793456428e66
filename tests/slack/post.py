"""A post office in memory: the real decide, the real messenger, a strict workspace, no engine between them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from bot.domain.effects import Effect, lane
from bot.domain.incident.state import Incident, Status
from bot.domain.members import Member
from bot.domain.record import Line
from bot.domain.releases import Running
from bot.domain.security import Heard
from bot.ports import Delivery, Done, Identity, Never, Promise
from bot.sandbox import Workspace, sample
from bot.slack.allowance import OwnAllowance
from bot.slack.limits import Limits
from bot.slack.messenger import Messenger
from tests.domain.stage import Stage
from tests.slack.sandboxed import SandboxApi


class Known:
    """The Directory port in memory."""

    def __init__(self) -> None:
        self.channels: dict[str, str] = {}
        self.members: dict[str, Member | None] = {}
        self.groups: dict[str, tuple[str, ...]] = {}
        self.me: Identity | None = Identity(team_id="T0SANDBOX", team="Acme", bot_user_id="U0RONDO")

    async def remember(self, members: Any) -> None:
        self.members.update(members)

    async def remember_group(self, group: str, slack_ids: Sequence[str]) -> None:
        self.groups[group] = tuple(slack_ids)

    async def identity(self) -> Identity | None:
        return self.me

    async def remember_identity(self, identity: Identity) -> None:
        self.me = identity

    async def channel(self, name: str) -> str | None:
        return self.channels.get(name)

    async def remember_channel(self, name: str, channel: str) -> None:
        self.channels[name] = channel


class Noted:
    """The Facts port in memory."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    async def get(self, name: str) -> str | None:
        return self.texts.get(name)

    async def keep(self, name: str, text: str) -> str:
        return self.texts.setdefault(name, text)

    async def put(self, name: str, text: str) -> None:
        self.texts[name] = text


class Remembered:
    """What the messenger reads, over a stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def in_channel(self, channel: str) -> Incident | None:
        return next((one for one in self._stage.incidents.values() if one.channel == channel), None)

    async def owing(self, limit: int) -> Sequence[Incident]:
        return ()

    async def concerning(self, person: str) -> Sequence[Incident]:
        return [one for one in self._stage.incidents.values() if any(page.person == person for page in one.pages)]

    async def within(self, number: int, step: int, person: str) -> Sequence[Incident]:
        told = [(one, page) for one in self._stage.incidents.values() for page in one.pages if page.person == person]
        return [one for one, page in told if page.within == (number, step) and one.status is not Status.RESOLVED]

    async def timeline(self, number: int, *, after: int = 0, limit: int = 1000) -> Sequence[Line]:
        return list(self._stage.last.record) if self._stage.last else []

    async def queued(self) -> Sequence[Incident]:
        return []

    async def heard(self, since: datetime, *, besides: int) -> Sequence[Heard]:
        return []

    async def runs(self, service: str) -> Sequence[Running]:
        return []


class Post:
    """Performs effects, and lets what came of them happen."""

    def __init__(self, stage: Stage | None = None) -> None:
        self.stage = stage or Stage()
        self.slack: Workspace = sample(now=lambda: self.stage.now)
        self.directory, self.api, self.limits = Known(), SandboxApi(self.slack), Limits()
        self.facts = Noted()
        self.seconds_a_call = 0.0
        self.digests: dict[UUID, str | None] = {}
        self.slots: dict[str, UUID] = {}
        reads: Any = Remembered(self.stage)
        self.messenger = Messenger(
            api=self.api,
            allowance=OwnAllowance(self.limits),
            reads=reads,
            directory=self.directory,
            facts=self.facts,
            setup=self._setup,
            root=self._root,
            seconds=lambda: len(self.slack.calls) * self.seconds_a_call,
        )

    async def _setup(self) -> Sequence[str]:
        return ["✓ token  Rondo in workspace Acme <T0ACME>"]

    async def _root(self) -> str:
        return "/rondo"

    def promise(self, effect: Effect, **more: Any) -> Promise:
        """A promise as the engine makes it; a slot's row is the same row each time."""
        slot = getattr(effect, "slot", None)
        id_ = self.slots.setdefault(slot, uuid4()) if slot else uuid4()
        now = self.stage.now
        known = {"due_at": now, "born_at": now, "incident": 1, "digest": self.digests.get(id_)}
        return Promise(id=id_, effect=effect, lane=lane(effect), **{**known, **more})

    async def once(self, promise: Promise) -> Delivery:
        """One attempt; what became true happens, its effects are left in `stage.last`."""
        incident = self.stage.incidents.get(promise.incident or 0)
        situation = self.stage.situation(promise.incident or 0)
        outcome = await self.messenger.perform(promise, incident, situation, self.stage.now)
        if isinstance(outcome, Done):
            self.digests[promise.id] = outcome.digest
            self.stage.members.update(outcome.members)
        return outcome

    async def keep(self, *effects: Effect) -> list[Delivery]:
        """Perform effects and all that follows from them, each once."""
        waiting, outcomes = list(effects), []
        while waiting:
            outcome = await self.once(self.promise(waiting.pop(0)))
            outcomes.append(outcome)
            for event in outcome.events if isinstance(outcome, Done | Never) else ():
                waiting.extend(self.stage.happens(event).effects)
        return outcomes

    async def opened(self, **alert: Any) -> Incident:
        """An alert, and everything that it brings about."""
        self.stage.alert(**alert)
        assert self.stage.last is not None
        await self.keep(*self.stage.last.effects)
        return self.stage.incidents[1]

    async def then(self, event: Any) -> Incident:
        """Something happens, and everything that it brings about."""
        await self.keep(*self.stage.happens(event).effects)
        return self.stage.incidents[1]

    def later(self, seconds: float) -> datetime:
        self.stage.now += timedelta(seconds=seconds)
        return self.stage.now

    def private(self) -> None:
        self.stage.incidents[1] = replace(self.stage.incidents[1], private=True)
