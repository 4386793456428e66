"""The state of the set-up, a line each ✓ ! ✗ with the remedy: for `doctor`, the App Home and the dashboard."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.domain.candidates import people_of
from bot.domain.groups import Kept, kept_groups, kept_under
from bot.domain.situation import Settings
from bot.ports import Clock, Identity
from bot.slack.commands.root import known_root
from bot.slack.directory import wanted_channels
from bot.slack.manifest import OPTIONAL, SCOPES
from bot.store import Store
from bot.web.given import Check


async def no_calendars() -> Sequence[Check]:
    """Nothing to say of them."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Setup:
    """Looks at what is known of Slack and at the configuration; asks nobody, so it costs nothing.

    `broken` has the faults of a file that is not used, a line each; `calendars` says how the imported ones are.
    """

    store: Store
    clock: Clock
    slack: Callable[[], str]
    broken: Callable[[], str | None] = lambda: None
    calendars: Callable[[], Awaitable[Sequence[Check]]] = no_calendars

    @property
    def settings(self) -> Settings:
        """Those that are gone by at the moment."""
        return self.store.settings

    async def lines(self) -> Sequence[str]:
        """The lines as people read them."""
        checks = [*self.configuration(), *await self.checks()]
        return [f"{check.mark} {check.name:<12} {check.text}" for check in checks]

    def configuration(self) -> Sequence[Check]:
        """Why the file is not used, where it is not; the dashboard says so elsewhere."""
        if (broken := self.broken()) is None:
            return []
        first, *others = broken.splitlines()
        every = f"{1 + len(others)} in all: `python app.py check`"
        text = f"{first} ({every}); until then the last good one is used"
        return [Check(mark="✗", name="configuration", text=text)]

    async def checks(self) -> Sequence[Check]:
        """Everything else, in the order in which it is mended; while Slack is away, as it was last known."""
        identity = await self.store.directory.identity()
        return [
            self._token(identity),
            *(self._scopes(identity) if identity else ()),
            *await self._people(),
            *await self._reach(),
            *(await self._channels() if identity else ()),
            *await self._groups(),
            *(await self._commands() if identity else ()),
            await self._last_resort(),
            *await self.calendars(),
        ]

    def _token(self, identity: Identity | None) -> Check:
        status = self.slack()
        if status == "ok" and identity:
            return Check(mark="✓", name="token", text=f"Rondo in workspace {identity.team} ({identity.team_id})")
        return Check(mark="✗", name="token", text="Slack has not answered yet" if status == "ok" else status)

    def _scopes(self, identity: Identity) -> list[Check]:
        missing = sorted(set(SCOPES) - identity.scopes) if identity.scopes else []
        if not missing:
            return [Check(mark="✓", name="scopes", text="all that Rondo uses")]
        remedy = 'add it to the app, then press "Reinstall to Workspace"'
        return [
            Check(mark="!" if one in OPTIONAL else "✗", name="scope", text=f"{one} is missing → {remedy}")
            for one in missing
        ]

    async def _people(self) -> list[Check]:
        situation = await self.store.reads.situation()
        gone = [name for name in self.settings.people if situation.unreachable(name)]
        unknown = [name for name in self.settings.people if name not in situation.members and name not in gone]
        lines = [
            Check(
                mark="!", name="people", text=f"{name}: not in Slack → correct `people.{name}`; passed over until then"
            )
            for name in gone
        ]
        if unknown:
            text = f"{', '.join(unknown)}: Slack has not said yet who that is"
            lines.append(Check(mark="!", name="people", text=text))
        found = len(self.settings.people) - len(gone) - len(unknown)
        text = f"{found} found in Slack" + ("" if self.slack() == "ok" else " when it last answered")
        return [Check(mark="✓", name="people", text=text), *lines] if found else lines

    async def _reach(self) -> list[Check]:
        """Whom nothing reaches while Slack is away, or silent for them."""
        situation, now = await self.store.reads.situation(), await self.clock.now()
        only = [name for name, person in self.settings.people.items() if not person.contact]
        quiet = [name for name in only if situation.is_quiet(name, now)]
        if not only:
            return [Check(mark="✓", name="reach", text="everybody has a way around Slack")]
        silent = f", and Slack is silent for {', '.join(quiet)} now" if quiet else ""
        text = f"{', '.join(only)}: Slack only{silent} → add `contact:` to `people`"
        return [Check(mark="!", name="reach", text=text)]

    async def _channels(self) -> list[Check]:
        lines = []
        for name in wanted_channels(self.settings):
            known = await self.store.directory.channel(name)
            text = name if known else f"{name} was not found or made yet → invite Rondo there, or make it public"
            lines.append(Check(mark="✓" if known else "✗", name="channel", text=text))
        return lines

    async def _groups(self) -> list[Check]:
        """Whether the user groups that schedules name are kept."""
        return [await self._group(group, names) for group, names in kept_groups(self.settings).items()]

    async def _group(self, group: str, schedules: Sequence[str]) -> Check:
        kept, where = Kept.read(await self.store.facts.get(kept_under(group))), ", ".join(schedules)
        if kept is None:
            return Check(mark="!", name="user group", text=f"{group} was not set yet to who is on call in {where}")
        if kept.code:
            again = "; tried again once a day and at a reload"
            return Check(mark="!", name="user group", text=f"{group}: {kept.code} → {kept.remedy}{again}")
        return Check(mark="✓", name="user group", text=f"{group} is who is on call in {where}")

    async def _commands(self) -> list[Check]:
        root = await known_root(self.store.facts)
        if await self.store.facts.get(f"command:{root}"):
            return [Check(mark="✓", name="commands", text=f"{root} arrives")]
        return [Check(mark="!", name="commands", text=f"{root} has never arrived → type `{root} hello` in Slack")]

    async def _last_resort(self) -> Check:
        situation, now = await self.store.reads.situation(), await self.clock.now()
        people = [name for target in self.settings.last_resort for name in people_of(target, situation, now)]
        reachable = [name for name in people if not situation.unreachable(name)]
        if reachable:
            return Check(mark="✓", name="last resort", text=", ".join(reachable))
        return Check(mark="✗", name="last resort", text="nobody there can be reached → correct `last_resort`")
