"""The auditor: looks every minute for what should have happened and did not, and repairs it or tells operators."""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog

from bot.domain.audit import Amiss, Finding, Look, findings
from bot.domain.effects import TellOperators
from bot.domain.errors import Unavailable
from bot.domain.events import Event
from bot.engine.work import Handle
from bot.ports import Audit, Clock, Facts, Progress

log = structlog.get_logger()

#: Under this name the findings that stand, and were told, are kept: once per finding, over restarts and replicas.
TOLD = "audit"

#: A look tells so many new findings; the rest are told by the next.
MOST = 10

#: In seconds: within a quarter of an hour a finding that comes and goes, or that several replicas have, is told once.
QUARTER = 900


class Tally(Protocol):
    """What is counted of audits."""

    def audited(self, at: datetime) -> None:
        """An audit came to its end."""

    def found(self, kind: Amiss) -> None:
        """Something is amiss that was not before."""

    def unheard(self) -> None:
        """A ping to the outside was not answered."""


@dataclass(kw_only=True)
class Auditor:
    """One per process. `slack` says whether Slack is there; `ping` tells the outside that the audit passed.

    `ping` returns whether it was heard, and never raises.
    """

    audit: Audit
    engine: Handle
    facts: Facts
    clock: Clock
    slack: Callable[[], bool]
    tally: Tally
    ping: Callable[[], Awaitable[bool]] | None = None
    _progress: Progress = field(default_factory=Progress)
    _mended: frozenset[str] = frozenset()

    async def look(self) -> None:
        """One audit; what is found and can't be repaired is told once, and keeps the ping from being sent.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached, or the look took too long.
        """
        now = await self.clock.now()
        told = frozenset[str](json.loads(await self.facts.get(TOLD) or "[]"))
        seen, self._progress = await self.audit.look(now, self._progress, again=_incidents(told))
        left = await self._mend(findings(seen, now=now, slack_there=self.slack()))
        await self._tell(left, told, seen, now)
        self.tally.audited(now)
        if self.ping is not None and _passed(left, told) and not await self.ping():
            self.tally.unheard()

    async def _mend(self, found: Iterable[Finding]) -> list[Finding]:
        """Repair what can be; what is left, with what was repaired the last time already, is returned."""
        left, mended = [], set[str]()
        for finding in found:
            if finding.mend is None or finding.name in self._mended or not await self._mends(finding, finding.mend):
                left.append(finding)
            else:
                mended.add(finding.name)
                self.tally.found(finding.kind)
        self._mended = frozenset(mended)
        return left

    async def _mends(self, finding: Finding, mend: Event) -> bool:
        log.warning("the audit repairs", kind=finding.kind.value, about=finding.about)
        try:
            await self.engine.handle(mend)
        except Unavailable:
            raise
        except Exception:
            log.exception("the audit could not repair", kind=finding.kind.value, about=finding.about)
            return False
        return True

    async def _tell(self, left: Iterable[Finding], told: frozenset[str], seen: Look, now: datetime) -> None:
        """Tell operators what is new, a few at a time, and keep what stands; a broken record does until it is well."""
        quarter = int(now.timestamp()) // QUARTER
        standing = {finding.name: finding for finding in left}
        new = sorted(standing.keys() - told)[:MOST]
        for name in new:
            finding = standing[name]
            log.warning("the audit found", kind=finding.kind.value, about=finding.about)
            self.tally.found(finding.kind)
            await self.engine.promise(TellOperators(text=finding.words), delivery=f"audit/{name}/{quarter}")
        unread = {name for name in told if (number := _record(name)) is not None and number not in seen.records}
        sealed = {name for name in told if name.startswith(f"{Amiss.SEAL_BROKEN}:")}
        kept = (standing.keys() & told) | set(new) | unread | sealed
        if kept != told:
            since = frozenset[str](json.loads(await self.facts.get(TOLD) or "[]"))  # another replica's stays
            await self.facts.put(TOLD, json.dumps(sorted((since - (told - kept)) | (kept - told))))


def _passed(left: Iterable[Finding], told: frozenset[str]) -> bool:
    """What is broken of the past stays so for ever: once it was told, it is nothing that Rondo fails to do now."""
    return all(one.kind in {Amiss.RECORD_BROKEN, Amiss.SEAL_BROKEN} and one.name in told for one in left)


def _record(name: str) -> int | None:
    """The incident of a finding that its record is broken."""
    kind, _, about = name.partition(":")
    return int(about) if kind == Amiss.RECORD_BROKEN else None


def _incidents(told: Iterable[str]) -> frozenset[int]:
    """The incidents around which something stands that a look must come by again."""
    abouts = (name.partition(":")[2].partition("/")[0] for name in told if _record(name) is None)
    return frozenset(int(number) for number in abouts if number.isdigit())
