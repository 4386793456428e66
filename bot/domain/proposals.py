"""Proposals: what somebody means to do in an incident, what is known against it, and what security says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ProposalKind(StrEnum):
    """What is meant to be done; `open_access` and `switch_off` weaken a control."""

    ROLLBACK = "rollback"
    REDEPLOY = "redeploy"
    RESTART = "restart"
    SCALE = "scale"
    CONFIGURATION = "configuration"
    OPEN_ACCESS = "open_access"
    SWITCH_OFF = "switch_off"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As people read it."""
        return _WORDS.get(self, self.value)

    @property
    def weakens(self) -> bool:
        """Whether it weakens a control, so that security is asked whatever is known."""
        return self in (ProposalKind.OPEN_ACCESS, ProposalKind.SWITCH_OFF)

    @property
    def goes_to_a_version(self) -> bool:
        """Whether it is about a version of a service."""
        return self in (ProposalKind.ROLLBACK, ProposalKind.REDEPLOY)


_WORDS = {ProposalKind.OPEN_ACCESS: "open access", ProposalKind.SWITCH_OFF: "switch off a control"}


class Verdict(StrEnum):
    """What security says of a proposal."""

    APPROVED = "approved"
    OBJECTED = "objected"


@dataclass(frozen=True, kw_only=True)
class Known:
    """A flag as it stood when somebody proposed to go to that version: its words, and since when it counts."""

    words: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Reply:
    """Somebody from security answered."""

    person: str
    verdict: Verdict
    at: datetime
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Override:
    """Somebody goes on in spite of security, or without its answer, and says why."""

    person: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Closing:
    """It was done, or it was not (or taken back): by whom; `deployed` by a deploy that Rondo saw."""

    done: bool
    person: str
    at: datetime
    deployed: bool = False


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What somebody means to do, from what runs to what is to run.

    `against` is what was known against `to`, `last_scan` when that was scanned, `looked` whether the ledger was asked.
    `token` names the one that claimed it was them. `asked` is whoever is to answer for security, until `answer_by`;
    `unanswered` counts how often that time was over.
    """

    number: int
    kind: ProposalKind
    service: str
    by: str
    at: datetime
    token: str = ""
    before: str = ""
    to: str = ""
    note: str = ""
    looked: bool = False
    against: tuple[Known, ...] = ()
    last_scan: datetime | None = None
    asked: str | None = None
    answer_by: datetime | None = None
    unanswered: int = 0
    replies: tuple[Reply, ...] = ()
    overrides: tuple[Override, ...] = ()
    closings: tuple[Closing, ...] = ()

    @property
    def concerns_security(self) -> bool:
        """Whether somebody from security is asked."""
        return bool(self.against) or self.kind.weakens

    @property
    def reply(self) -> Reply | None:
        """What security said last."""
        return self.replies[-1] if self.replies else None

    @property
    def closing(self) -> Closing | None:
        """How it ended, if it did."""
        return self.closings[-1] if self.closings else None

    @property
    def waits(self) -> bool:
        """Whether security owes it an answer: what was done without one still deserves it."""
        dropped = self.closing is not None and not self.closing.done
        return self.concerns_security and self.reply is None and not dropped

    @property
    def objected(self) -> Reply | None:
        """The objection that stands against it."""
        return self.reply if self.reply and self.reply.verdict is Verdict.OBJECTED else None

    @property
    def deed(self) -> str:
        """What is to be done, as a clause: `roll checkout back from 1.5.0 to 1.4.2`."""
        match self.kind:
            case ProposalKind.ROLLBACK:
                return f"roll {self.service} back{f' from {self.before}' if self.before else ''} to {self.to}"
            case ProposalKind.REDEPLOY:
                return " ".join(part for part in ("redeploy", self.service, self.to) if part)
            case ProposalKind.RESTART | ProposalKind.SCALE:
                return f"{self._of(self.kind.value)}{f' to {self.to}' if self.to else ''}"
            case _:
                return self._looser()

    def _of(self, verb: str) -> str:
        return f"{verb} {self.service}" if self.service else verb

    def _looser(self) -> str:
        of, to = f" of {self.service}" if self.service else "", f" to {self.to}" if self.to else ""
        match self.kind:
            case ProposalKind.CONFIGURATION:
                return f"change the configuration{of}{to}"
            case ProposalKind.OPEN_ACCESS:
                return f"{self._of('open access to')}{f' for {self.to}' if self.to else ''}".removesuffix(" to")
            case ProposalKind.SWITCH_OFF:
                return f"switch off {self.to or 'a control'}{of}"
            case _:
                return f"do something else{f' to {self.service}' if self.service else ''}{to}"

    def said(self, shown: Callable[[str], str]) -> str:
        """Whose it is and how security stood to it, for a line about its being done: `against Sol's objection`."""
        proposed = f"as proposed by {shown(self.by)}"
        if self.objected:
            return f"{proposed}, against {shown(self.objected.person)}'s objection"
        if self.reply:
            return f"{proposed}, approved by {shown(self.reply.person)}"
        return f"{proposed}, without security's answer" if self.waits else proposed
