"""The workspace: takes the bot's calls, lets people act, and sends the app what Slack would."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.sandbox import answers, gate, membership, shapes
from bot.sandbox.answer import Answer, Lost, Refusal
from bot.sandbox.arguments import Arguments
from bot.sandbox.changes import Changes
from bot.sandbox.faults import Failing, Fault, Faults, limited
from bot.sandbox.limits import Limits
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.files import receive
from bot.sandbox.people import AppInstall, User, roster
from bot.sandbox.person import Person
from bot.sandbox.readers import Readers
from bot.sandbox.records import Applied
from bot.sandbox.sending import Sending
from bot.sandbox.state import SLACKBOT, State

Apply = Callable[[], Answer]


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call as the app made it; `answer` is None when the app never got one."""

    at: datetime
    method: str
    arguments: Mapping[str, Any]
    answer: Answer | None
    fault: Failing | None = None

    @property
    def lost(self) -> bool:
        return self.answer is None


class Workspace(Readers, Sending):
    """A strict Slack workspace in memory.

    `call` answers as Slack does or raises `Lost`; `act` is what people do; `transport` is how the app hears
    of it; `faults` and `limits` make it fail; `calls` and `effects` only grow. Time is `now` alone.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        team_id: str = "T0SANDBOX",
        app: AppInstall | None = None,
        users: Iterable[User] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        people = roster() if users is None else users
        self.state = State(now=now, team_id=team_id, app=app or AppInstall(), users=people)
        Sending.__init__(self, self.state, Faults())
        self.limits = Limits(now)
        self.calls: list[Call] = []
        self._sleep = sleep
        self._late: list[tuple[datetime, Apply]] = []

    @property
    def effects(self) -> list[Applied]:
        """Everything that became true, in order."""
        return self.state.applied

    @property
    def changes(self) -> Changes:
        return self.state.changes

    @property
    def app(self) -> AppInstall:
        return self.state.app

    def reinstall(self, **change: Any) -> None:
        """The app installed anew: other scopes, revoked tokens, tabs switched off."""
        self.state.app = replace(self.state.app, **change)

    async def call(self, method: str, arguments: Mapping[str, Any], *, token: str | None) -> Answer:
        """What Slack answers to this call of its Web API. Raises Lost where a fault says so."""
        given = Arguments(dict(arguments))
        return await self._perform(method, given, partial(self._answer, method, given, token))

    async def respond(self, url: str, body: Any) -> Answer:
        """What a POST to a response_url does; its calls are logged as `response_url`."""
        arguments = Arguments(body if isinstance(body, dict) else {"body": body})
        url_id = url.rsplit("/", 1)[-1]
        return await self._perform(
            "response_url", arguments, partial(answers.to_response_url, self.state, url_id, body)
        )

    async def upload(self, url: str, content: bytes) -> Answer:
        """What a POST of a file's bytes does; its calls are logged as `upload`."""
        file_id = url.rsplit("/", 1)[-1]
        return await self._perform("upload", Arguments({"file_id": file_id}), partial(self._receive, file_id, content))

    def _receive(self, file_id: str, content: bytes) -> Answer:
        good = receive(self.state, file_id, content)
        return Answer(status=200 if good else 400, body={"ok": good})

    def _answer(self, method: str, given: Arguments, token: str | None) -> Answer:
        headers = {"x-oauth-scopes": gate.provided(self.state)} if token else {}
        if method not in METHODS:
            unknown = {"ok": False, "error": "unknown_method", "req_method": method}
            return Answer(body=unknown, headers=headers)
        try:
            gate.admit(self.state, method, given, token)
            if wait := self.limits.wait(method, given.given):
                return limited(str(wait))
            return Answer(body={"ok": True, **METHODS[method](self.state, given)}, headers=headers)
        except Refusal as refusal:
            return replace(refusal.answer(), headers=headers)

    async def _perform(self, method: str, given: Arguments, apply: Apply) -> Answer:
        at, answer = self.state.now(), None
        self.land_due()
        fault = self.faults.strike(method, given.given)
        try:
            answer = await self._meet(fault, apply) if fault else apply()
            return answer
        finally:
            kind = fault.kind if fault else None
            call = Call(at=at, method=method, arguments=given.given, answer=answer, fault=kind)
            self.calls.append(call)

    async def _meet(self, fault: Fault, apply: Apply) -> Answer:
        if instead := fault.answer():
            return instead
        match fault.kind:
            case Failing.DELAY:
                await self._sleep(fault.seconds)
                return apply()
            case Failing.RESPONSE_LOST:
                apply()
            case Failing.LATE:
                due = self.state.now() + timedelta(seconds=fault.seconds)
                self._late.append((due, apply))
            case _:
                pass
        raise Lost(fault.kind.value)

    def land_due(self) -> None:
        """Applies the late calls whose time has come."""
        due = [apply for at, apply in self._late if at <= self.state.now()]
        self._late = [each for each in self._late if each[0] > self.state.now()]
        for apply in due:
            apply()

    async def land(self) -> None:
        """Applies every late call now, and tells the app what that made happen."""
        late, self._late = self._late, []
        for _, apply in late:
            apply()
        await self.flush()

    def act(self, person: str) -> Person:
        """That person, at their keyboard."""
        return Person(self, self.state.user(person))

    async def change_user(self, person: str, **change: Any) -> None:
        """Changes a member (name, zone, DND …) and tells the app."""
        user = replace(self.state.user(person), **change)
        self.state.users[user.id] = user
        await self._tell("user_change", user)

    async def deactivate(self, person: str) -> None:
        await self.change_user(person, deleted=True)

    async def add_user(self, user: User) -> None:
        """A new member comes."""
        self.state.users[user.id] = user
        await self._tell("team_join", user)

    async def _tell(self, event: str, user: User) -> None:
        shown = shapes.user(self.state, user)
        self.state.emit({"type": event, "user": shown, "event_ts": self.state.new_ts()})
        self.changes.bump()
        await self.flush()


def sample(
    *,
    now: Callable[[], datetime],
    app: AppInstall | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Workspace:
    """A workspace with the sample team and #general, where everybody but the bot is."""
    workspace = Workspace(now=now, app=app, sleep=sleep)
    people = [user.id for user in workspace.state.users.values() if not user.bot and user.id != SLACKBOT]
    general = membership.make(workspace.state, name="general", creator=people[0], members=people[1:])
    general.general = True
    workspace.state.events.clear()
    return workspace
