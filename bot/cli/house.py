"""The running house: every part built once, handed to the others, started and stopped together."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import structlog
from fastapi import FastAPI
from slack_bolt.async_app import AsyncApp

from bot.cli.rounds import Rounds
from bot.cli.setup import Setup, no_calendars
from bot.contact import Around, Providers, Send
from bot.domain.anchors import Sign
from bot.domain.errors import Outdated
from bot.domain.links import Links
from bot.domain.situation import Settings
from bot.engine import Engine
from bot.engine.auditor import Auditor
from bot.engine.evidence import Evidence
from bot.engine.hands import Hands
from bot.ports import Clock, Crash, Post, survives
from bot.scheduler import Job, Scheduler
from bot.slack import listeners
from bot.slack.allowance import Allowance, OwnAllowance, SharedAllowance
from bot.slack.api import Api, Reply
from bot.slack.careful import Careful
from bot.slack.commands.root import known_root
from bot.slack.directory import SLACK, Open, refresh
from bot.slack.listeners.desk import Desk
from bot.slack.messenger.hand import Messenger
from bot.slack.messenger.tools import allowed
from bot.slack.quiet import Silence
from bot.store import Store
from bot.web.app import build
from bot.web.given import Check, Source, Token, Web
from bot.web.metrics import Metrics

log = structlog.get_logger()

#: How often timers are looked at and deliveries taken up, in seconds.
TICK = 0.25

#: How often a replica says that it lives, in seconds (design §4.7).
BEAT = 3.0

#: How often it is looked for what should have happened and did not, in seconds.
AUDIT = 60.0

#: How often Slack is asked who is who, in seconds; and while something is not known yet.
WHO_IS_WHO, WHO_IS_MISSING = 3600.0, 20.0

#: How often it is looked whether anybody has to be asked anew whether Slack is silent for them, in seconds.
WHO_IS_QUIET = 60.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a house is built from; the configuration's secrets are in `sources` and `tokens` as locks.

    `broken` has the faults of the file where the last good one is used; `ping` tells the outside that an audit passed;
    `calendars` says how the imported ones are; `sign` makes anchors, by default with our own key; `post` sends them.
    """

    store: Store
    settings: Settings
    api: Api
    clock: Clock
    seconds: Callable[[], float]
    sources: Mapping[str, Source] = field(default_factory=dict)
    tokens: tuple[Token, ...] = ()
    signing_secret: str = field(default="", repr=False)
    broken: Callable[[], str | None] = lambda: None
    calendars: Callable[[], Awaitable[Sequence[Check]]] = no_calendars
    links: Links | None = None
    send: Send = field(default_factory=Providers)
    ping: Callable[[], Awaitable[bool]] | None = None
    sign: Sign | None = None
    post: Post | None = None
    crash: Crash = survives


