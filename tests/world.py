"""A whole bot in memory: the strict Slack, a real store, the real web app, and a clock that moves only when told to."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI
from ruamel.yaml import YAML
from slack_bolt.async_app import AsyncBoltRequest
from sqlalchemy import case, func, select

from bot import store as stores
from bot.cli.house import House, Plan
from bot.cli.starting import sources, tokens
from bot.config import read, read_environment
from bot.domain.links import Links
from bot.sandbox import AppInstall, Envelope, Failing, Fault, Reply, Workspace, installed, sample
from bot.sandbox.server import encoded, signed
from bot.slack import manifest
from bot.slack.api import Api
from bot.store.tables import outbox, timers
from tests.slack.sandboxed import SandboxApi

NIGHT = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)

#: contract §4's example, in words that tests change by `replace`.
RONDO_YML = """\
timezone: Europe/Berlin
announce: "#incidents"
operators: "#rondo-operators"

people:
  ana: {slack: U0ANA}
  ben: {slack: ben@example.com}
  chi: {slack: U0CHI}
  dora: {slack: U0DORA}
  sol: {slack: U0SOL}
  tam: {slack: U0TAM}

schedules:
  security:
    timezone: Europe/Berlin
    rotations:
      - people: [sol, tam]
        every: 1 week
        starts: 2026-01-05 09:00

policies:
  checkout-oncall:
    levels:
      - targets: [ana, ben, chi]
        round_robin: cycle
        timeout: 5m
      - targets: [dora]
        timeout: 10m
  security-oncall:
    levels:
      - targets: [sol]
        timeout: 10m
      - targets: [sol, tam]
        timeout: 10m

last_resort: [dora, {channel: "#ops"}]

services:
  checkout: {policy: checkout-oncall, runbook: "https://example.com/runbook"}
  default: {policy: checkout-oncall}

security:
  policy: security-oncall

sources:
  alertmanager: {token: none}
  generic: {token: none}
"""


@dataclass
class Told:
    """The clock of the story."""

    at: datetime = NIGHT

    async def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Rang:
    """A message on a way around Slack; `known`: whether its provider said that it took it."""

    at: datetime
    url: str
    title: str
    body: str
    known: bool = True

    @property
    def link(self) -> str:
        return re.split(r"(/take/\S+)", self.body)[1]


class Phones:
    """Every provider there is, in memory: takes messages, or refuses, or says nothing."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.rang: list[Rang] = []
        self.answers: dict[str, bool | None] = {}

    async def __call__(self, url: str, title: str, body: str, *, patience: float) -> bool | None:
        answer = self.answers.get(url, True)
        if answer is not False:
            self.rang.append(Rang(self._now(), url, title, body, known=answer is True))
        return answer


