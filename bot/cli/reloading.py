"""The configuration file read again while the bot runs: applied whole or not at all, and told to operators."""

import asyncio
import hashlib
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.cli.house import House
from bot.cli.importing import Importing
from bot.cli.starting import LAST_GOOD, Opened, read_again, sources, tokens
from bot.config import Configuration, Faulty, changes
from bot.domain.effects import TellOperators
from bot.domain.errors import Unavailable

log = structlog.get_logger()

#: How often it is looked whether the file has changed, in seconds.
LOOK_SECONDS = 5.0

#: Under this name the fault is kept that operators were told, so that several replicas tell it once.
REFUSED = "refused configuration"

#: Under this name it is counted how often operators were told of the file: what two replicas find at once is told once.
TOLD = "told of the configuration"

Ping = Callable[[], Awaitable[bool]]
Stamp = tuple[int, int, int]
_NEVER: Stamp = (0, 0, 0)


@dataclass
class InForce:
    """The configuration that is gone by; `broken` says why it is not the file's."""

    configuration: Configuration
    broken: str | None = None

    def status(self) -> str:
        """As `/readyz` says it."""
        return f"last good: {self.broken}" if self.broken else "ok"


class Reloading:
    """Looks at the file and reads it again; `ping` makes what tells the outside that we live.

    `importing` knows what the calendars hold that the file names.
    """

    def __init__(
        self,
        house: House,
        installation: Opened,
        in_force: InForce,
        ping: Callable[[Configuration], Ping | None] = lambda _: None,
        importing: Importing | None = None,
    ) -> None:
        self._importing = importing
        self._house, self._installation, self._in_force, self._ping = house, installation, in_force, ping
        self._seen: Stamp | None = _NEVER
        self._done: Stamp | None = _NEVER
        self._one_at_a_time = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def look(self) -> None:
        """Read the file again if it is another, and has been the same since the last look: nobody is writing it."""
        stamp = self._stamp()
        settled, self._seen = stamp == self._seen, stamp
        if settled and stamp != self._done:
            await self.reload()
            self._done = stamp

    def _stamp(self) -> Stamp | None:
        try:
            found = Path(self._installation.environment.config).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    async def reload(self) -> None:
        """Read the file now. Faulty: nothing changes. Otherwise everything goes by it from one instant on.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached; nothing was changed.
        """
        async with self._one_at_a_time:
            try:
                configuration = await asyncio.to_thread(read_again, self._installation, self._in_force.configuration)
            except Faulty as faulty:
                await self._refuse(faulty)
            else:
                await self._take(configuration)

    def on_hangup(self) -> None:
        """SIGHUP reads the file again, at once."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._hung_up)

    def _hung_up(self) -> None:
        task = asyncio.ensure_future(self._reloaded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reloaded(self) -> None:
        try:
            await self.reload()
            if self._importing:
                await self._importing.look()
        except Unavailable as error:
            log.warning("the configuration was not read again: the database is away", error=str(error))

    async def _refuse(self, faulty: Faulty) -> None:
        facts, first, more = self._house.store.facts, faulty.faults[0], len(faulty.faults) - 1
        turn = await facts.get(TOLD)
        told = self._in_force.broken is not None or await facts.get(REFUSED) == str(first)
        self._in_force.broken = str(faulty)
        log.warning("the configuration is faulty; the last good one goes on", faults=str(faulty))
        if not told:
            rest = f" (and {more} more: `python app.py check` names them)" if more else ""
            await self._tell(f"The configuration file is faulty, and nothing was changed: {first}{rest}", turn)
            await facts.put(REFUSED, str(first))
            await self._told(turn)

    async def _take(self, configuration: Configuration) -> None:
        facts, in_force = self._house.store.facts, self._in_force
        turn = await facts.get(TOLD)
        kept = await facts.get(LAST_GOOD)
        if configuration.text == in_force.configuration.text == kept and in_force.broken is None:
            self._house.rounds.groups.again()
            return
        said = changes(in_force.configuration, configuration)
        if self._importing:
            await self._importing.prepare(configuration)
        self._apply(configuration)
        log.info("the configuration was read again", changed=list(said))
        if said and kept != configuration.text:  # else another replica has told it
            await self._tell("\n".join(["The configuration has changed.", *said]), turn)
        await facts.put(LAST_GOOD, configuration.text)
        await self._told(turn)
        if await facts.get(REFUSED):
            await facts.put(REFUSED, "")
        await self._house.refresh_people()
        if self._importing:
            await self._importing.look()

    async def _tell(self, words: str, turn: str | None) -> None:
        """Named by the turn, which was read before what says whether it was told: another's promise is the same one."""
        name = hashlib.sha256(words.encode("utf-8", "backslashreplace")).hexdigest()[:32]
        await self._house.engine.promise(TellOperators(text=words), delivery=f"configuration/{turn}/{name}")

    async def _told(self, turn: str | None) -> None:
        await self._house.store.facts.follow(TOLD, turn, str(int(turn or 0) + 1))

    def _apply(self, configuration: Configuration) -> None:
        """At once: nothing waits between the first and the last of these."""
        self._house.reconfigure(
            self._importing.settings(configuration) if self._importing else configuration.settings,
            sources=sources(configuration),
            tokens=tokens(configuration, self._installation.environment),
        )
        if configuration.heartbeat_url != self._in_force.configuration.heartbeat_url:
            self._house.auditor.ping = self._ping(configuration)
        self._in_force.configuration, self._in_force.broken = configuration, None
        self._house.rounds.groups.again()