class House:
    """Engine, Slack, web and scheduler over one store."""

    def __init__(self, plan: Plan) -> None:
        store = plan.store
        self.plan, self.store = plan, store
        self.clock, self.metrics = plan.clock, Metrics()
        self.setup = Setup(
            store=store, clock=self.clock, slack=self._slack, broken=plan.broken, calendars=plan.calendars
        )
        self.allowance: Allowance = SharedAllowance(store.buckets) if store.is_shared else OwnAllowance()
        self.messenger = self._messenger()
        self.engine = self._engine()
        self.outdated = asyncio.Event()
        self.silence = Silence(self._call, store.directory)
        self.auditor = self._auditor()
        self.rounds = Rounds(store=store, engine=self.engine, clock=self.clock, sign=plan.sign, post=plan.post)
        self.still_open: Sequence[Open] | None = None
        self.bolt: AsyncApp = listeners.build(self._desk(), signing_secret=plan.signing_secret)
        self.given: Web = self._given()

    @cached_property
    def web(self) -> FastAPI:
        """The app over it all, built when it is first asked for."""
        return build(self.given)

    def reconfigure(self, settings: Settings, *, sources: Mapping[str, Source], tokens: tuple[Token, ...]) -> None:
        """From now on everything goes by these; what was decided before stays as it is."""
        self.store.settings = settings
        self.given = replace(self.given, settings=settings, sources=sources, tokens=tokens)
        if "web" in self.__dict__:
            self.web.state.web = self.given

    def _messenger(self) -> Messenger:
        store, plan = self.store, self.plan
        return Messenger(
            api=plan.api,
            allowance=self.allowance,
            reads=store.reads,
            directory=store.directory,
            facts=store.facts,
            setup=self.setup.lines,
            root=lambda: known_root(store.facts),
            seconds=plan.seconds,
            count=self.metrics.called,
            crash=plan.crash,
        )

    def _engine(self) -> Engine:
        store, plan = self.store, self.plan
        around = Around(send=plan.send, reads=store.reads, links=plan.links, crash=plan.crash)
        return Engine(
            begin=store.begin,
            outbox=store.outbox,
            reads=store.reads,
            messenger=Hands(slack=self.messenger, around=around),
            clock=self.clock,
            measures=self.metrics,
        )

    def _slack(self) -> str:
        return self.messenger.status()

    def _auditor(self) -> Auditor:
        return Auditor(
            audit=self.store.audit(self.plan.seconds),
            engine=self.engine,
            facts=self.store.facts,
            clock=self.clock,
            slack=lambda: self._slack() == "ok",
            tally=self.metrics,
            ping=self.plan.ping,
        )

    def _desk(self) -> Desk:
        store, plan = self.store, self.plan
        return Desk(
            engine=self.engine,
            reads=store.reads,
            clock=self.clock,
            directory=store.directory,
            facts=store.facts,
            sessions=store.sessions,
            api=Careful(api=self.messenger.api, limited=self._call),
            doctor=self.setup.lines,
            refresh_people=self.refresh_people,
            links=plan.links,
        )

    def _given(self) -> Web:
        store, plan = self.store, self.plan
        return Web(
            engine=self.engine,
            reads=store.reads,
            sessions=store.sessions,
            bodies=store.bodies,
            facts=store.facts,
            clock=self.clock,
            settings=plan.settings,
            evidence=Evidence(reads=store.reads, facts=store.facts, proofs=store.proofs),
            sources=plan.sources,
            tokens=plan.tokens,
            slack_status=self._slack,
            configuration=lambda: f"last good: {plan.broken()}" if plan.broken() else "ok",
            setup=self.setup.checks,
            links=plan.links,
            metrics=self.metrics,
        )

    async def _call(self, method: str, /, **arguments: Any) -> Reply:
        """A call that no promise asks for; it counts like any other."""
        limits, now = (self.allowance, self.plan.seconds), await self.clock.now()
        return await allowed(self.messenger.api, *limits, now, method, **arguments)

    async def refresh_people(self) -> None:
        """Ask Slack who is who; what it could not say for now is asked again soon."""
        await self._refresh(None)

    async def _refresh(self, only: Collection[str] | None) -> None:
        situation = await self.store.reads.situation()
        asked_all = only is None or SLACK in only
        kept = [one for one in self.still_open or () if not asked_all and one.what not in (only or ())]
        found = await refresh(self._call, self.store.directory, situation, only=only)
        before, self.still_open = self.still_open or (), [*kept, *found]
        for one in [one for one in self.still_open if one not in before]:
            log.warning("not settled with Slack yet", what=one.what, code=one.code, remedy=one.remedy)

    async def refresh_quiet(self) -> None:
        """Ask Slack for whom it is silent."""
        await self.silence.refresh(await self.store.reads.situation(), await self.clock.now())

    def scheduler(self, *more: Job) -> Scheduler:
        """The interval jobs of a house that serves, and `more`."""
        return Scheduler(
            (
                Job(name="tick", seconds=TICK, run=self.engine.tick),
                Job(name="deliver", seconds=TICK, run=self.engine.deliver),
                Job(name="beat", seconds=BEAT, run=self._beat),
                Job(name="audit", seconds=AUDIT, run=self.auditor.look),
                Job(name="who is who", seconds=WHO_IS_WHO, run=self.refresh_people),
                Job(name="who is quiet", seconds=WHO_IS_QUIET, run=self.refresh_quiet),
                Job(name="who is missing", seconds=WHO_IS_MISSING, run=self._ask_again),
                *self.rounds.jobs(),
                *more,
            )
        )

    async def _beat(self) -> None:
        try:
            await self.store.outbox.beat(await self.clock.now())
        except Outdated as error:
            log.error("this program is too old and ends", error=str(error))
            self.outdated.set()

    async def _ask_again(self) -> None:
        """What may have passed since; what a person has to put right is asked again with everything else."""
        passing = None if self.still_open is None else {one.what for one in self.still_open if one.passing}
        if passing is None or passing:
            await self._refresh(passing)

    async def close(self) -> None:
        """Finish what is being sent; what is left is taken up at the next start."""
        await self.engine.stop()
        self.store.close()
