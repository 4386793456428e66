"""The real Bolt app beside the sandbox's workspace, with an engine that remembers and reads over what it was told."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.domain.effects import Answer, Effect, ShowHome, Whisper
from bot.domain.errors import Unavailable
from bot.domain.events import Event
from bot.domain.incident.state import ChannelState, Incident, Status
from bot.domain.links import Links
from bot.domain.members import Member
from bot.domain.situation import Situation
from bot.engine import Result
from bot.ports import Identity
from bot.sandbox import Envelope, Lost, Reply, Workspace, sample
from bot.slack.api import Reply as ApiReply
from bot.slack.api import Unknown, Yes, answered
from bot.slack.cards.asks import answer
from bot.slack.listeners import build
from bot.slack.listeners.desk import Desk
from tests.web import fakes

SECRET = "signing-secret"
ROSTER = {name: f"U0{name.upper()}" for name in ("ana", "ben", "chi", "dora", "sol", "tam")}


@dataclass
class Engine:
    events: list[Event] = field(default_factory=list)
    deliveries: list[str | None] = field(default_factory=list)
    answers_to: list[str | None] = field(default_factory=list)
    answer: Callable[[Event], Result] = lambda event: Result(text="Done by the engine.")
    error: Exception | None = None
    owed: Callable[[Effect], Awaitable[None]] | None = None

    async def promise(self, *effects: Effect, delivery: str | None = None) -> None:
        for effect in effects:
            assert self.owed is not None
            await self.owed(effect)

    async def handle(self, *events: Event, delivery: str | None = None, answer_to: str | None = None) -> list[Result]:
        if self.error:
            raise self.error
        self.events += events
        self.deliveries.append(delivery)
        self.answers_to.append(answer_to)
        return [self.answer(event) for event in events]


class Reads(fakes.Reads):
    missing: frozenset[str] = frozenset()

    async def situation(self) -> Situation:
        return Situation(settings=self.settings, members=self.members, missing=self.missing)

    async def in_channel(self, channel: str) -> Incident | None:
        return next((one for one in self.known if channel and one.channel == channel), None)

    async def concerning(self, person: str) -> Sequence[Incident]:
        live = [one for one in self.known if one.status is not Status.RESOLVED and one.ladders_of(person)]
        return sorted(live, key=lambda one: -one.number)


@dataclass
class Directory:
    reads: Reads
    who: Identity | None

    async def identity(self) -> Identity | None:
        return self.who

    async def remember(self, members: Mapping[str, Member | None]) -> None:
        self.reads.members = {**self.reads.members, **{name: one for name, one in members.items() if one}}


@dataclass
class Facts:
    kept: dict[str, str] = field(default_factory=dict)

    async def get(self, name: str) -> str | None:
        return self.kept.get(name)

    async def put(self, name: str, text: str) -> None:
        self.kept[name] = text


@dataclass
class Api:
    workspace: Workspace

    async def call(self, method: str, /, *, patience: float = 10.0, **arguments: Any) -> ApiReply:
        try:
            answer = await self.workspace.call(method, arguments, token=self.workspace.app.bot_token)
        except Lost:
            return Unknown(reason="lost")
        return answered(answer.status, answer.headers, answer.body)

    async def respond(self, url: str, body: Mapping[str, Any]) -> ApiReply:
        await self.workspace.respond(url, dict(body))
        return Yes()

    async def upload(self, url: str, content: bytes) -> ApiReply:
        return Yes()


class Office:
    """`workspace` is where people act; whatever they do reaches the app at once, as through a socket."""

    def __init__(self) -> None:
        self.clock = fakes.Clock()
        self.workspace = sample(now=lambda: self.clock.at)
        self.engine, self.reads, self.facts = Engine(owed=self._owed), Reads(), Facts()
        self.reads.members = {name: Member(slack_id=slack_id, name=name) for name, slack_id in ROSTER.items()}
        bot = self.workspace.app
        identity = Identity(
            team_id="T0SANDBOX",
            team="Acme",
            bot_user_id=bot.bot_user,
            bot_id=bot.bot_id,
            app_id=bot.app_id,
            url="https://acme.slack.com/",
        )
        self.directory = Directory(self.reads, identity)
        self.homes: list[str] = []
        self.refreshed = 0
        self.desk = Desk(
            engine=self.engine,
            reads=self.reads,
            clock=self.clock,
            directory=self.directory,  # type: ignore[arg-type]
            facts=self.facts,
            sessions=fakes.Sessions(),
            api=Api(self.workspace),
            doctor=self._doctor,
            refresh_people=self._refresh,
            links=Links(key=b"key", base="https://rondo.example.com"),
        )
        self.app = build(self.desk, signing_secret=SECRET)
        self.workspace.transport = self

    async def _doctor(self) -> Sequence[str]:
        return ["✓ token", "✗ scope <missing>"]

    async def _owed(self, effect: Effect) -> None:
        """What is owed beside any incident is kept at once."""
        match effect:
            case ShowHome():
                self.homes.append(effect.slack_id)
            case Answer():
                await self.desk.api.respond(effect.url, answer(effect))
            case Whisper():
                where = {"channel": effect.channel, "user": effect.slack_id, "thread_ts": effect.thread}
                more = {name: value for name, value in where.items() if value}
                blocks = json.loads(effect.drawn)
                assert isinstance(
                    await self.desk.api.call("chat.postEphemeral", text=effect.text, blocks=blocks, **more), Yes
                )

    async def _refresh(self) -> None:
        self.refreshed += 1

    async def deliver(self, envelope: Envelope) -> Reply | None:
        request = AsyncBoltRequest(mode="socket_mode", body=envelope.payload, context={"delivery": envelope.id})
        answer = await self.app.async_dispatch(request)
        return Reply(status=answer.status, body=json.loads(answer.body) if answer.body else None)

    async def incident(self, number: int = 7, **changes: Any) -> Incident:
        """An incident with a channel of its own, in which ana, ben and the bot are."""
        token = self.workspace.app.bot_token
        made = await self.workspace.call("conversations.create", {"name": f"inc-{number}"}, token=token)
        channel = made.body["channel"]["id"]
        await self.workspace.call("conversations.invite", {"channel": channel, "users": "U0ANA,U0BEN"}, token=token)
        state = {"channel": channel, "channel_name": f"inc-{number}", "channel_state": ChannelState.OPEN}
        known = fakes.incident(number, **{**state, **changes})
        self.reads.known.append(known)
        return known

    def whispered(self, person: str) -> str:
        """What was said to that person alone last, blocks and all."""
        last = self.workspace.ephemeral(person)[-1]
        return json.dumps([last.text, *last.blocks], ensure_ascii=False)

    async def post(self, fields: Mapping[str, Any], **headers: str) -> BoltResponse:
        """A request over HTTP, signed as Slack signs it; `headers` replace what it carries."""
        body = urlencode(fields)
        given = {**signed(body), **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.app.async_dispatch(AsyncBoltRequest(body=body, headers=given))

    def command(self, text: str, **changes: Any) -> dict[str, Any]:
        """The fields of a slash command in #general by ana."""
        return {
            "command": "/rondo",
            "text": text,
            "user_id": "U0ANA",
            "team_id": "T0SANDBOX",
            "api_app_id": self.workspace.app.app_id,
            "channel_id": self.workspace.channel("general").id,
            **changes,
        }


def signed(body: str, *, content_type: str = "application/x-www-form-urlencoded") -> dict[str, str]:
    """The headers with which Slack would send this body now."""
    verifier = SignatureVerifier(SECRET)
    stamp = str(int(verifier.clock.now()))
    signature = verifier.generate_signature(timestamp=stamp, body=body) or ""
    return {"content-type": content_type, "x-slack-request-timestamp": stamp, "x-slack-signature": signature}


def broken() -> Unavailable:
    return Unavailable("away")
