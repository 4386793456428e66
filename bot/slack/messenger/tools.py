"""What every performance of an effect needs: calls that keep the limits, the job at hand, and what a no becomes."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.events import ChannelLost, WorldEvent
from bot.domain.incident.state import Incident, Status
from bot.domain.record import Line
from bot.domain.releases import Running
from bot.domain.security import Heard
from bot.domain.situation import Situation
from bot.ports import Crash, Delivery, Directory, Done, Doubtful, Facts, Later, Never, Promise, Reads, survives
from bot.slack.allowance import Allowance
from bot.slack.api import PATIENCE, Api, Call, No, Reply, Unknown, Yes
from bot.slack.cards.scene import Scene
from bot.slack.errors import Reaction, verdict

#: How often something is tried while a person has to put the token or the workspace right.
AWAY_AGAIN = timedelta(minutes=1)

#: What is said later than this is no news any more, and nothing at all of what is over by then.
STALE = timedelta(minutes=2)

#: Our own no: the promise is taken up again, by whoever holds the next lease.
LEASE_RUNS_SHORT = "lease_runs_short"

Seconds = Callable[[], float]

#: The set-up's state, a line each, as `doctor` prints it.
Setup = Callable[[], Awaitable[Sequence[str]]]

#: The command that takes every verb.
Root = Callable[[], Awaitable[str]]


#: Counts a call: its method, and how it ended (`yes`, `no`, `unknown`, `limited`).
Count = Callable[[str, str], None]


def uncounted(method: str, outcome: str) -> None:
    """Nobody counts."""


class Watched:
    """An Api that counts calls and notices, by each, whether Slack is there at all; `away` says why it is not."""

    def __init__(self, api: Api, count: Count = uncounted, crash: Crash = survives) -> None:
        self._api, self._count, self._crash = api, count, crash
        self.away: str | None = "not asked yet"

    async def call(self, method: str, /, *, patience: float = PATIENCE, **arguments: Any) -> Reply:
        """Call a method."""
        with self._around(method):
            reply = await self._api.call(method, patience=patience, **arguments)
        self.away = _away(method, reply)
        return self._counted(method, reply)

    async def respond(self, url: str, body: Mapping[str, Any]) -> Reply:
        """Post to a response_url; its end says nothing of Slack."""
        with self._around("response_url"):
            reply = await self._api.respond(url, body)
        return self._counted("response_url", reply)

    async def upload(self, url: str, content: bytes) -> Reply:
        """Send a file's bytes."""
        with self._around("upload"):
            reply = await self._api.upload(url, content)
        return self._counted("upload", reply)

    def _counted(self, method: str, reply: Reply) -> Reply:
        self._count(method, _outcome(reply))
        return reply

    @contextmanager
    def _around(self, what: str) -> Iterator[None]:
        self._crash(f"before {what}")
        yield
        self._crash(f"after {what}")


class Caller:
    """Calls that are counted, that rest when Slack says so, and that are not begun when the lease runs short.

    `seconds` is any clock that only goes forward.
    """

    def __init__(self, api: Api, allowance: Allowance, seconds: Seconds) -> None:
        self._api, self._allowance, self._seconds = api, allowance, seconds

    async def wait(self, method: str, job: "Job", *, channel: str | None = None, spare: int = 0) -> timedelta:
        """How long the limits ask to wait; zero reserves the place, for a call that follows at once."""
        return await self._allowance.wait(method, self._present(job), channel=channel, spare=spare)

    async def __call__(self, method: str, job: "Job", *, patience: float = PATIENCE, **arguments: Any) -> Reply:
        """Call a method for a job; a no, without a call, where its lease would not outlast one."""
        now = self._present(job)
        if job.promise.runs_short(now):
            return No(code=LEASE_RUNS_SHORT)
        limits = self._allowance, self._seconds
        return await allowed(self._api, *limits, now, method, patience=patience, **arguments)

    def _present(self, job: "Job") -> datetime:
        return job.now + timedelta(seconds=self._seconds() - job.begun)


