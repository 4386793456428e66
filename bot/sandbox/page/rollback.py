"""A scene: under pressure somebody goes back to a release with a known hole, and what Rondo does with that."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot.sandbox.controls import Impossible
from bot.sandbox.page.given import Releases
from bot.sandbox.page.lines import be, button, go
from bot.sandbox.page.lines import line as any_line
from bot.sandbox.page.trial import Trial
from bot.sandbox.people import User
from bot.sandbox.records import Json, Message

BEGIN, QUIET = button("A bad rollback", "rollback"), button("The same, and nobody types", "rollback", quiet=True)
ENOUGH = button("Enough", "rollback_over")

LOOK_SECONDS = 0.5
"""How often the bot is asked how its incident stands while the scene is on."""

line = partial(any_line, of=7)

SERVICE, WEAKNESS = "checkout", "CVE-2026-1234"
_DAY = 24 * 60


class Rollback:
    """One run of the scene, with versions of its own; `quiet`: nobody types anything, only deploys are seen.

    `works` worked and is clean, `flagged` worked and has a hole, `broken` runs when it begins.
    """

    def __init__(self, trial: Trial, releases: Releases, *, run: int, quiet: bool) -> None:
        self.trial, self._releases, self.quiet = trial, releases, quiet
        self.works, self.flagged, self.broken = (f"{run}.{minor}" for minor in ("4.1", "4.2", "5.0"))
        self.incident: str | None = None
        self.deployed: list[str] = []

    async def begin(self) -> None:
        """The past: two releases that worked, one of them flagged since, and a new one. Then it breaks."""
        for version, days in ((self.works, 30), (self.flagged, 14), (self.broken, 0)):
            await self._releases.deploy(SERVICE, version, days * _DAY)
        await self._releases.flag(SERVICE, self.flagged, WEAKNESS)
        self.incident = await self.trial.broken()

    async def deploy(self, version: str) -> None:
        """A pipeline deploys one of its versions.

        Raises:
            Impossible: it is none of them.
        """
        if version not in (self.works, self.flagged, self.broken):
            raise Impossible(f"nobody has built {SERVICE} {version}")
        await self._releases.deploy(SERVICE, version, 0)
        self.deployed.append(version)

    async def follow(self) -> None:
        """Ask, again and again."""
        while True:
            await self.trial.look()
            await asyncio.sleep(LOOK_SECONDS)

    @property
    def known(self) -> Mapping[str, Any]:
        """The incident, as the bot told it last; empty before."""
        return self.trial.known.get(self.incident or "", {})

    def proposal(self, version: str) -> Mapping[str, Any] | None:
        """The newest proposal to go to that version."""
        proposals: Sequence[Mapping[str, Any]] = self.known.get("proposals") or ()
        return next((one for one in reversed(proposals) if one["to"] == version), None)

    def told(self, kind: str) -> Message | None:
        """The newest message of that kind about the incident, in a channel."""
        everything = (
            message
            for channel in self.trial.workspace.state.channels.values()
            if not channel.direct
            for message in channel.messages.values()
            if (message.payload.get("incident"), message.payload.get("kind")) == (self.incident, kind)
        )
        return max(everything, key=lambda message: message.ts, default=None)


class Scenes:
    """One run after the other, each until it is over or another one begins."""

    def __init__(self, trial: Trial) -> None:
        self._trial, self._runs = trial, 0
        self.now: Rollback | None = None
        self._following: asyncio.Task[None] | None = None

    @property
    def offered(self) -> tuple[Json, ...]:
        """The button that begins one, where there are releases to speak of."""
        return (BEGIN,) if self._trial.controls.releases else ()

    async def begin(self, *, quiet: bool) -> None:
        """The next run.

        Raises:
            Impossible: the bot is not to be told of releases, or does not answer.
        """
        releases = self._trial.controls.releases
        if releases is None:
            raise Impossible("there are no releases here")
        self.over()
        self._runs += 1
        self.now = Rollback(self._trial, releases, run=self._runs, quiet=quiet)
        self._following = asyncio.create_task(self.now.follow())
        await self.now.begin()

    def over(self) -> None:
        """The guide goes on where it was."""
        if self._following:
            self._following.cancel()
        self.now = self._following = None
        self._trial.workspace.changes.bump()

    def line(self, me: User) -> Json | None:
        """What the run says; nothing where there is none."""
        return _led(self.now, me) if self.now else None


def _led(scene: Rollback, me: User) -> Json:
    """What to do next, from what the bot says of the incident."""
    if scene.told("card") is None:
        breaks = f"checkout *{scene.broken}* was just deployed, and breaks."
        return line(1, f"{breaks} *{scene.flagged}* worked, and security has flagged it since.", ENOUGH)
    return _quiet(scene) if scene.quiet else _typed(scene, me)


def _quiet(scene: Rollback) -> Json:
    if scene.flagged not in scene.deployed:
        text = "Nobody types anything this time. Somebody's script goes back, and only its deploy is seen."
        return line(2, text, _deploy(scene.flagged), ENOUGH)
    seen = f"Rondo saw it: *{scene.flagged}* is flagged, and security is told."
    text = f"{seen} What was left, {scene.broken}, is flagged *unstable* by itself."
    return line(7, text, *go("See the warning", scene.told("release")), BEGIN, ENOUGH)


def _typed(scene: Rollback, me: User) -> Json:
    first, other = scene.proposal(scene.flagged), scene.proposal(scene.works)
    if first is None:
        text = f"{scene.broken} broke it; *{scene.flagged}* worked. Say that you want to go back to it."
        return line(2, text, _propose(scene, scene.flagged), ENOUGH)
    if other is None:
        return _answered(scene, first) if first["replies"] else _asked(scene, first, me)
    if scene.works not in scene.deployed:
        known = f"Nothing is known against {scene.works}: it is recorded, and nobody is asked."
        text = f"{known} Its pipeline deploys it."
        return line(5, text, _deploy(scene.works), *go("See the proposal", scene.told("proposal")))
    return _deployed(scene)


def _asked(scene: Rollback, first: Mapping[str, Any], me: User) -> Json:
    asked, at = _person(scene, first["asked"]), scene.told("proposal")
    warned = f"*{scene.flagged}* has a hole ({WEAKNESS}): Rondo says so at once"
    if asked is None:
        return line(3, f"{warned}.", *go("See the warning", at), ENOUGH)
    if asked == me:
        return line(3, "Rondo asks *you*, for 5 minutes. Press *Object* and say what instead.", *go("See it", at))
    return line(3, f"{warned}, and asks *{asked.real_name}*, with a clock.", *go("See the warning", at), be(asked, at))


def _answered(scene: Rollback, first: Mapping[str, Any]) -> Json:
    reply = first["replies"][-1]
    who, objects = _named(scene, reply["person"]), reply["verdict"] == "objected"
    text = (
        f"*{who}* {'objects' if objects else 'approves'}. That blocks nobody, and is on the record. Choose another way:"
    )
    return line(4, text, _propose(scene, scene.works), *go("See the proposal", scene.told("proposal")))


def _deployed(scene: Rollback) -> Json:
    at = go("See the channel", scene.told("release"))
    if scene.broken not in scene.deployed[scene.deployed.index(scene.works) :]:
        left = f"What was left inside an incident, *{scene.broken}*, is flagged *unstable*."
        text = f"{left} Tomorrow somebody deploys it again."
        return line(6, text, _deploy(scene.broken), *at)
    text = "Security and whoever deployed it are told: both sides see one list. *That is what Rondo is for.*"
    return line(7, text, *at, QUIET, ENOUGH)


def _propose(scene: Rollback, version: str) -> Json:
    card = scene.told("card")
    words = f"{scene.incident} rollback {SERVICE} {version}"
    return button(
        f"Roll back to {version}", "command", command="/rondo", text=words, place=card.channel if card else None
    )


def _deploy(version: str) -> Json:
    return button(f"Deploy {version}", "deploy", version=version)


def _person(scene: Rollback, name: str | None) -> User | None:
    return next((user for user in scene.trial.workspace.state.users.values() if user.name == name), None)


def _named(scene: Rollback, name: str) -> str:
    found = _person(scene, name)
    return found.real_name if found else name