class Bolt:
    """Slack's deliveries, signed, into the Bolt app of whatever house stands at the moment."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._last: tuple[str, dict[str, str]] = ("", {})

    async def deliver(self, envelope: Envelope) -> Reply | None:
        content_type, body = encoded(envelope)
        stamp = time.time()  # noqa: TID251  (Bolt checks signatures by the machine's clock)
        headers = signed(self._world.slack.app.signing_secret, body, stamp)
        self._last = body.decode(), {**headers, "Content-Type": content_type}
        return await self.again()

    async def again(self) -> Reply:
        """The newest delivery, as it was signed."""
        body, headers = self._last
        answer = await self._world.house.bolt.async_dispatch(AsyncBoltRequest(body=body, headers=headers))
        await self._world.house.engine.idle()
        try:
            shown: Any = json.loads(answer.body) if answer.body else ""
        except ValueError:
            shown = answer.body
        return Reply(status=answer.status, body=shown)


@cache
def _app() -> AppInstall:
    """The app that manifest.yml describes; reading it takes long."""
    return installed(YAML(typ="safe").load(manifest.write()))


#: The app that all worlds share.
_SITES: list[FastAPI] = []


class World:
    """Tell it what happens; look at `slack`, `incident()` and `get()`."""

    def __init__(
        self,
        database_url: str,
        *,
        configuration: str = RONDO_YML,
        at: datetime = NIGHT,
        api: Callable[[Workspace], Api] = SandboxApi,
        **environment: str,
    ) -> None:
        self.clock, self.database_url = Told(at), database_url
        self.slack: Workspace = sample(now=lambda: self.clock.at, app=_app())
        self.slack.transport = self.bolt = Bolt(self)
        self.environment = {"RONDO_API_TOKEN": "secret-of-the-api", **environment}
        self.configuration = configuration
        self.phones = Phones(lambda: self.clock.at)
        self.api = api(self.slack)
        self.site: FastAPI | None = None
        self.broken: str | None = None
        self.house = self._built()

    def _built(self) -> House:
        read_in = read(self.configuration, name="rondo.yml", environ=self.environment)
        env = read_environment({**self.environment, "DATABASE_URL": self.database_url}, serving=False)
        opened = stores.open(self.database_url, read_in.settings, owner=f"world/{uuid4()}")
        store = opened.salted(lambda: "salt of this world")
        return House(
            Plan(
                store=store,
                settings=read_in.settings,
                api=self.api,
                clock=self.clock,
                seconds=lambda: self.clock.at.timestamp(),
                sources=sources(read_in),
                tokens=tokens(read_in, env),
                signing_secret=self.slack.app.signing_secret,
                links=Links(key=b"the key of this world", base=read_in.settings.public_url),
                send=self.phones,
                broken=lambda: self.broken,
            )
        )

    async def starts(self) -> None:
        """As `serve` starts: what an earlier life left is taken up, Slack says who is who."""
        await self.house.store.outbox.adopt()
        await self.house.store.outbox.beat(self.clock.at)
        await self.house.refresh_people()
        await self.house.refresh_quiet()
        await self.settles()

    async def dies(self) -> None:
        """SIGKILL, as far as the database can tell: whatever was in flight stays so."""
        await self.house.close()

    async def starts_again(self) -> None:
        self.house = self._built()
        await self.starts()

    async def alert(self, service: str = "checkout", **more: Any) -> Mapping[str, Any]:
        """A generic alert; returns its result."""
        title = more.pop("title", "Checkout error rate above 5 %")
        body = {"service": service, "title": title, "severity": "critical", **more}
        answer = await self.post("/alerts/generic", body)
        assert answer.status_code == 202, answer.text
        result: Mapping[str, Any] = answer.json()["results"][0]
        return result

    async def group(self, *alerts: tuple[str, ...], key: str = "{}:{group}") -> list[str]:
        """An Alertmanager body of one group: (name, "firing" or "resolved", severity) each; its dispositions."""
        items = [
            {"status": status, "fingerprint": name, "labels": {"alertname": name, "service": "checkout", **_said(more)}}
            for name, status, *more in alerts
        ]
        body = {"version": "4", "groupKey": key, "status": alerts[0][1], "alerts": items}
        answer = await self.post("/alerts/alertmanager", body)
        assert answer.status_code == 202, answer.text
        await self.settles()
        return [one["disposition"] for one in answer.json()["results"]]

    async def resolved(self, service: str = "checkout", **more: Any) -> Mapping[str, Any]:
        return await self.alert(service, status="resolved", **more)

    async def passes(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Time passes; what is due on the way happens when it is due."""
        end = self.clock.at + timedelta(minutes=minutes, hours=hours, days=days)
        while (due := self._next_due()) is not None and due <= end:
            self.clock.at = max(self.clock.at, due)
            await self._tick()
        self.clock.at = end
        await self.settles()

    async def settles(self) -> None:
        """What can be done at this instant is done."""
        while True:
            before = len(self.slack.calls), len(self.slack.effects)
            await self._tick()
            await self.slack.flush()
            await self.house.engine.idle()
            due = self._next_due()
            quiet = before == (len(self.slack.calls), len(self.slack.effects))
            if quiet and (due is None or due > self.clock.at):
                return

    async def _tick(self) -> None:
        await self.house.engine.tick()
        await self.house.engine.deliver()
        await self.house.engine.idle()

    def _next_due(self) -> datetime | None:
        free = case((outbox.c.owner.is_not(None), outbox.c.lease_until), else_=outbox.c.due_at)
        with self.house.store._place.database.reading() as connection:
            soonest = [
                connection.scalar(select(func.min(timers.c.due_at))),
                connection.scalar(select(func.min(free)).where(outbox.c.done_at.is_(None))),
            ]
        return min((at for at in soonest if at is not None), default=None)

    def fails(self, kind: Failing, method: str = "*", times: int | None = 1, **more: Any) -> Fault:
        """Slack fails from now on."""
        fault = Fault(kind=kind, method=method, times=times, **more)
        self.slack.faults.add(fault)
        return fault

    def page_of(self, person: str, number: int = 1) -> Any:
        """The newest page of that incident in somebody's direct messages."""
        return next(
            p.message for p in reversed(self.slack.pages) if (p.person, p.incident) == (person, f"INC-{number}")
        )

    async def presses(self, person: str, action: str, *, on: Any = None, value: str | None = None) -> None:
        """A button on a message: the person's own page, unless another is given."""
        await self.slack.act(person).press(on or self.page_of(person), action, value)
        await self.settles()

    async def types(self, person: str, text: str, *, channel: str = "general") -> None:
        """A slash command: `/ack`, `/rondo why` …"""
        command, _, rest = text.partition(" ")
        await self.slack.act(person).command(command, rest, self.slack.channel(channel).id)
        await self.settles()

    def card(self, number: int = 1) -> Any:
        return next(m for m in self.slack.messages(self.channel(number)) if _kind(m) == "card")

    def channel(self, number: int = 1) -> str:
        return next(c.id for c in self.slack.channels if c.name and c.name.startswith(f"inc-{number}"))

    def said(self, number: int = 1) -> list[str]:
        """What stands in the incident's channel, by Rondo and by people."""
        return [words(m) for m in self.slack.messages(self.channel(number))]

    async def asks(self, person: str, text: str, *, channel: str = "general") -> str:
        """A slash command, and what that person alone is shown."""
        before = len(self.slack.ephemeral(person))
        await self.types(person, text, channel=channel)
        return "\n".join(words(message) for message in self.slack.ephemeral(person)[before:])

    async def comes_again(self) -> None:
        """Slack's newest delivery arrives a second time."""
        await self.bolt.again()
        await self.settles()

    def told(self, person: str) -> str:
        """What only that person was shown last."""
        return words(self.slack.ephemeral(person)[-1])

    async def fills(self, person: str, **values: Any) -> Any:
        """The form that person has open comes back."""
        view = self.slack.views_open(person)[-1]
        reply = await self.slack.act(person).submit(view, values)
        await self.settles()
        return reply

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self._ask("POST", path, json=body, headers=headers)

    async def get(self, path: str) -> Any:
        return (await self._ask("GET", path)).json()

    def _web(self) -> FastAPI:
        """One app for every world of a session, since building it takes longer than most stories; handed this house."""
        if not _SITES:
            _SITES.append(self.house.web)
        site = self.site or _SITES[0]
        site.state.web = self.house.given
        return site

    async def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": "Bearer secret-of-the-api", **more.pop("headers", {})}
        transport = httpx.ASGITransport(self._web())
        async with httpx.AsyncClient(transport=transport, base_url="http://rondo") as client:
            answer = await client.request(method, path, headers=headers, **more)
        await self.house.engine.idle()
        return answer

    async def link(self, person: str) -> str:
        """The secret of the link that `/rondo web` gives somebody; needs a RONDO_PUBLIC_URL."""
        return re.split(r"token=([^|>\s]+)", await self.asks(person, "/rondo web"))[1]

    async def browser(self, person: str) -> httpx.AsyncClient:
        """That person's browser, signed in by `/rondo web`."""
        transport = httpx.ASGITransport(self._web())
        client = httpx.AsyncClient(transport=transport, base_url="https://rondo.example.com")
        secret = await self.link(person)
        await client.post("/sign-in", data={"token": secret}, headers={"Origin": "https://rondo.example.com"})
        return client

    async def incident(self, number: int = 1) -> Mapping[str, Any]:
        """The incident as the API shows it."""
        shown: Mapping[str, Any] = await self.get(f"/api/v1/incidents/INC-{number}")
        return shown

    async def timeline(self, number: int = 1) -> list[str]:
        return [entry["text"] for entry in (await self.get(f"/api/v1/incidents/INC-{number}/timeline"))["entries"]]


def _said(severity: list[str]) -> dict[str, str]:
    return {"severity": severity[0]} if severity else {}


async def act(world: World, verb: str, number: int = 1, **body: Any) -> httpx.Response:
    """A program does something to an incident, in somebody's name."""
    answer = await world.post(f"/api/v1/incidents/INC-{number}/{verb}", {"as": "ana", **body})
    await world.settles()
    return answer


def buttons(message: Any) -> list[str]:
    """The buttons on a message or in a view, by `action_id`, in their order; an overflow menu is `more`."""
    rows = [block.get("elements", ()) for block in message.blocks if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row]


def words(message: Any) -> str:
    """Everything that can be read on a message, its blocks first."""
    return "\n".join([*_texts(message.blocks or []), message.text or ""])


def _texts(part: Any) -> list[str]:
    if isinstance(part, list | tuple):
        return [text for one in part for text in _texts(one)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return own + [text for value in part.values() for text in _texts(value)]


def _kind(message: Any) -> str | None:
    kind: str | None = ((message.metadata or {}).get("event_payload") or {}).get("kind")
    return kind