async def allowed(
    api: Api,
    allowance: Allowance,
    seconds: Seconds,
    now: datetime,
    method: str,
    /,
    *,
    patience: float = PATIENCE,
    **arguments: Any,
) -> Reply:
    """A call that the limits allow, or our own no that says how long to wait; a rest begins when Slack asks for it."""
    wait = await allowance.note(method, now)
    if wait:
        return No(code="ratelimited", retry_after=wait)
    begun = seconds()
    reply = await api.call(method, patience=patience, **arguments)
    if isinstance(reply, No) and verdict(method, reply.code).reaction is Reaction.LATER:
        await allowance.pause(method, now + timedelta(seconds=seconds() - begun), reply.retry_after)
    return reply


def _outcome(reply: Reply) -> str:
    match reply:
        case Yes():
            return "yes"
        case No(code="ratelimited" | "http_429"):
            return "limited"
        case No():
            return "no"
        case Unknown():
            return "unknown"


def _away(method: str, reply: Reply) -> str | None:
    match reply:
        case Unknown():
            return f"no answer ({reply.reason})"
        case No():
            found = verdict(method, reply.code)
            return f"{reply.code}: {found.remedy}" if found.reaction is Reaction.AWAY else None
        case Yes():
            return None


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What the messenger was handed; `api` is for what is no method of Slack's: a response_url, a file's bytes."""

    call: Caller
    api: Api
    reads: Reads
    directory: Directory
    facts: Facts
    setup: Setup
    root: Root

    def calling(self, job: "Job") -> Call:
        """`call` for one job, for whoever knows nothing of jobs."""

        async def called(method: str, **arguments: Any) -> Reply:
            return await self.call(method, job, **arguments)

        return called


@dataclass(frozen=True, kw_only=True)
class Job:
    """One promise to keep `now` (`begun` by the caller's seconds), `about` an incident, with what its `scene` shows."""

    promise: Promise
    about: Incident | None
    situation: Situation
    now: datetime
    begun: float
    beside: tuple[Incident, ...] = ()
    lines: tuple[Line, ...] = ()
    running: tuple[Running, ...] = ()
    heard: tuple[Heard, ...] = ()

    @property
    def incident(self) -> Incident:
        """The incident, for effects that are always of one."""
        if self.about is None:
            raise LookupError(f"{type(self.promise.effect).__name__} without an incident")
        return self.about

    @property
    def scene(self) -> Scene:
        """What faces are drawn from."""
        around = {name: getattr(self, name) for name in ("beside", "lines", "running", "heard")}
        return Scene(incident=self.incident, situation=self.situation, now=self.now, **around)

    @property
    def op(self) -> str:
        """The id that stands in the message's metadata."""
        return str(self.promise.id)

    @property
    def late(self) -> bool:
        """Whether what it tells is no news any more."""
        return self.now - self.promise.born_at > STALE

    @property
    def over(self) -> bool:
        """Whether that is no news, and its incident is resolved by now."""
        return self.late and self.about is not None and self.about.status is Status.RESOLVED

    @property
    def doubtful(self) -> bool:
        """Whether an earlier attempt ended without an answer."""
        return self.promise.doubtful_since is not None


def failed(method: str, reply: No | Unknown, *events: WorldEvent, after: timedelta = timedelta(0)) -> Delivery:
    """What a no or an unknown becomes; `events` follow from a no that is for good, `after` delays the look-up."""
    if isinstance(reply, Unknown):
        return Doubtful(code=reply.reason, after=after)
    found = verdict(method, reply.code)
    match found.reaction:
        case Reaction.DONE:
            return Done()
        case Reaction.LATER:
            return Later(code=reply.code, after=reply.retry_after)
        case Reaction.AWAY:
            return Later(code=reply.code, after=AWAY_AGAIN)
        case _:
            return Never(code=reply.code, remedy=found.remedy, events=events)


def lost(job: Job, method: str, reply: Reply) -> tuple[WorldEvent, ...]:
    """That the incident's channel is gone, where that is what a no means."""
    if isinstance(reply, No) and reaction(method, reply) is Reaction.LOST:
        return (ChannelLost(incident=job.incident.number, channel=job.incident.channel, code=reply.code),)
    return ()


def reaction(method: str, reply: Reply) -> Reaction | None:
    """The table's word for a no; `None` for anything else."""
    return verdict(method, reply.code).reaction if isinstance(reply, No) else None
